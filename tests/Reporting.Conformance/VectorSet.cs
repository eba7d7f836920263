using System.Text.Json;

namespace Reporting.Conformance;

/// <summary>One set of public vectors. A set is one file of this project, and one entry in <c>Program.cs</c>.</summary>
internal interface IVectorSet
{
    string Name { get; }

    /// <summary>Where it lies below the folder given.</summary>
    string File { get; }

    /// <summary>Each case, and how ours differs from it.</summary>
    IEnumerable<Outcome> Run(JsonElement vectors) => [];

    /// <summary>The same of a set that reads more than that one file of the folder.</summary>
    IEnumerable<Outcome> Run(JsonElement vectors, string folder) => Run(vectors);
}

/// <summary>One case. What ours says instead is null where both agree.</summary>
/// <param name="Rule">The stated rule of ours that explains the difference; null: none does.</param>
internal sealed record Outcome(string Case, string? Difference, string? Rule = null)
{
    public static Outcome Of(string name, bool agrees, string otherwise, string? rule = null) => new(name, agrees ? null : otherwise, rule);
}

/// <summary>A set's one line.</summary>
internal sealed record Result(string Line, int Unexplained)
{
    public static Result Of(IVectorSet set, string folder)
    {
        var path = Path.Combine(folder, set.File);
        if (!System.IO.File.Exists(path))
        {
            return new Result($"{set.Name}: {set.File} is not there", 1);
        }

        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var outcomes = set.Run(document.RootElement, folder).ToList();
        var agree = outcomes.Count(o => o.Difference is null);
        var stated = outcomes.Where(o => o is { Difference: not null, Rule: not null }).ToList();
        var wrong = outcomes.Where(o => o is { Difference: not null, Rule: null }).ToList();
        var line = $"{set.Name}: {agree} of {outcomes.Count} agree"
            + string.Concat(stated.GroupBy(o => o.Rule).Select(g => $"; {g.Count()} differ by a rule of ours: {g.Key} ({string.Join(", ", g.Select(o => o.Case))})"))
            + (wrong.Count == 0 ? "" : $"; {wrong.Count} DIFFER: " + string.Join("; ", wrong.Take(10).Select(o => $"{o.Case}: {o.Difference}")));
        return outcomes.Count == 0 ? new Result($"{set.Name}: {set.File} holds no case", 1) : new Result(line, wrong.Count);
    }
}

internal static class Json
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    public static byte[] Bytes(this JsonElement json, string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetBytesFromBase64() : [];

    public static IReadOnlyList<byte[]> Hashes(this JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(h => h.GetBytesFromBase64())] : [];
}
