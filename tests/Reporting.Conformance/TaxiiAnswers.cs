using System.Text.Json;
using System.Text.Json.Nodes;
using Reporting.Exchange.Taxii;

namespace Reporting.Conformance;

/// <summary>The answers that a client of TAXII 2.1 was recorded with: ours say the same with the same members.</summary>
internal sealed class TaxiiResourcesRecorded : IVectorSet
{
    public string Name => "TAXII 2.1, recorded answers";

    public string File => "02-stix-taxii/cti-taxii-client-v21-responses.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        var discovery = vectors.GetProperty("DISCOVERY_RESPONSE");
        var roots = discovery.GetProperty("api_roots").EnumerateArray().Select(r => r.GetString()!).ToList();
        // The recorded server's default stands second; ours is the first.
        var ordered = roots.OrderBy(r => r == discovery.Text("default") ? 0 : 1).ToList();
        var made = TaxiiResources.Discovery(discovery.Text("title"), discovery.Text("description"), ordered);
        yield return Same("discovery", discovery, made, "contact", "api_roots");

        var root = vectors.GetProperty("API_ROOT_RESPONSE");
        yield return Same("API root", root, TaxiiResources.ApiRoot(root.Text("title"), root.Text("description"), root.GetProperty("max_content_length").GetInt32()));

        var collections = vectors.GetProperty("COLLECTIONS_RESPONSE");
        yield return Same("collections", collections, TaxiiResources.Collections(collections.GetProperty("collections").EnumerateArray().Select(Made)));
        yield return Same("collection", vectors.GetProperty("COLLECTION_RESPONSE"), Made(vectors.GetProperty("COLLECTION_RESPONSE")));

        // Two of its instants have three digits of seconds: the members are compared.
        var manifest = vectors.GetProperty("GET_MANIFEST_RESPONSE").GetProperty("objects").EnumerateArray().ToList();
        var ours = TaxiiResources.Manifest(manifest.Select(m => new TaxiiEntry(m.Text("id"), m.Text("version"), DateTimeOffset.UnixEpoch)), null)["objects"]!.AsArray();
        foreach (var (theirs, one) in manifest.Zip(ours))
        {
            yield return Same($"manifest {theirs.Text("id")}", theirs, one!.AsObject(), "date_added");
        }
    }

    private static JsonObject Made(JsonElement c) => TaxiiResources.Collection(c.Text("id"), c.Text("title"), c.Text("description"));

    private static Outcome Same(string name, JsonElement theirs, JsonObject ours, params string[] but)
    {
        var recorded = JsonNode.Parse(theirs.GetRawText())!.AsObject();
        var absent = recorded.Select(m => m.Key).Except(ours.Select(m => m.Key)).Except(["contact"]).ToList();
        foreach (var member in but)
        {
            recorded.Remove(member);
            ours.Remove(member);
        }

        return Outcome.Of(name, absent.Count == 0 && JsonNode.DeepEquals(recorded, ours), ours.ToJsonString());
    }
}

/// <summary>The collection that the reference server comes with, asked in every way: ours answers with the entries that its own manifest says.</summary>
internal sealed class TaxiiCollectionAsked : IVectorSet
{
    public string Name => "TAXII 2.1, the reference server's collection";

    public string File => "02-stix-taxii/cti-taxii-server/default_data.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        var theirs = vectors.EnumerateObject().Where(r => r.Value.TryGetProperty("collections", out _)).SelectMany(r => r.Value.GetProperty("collections").EnumerateArray())
            .Where(c => c.TryGetProperty("manifest", out var m) && m.GetArrayLength() > 0).SelectMany(c => c.GetProperty("manifest").EnumerateArray())
            .Select(m => JsonNode.Parse(m.GetRawText())!.AsObject()).OrderBy(m => (string?)m["date_added"], StringComparer.Ordinal).ToList();
        List<TaxiiEntry> entries = [.. theirs.Select(m => new TaxiiEntry((string)m["id"]!, (string)m["version"]!, TaxiiResources.Instant((string)m["date_added"]!)!.Value, ((string)m["media_type"]!).Split("version=")[1]))];

        yield return Asked("everything", "match[version]=all&match[spec_version]=2.0,2.1", _ => true);
        yield return Asked("everything of 2.1", "match[version]=all&match[spec_version]=2.1", m => Spec(m) == "2.1");
        foreach (var id in theirs.Select(m => (string)m["id"]!).Distinct())
        {
            yield return Asked("all of " + id, $"match[id]={id}&match[version]=all&match[spec_version]=2.0,2.1", m => (string?)m["id"] == id);
            var newest = theirs.Where(m => (string?)m["id"] == id && Spec(m) == "2.1").Max(m => (string?)m["version"]);
            yield return Asked("the last of " + id, $"match[id]={id}&match[spec_version]=2.1", m => (string?)m["id"] == id && Spec(m) == "2.1" && (string?)m["version"] == newest);
        }

        foreach (var at in theirs.Select(m => (string)m["date_added"]!).Distinct())
        {
            yield return Asked("added after " + at, $"added_after={at}&match[version]=all&match[spec_version]=2.0,2.1", m => string.CompareOrdinal((string?)m["date_added"], at) > 0);
        }

        Outcome Asked(string name, string query, Func<JsonObject, bool> expected)
        {
            var (read, fault) = TaxiiQuery.Parse(query.Split('&').Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], p[1])), "id", "type", "version", "spec_version");
            var answer = fault is null ? TaxiiResources.Manifest(read!.Of(entries), null)["objects"]?.AsArray() ?? [] : [];
            var should = theirs.Where(expected).ToList();
            return Outcome.Of(name, should.Count == answer.Count && should.TrueForAll(s => answer.Any(a => JsonNode.DeepEquals(a, s))), fault ?? answer.ToJsonString());
        }
    }

    private static string Spec(JsonObject entry) => ((string)entry["media_type"]!).Split("version=")[1];
}
