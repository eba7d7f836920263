using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Counts days, weeks, months and years: local days of the zone.</summary>
/// <param name="after">The period it follows; null: it begins with its trigger.</param>
internal sealed class DayClock(Terms terms, TimelineEvent trigger, Preceding? after, Length length)
{
    private readonly Stops _stops = Stops.Of(terms);

    private Period Period => terms.Period;

    private List<Step>? Steps => terms.Steps;

    public Run Run()
    {
        if (Begins(later: false) is not { } begin)
        {
            return Calendars.Ends(terms);
        }

        ExplainBeginning(begin);
        var counted = Count(begin, _stops);
        if (counted.Stopped)
        {
            return Stopped(begin, counted.Left);
        }

        if (counted.Last is not { } last || Close(last, begin, Steps) is not { } end)
        {
            return Calendars.Ends(terms);
        }

        return new Run(Paused: false, end, Later(begin, end), Left(begin.First, end.Day)) { Marks = Steps is null ? null : Marked(begin.First, end.Day) };
    }

    // ---- the first day ----

    /// <summary>The day the period begins with; <paramref name="Counted"/>: it is the first of the period.</summary>
    private readonly record struct Begin(LocalDate Day, bool Counted)
    {
        public LocalDate First => Counted ? Day : Day.PlusDays(1);
    }

    private Begin? Begins(bool later)
    {
        if (after is not null)
        {
            var end = later ? after.LaterDay : after.LastDay;
            var next = length.Unit == Unit.WorkingDays ? terms.Days.Next(end.PlusDays(1)) : end.PlusDays(1);
            return next is { } first ? new Begin(first, Counted: true) : null;
        }

        return (later ? terms.GivenToAll(trigger) : terms.Given(trigger)) is { } given ? new Begin(given, Period.FirstDay == FirstDay.Counted) : null;
    }

    private void ExplainBeginning(Begin begin)
    {
        if (Steps is null)
        {
            return;
        }

        if (after is not null)
        {
            Steps.Add(new Step("follows") { Date = begin.Day, Citation = terms.Obligation.Follows?.Citation, Args = Args.Of(("event", trigger.Kind), ("obligation", after.Obligation), ("end", Args.Day(after.LastDay))) });
            return;
        }

        if (terms.PostDays(trigger) is { } postDays)
        {
            Steps.Add(new Step("deemed-given") { Date = begin.Day, Reason = trigger.Method, Args = Args.Of(("posted", Args.Day(trigger.At.InZone(terms.Zone).Date)), ("workingDays", Args.Number(postDays))) });
        }

        Steps.Add(new Step("day-of-trigger") { Date = begin.Day, At = trigger.At, Citation = terms.Obligation.Citation, Counted = begin.Counted, Args = Args.Of(("event", trigger.Kind)) });
    }

    // ---- counting ----

    /// <param name="Last">The last day; null where the clock stands, or the calendar does not reach it.</param>
    /// <param name="Left">How many were left when it stopped: the day of the stop counts as left.</param>
    private readonly record struct Counting(LocalDate? Last, bool Stopped = false, int Left = 0);

    private Counting Count(Begin begin, Stops stops) => length.Unit switch
    {
        Unit.WorkingDays => ByDay(begin.First, length.Amount, stops),
        Unit.CalendarDays => ByDay(begin.First, length.Amount, stops),
        Unit.Weeks => ByDay(begin.First, length.Amount * 7, stops),
        Unit.Months => new Counting(Corresponding(begin, begin.Day.PlusMonths(length.Amount))),
        Unit.Years => new Counting(Corresponding(begin, begin.Day.PlusYears(length.Amount))),
        Unit.Hours => throw new System.Diagnostics.UnreachableException(),
    };

    private Counting ByDay(LocalDate first, int amount, Stops stops)
    {
        if (length.Unit != Unit.WorkingDays && !stops.Any)
        {
            return new Counting(first.PlusDays(amount - 1));
        }

        var left = amount;
        for (var day = first; ; day = day.PlusDays(1))
        {
            if (day >= stops.StandsSince)
            {
                return new Counting(null, Stopped: true, left);
            }

            if (length.Unit == Unit.WorkingDays && !terms.Days.Covers(day))
            {
                return new Counting(null);
            }

            left -= Counts(day, stops) ? 1 : 0;
            if (left == 0)
            {
                return new Counting(day);
            }
        }
    }

    private bool Counts(LocalDate day) => Counts(day, _stops);

    private bool Counts(LocalDate day, Stops stops) => !stops.LeavesOut(day) && (length.Unit != Unit.WorkingDays || terms.Days.Works(day));

    /// <summary>A period beginning with a day ends on the day before the corresponding date, or on the last day of a month that has none; one after an event ends on the corresponding date.</summary>
    private static LocalDate Corresponding(Begin begin, LocalDate corresponding) =>
        !begin.Counted || corresponding.Day < begin.Day.Day ? corresponding : corresponding.PlusDays(-1);

    // ---- the end ----

    private End? Close(LocalDate last, Begin begin, List<Step>? steps)
    {
        if (steps is not null)
        {
            ExplainCount(begin, last, steps);
        }

        // An extension to a day that the roll has passed already shortens nothing.
        if (length.Until is { } until && until > last && (Rolled(last, steps: null) is not { } without || until > without.Day))
        {
            return Ended(End.On(until, Period.EndsAt, terms.Zone), steps);
        }

        return Rolled(last, steps) is { } end ? Ended(end, steps) : null;
    }

    private End? Rolled(LocalDate last, List<Step>? steps)
    {
        var end = End.On(last, Period.EndsAt, terms.Zone);
        return Period.Roll is { } roll && Rolls.Bind(roll, terms) ? Rolls.Move(end, roll.At ?? Period.EndsAt, roll.Citation, terms, steps) : end;
    }

    private static End Ended(End end, List<Step>? steps)
    {
        var toItsEnd = end.TooLateFrom - end.Due == Duration.FromSeconds(1);
        steps?.Add(new Step(toItsEnd ? "end-of-day" : "end-at-hour") { Date = end.Day, At = end.Due });
        return end;
    }

    /// <summary>The later reading: a trigger that may have come later, or came later to some; stops that some were told of later; a first day that does not count, a last day that moves.</summary>
    private End? Later(Begin begin, End end)
    {
        var start = Latest(begin);
        var other = start != begin || _stops.OnSeveralDays;
        var later = !other ? end : Count(start, _stops.OnSeveralDays ? Stops.Of(terms, later: true) : _stops) is { Last: { } last } ? Close(last, start, null) : null;
        if (later is { } moved && (start != begin || moved != end))
        {
            if (_stops.OnSeveralDays)
            {
                Steps?.Add(new Step("stopped-for-some") { Citation = Period.Stop!.Citation });
            }

            var code = Period.SecondReading == SecondReading.FirstDayNotCounted ? "first-day-not-counted" : "second-reading-later";
            Steps?.Add(new Step(code) { Date = moved.Day, At = moved.Due, Citation = Period.SecondReadingCitation });
        }

        return Period.SecondReading == SecondReading.Roll && later is { } unrolled
            ? Rolls.Move(unrolled, Period.EndsAt, Period.SecondReadingCitation, terms, Steps, "roll")
            : later;
    }

    private Begin Latest(Begin begin)
    {
        if (Begins(later: true) is { } later && later != begin)
        {
            Steps?.Add(
                after is not null ? new Step("follows-later") { Date = later.Day, Args = Args.Of(("obligation", after.Obligation), ("end", Args.Day(after.LaterDay))) }
                : trigger.Also.Count > 0 ? new Step("given-to-some-later") { Date = later.Day, Reason = trigger.Kind, Args = Args.Of(("first", Args.Day(begin.Day))) }
                : new Step("imprecise") { At = trigger.LatestAt, Reason = trigger.Kind });
            begin = later;
        }

        return Period.SecondReading == SecondReading.FirstDayNotCounted ? new Begin(begin.First.PlusDays(1), Counted: true) : begin;
    }

    // ---- what is left ----

    private Run Stopped(Begin begin, int left)
    {
        var since = _stops.StandsSince!.Value;
        var used = length.Amount * (length.Unit == Unit.Weeks ? 7 : 1) - left;
        if (Steps is not null)
        {
            ExplainLeftOut(begin.First, LocalDate.Max(since.PlusDays(-1), begin.First.PlusDays(-1)), Steps);
            Steps.Add(new Step("stopped") { Date = since, Citation = Period.Stop!.Citation, Counted = false, Args = Args.Of(("used", Args.Number(used)), ("left", Args.Number(left)), ("unit", UnitLeft)) });
        }

        return new Run(Paused: true, null, null, new Remaining(UnitLeft, left));
    }

    private string UnitLeft => length.Unit == Unit.WorkingDays ? "workingDays" : "calendarDays";

    private Remaining Left(LocalDate first, LocalDate last)
    {
        var from = LocalDate.Max(terms.Today, first);
        if (length.Unit != Unit.WorkingDays && !_stops.Any)
        {
            return new Remaining(UnitLeft, Math.Max(0, NodaTime.Period.DaysBetween(from, last) + 1));
        }

        var left = 0;
        for (var day = from; day <= last; day = day.PlusDays(1))
        {
            left += Counts(day) ? 1 : 0;
        }

        return new Remaining(UnitLeft, left);
    }

    // ---- on the way ----

    private static readonly LocalTime Morning = new(9, 0);

    private Marks Marked(LocalDate first, LocalDate last)
    {
        var counted = 0;
        for (var day = first; day <= last; day = day.PlusDays(1))
        {
            counted += Counts(day) ? 1 : 0;
        }

        var half = first;
        for (var used = Counts(half) ? 1 : 0; used * 2 < counted; used += Counts(half) ? 1 : 0)
        {
            half = half.PlusDays(1);
        }

        return new Marks(On(half), ThreeBefore(last) is var three && three >= first ? On(three) : null);
    }

    private LocalDate ThreeBefore(LocalDate last)
    {
        var day = last;
        for (var left = 0; ; day = day.PlusDays(-1))
        {
            left += terms.Days.Works(day) ? 1 : 0;
            if (left == 3)
            {
                return day.PlusDays(-1);
            }
        }
    }

    private Instant On(LocalDate day) => (day + Morning).InZoneLeniently(terms.Zone).ToInstant();

    // ---- the explanation ----

    private void ExplainCount(Begin begin, LocalDate last, List<Step> steps)
    {
        if (length.Unit is Unit.Months or Unit.Years)
        {
            var unit = length.Unit == Unit.Months ? "months" : "years";
            var lacks = last.Day < begin.Day.Day && (length.Unit == Unit.Months ? begin.Day.PlusMonths(length.Amount) : begin.Day.PlusYears(length.Amount)) == last;
            steps.Add(new Step(lacks ? "month-lacks-day" : "corresponding-date") { Date = last, Args = Args.Of((unit, Args.Number(length.Amount))) });
            return;
        }

        ExplainLeftOut(begin.First, last, steps);
        var (code, days) = length.Unit == Unit.WorkingDays ? ("working-days", length.Amount) : ("calendar-days", length.Amount * (length.Unit == Unit.Weeks ? 7 : 1));
        steps.Add(new Step(code) { Date = last, Counted = true, Reason = terms.Days.Calendar?.Title, Args = Args.Of(("days", Args.Number(days)), ("from", Args.Day(begin.First)), ("calendar", terms.Days.Name)) });
    }

    // Weekends are said once, by the last step.
    private void ExplainLeftOut(LocalDate first, LocalDate last, List<Step> steps)
    {
        for (var day = first; length.Unit == Unit.WorkingDays && day <= last; day = day.PlusDays(1))
        {
            if (terms.Days.Holiday(day) is { } holiday && !WorkingCalendar.IsWeekend(day))
            {
                steps.Add(new Step("day-off") { Date = day, Counted = false, Reason = holiday.Name });
            }
        }

        if (length.Unit == Unit.WorkingDays)
        {
            Calendars.Projected(first, last, terms, steps);
        }

        foreach (var (from, to) in _stops.Windows)
        {
            ExplainStop(LocalDate.Max(from, first), LocalDate.Min(to, last), steps);
        }
    }

    private void ExplainStop(LocalDate from, LocalDate to, List<Step> steps)
    {
        var days = 0;
        for (var day = from; day <= to; day = day.PlusDays(1))
        {
            days += length.Unit != Unit.WorkingDays || terms.Days.Works(day) ? 1 : 0;
        }

        if (from <= to)
        {
            steps.Add(new Step("stopped-days") { Date = from, Counted = false, Citation = terms.Period.Stop!.Citation, Args = Args.Of(("from", Args.Day(from)), ("to", Args.Day(to)), ("days", Args.Number(days)), ("unit", UnitLeft)) });
        }
    }
}
