using NodaTime;

namespace Reporting.Rulebook;

/// <summary>One regime, in the edition that governs, held against one case.</summary>
/// <param name="owedFrom">Local day from which a trigger counts.</param>
internal sealed class Case(Regime regime, LocalDate owedFrom, CalendarSet calendars, Facts facts, Timeline timeline, Instant asOf)
{
    private readonly DateTimeZone _zone = ZoneOf(regime, facts);
    private readonly Dictionary<(Instant, bool), Moment> _recordings = [];

    public static DateTimeZone ZoneOf(Regime regime, Facts facts) =>
        regime.Zones.Count > 0 && facts.Text(RegimeReader.MemberStateFact) is { } state && regime.Zones.TryGetValue(state, out var zone) ? zone : regime.Zone;

    /// <param name="governs">False: the case began when no edition was in force.</param>
    public RegimeOutcome Outcome(bool governs)
    {
        var asked = new Asked();
        var answer = regime.Applies.Ask(facts, asked);
        var deadlines = answer == Answer.No || !governs ? null : Deadlines();
        var owesNothing = deadlines is null;
        var applicability = owesNothing ? Applicability.DoesNotApply : answer == Answer.Yes ? Applicability.Applies : Applicability.Undetermined;
        return new RegimeOutcome(
            regime.Id,
            regime.Edition,
            regime.Title,
            regime.LawStatus,
            applicability,
            asked.KnownFacts,
            applicability == Applicability.Undetermined ? asked.OpenFacts : [],
            deadlines ?? []);
    }

    /// <summary>What is owed, without what was triggered before the regime's first day; null where that is all there was.</summary>
    private List<Deadline>? Deadlines()
    {
        var moment = new Moment(regime, calendars, facts, _zone, new Seen(timeline, regime.Id, asOf), asOf, explained: true);
        var deadlines = new List<Deadline>(regime.Obligations.Count);
        var (early, timely) = (false, false);
        for (var i = 0; i < regime.Obligations.Count; i++)
        {
            var when = regime.Obligations[i].When;
            var owed = when?.Ask(facts) ?? Answer.Yes;
            if (owed == Answer.No)
            {
                continue;
            }

            var trigger = moment.CourseOf(i).Trigger;
            if (trigger is not null && trigger.At.InZone(_zone).Date < owedFrom)
            {
                early = true;
            }
            else
            {
                timely |= trigger is not null;
                deadlines.Add(Deadline(i, moment, owed == Answer.Unknown ? when : null));
            }
        }

        return early && !timely ? null : deadlines;
    }

    private Deadline Deadline(int index, Moment moment, Condition? open)
    {
        var obligation = regime.Obligations[index];
        var (state, run) = Standing.Of(regime, index, moment);
        var steps = moment.CourseOf(index).Steps!;
        if (open is not null)
        {
            var asked = new Asked();
            open.Ask(facts, asked);
            steps.Insert(0, new Step("open-question") { Reason = string.Join(", ", asked.OpenFacts) });
        }

        return new Deadline(
            obligation.Id,
            obligation.Title,
            obligation.Binds,
            OwedTo(obligation),
            state,
            Revision(index),
            run?.End?.Due,
            run?.End?.Day,
            _zone.Id,
            run?.Later?.Due,
            run?.Later?.Day,
            state is DeadlineState.Running or DeadlineState.Paused ? run?.Remaining : null,
            regime.LawStatus,
            obligation.Verified,
            obligation.Citation,
            obligation.Consequence,
            steps)
        {
            Marks = state == DeadlineState.Running ? run?.Marks : null,
        };
    }

    /// <summary>1, and 1 more for each recording after which due, latest lawful or state was another than just before it.</summary>
    private int Revision(int obligation)
    {
        var revision = 1;
        var events = timeline.Events;
        for (var i = 1; i < events.Count && events[i].RecordedAt <= asOf; i++)
        {
            // At one instant everything is recorded at once; the first recording is where counting begins.
            var at = events[i].RecordedAt;
            if (at != events[0].RecordedAt && !Counted(i, obligation) && Concerns(events[i], obligation))
            {
                revision += Standing.Differs(At(at, before: true, obligation), At(at, before: false, obligation)) ? 1 : 0;
            }
        }

        return revision;
    }

    private bool Counted(int index, int obligation)
    {
        var events = timeline.Events;
        for (var i = index - 1; i >= 0 && events[i].RecordedAt == events[index].RecordedAt; i--)
        {
            if (Concerns(events[i], obligation))
            {
                return true;
            }
        }

        return false;
    }

    private bool Concerns(TimelineEvent e, int obligation) => (e.Regime is null || e.Regime == regime.Id) && regime.Concerned[obligation].Contains(e.Kind);

    private Standing At(Instant recording, bool before, int obligation)
    {
        if (!_recordings.TryGetValue((recording, before), out var moment))
        {
            moment = new Moment(regime, calendars, facts, _zone, new Seen(timeline, regime.Id, recording, before), recording, explained: false);
            _recordings[(recording, before)] = moment;
        }

        return Standing.Of(regime, obligation, moment);
    }

    /// <summary>The authority's id: of the Member State where it has one of its own, the one for all otherwise.</summary>
    private string OwedTo(Obligation obligation)
    {
        var part = obligation.OwedTo;
        for (var i = 0; i < obligation.OwedToInstead.Count; i++)
        {
            if (obligation.OwedToInstead[i].When.Ask(facts) == Answer.Yes)
            {
                part = obligation.OwedToInstead[i].Part;
                break;
            }
        }

        return regime.AuthorityOf(part, facts);
    }
}
