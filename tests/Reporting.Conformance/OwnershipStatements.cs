using System.Text;
using System.Text.Json;
using Reporting.Contracts.Screening;
using Reporting.Ownership.Bods;

namespace Reporting.Conformance;

/// <summary>Statements that the Beneficial Ownership Data Standard 0.4 calls valid: nothing is found wrong with any.</summary>
internal sealed class ValidOwnership : IVectorSet
{
    public string Name => "BODS 0.4, valid statements";

    public string File => "08-ownership/bods-0.4/valid-statements.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        foreach (var one in vectors.EnumerateArray())
        {
            var wrong = Ours.Judged(one);
            yield return Outcome.Of(one.Text("file"), wrong.Count == 0, "refused: " + string.Join(", ", wrong.Select(f => f.Code + " " + f.Pointer)));
        }
    }
}

/// <summary>Statements that it calls invalid: the same rule is found broken in the same place, and no other.</summary>
internal sealed class InvalidOwnership : IVectorSet
{
    public string Name => "BODS 0.4, invalid statements";

    public string File => "08-ownership/bods-0.4/invalid-statements.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        foreach (var one in vectors.EnumerateArray())
        {
            var expected = one.GetProperty("expectedErrors").EnumerateArray().Select(e => $"{e[0].GetString()} {e[1].GetString()}").Distinct().Order(StringComparer.Ordinal).ToList();
            var wrong = Ours.Judged(one).Select(f => $"{f.Code} {Ours.JsonPath(f.Pointer)}").Distinct().Order(StringComparer.Ordinal).ToList();
            yield return Outcome.Of(one.Text("file"), expected.SequenceEqual(wrong), wrong.Count == 0 ? "taken" : $"{string.Join(", ", wrong)} in place of {string.Join(", ", expected)}");
        }
    }
}

internal static class Ours
{
    public static IReadOnlyList<OwnershipFinding> Judged(JsonElement one)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(one.GetProperty("statements").GetRawText()));
        return [.. BodsReader.ReadAsync(file).GetAwaiter().GetResult().Findings.Where(f => f.Weight == FindingWeight.Wrong)];
    }

    /// <summary>A place as the standard's own tests name it: <c>$[0].recordDetails.interests[0]</c>.</summary>
    public static string JsonPath(string pointer) =>
        "$" + string.Concat(pointer.Split('/').Skip(1).Select(p => int.TryParse(p, out var i) ? $"[{i}]" : "." + p));
}
