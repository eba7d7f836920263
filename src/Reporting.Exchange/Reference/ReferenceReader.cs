using System.Text.Json;

namespace Reporting.Exchange.Reference;

/// <summary>
/// Reads public reference data: ATLAS as JSON or as a STIX bundle, and galaxies of MISP as JSON, each in its makers' form
/// or cut down to what stands here. A file with a fault is refused whole, with every fault in its place.
/// </summary>
public static class ReferenceReader
{
    public const string Atlas = "mitre-atlas";

    /// <summary>What was read; null where there are faults.</summary>
    public static (ReferenceFile? File, IReadOnlyList<Fault> Faults) Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > ReferenceFile.MostBytes)
        {
            return (null, [new Fault("", "too-large", $"At most {ReferenceFile.MostBytes} bytes.")]);
        }

        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            return (null, [new Fault("", "not-json", "The file cannot be read as JSON: " + e.Message)]);
        }
    }

    private static (ReferenceFile? File, IReadOnlyList<Fault> Faults) Read(JsonElement root)
    {
        var faults = new Faults();
        var read = root.Text("type") == "bundle" ? AtlasFile.OfBundle(root, faults)
            : root.Has("matrices") || root.Has("techniques") ? AtlasFile.OfJson(root, faults)
            : root.Has("values") || root.Has("actors") || root.Has("organisations") ? GalaxyFile.Of(root, faults)
            : null;
        if (read is null)
        {
            faults.Add("", "unknown-format", "This is neither ATLAS (matrices or techniques, or a STIX bundle) nor a galaxy of MISP (values).");
        }
        else if (faults.All.Count == 0)
        {
            Whole(read, faults);
        }

        return faults.All.Count == 0 ? (read, []) : (null, faults.All);
    }

    // What only the whole can be wrong about.
    private static void Whole(ReferenceFile file, Faults faults)
    {
        if (file.Techniques.Count + file.Actors.Count is 0 or > ReferenceFile.MostEntries)
        {
            faults.Add("", "entries", $"From 1 to {ReferenceFile.MostEntries} entries.");
            return;
        }

        foreach (var twice in file.Techniques.Select(t => t.Id).Concat(file.Actors.Select(a => a.Id)).GroupBy(id => id, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            faults.Add("", "twice", $"{twice.Key} stands in the file {twice.Count()} times.");
        }

        var known = file.Techniques.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var orphan in file.Techniques.Where(t => t.Parent is { } p && !known.Contains(p)))
        {
            faults.Add("", "unknown-parent", $"{orphan.Id} is part of {orphan.Parent}, which the file does not have.");
        }

        Cycle("is part of", file.Techniques.Where(t => t.Parent is not null).Select(t => (t.Id, t.Parent!)), faults);
        Cycle("is replaced by", file.Techniques.SelectMany(t => t.ReplacedBy.Select(r => (t.Id, r))).Concat(file.Actors.SelectMany(a => a.ReplacedBy.Select(r => (a.Id, r)))), faults);
    }

    private static void Cycle(string says, IEnumerable<(string From, string To)> edges, Faults faults)
    {
        foreach (var path in ReferenceCycles.In(edges))
        {
            faults.Add("", "cycle", $"Each {says} the next, and the last the first: {string.Join(" → ", path)}.");
        }
    }
}

/// <summary>Reading what may be there.</summary>
internal static class Told
{
    public static bool Has(this JsonElement one, string member) => one.ValueKind == JsonValueKind.Object && one.TryGetProperty(member, out var v) && v.ValueKind == JsonValueKind.Array;

    public static string? Text(this JsonElement one, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (one.ValueKind == JsonValueKind.Object && one.TryGetProperty(member, out var value))
            {
                return value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
                    JsonValueKind.Number => value.GetRawText(),
                    _ => null,
                };
            }
        }

        return null;
    }

    public static IEnumerable<JsonElement> Items(this JsonElement one, string member) => one.Has(member) ? one.GetProperty(member).EnumerateArray() : [];

    public static IReadOnlyList<string> Texts(this JsonElement one, string member) =>
        [.. one.Items(member).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!).Where(t => t.Length > 0)];
}
