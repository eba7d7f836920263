using NodaTime;

namespace Reporting.Rulebook;

/// <summary>
/// Holds a case against regimes: whether each applies, what it obliges, by when and why. Pure, deterministic and total;
/// it names no regime and has no clock of its own.
/// </summary>
public static class Engine
{
    /// <summary>Raised when the same inputs may give another answer; stamped on every recorded evaluation.</summary>
    public const string Version = "1";

    /// <param name="asOf">The moment it is looked at: only what was recorded, and only holidays that were announced, by then count.</param>
    public static Evaluation Evaluate(IReadOnlyCollection<Regime> regimes, CalendarSet calendars, Facts facts, Timeline timeline, Instant asOf)
    {
        var outcomes = new List<RegimeOutcome>();
        foreach (var editions in regimes.GroupBy(r => r.Id, StringComparer.Ordinal))
        {
            var governing = Governing([.. editions], timeline, asOf);
            outcomes.Add(new Case(governing, calendars, facts, timeline).Outcome(asOf));
        }

        return new Evaluation(outcomes);
    }

    /// <summary>The edition in force at the case's first trigger; a running case keeps it.</summary>
    private static Regime Governing(List<Regime> editions, Timeline timeline, Instant asOf)
    {
        var first = timeline.Events.Where(e => e.RecordedAt <= asOf && editions[0].Obligations.Any(o => o.Trigger.Events.Contains(e.Kind))).Select(e => (Instant?)e.At).Min() ?? asOf;
        var day = first.InZone(editions[0].Zone).Date;
        return editions.Where(e => e.EffectiveFrom <= day).MaxBy(e => e.EffectiveFrom) ?? editions.MinBy(e => e.EffectiveFrom)!;
    }

    private sealed class Case(Regime regime, CalendarSet calendars, Facts facts, Timeline timeline)
    {
        private readonly DateTimeZone _zone = facts.Text("memberState") is { } state && regime.Zones.TryGetValue(state, out var zone) ? zone : regime.Zone;

        public RegimeOutcome Outcome(Instant asOf)
        {
            var asked = new Asked();
            var answer = regime.Applies.Ask(facts, asked);
            var deadlines = answer == Answer.No ? [] : regime.Obligations.Select(o => Deadline(o, asOf)).OfType<Deadline>().ToList();

            // Without a deadline although it would apply: triggered only before its first day, so that it owes nothing.
            var applicability = answer == Answer.No || deadlines.Count == 0 ? Applicability.DoesNotApply
                : answer == Answer.Yes ? Applicability.Applies
                : Applicability.Undetermined;
            return new RegimeOutcome(
                regime.Id, regime.Edition, regime.Title, regime.LawStatus, applicability, asked.KnownFacts, answer == Answer.Unknown ? asked.OpenFacts : [], deadlines);
        }

        private Deadline? Deadline(Obligation obligation, Instant asOf)
        {
            var when = new Asked();
            var owed = obligation.When?.Ask(facts, when) ?? Answer.Yes;
            if (owed == Answer.No || Stand(obligation, asOf) is not { } stand)
            {
                return null;
            }

            var steps = stand.Steps;
            if (owed == Answer.Unknown)
            {
                steps.Insert(0, new Step("open-question") { Reason = string.Join(", ", when.OpenFacts) });
            }

            return new Deadline(
                obligation.Id,
                obligation.Title,
                obligation.Binds,
                OwedTo(obligation),
                stand.State,
                Revision(obligation, asOf),
                stand.Run?.Due,
                stand.Run?.DueDate,
                _zone.Id,
                stand.Run?.Latest,
                stand.Run?.LatestDate,
                stand.State is DeadlineState.Running or DeadlineState.Paused ? stand.Run?.Remaining : null,
                obligation.Citation,
                obligation.Consequence,
                steps);
        }

        private sealed record Standing(DeadlineState State, Run? Run, List<Step> Steps);

        /// <summary>Where the clock stands; null when it was triggered before the regime's first day.</summary>
        private Standing? Stand(Obligation obligation, Instant asOf)
        {
            var seen = timeline.Events.Where(e => e.RecordedAt <= asOf && (e.Regime is null || e.Regime == regime.Id)).ToList();
            var lapse = seen.Find(e => obligation.LapsedBy.Contains(e.Kind));
            if (Triggering(obligation.Trigger, seen) is not { } trigger)
            {
                return lapse is null
                    ? new Standing(DeadlineState.Pending, null, [new Step("pending") { Reason = string.Join(", ", obligation.Trigger.Events) }])
                    : new Standing(DeadlineState.Lapsed, null, [Lapsed(lapse)]);
            }

            var day = trigger.At.InZone(_zone).Date;
            if (day < regime.EffectiveFrom || day > (regime.EffectiveTo ?? LocalDate.MaxIsoValue))
            {
                return null;
            }

            var run = Run(obligation, trigger, seen, asOf);
            Corrections(obligation.Trigger, seen, run.Steps);
            return Judge(obligation, run, seen, lapse, asOf);
        }

        private Run Run(Obligation obligation, TimelineEvent trigger, List<TimelineEvent> seen, Instant asOf)
        {
            var period = obligation.Period;
            var instead = period.Instead is { } other && other.When.Ask(facts, new Asked()) == Answer.Yes;
            var run = new Clock(obligation, period, instead ? period.Instead!.Amount : period.Amount, _zone, CalendarOf(period), asOf).From(trigger, seen);
            return run;
        }

        private WorkingCalendar? CalendarOf(Period period) =>
            period.Calendar is null ? null
            : calendars.Find(period.Calendar == RegimeReader.OfMemberState ? facts.Text("memberState")?.ToLowerInvariant() ?? "" : period.Calendar);

        private Standing Judge(Obligation obligation, Run run, List<TimelineEvent> seen, TimelineEvent? lapse, Instant asOf)
        {
            var met = seen.Where(e => obligation.MetBy.Contains(e.Kind)).MinBy(e => e.At);
            if (met is not null && (lapse is null || met.At <= lapse.At))
            {
                var late = run.TooLateFrom is { } tooLate && met.At >= tooLate;
                run.Steps.Add(new Step(late ? "met-late" : "met") { At = met.At, Reason = met.Kind });
                return new Standing(late ? DeadlineState.MetLate : DeadlineState.Met, run, run.Steps);
            }

            if (lapse is not null)
            {
                run.Steps.Add(Lapsed(lapse));
                return new Standing(DeadlineState.Lapsed, run, run.Steps);
            }

            if (run.Paused)
            {
                return new Standing(DeadlineState.Paused, run, run.Steps);
            }

            if (run.TooLateFrom is not { } end || asOf < end)
            {
                return new Standing(DeadlineState.Running, run, run.Steps);
            }

            return Over(run, asOf);
        }

        private Standing Over(Run run, Instant asOf)
        {
            if (regime.LawStatus != LawStatus.InForce)
            {
                run.Steps.Add(new Step("not-in-force") { Reason = regime.LawStatus.ToString() });
                return new Standing(DeadlineState.Lapsed, run, run.Steps);
            }

            var otherOpen = run.Latest > run.Due && asOf <= run.Latest;
            run.Steps.Add(new Step(otherOpen ? "missed-other-reading-open" : "missed") { At = otherOpen ? run.Latest : run.Due });
            return new Standing(DeadlineState.Missed, run, run.Steps);
        }

        private static Step Lapsed(TimelineEvent by) => new("lapsed") { At = by.At, Reason = by.Kind };

        private static TimelineEvent? Triggering(Trigger trigger, List<TimelineEvent> seen)
        {
            foreach (var kind in trigger.Events)
            {
                var of = seen.Where(e => e.Kind == kind);
                var found = trigger.Take switch
                {
                    Take.Corrected => of.LastOrDefault(),
                    Take.First => of.MinBy(e => e.At),
                    Take.Latest => of.MaxBy(e => e.At),
                };
                if (found is not null)
                {
                    return found;
                }
            }

            return null;
        }

        // What was stated again says from what to what.
        private static void Corrections(Trigger trigger, List<TimelineEvent> seen, List<Step> steps)
        {
            if (trigger.Take != Take.Corrected)
            {
                return;
            }

            var statements = seen.Where(e => trigger.Events.Contains(e.Kind)).ToList();
            for (var i = 1; i < statements.Count; i++)
            {
                steps.Insert(0, new Step("corrected")
                {
                    At = statements[i].At,
                    Reason = statements[i].Kind,
                    Args = new Dictionary<string, string> { ["from"] = Text(statements[i - 1].At), ["to"] = Text(statements[i].At) },
                });
            }
        }

        private static string Text(Instant at) => at.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

        /// <summary>1, and 1 more for each recording after which due, latest lawful or state was another.</summary>
        private int Revision(Obligation obligation, Instant asOf)
        {
            var revision = 1;
            Standing? before = null;
            var first = true;
            foreach (var recorded in timeline.Events.Select(e => e.RecordedAt).Where(r => r <= asOf).Distinct())
            {
                var now = Stand(obligation, recorded);
                revision += !first && Differs(before, now) ? 1 : 0;
                (before, first) = (now, false);
            }

            return revision;
        }

        // That a limit passed is no recording: running and missed are one here.
        private static bool Differs(Standing? before, Standing? now) =>
            before?.Run?.Due != now?.Run?.Due || before?.Run?.Latest != now?.Run?.Latest || Recorded(before) != Recorded(now);

        private static DeadlineState? Recorded(Standing? standing) => standing?.State == DeadlineState.Missed ? DeadlineState.Running : standing?.State;

        private string OwedTo(Obligation obligation)
        {
            var parts = regime.Authorities.Where(a => a.Part == obligation.OwedTo).ToList();
            var state = facts.Text("memberState");
            return (parts.Find(a => a.MemberState is not null && a.MemberState == state) ?? parts.Find(a => a.MemberState is null))?.Id
                ?? (state is null ? obligation.OwedTo : $"{state.ToLowerInvariant()}-{obligation.OwedTo}");
        }
    }
}
