using NodaTime;

namespace Reporting.Rulebook;

/// <summary>
/// Holds a case against regimes: whether each applies, what it obliges, by when and why. Pure, deterministic and total;
/// it names no regime and has no clock of its own.
/// </summary>
public static class Engine
{
    /// <summary>Raised when the same inputs may give another answer; stamped on every recorded evaluation.</summary>
    public const string Version = "2";

    /// <param name="regimes">Those that speak of this kind of case, in all their editions.</param>
    /// <param name="asOf">The moment it is looked at: only what was recorded, and only holidays that were announced, by then count.</param>
    public static Evaluation Evaluate(IReadOnlyCollection<Regime> regimes, CalendarSet calendars, Facts facts, Timeline timeline, Instant asOf)
    {
        asOf = Instant.Max(Timeline.Reach.Start, Instant.Min(asOf, Timeline.Reach.End));
        var outcomes = new List<RegimeOutcome>(regimes.Count);
        var seen = new HashSet<string>(regimes.Count, StringComparer.Ordinal);
        foreach (var regime in regimes)
        {
            if (seen.Add(regime.Id))
            {
                var governing = Editions.Governing(regime, regimes, facts, timeline, asOf);
                outcomes.Add(new Case(governing.Edition, governing.OwedFrom, calendars, facts, timeline, asOf).Outcome(governing.Governs));
            }
        }

        return new Evaluation(outcomes);
    }
}
