using NodaTime;

namespace Reporting.Rulebook;

/// <summary>A regime held against a case as it was known at a moment: each obligation's clock, run once however many follow it.</summary>
internal sealed class Moment(Regime regime, CalendarSet calendars, Facts facts, DateTimeZone zone, Seen seen, Instant asOf, bool explained)
{
    private readonly Course?[] _courses = new Course?[regime.Obligations.Count];
    private readonly LocalDate _today = asOf.InZone(zone).Date;

    public Seen Seen => seen;

    public Instant AsOf => asOf;

    public Course CourseOf(int obligation) => _courses[obligation] ??= Build(regime.Obligations[obligation]);

    public Terms Terms(Obligation obligation, TimelineEvent root, List<Step>? steps) => new(obligation, zone, Days(obligation.Period), facts, seen, asOf, root, steps);

    private Course Build(Obligation obligation)
    {
        var steps = explained ? new List<Step>() : null;
        var kinds = Triggers.Kinds(obligation.Trigger, facts);
        ExplainOpen(obligation.Trigger, steps);
        if (obligation.Follows is { } follows)
        {
            return Following(obligation, kinds, follows, steps);
        }

        if (Triggers.Find(obligation.Trigger, kinds, seen) is not { } trigger)
        {
            steps?.Add(Waiting(obligation.Trigger, kinds));
            return Course.Waits(steps);
        }

        Corrections(obligation.Trigger, trigger, steps);
        var terms = Terms(obligation, trigger, steps);
        if (obligation.Recurring)
        {
            EarlierRounds(terms, kinds, trigger);
        }

        return new Course(trigger, trigger, trigger, Clock.Run(terms, trigger, Second(obligation, steps)), steps);
    }

    private TimelineEvent? Second(Obligation obligation, List<Step>? steps)
    {
        if (obligation.OrEarlier is not { } other || Triggers.Find(other.Trigger, Triggers.Kinds(other.Trigger, facts), seen) is not { } second)
        {
            return null;
        }

        Corrections(other.Trigger, second, steps);
        return second;
    }

    // ---- periods that follow one another ----

    /// <summary>The rounds that were ordered in time, each before the period before it had ended; what came too late is void.</summary>
    private Course Following(Obligation obligation, IReadOnlyList<string> kinds, Follows follows, List<Step>? steps)
    {
        var before = CourseOf(Chain.IndexOf(follows.Obligation, regime.Obligations));
        if (before.Root is not { } root)
        {
            steps?.Add(Waiting(obligation.Trigger, kinds));
            return Course.Waits(steps);
        }

        var terms = Terms(obligation, root, null);
        var (run, since) = (before.Run!, (TimelineEvent?)null);
        (TimelineEvent Ordered, Run Preceding, string Of)? newest = null;
        foreach (var ordered in Orders(obligation.Trigger, kinds, follows))
        {
            if (WhyVoid(terms, ordered, before.Trigger!, run) is { } why)
            {
                steps?.Add(new Step("void") { Date = terms.GivenToAll(ordered), At = ordered.At, Reason = ordered.Kind, Citation = follows.Citation, Args = Args.Of(("why", why), ("end", run.End is { } end ? Args.Day(end.Day) : "")) });
                continue;
            }

            if (newest is { } over)
            {
                steps?.Add(new Step("round-over") { At = over.Ordered.At, Date = run.End?.Day, Reason = over.Ordered.Kind, Args = Args.Of(("by", Args.At(ordered.At))) });
            }

            newest = (ordered, run, newest is null ? follows.Obligation : obligation.Id);
            since ??= ordered;
            run = After(terms, ordered, run, newest.Value.Of);
        }

        if (newest is not { } last)
        {
            steps?.Add(Waiting(obligation.Trigger, kinds));
            return Course.Waits(steps);
        }

        return new Course(last.Ordered, root, since, steps is null ? run : After(terms with { Steps = steps }, last.Ordered, last.Preceding, last.Of), steps);
    }

    private List<TimelineEvent> Orders(Trigger trigger, IReadOnlyList<string> kinds, Follows follows) =>
        follows.Again ? seen.InOrder(kinds)
        : Triggers.Find(trigger, kinds, seen) is { } one ? [one]
        : [];

    /// <summary>What is ordered while the clock stands is in time: there is no end yet that could have passed. Of several persons each must have been given it in time.</summary>
    private static string? WhyVoid(Terms terms, TimelineEvent ordered, TimelineEvent begun, Run preceding) =>
        ordered.At < begun.At ? "early"
        : preceding.End is { } end && terms.GivenToAll(ordered) > end.Day ? "late"
        : null;

    private static Run After(Terms terms, TimelineEvent ordered, Run preceding, string of)
    {
        if (preceding.End is { } end)
        {
            return Clock.Run(terms, ordered, after: new Preceding(of, end.Day, preceding.Later?.Day ?? end.Day));
        }

        terms.Steps?.Add(new Step(preceding.Paused ? "follows-paused" : "follows-endless") { At = ordered.At, Reason = ordered.Kind, Citation = terms.Obligation.Follows?.Citation, Args = Args.Of(("obligation", of)) });
        var left = Length.Of(terms with { Steps = null }, ordered) is { } length ? new Remaining(length.Unit == Unit.WorkingDays ? "workingDays" : "calendarDays", length.Amount) : null;
        return preceding.Paused ? new Run(Paused: true, null, null, left) : Run.Endless;
    }

    // ---- rounds that come again ----

    /// <summary>What meets it starts it again: each round before the newest was met, in time or late, when the next began.</summary>
    private static void EarlierRounds(Terms terms, IReadOnlyList<string> kinds, TimelineEvent newest)
    {
        TimelineEvent? begun = null;
        foreach (var e in terms.Seen.InOrder(kinds))
        {
            if (terms.Steps is not null && begun is not null && terms.Obligation.MetBy.Contains(e.Kind) && Clock.Run(terms with { Steps = null }, begun).End is { } end)
            {
                terms.Steps.Add(new Step(e.At >= end.TooLateFrom ? "round-met-late" : "round-met") { At = e.At, Date = end.Day, Reason = e.Kind });
            }

            begun = e;
            if (e == newest)
            {
                break;
            }
        }
    }

    // ---- the explanation ----

    private Step Waiting(Trigger trigger, IReadOnlyList<string> kinds) =>
        new("pending") { Reason = string.Join(", ", trigger.Once.Where(k => seen.Last(k) is null).DefaultIfEmpty(string.Join(" or ", kinds))) };

    private void ExplainOpen(Trigger trigger, List<Step>? steps)
    {
        var asked = new Asked();
        if (steps is not null && trigger.Instead is { } instead && instead.When.Ask(facts, asked) == Answer.Unknown)
        {
            steps.Add(new Step("other-trigger-open") { Reason = string.Join(", ", asked.OpenFacts), Args = Args.Of(("events", string.Join(" or ", instead.Events))) });
        }
    }

    // What was stated again says from what to what.
    private void Corrections(Trigger trigger, TimelineEvent stands, List<Step>? steps)
    {
        if (trigger.Take != Take.Corrected || steps is null)
        {
            return;
        }

        TimelineEvent? before = null;
        foreach (var e in seen.Timeline.Of(stands.Kind))
        {
            if (!seen.Sees(e))
            {
                continue;
            }

            if (before is not null && before.At != e.At)
            {
                steps.Add(new Step("corrected") { At = e.At, Reason = e.Kind, Args = Args.Of(("from", Args.At(before.At)), ("to", Args.At(e.At)), ("recorded", Args.At(e.RecordedAt))) });
            }

            before = e;
        }
    }

    /// <summary>A calendar of the Member State is that of its code; one that the rulebook does not have covers no day.</summary>
    private KnownDays Days(Period period)
    {
        var name = period.Calendar == RegimeReader.OfMemberState
            ? facts.Text(RegimeReader.MemberStateFact)?.ToLowerInvariant() ?? RegimeReader.OfMemberState
            : period.Calendar ?? "";
        return new KnownDays(name, name.Length == 0 ? null : calendars.Find(name), _today);
    }
}
