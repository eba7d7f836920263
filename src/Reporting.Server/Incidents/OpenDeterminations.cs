using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Incidents;

/// <summary>The decisions that regimes wait for, nearest end first: those that settle whether a regime applies, and those whose day starts a clock.</summary>
public static class OpenDeterminations
{
    public static IReadOnlyList<OpenDetermination> Of(RegimeSet rulebook, DeadlinesComputed computed, IncidentStatement stated) =>
        [.. Enum.GetValues<DeterminationKind>()
            .Where(kind => stated.Determinations?.Any(d => d.Kind == kind && d.Outcome != Tri.Unknown) != true)
            .Select(kind => (Kind: kind, Asking: Asking(rulebook, computed, kind).ToList()))
            .Where(k => k.Asking.Count > 0)
            .Select(k => new OpenDetermination(Words.Of(k.Kind), [.. k.Asking.Select(a => a.Regime).Distinct()], k.Asking.Min(a => a.NeededBy)))
            .OrderBy(d => d.NeededBy ?? DateTimeOffset.MaxValue)
            .ThenBy(d => d.Kind, StringComparer.Ordinal)];

    private static IEnumerable<(string Regime, DateTimeOffset? NeededBy)> Asking(RegimeSet rulebook, DeadlinesComputed computed, DeterminationKind kind)
    {
        if (IncidentFacts.Fact(kind) is { } fact)
        {
            foreach (var question in Questions.Of(computed).Where(q => q.Fact == fact))
            {
                foreach (var regime in question.Regimes)
                {
                    yield return (regime, question.NeededBy);
                }
            }
        }

        if (IncidentFacts.Trigger(kind) is { } trigger)
        {
            foreach (var waiting in computed.Deadlines.Where(d => d.State == "pending" && rulebook.WaitsFor(d.Regime, d.Obligation, trigger)))
            {
                yield return (waiting.Regime, null);
            }
        }
    }
}
