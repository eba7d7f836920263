using System.Text.Json;

namespace Reporting.Exchange.Reference;

/// <summary>A galaxy of MISP: clusters of actors or organisations, as the project publishes them (<c>values</c> with <c>meta</c>), or each flat.</summary>
internal static class GalaxyFile
{
    // How one entry may take another's place, in the galaxies' words.
    private static readonly string[] Replaces = ["revoked-by", "replaced-by", "merged-into"];

    public static ReferenceFile? Of(JsonElement root, Faults faults)
    {
        var list = root.Has("values") ? "values" : root.Has("actors") ? "actors" : "organisations";
        if ((root.Text("type") ?? Stem(root.Text("source"))) is not { Length: <= 60 } type)
        {
            faults.Add("/type", "type-missing", "Which galaxy it is.");
            return new ReferenceFile("", "", [], []);
        }

        if (root.Text("version") is not { Length: <= 40 } version)
        {
            faults.Add("/version", "edition-missing", "Which edition it is, in at most 40 characters.");
            return new ReferenceFile("", "", [], []);
        }

        return new ReferenceFile("misp-" + type, version, [], [.. root.Items(list).Select((v, i) => Actor(v, $"/{list}/{i}", faults))]);
    }

    private static ReferenceActor Actor(JsonElement one, string at, Faults faults)
    {
        var meta = one.ValueKind == JsonValueKind.Object && one.TryGetProperty("meta", out var m) ? m : one;
        if (!Guid.TryParse(one.Text("uuid"), out var id))
        {
            faults.Add(at + "/uuid", "uuid", "Every entry has a UUID.");
        }

        var name = one.Text("value", "name");
        if (name is null || name.Length > AliasKey.MostLetters)
        {
            faults.Add(at + "/value", "name", $"A name of at most {AliasKey.MostLetters} characters.");
        }

        var aliases = meta.Texts("synonyms").Concat(meta.Texts("aliases")).Where(a => a != name).Distinct(StringComparer.Ordinal).ToList();
        if (aliases.Count > 500 || aliases.Exists(a => a.Length > AliasKey.MostLetters))
        {
            faults.Add(at + "/synonyms", "names", $"At most 500 other names of at most {AliasKey.MostLetters} characters.");
        }

        var related = one.Items("related").Select(r => (Id: r.Text("dest-uuid"), Kind: r.Text("type"))).Where(r => r.Id is not null).ToList();
        return new ReferenceActor(
            id.ToString(),
            name ?? "",
            aliases,
            meta.Text("country"),
            [.. related.Where(r => r.Kind == "similar").Select(r => r.Id!).Concat(one.Texts("similar")).Distinct(StringComparer.Ordinal)],
            [.. related.Where(r => Replaces.Contains(r.Kind)).Select(r => r.Id!).Distinct(StringComparer.Ordinal)]);
    }

    // "MISP/misp-galaxy clusters/threat-actor.json" is of the galaxy threat-actor.
    private static string? Stem(string? source)
    {
        var file = source?.Split('/', ' ').FirstOrDefault(p => p.EndsWith(".json", StringComparison.Ordinal));
        return file?[..^".json".Length];
    }
}
