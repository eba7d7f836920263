using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Counts hours: elapsed time, whatever the wall clock does.</summary>
/// <param name="second">What started the second clock of "whichever is earlier"; null where there is none.</param>
internal sealed class HourClock(Terms terms, TimelineEvent trigger, TimelineEvent? second, Length length)
{
    private Period Period => terms.Period;

    public Run Run()
    {
        terms.Steps?.Add(new Step("triggered") { At = trigger.At, Citation = terms.Obligation.Citation, Args = Args.Of(("event", trigger.Kind)) });
        if (Rolled(Elapsed(trigger.At, second?.At, terms.Steps), terms.Steps) is not { } end)
        {
            return Calendars.Ends(terms);
        }

        return new Run(Paused: false, end, Later(end), Left(end.Due)) { Marks = terms.Steps is null ? null : new Marks(Half(end.Due), null) };
    }

    // To the second: nobody needs to be told more exactly, and no store rounds it.
    private Instant Half(Instant due) => Instant.FromUnixTimeSeconds((trigger.At.ToUnixTimeSeconds() + due.ToUnixTimeSeconds()) / 2);

    // ---- the earlier reading ----

    private Instant Elapsed(Instant from, Instant? secondFrom, List<Step>? steps)
    {
        var due = from + Duration.FromHours(length.Amount);
        steps?.Add(new Step("hours") { At = due, Args = Args.Of(("hours", Args.Number(length.Amount))) });
        var end = OrEarlier(from, due, secondFrom, steps);
        var (before, after) = (terms.Zone.GetUtcOffset(from), terms.Zone.GetUtcOffset(end));
        if (before != after)
        {
            steps?.Add(new Step("clock-change") { Args = Args.Of(("from", Args.Offset(before)), ("to", Args.Offset(after))) });
        }

        return end;
    }

    private Instant OrEarlier(Instant from, Instant due, Instant? secondFrom, List<Step>? steps)
    {
        if (terms.Obligation.OrEarlier is not { } other || secondFrom is not { } start)
        {
            return due;
        }

        var limit = start + Duration.FromHours(other.AmountHours);
        var code = from > limit ? "or-earlier-passed" : limit < due ? "or-earlier" : "or-earlier-later";
        steps?.Add(new Step(code) { At = limit, Citation = other.Citation, Args = Args.Of(("hours", Args.Number(other.AmountHours)), ("event", second!.Kind)) });
        return from <= limit && limit < due ? limit : due;
    }

    /// <summary>The roll that is law: from a day that is no working day to an hour of the next one. Null where the calendar does not reach.</summary>
    private End? Rolled(Instant due, List<Step>? steps)
    {
        var end = End.At(due, terms.Zone);
        return Period.Roll is { } roll && Rolls.Bind(roll, terms) ? Rolls.Move(end, roll.At ?? due.InZone(terms.Zone).TimeOfDay, roll.Citation, terms, steps) : end;
    }

    // ---- the later reading ----

    private End? Later(End end)
    {
        var later = end;
        if (trigger.LatestAt is { } last)
        {
            terms.Steps?.Add(new Step("imprecise") { At = last, Reason = trigger.Kind });
            if (Rolled(Elapsed(last, second?.LatestAt ?? second?.At, null), null) is not { } moved)
            {
                return null;
            }

            later = moved;
        }

        return Period.SecondReading switch
        {
            SecondReading.HourNotCounted => HourNotCounted(),
            SecondReading.RollSameHour => Rolls.Move(later, later.Due.InZone(terms.Zone).TimeOfDay, Period.SecondReadingCitation, terms, terms.Steps, "second-roll-hour"),
            _ => later,
        };
    }

    // Counting begins with the hour after the one in which it happened, also when that had only just begun.
    private End? HourNotCounted()
    {
        var from = trigger.LatestAt ?? trigger.At;
        var intoHour = Duration.FromTicks(from.ToUnixTimeTicks() % NodaConstants.TicksPerHour);
        var start = from - intoHour + Duration.FromHours(1);
        var later = Rolled(Elapsed(start, second?.LatestAt ?? second?.At, null), null);
        terms.Steps?.Add(new Step("hour-not-counted") { At = later?.Due, Citation = Period.SecondReadingCitation });
        return later;
    }

    private Remaining Left(Instant due) => new("hours", Math.Max(0, Math.Round((decimal)(due - terms.AsOf).TotalHours, 1, MidpointRounding.ToZero)));
}
