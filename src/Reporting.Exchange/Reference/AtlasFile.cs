using System.Text.Json;
using System.Text.RegularExpressions;
using Reporting.Exchange.Stix;

namespace Reporting.Exchange.Reference;

/// <summary>MITRE ATLAS: its data as JSON (techniques in matrices, or alone), and as a STIX bundle.</summary>
internal static partial class AtlasFile
{
    public static ReferenceFile OfJson(JsonElement root, Faults faults)
    {
        var found = root.Has("techniques")
            ? root.Items("techniques").Select((t, i) => (One: t, At: $"/techniques/{i}"))
            : root.Items("matrices").SelectMany((m, i) => m.Items("techniques").Select((t, j) => (One: t, At: $"/matrices/{i}/techniques/{j}")));
        var techniques = found
            // Beside what is given as a technique, the makers' form refers to others by templates.
            .Select(f => Technique(f.One.Text("id"), f.One.Text("name"), f.One.Text("subtechniqueOf", "subtechnique-of"), f.One.Texts("tactics"), [], f.At, faults))
            .ToList();
        return new ReferenceFile(ReferenceReader.Atlas, Edition(root.Text("atlasVersion", "version"), faults), techniques, []);
    }

    public static ReferenceFile OfBundle(JsonElement root, Faults faults)
    {
        foreach (var fault in BundleCheck.Of(root))
        {
            faults.Add(fault.Pointer, fault.Code, fault.Detail);
        }

        var objects = root.Items("objects").Where(o => o.ValueKind == JsonValueKind.Object).ToList();
        var patterns = objects.Select((o, i) => (One: o, At: $"/objects/{i}"))
            .Where(o => o.One.Text("type") == "attack-pattern")
            .Select(o => (o.One, o.At, Id: AtlasId(o.One)))
            // Other catalogues' techniques may stand beside.
            .Where(o => o.Id is not null)
            .ToList();
        var ids = patterns.GroupBy(p => p.One.Text("id") ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Id!, StringComparer.Ordinal);
        var relations = objects.Where(o => o.Text("type") == "relationship")
            .Select(o => (Kind: o.Text("relationship_type"), From: ids.GetValueOrDefault(o.Text("source_ref") ?? ""), To: ids.GetValueOrDefault(o.Text("target_ref") ?? "")))
            .Where(r => r.From is not null && r.To is not null)
            .ToList();
        var parents = relations.Where(r => r.Kind == "subtechnique-of").ToLookup(r => r.From!, r => r.To!, StringComparer.Ordinal);
        var replaced = relations.Where(r => r.Kind == "revoked-by").ToLookup(r => r.From!, r => r.To!, StringComparer.Ordinal);
        var techniques = patterns
            .Select(p => Technique(
                p.Id, p.One.Text("name"), parents[p.Id!].FirstOrDefault(), [.. p.One.Items("kill_chain_phases").Select(k => k.Text("phase_name")).OfType<string>()], [.. replaced[p.Id!]], p.At, faults))
            .ToList();
        var collection = objects.FirstOrDefault(o => o.Text("type") == "x-mitre-collection");
        // A bundle has no edition of its own: it is as old as the newest thing in it.
        return new ReferenceFile(ReferenceReader.Atlas, Edition(collection.Text("x_mitre_version") ?? patterns.Select(p => p.One.Text("modified")).Max(StringComparer.Ordinal)?[..10], faults), techniques, []);
    }

    private static string? AtlasId(JsonElement pattern) =>
        pattern.Items("external_references").FirstOrDefault(r => r.Text("source_name") == ReferenceReader.Atlas).Text("external_id");

    private static string Edition(string? edition, Faults faults)
    {
        if (edition is null || edition.Length > 40)
        {
            faults.Add("/version", "edition-missing", "Which edition it is, in at most 40 characters.");
        }

        return edition ?? "";
    }

    private static ReferenceTechnique Technique(string? id, string? name, string? parent, IReadOnlyList<string> tactics, IReadOnlyList<string> replacedBy, string at, Faults faults)
    {
        if (id is null || !TechniqueId().IsMatch(id))
        {
            faults.Add(at + "/id", "technique-id", "A technique of ATLAS is numbered such as AML.T0024 or AML.T0024.002.");
        }

        if (name is null || name.Length > AliasKey.MostLetters)
        {
            faults.Add(at + "/name", "name", $"A name of at most {AliasKey.MostLetters} characters.");
        }

        return new ReferenceTechnique(id ?? "", name ?? "", parent, tactics, replacedBy);
    }

    [GeneratedRegex(@"^AML\.T\d{4}(\.\d{3})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TechniqueId();
}
