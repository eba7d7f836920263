using System.Text.Json.Nodes;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>What each authority was told, held against what another is about to be told: a fact that differs is never sent by accident.</summary>
public static class Told
{
    /// <summary>Members that no authority is sent unless the filing names it: what is privileged, and the defences.</summary>
    public static IReadOnlyCollection<string> Withheld(IncidentStatement stated, FileReport report, string authority) =>
        [.. ((IEnumerable<string>)["/securityDefences", .. stated.Handling?.Privileged ?? []])
            .Except((report.Disclose ?? []).Where(d => d.Authority == authority).SelectMany(d => d.Pointers))];

    /// <summary>
    /// Facts about to be told otherwise than this authority was told at an earlier stage, or than another authority was told
    /// last. What has only been added to is no difference; persons are not compared.
    /// </summary>
    public static IReadOnlyList<Difference> Differences(Incident incident, IReadOnlyList<Cut> cuts, IncidentStatement stated)
    {
        var now = CutOf.WithoutPersons(stated);
        var earlier = new Dictionary<Guid, JsonObject>();
        var found = new List<Difference>();
        foreach (var cut in cuts)
        {
            foreach (var pointer in cut.Fields.Except(Moving))
            {
                var says = CutOf.At(now, pointer);
                foreach (var other in incident.Reports.SelectMany(r => r.Cuts.Select(c => c.Authority)).Distinct())
                {
                    if (Last(incident, other, pointer) is { } told && !Extends(Said(told, pointer), says)
                        && !found.Exists(f => f.Pointer == pointer && f.Told == other))
                    {
                        found.Add(new Difference(pointer, other, told.Report, told.Stage, Said(told, pointer)?.DeepClone(), says?.DeepClone()));
                    }
                }
            }
        }

        return found;

        JsonNode? Said(ToldReport report, string pointer)
        {
            if (!earlier.TryGetValue(report.Report, out var said))
            {
                earlier[report.Report] = said = CutOf.WithoutPersons(report.Stated);
            }

            return CutOf.At(said, pointer);
        }
    }

    /// <summary>Every difference has its reason.</summary>
    public static IEnumerable<ProblemError> Explained(IReadOnlyList<Difference> differences, FileReport report) =>
        differences
            .Where(d => report.Differences?.Any(r => r.Pointer == d.Pointer) != true)
            .GroupBy(d => d.Pointer)
            .Select(g => new ProblemError(
                "/differences",
                "difference-needs-a-reason",
                $"{g.Key} was told otherwise to {string.Join(", ", g.Select(d => d.Told))}. See reports:validate; give the reason under this pointer."));

    /// <summary>Every field an authority has been told of, with the report that told it last.</summary>
    public static IReadOnlyList<(string Pointer, ToldReport Report)> Holds(Incident incident, string authority) =>
        [.. incident.Reports
            .Where(r => r.WasTold(authority))
            .SelectMany(r => r.Cuts.Where(c => c.Authority == authority).SelectMany(c => c.Fields).Distinct().Select(f => (Pointer: f, Report: r)))
            .GroupBy(x => x.Pointer)
            .Select(g => g.Last())];

    // These say where the incident has got to: that they move is what a stage is for.
    private static readonly string[] Moving = ["/status", "/notHandledYet"];

    // What this authority was last told of this field.
    private static ToldReport? Last(Incident incident, string authority, string pointer) =>
        incident.Reports.LastOrDefault(r => r.WasTold(authority) && r.Cuts.Any(c => c.Authority == authority && c.Fields.Contains(pointer)));

    /// <summary>Whether everything said before is still said: members may have come to it, and items, but none has gone or changed.</summary>
    internal static bool Extends(JsonNode? before, JsonNode? now) => (before, now) switch
    {
        (null, _) => true,
        // What was said to be unknown may become known.
        (JsonValue b, _) when b.GetValueKind() == System.Text.Json.JsonValueKind.String && b.GetValue<string>() == "unknown" => now is not null,
        (JsonObject b, JsonObject n) => b.All(m => Extends(m.Value, n[m.Key])),
        (JsonArray b, JsonArray n) => b.All(item => n.Any(other => SameItem(item, other))),
        _ => JsonNode.DeepEquals(before, now),
    };

    private static bool SameItem(JsonNode? before, JsonNode? now) =>
        before is JsonObject b && now is JsonObject n ? JsonNode.DeepEquals(b["id"], n["id"]) && Extends(b, n) : JsonNode.DeepEquals(before, now);
}

/// <summary>One fact told otherwise before.</summary>
/// <param name="Pointer">The field.</param>
/// <param name="Told">The authority that was told otherwise.</param>
/// <param name="Report">In which report.</param>
/// <param name="Was">What it was told, without persons.</param>
/// <param name="Now">What is said now, without persons.</param>
public sealed record Difference(string Pointer, string Told, Guid Report, SubmissionKind Stage, JsonNode? Was, JsonNode? Now);
