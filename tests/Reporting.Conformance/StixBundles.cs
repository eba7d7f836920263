using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Exchange.Stix;
using Reporting.Exchange.Tests;

namespace Reporting.Conformance;

/// <summary>Bundles that the product writes, whole and each object by its own type's schema; then each with one member taken away: where the schemas refuse that, so does our own check.</summary>
internal sealed class OurBundles : IVectorSet
{
    public string Name => "STIX 2.1, bundles of ours by the OASIS schemas";

    public string File => StixSchemas.Bundle;

    public IEnumerable<Outcome> Run(JsonElement vectors, string folder)
    {
        var schemas = new StixSchemas(folder);
        foreach (var (name, seen) in Cases())
        {
            var bundle = IncidentBundle.Of(seen);
            yield return Outcome.Of(name, schemas.TakesBundle(bundle), "the bundle is refused");
            foreach (var one in bundle["objects"]!.AsArray().Select(o => o!.AsObject()))
            {
                yield return Outcome.Of($"{name} {one["id"]}", schemas.Takes(StixSchemas.Of((string)one["type"]!)!, one), "refused");
            }
        }

        foreach (var one in IncidentBundle.Of(Full())["objects"]!.AsArray().Select(o => o!.AsObject()).DistinctBy(o => (string?)o["type"]))
        {
            foreach (var member in one.Select(m => m.Key).Where(m => m != "type").ToList())
            {
                var without = one.DeepClone().AsObject();
                without.Remove(member);
                var refused = !schemas.Takes(StixSchemas.Of((string)one["type"]!)!, without);
                yield return Outcome.Of($"{one["type"]} without {member}", !refused || Judged.Of(without).Count > 0, "refused by the schema and taken by us");
            }
        }
    }

    private static IEnumerable<(string Name, IncidentAsSeen Seen)> Cases()
    {
        yield return ("full", Full());
        yield return ("bare", Full() with { Stated = new IncidentStatement(), Assessments = [], Representations = [] });
        foreach (var label in Enum.GetValues<Tlp>())
        {
            yield return (Words.Of(label), Full() with { Marking = label });
        }
    }

    private static IncidentAsSeen Full() => A.Incident();
}

/// <summary>The example bundles that come with the schemas: ours finds something wrong with those that the schemas refuse, and with no other.</summary>
internal sealed class BundlesOfOthers : IVectorSet
{
    public string Name => "STIX 2.1, example files";

    public string File => StixSchemas.Bundle;

    public IEnumerable<Outcome> Run(JsonElement vectors, string folder)
    {
        var schemas = new StixSchemas(folder);
        var examples = Path.Combine(folder, StixSchemas.Root, "examples");
        foreach (var path in Directory.EnumerateFiles(examples, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = JsonNode.Parse(System.IO.File.ReadAllText(path))!.AsObject();
            yield return Judged.Both(Path.GetRelativePath(examples, path), schemas, file);
        }
    }
}

/// <summary>The objects in the data of the TAXII reference server.</summary>
internal sealed class ObjectsOfOthers : IVectorSet
{
    public string Name => "STIX 2.1, objects of the TAXII reference server";

    public string File => "02-stix-taxii/cti-taxii-server/default_data.json";

    public IEnumerable<Outcome> Run(JsonElement vectors, string folder)
    {
        var schemas = new StixSchemas(folder);
        var objects = vectors.EnumerateObject().Where(r => r.Value.TryGetProperty("collections", out _))
            .SelectMany(r => r.Value.GetProperty("collections").EnumerateArray())
            .SelectMany(c => c.TryGetProperty("objects", out var held) ? held.EnumerateArray() : default);
        foreach (var one in objects.Select(o => JsonNode.Parse(o.GetRawText())!.AsObject()))
        {
            // What only the reference server's own store knows of it.
            one.Remove("_manifest");
            one.Remove("_collection_id");
            yield return Judged.Both($"{one["id"]} {one["modified"]}", schemas, one);
        }
    }
}

internal static class Judged
{
    public static IReadOnlyList<Reporting.Exchange.Fault> Of(JsonNode one) => BundleCheck.Of(JsonSerializer.SerializeToUtf8Bytes(one));

    public static Outcome Both(string name, StixSchemas schemas, JsonObject file)
    {
        var taken = ((string?)file["type"] == "bundle" ? schemas.TakesBundle(file) : schemas.Takes(StixSchemas.Of((string)file["type"]!) ?? "common/core", file))
            && (file["objects"]?.AsArray() ?? []).All(o => StixSchemas.Of((string)o!["type"]!) is not { } schema || schemas.Takes(schema, o));
        var faults = Of(file);
        var rule = taken && faults.Count > 0 && faults.All(f => f.Code is "unknown-marking") ? "a marking that nobody explains is refused: how far the object may go cannot be told" : null;
        return Outcome.Of(name, taken == (faults.Count == 0), taken ? string.Join(", ", faults.Select(f => $"{f.Code} {f.Pointer}")) : "taken, and refused by the schemas", rule);
    }
}

/// <summary>The OASIS schemas as they lie in the folder. They name each other by relative addresses, which are those of the files.</summary>
internal sealed class StixSchemas
{
    public const string Root = "02-stix-taxii/cti-stix2-json-schemas";

    public const string Bundle = Root + "/schemas/common/bundle.json";

    private static readonly string[] Folders = ["sdos", "sros", "observables", "common"];

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal);

    private readonly Dictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);
    private readonly EvaluationOptions _options = new() { OutputFormat = OutputFormat.Flag };

    public StixSchemas(string folder)
    {
        foreach (var path in Folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(folder, Root, "schemas", f), "*.json")))
        {
            var schema = JsonSchema.FromText(System.IO.File.ReadAllText(path));
            _options.SchemaRegistry.Register(schema);
            var name = $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}";
            _schemas[name] = schema;
            Known.Add(name);
        }
    }

    /// <summary>The schema of a type; null: the standard does not know it.</summary>
    public static string? Of(string type) => Folders.Select(f => $"{f}/{type}").FirstOrDefault(Known.Contains);

    public bool Takes(string schema, JsonNode one) => _schemas[schema].Evaluate(one, _options).IsValid;

    /// <summary>
    /// A bundle by the bundle's schema. Without the types that it forgets: it takes an incident, a note or an opinion for a
    /// custom object, which it then refuses for being like an observable as well. They are judged by their own schemas.
    /// </summary>
    public bool TakesBundle(JsonObject bundle)
    {
        var listed = bundle.DeepClone().AsObject();
        listed["objects"] = new JsonArray([.. bundle["objects"]!.AsArray().Where(o => !Forgotten.Contains((string?)o!["type"])).Select(o => o!.DeepClone())]);
        return Takes("common/bundle", listed);
    }

    private static readonly string?[] Forgotten = ["incident", "note", "opinion", "grouping", "location"];
}
