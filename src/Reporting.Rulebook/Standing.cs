using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Where an obligation stands: how its clock has gone, and what met it or made it lapse.</summary>
internal sealed record Standing(DeadlineState State, Run? Run)
{
    /// <summary>Judges one obligation, and says why at the end of its explanation.</summary>
    public static Standing Of(Regime regime, int index, Moment moment)
    {
        var obligation = regime.Obligations[index];
        var course = moment.CourseOf(index);
        var lapse = Lapse(regime, obligation, course, moment);
        if (course is not { Trigger: { } trigger, Run: { } run, Root: { } root })
        {
            return lapse is null ? new Standing(DeadlineState.Pending, null) : Lapsed(obligation, lapse, null, course.Steps);
        }

        var met = obligation.Recurring ? null : Met(obligation, trigger, moment, course.Steps);
        if (met is not null && (lapse is null || met.At <= lapse.At))
        {
            var late = IsLate(met, run, moment.Terms(obligation, root, null));
            course.Steps?.Add(new Step(late ? "met-late" : "met") { At = met.At, Reason = met.Kind });
            return new Standing(late ? DeadlineState.MetLate : DeadlineState.Met, run);
        }

        return lapse is not null ? Lapsed(obligation, lapse, run, course.Steps)
            : run.Paused ? new Standing(DeadlineState.Paused, run)
            : run.End is { } end && moment.AsOf >= end.TooLateFrom ? Over(regime, run, end, moment.AsOf, course.Steps)
            : new Standing(DeadlineState.Running, run);
    }

    // ---- what met it ----

    private static TimelineEvent? Met(Obligation obligation, TimelineEvent trigger, Moment moment, List<Step>? steps)
    {
        var from = Triggers.MeetableFrom(obligation.Trigger, trigger, moment.Seen);
        TimelineEvent? met = null;
        foreach (var kind in obligation.MetBy)
        {
            if (One(kind, from, moment.Seen) is { } one && (met is null || one.At < met.At))
            {
                met = one;
            }
            else if (steps is not null && met is null && moment.Seen.Last(kind) is { } early && early.At < from)
            {
                steps.Add(new Step("too-early") { At = early.At, Reason = kind, Args = Args.Of(("from", Args.At(from))) });
            }
        }

        return met;
    }

    /// <summary>Of what can come again the earliest that can meet it; of what can be true once the statement that stands.</summary>
    private static TimelineEvent? One(string kind, Instant from, Seen seen)
    {
        var stands = seen.Last(kind);
        return stands?.ComesAgain == true ? seen.Earliest(kind, from)
            : stands?.At >= from ? stands
            : null;
    }

    // A document in the post has met it when it counts as given.
    private static bool IsLate(TimelineEvent met, Run run, Terms terms) =>
        run.End is { } end && (met.At >= end.TooLateFrom || ((terms.PostDays(met) is not null || met.Also.Count > 0) && terms.GivenToAll(met) > end.Day));

    // ---- what ended it otherwise ----

    private static TimelineEvent? Lapse(Regime regime, Obligation obligation, Course course, Moment moment)
    {
        TimelineEvent? lapse = null;
        foreach (var kind in obligation.LapsedBy)
        {
            lapse = Earlier(lapse, One(kind, Instant.MinValue, moment.Seen));
        }

        for (var i = 0; i < regime.Obligations.Count && course.Trigger is not null; i++)
        {
            if (regime.Obligations[i].Follows?.Obligation == obligation.Id)
            {
                lapse = Earlier(lapse, moment.CourseOf(i).Since);
            }
        }

        return lapse;
    }

    private static TimelineEvent? Earlier(TimelineEvent? one, TimelineEvent? other) =>
        one is null || (other is not null && other.At < one.At) ? other : one;

    private static Standing Lapsed(Obligation obligation, TimelineEvent by, Run? run, List<Step>? steps)
    {
        steps?.Add(new Step(obligation.LapsedBy.Contains(by.Kind) ? "lapsed" : "followed") { At = by.At, Reason = by.Kind });
        return new Standing(DeadlineState.Lapsed, run);
    }

    private static Standing Over(Regime regime, Run run, End end, Instant asOf, List<Step>? steps)
    {
        if (!regime.Binds)
        {
            steps?.Add(new Step("not-in-force") { Reason = Words.Of(regime.LawStatus) });
            return new Standing(DeadlineState.Lapsed, run);
        }

        var otherOpen = run.Later is { } later && asOf < later.TooLateFrom;
        steps?.Add(new Step(otherOpen ? "missed-other-reading-open" : "missed") { At = otherOpen ? run.Later!.Value.Due : end.Due });
        return new Standing(DeadlineState.Missed, run);
    }

    /// <summary>Whether a recording changed it: due, latest lawful or state.</summary>
    public static bool Differs(Standing? before, Standing? now) =>
        before?.State != now?.State || before?.Run?.End?.Due != now?.Run?.End?.Due || before?.Run?.Later?.Due != now?.Run?.Later?.Due;
}
