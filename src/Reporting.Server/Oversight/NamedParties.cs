using System.Text.Json.Nodes;

namespace Reporting.Server.Oversight;

/// <summary>Somebody whom an authority was told of, with where in its cut it stands.</summary>
/// <param name="Place">A JSON pointer into the statement; of an alias, with its number.</param>
/// <param name="Role">What it is there: <c>acquirer</c>, <c>ultimate-holder</c>, <c>holder</c>, <c>target</c>, <c>suspected-actor</c>, or the member it stands under.</param>
/// <param name="Name">Null where it is known by its numbers only.</param>
/// <param name="Ids">Its numbers in registers: <c>lei:…</c>, <c>reg:country:…</c>.</param>
public sealed record NamedParty(string Place, string Role, string? Name, IReadOnlyList<string> Ids);

/// <summary>Finds whom a cut names: wherever a name is stated, today's members and those that are yet to come.</summary>
public static class NamedParties
{
    private const string Erased = "[erased]";

    private static readonly string[] Naming = ["name", "businessName", "government"];

    /// <param name="open">A cut with its persons.</param>
    /// <param name="closed">The same without: what is there and not here is said of a person.</param>
    public static IReadOnlyList<NamedParty> Of(JsonObject open, JsonObject closed) => [.. Walk(open, closed, ""), .. Holders(open)];

    private static IEnumerable<NamedParty> Walk(JsonNode? open, JsonNode? closed, string place)
    {
        // Holdings are told party by party, with what they are to each other.
        if (place == "/ownership")
        {
            return [];
        }

        return open switch
        {
            JsonObject o => [.. OfObject(o, closed as JsonObject, place), .. o.SelectMany(m => Walk(m.Value, (closed as JsonObject)?[m.Key], $"{place}/{m.Key}"))],
            JsonArray a => a.SelectMany((item, i) => Walk(item, (closed as JsonArray)?[i], $"{place}/{i}")),
            _ => [],
        };
    }

    private static IEnumerable<NamedParty> OfObject(JsonObject open, JsonObject? closed, string place)
    {
        var (role, ids) = (RoleAt(place), Ids(open));
        var names = Naming
            .Where(n => closed?[n] is null && Text(open[n]) is not null)
            .Select(n => (At: place, Name: Text(open[n])!))
            .Concat(open["aliases"] is JsonArray aliases ? aliases.Select((a, i) => (At: $"{place}/aliases/{i}", Name: Text(a))).Where(a => a.Name is not null).Select(a => (a.At, a.Name!)) : [])
            .ToList();
        foreach (var (at, name) in names)
        {
            yield return new NamedParty(at, role, name, ids);
        }

        if (names.Count == 0 && ids.Count > 0)
        {
            yield return new NamedParty(place, role, null, ids);
        }
    }

    // The same key is the same party, and what is said of it need stand only once. At the top stands who is held by nobody.
    private static IEnumerable<NamedParty> Holders(JsonObject open)
    {
        var statements = (open["ownership"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var held = statements.Select(s => Text(s["subject"]?["key"])).OfType<string>().ToHashSet();
        foreach (var party in statements.SelectMany(s => (JsonNode?[])[s["holder"], s["subject"]]).OfType<JsonObject>().GroupBy(p => Text(p["key"]) ?? ""))
        {
            var role = party.Select(p => Text(p["role"])).OfType<string>().FirstOrDefault()
                ?? (held.Contains(party.Key) ? "holder" : "ultimate-holder");
            if (party.Select(p => Text(p["name"])).OfType<string>().FirstOrDefault() is { } name)
            {
                yield return new NamedParty($"/ownership/{party.Key}", role, name, []);
            }
        }
    }

    private static string RoleAt(string place) => place.Split('/').ElementAtOrDefault(1) switch
    {
        "acquirer" or "acquirers" => "acquirer",
        "acquirerShareholders" or "targetShareholders" => "holder",
        "suspectedActors" => "suspected-actor",
        { } member => member,
        null => "",
    };

    private static List<string> Ids(JsonObject party)
    {
        var ids = new List<string>();
        if (Text(party["lei"]) is { } lei)
        {
            ids.Add("lei:" + lei.ToUpperInvariant());
        }

        if (Text(party["companiesHouseNumber"]) is { } british)
        {
            ids.Add("reg:GB:" + british.ToUpperInvariant());
        }

        if (Text(party["registrationNumber"]) is { } number && Text(party["country"]) is { } country)
        {
            ids.Add($"reg:{country}:{number.ToUpperInvariant()}");
        }

        if (party["foreignRegistration"] is JsonObject foreign && Text(foreign["country"]) is { } where && Text(foreign["number"]) is { } registered)
        {
            ids.Add($"reg:{where}:{registered.ToUpperInvariant()}");
        }

        return ids;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 && text != Erased ? text : null;
}
