using NodaTime;

namespace Reporting.Rulebook;

/// <summary>When a clock ends, by each reading of the law, and how that was found.</summary>
/// <param name="Paused">Stopped and not started again: there is no end to name.</param>
internal sealed record Run(Instant? Due, LocalDate? DueDate, Instant? Latest, LocalDate? LatestDate, bool Paused, Remaining? Remaining, List<Step> Steps)
{
    /// <summary>The first instant at which it is too late: of a day clock the next local midnight, of an hour clock just after due.</summary>
    public Instant? TooLateFrom { get; init; }
}

/// <summary>Runs one clock from its trigger. Pure arithmetic on instants and local days; knows no regime.</summary>
internal sealed class Clock(Obligation obligation, Period period, int amount, DateTimeZone zone, WorkingCalendar? calendar, Instant asOf)
{
    private readonly LocalDate _knownOn = asOf.InZone(zone).Date;
    private readonly List<Step> _steps = [];

    public Run From(TimelineEvent trigger, IReadOnlyList<TimelineEvent> events) =>
        period.Unit == Unit.Hours ? Hours(trigger) : Days(trigger, events);

    // ---- hours: elapsed time, whatever the wall clock does ----

    private Run Hours(TimelineEvent trigger)
    {
        Add(new Step("triggered") { At = trigger.At, Citation = obligation.Citation, Args = Args(("event", trigger.Kind), ("local", Local(trigger.At))) });
        var due = trigger.At + Duration.FromHours(amount);
        Add(new Step("hours") { At = due, Args = Args(("hours", Number(amount)), ("local", Local(due))) });
        var (before, after) = (zone.GetUtcOffset(trigger.At), zone.GetUtcOffset(due));
        if (before != after)
        {
            Add(new Step("clock-change") { Args = Args(("from", Offset(before)), ("to", Offset(after))) });
        }

        var latest = LatestHour(trigger, due);
        return new Run(due, due.InZone(zone).Date, latest, latest.InZone(zone).Date, Paused: false, HoursLeft(due), _steps) { TooLateFrom = due + Duration.Epsilon };
    }

    private Instant LatestHour(TimelineEvent trigger, Instant due)
    {
        var from = trigger.LatestAt ?? trigger.At;
        if (trigger.LatestAt is { } last)
        {
            Add(new Step("imprecise") { At = last, Reason = trigger.Kind, Args = Args(("local", Local(last))) });
        }

        if (period.SecondReading != SecondReading.HourNotCounted)
        {
            return from + Duration.FromHours(amount);
        }

        // Counting begins with the hour after the one in which it happened, also when that had only just begun.
        var intoHour = Duration.FromTicks(from.ToUnixTimeTicks() % NodaConstants.TicksPerHour);
        var latest = from - intoHour + Duration.FromHours(1 + amount);
        Add(new Step("hour-not-counted") { At = latest, Citation = "Regulation (EEC, Euratom) 1182/71 art 3(1)", Args = Args(("local", Local(latest))) });
        return latest;
    }

    private Remaining HoursLeft(Instant due) => new("hours", Math.Max(0, Math.Round((decimal)(due - asOf).TotalHours, 1, MidpointRounding.ToZero)));

    // ---- days and months: local days of the zone ----

    private Run Days(TimelineEvent trigger, IReadOnlyList<TimelineEvent> events)
    {
        var given = Given(trigger);
        if (given is null)
        {
            return Ends();
        }

        Add(new Step("day-of-trigger") { Date = given, At = trigger.At, Citation = obligation.Citation, Counted = period.FirstDay == FirstDay.Counted, Args = Args(("event", trigger.Kind)) });
        return period.Unit switch
        {
            Unit.WorkingDays => WorkingDays(given.Value, events),
            Unit.CalendarDays => Ended(given.Value.PlusDays(period.FirstDay == FirstDay.Counted ? amount - 1 : amount)),
            Unit.Months => Ended(Months(given.Value)),
            Unit.Hours => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The local day on which the document counts as given: at once, or so many working days after it was posted.</summary>
    private LocalDate? Given(TimelineEvent trigger)
    {
        var day = trigger.At.InZone(zone).Date;
        if (trigger.Method is null || !period.Service.TryGetValue(trigger.Method, out var after))
        {
            return day;
        }

        var given = day;
        for (var left = after; left > 0;)
        {
            given = given.PlusDays(1);
            if (!calendar!.Covers(given))
            {
                return null;
            }

            left -= calendar.DayOff(given, _knownOn) is null ? 1 : 0;
        }

        Add(new Step("deemed-given") { Date = given, Reason = trigger.Method, Args = Args(("posted", Iso(day)), ("workingDays", Number(after))) });
        return given;
    }

    /// <summary>A period beginning with a day ends on the day before the corresponding date, or on the last day of a month that has none; one after an event ends on the corresponding date.</summary>
    private LocalDate Months(LocalDate from)
    {
        var corresponding = from.PlusMonths(amount);
        var lacks = corresponding.Day < from.Day;
        var end = period.FirstDay == FirstDay.NotCounted || lacks ? corresponding : corresponding.PlusDays(-1);
        Add(new Step(lacks ? "month-lacks-day" : "corresponding-date") { Date = end, Args = Args(("months", Number(amount))) });
        return end;
    }

    private Run WorkingDays(LocalDate given, IReadOnlyList<TimelineEvent> events)
    {
        var windows = Windows(events);
        var day = period.FirstDay == FirstDay.Counted ? given : given.PlusDays(1);
        var skipped = new List<Step>();
        var counted = 0;
        while (true)
        {
            if (!calendar!.Covers(day))
            {
                return Ends();
            }

            if (windows.Find(w => w.From == day && w.To is null) is not null)
            {
                _steps.AddRange(skipped);
                Add(new Step("stopped") { Date = day, Citation = period.Stop!.Citation, Counted = false, Args = Args(("used", Number(counted)), ("left", Number(amount - counted))) });
                return new Run(null, null, null, null, Paused: true, new Remaining("workingDays", amount - counted), _steps);
            }

            var off = calendar.DayOff(day, _knownOn);
            var stopped = windows.Exists(w => w.From <= day && day <= w.To);
            if (off is null && !stopped)
            {
                counted++;
            }
            else if (off is not ("Saturday" or "Sunday"))
            {
                skipped.Add(new Step(stopped && off is null ? "stopped-day" : "day-off") { Date = day, Counted = false, Reason = off ?? "clock stopped", Citation = stopped && off is null ? period.Stop!.Citation : null });
            }

            if (counted == amount)
            {
                break;
            }

            day = day.PlusDays(1);
        }

        _steps.AddRange(skipped);
        Add(new Step("working-days") { Date = day, Counted = true, Reason = calendar.Title, Args = Args(("days", Number(amount)), ("calendar", calendar.Id)) });
        var left = WorkingDaysLeft(day, windows);
        return Ended(day) with { Remaining = new Remaining("workingDays", left) };
    }

    private int WorkingDaysLeft(LocalDate last, List<Window> windows)
    {
        var left = 0;
        for (var day = _knownOn; day <= last && calendar!.Covers(day); day = day.PlusDays(1))
        {
            left += calendar.DayOff(day, _knownOn) is null && !windows.Exists(w => w.From <= day && day <= w.To) ? 1 : 0;
        }

        return left;
    }

    private sealed record Window(LocalDate From, LocalDate? To);

    /// <summary>The days left out: from each stopping notice to the restart of the same notice, both included.</summary>
    private List<Window> Windows(IReadOnlyList<TimelineEvent> events)
    {
        var windows = new List<Window>();
        if (period.Stop is not { } stop)
        {
            return windows;
        }

        foreach (var opened in events.Where(e => e.Kind == stop.Opens))
        {
            var closed = events.FirstOrDefault(e => e.Kind == stop.Closes && e.Notice == opened.Notice && e.At >= opened.At);
            windows.Add(new Window(opened.At.InZone(zone).Date, closed?.At.InZone(zone).Date));
        }

        return windows;
    }

    private Run Ended(LocalDate last)
    {
        var midnight = zone.AtStartOfDay(last.PlusDays(1)).ToInstant();
        var due = midnight - Duration.FromSeconds(1);
        Add(new Step("end-of-day") { Date = last, At = due, Args = Args(("zone", zone.Id)) });
        var (latest, latestDate) = (due, last);
        if (period.SecondReading == SecondReading.Roll && Rolled(last) is { } rolled && rolled != last)
        {
            (latest, latestDate) = (zone.AtStartOfDay(rolled.PlusDays(1)).ToInstant() - Duration.FromSeconds(1), rolled);
            Add(new Step("roll") { Date = rolled, Reason = calendar!.DayOff(last, _knownOn), Citation = "Regulation (EEC, Euratom) 1182/71 art 3(4)", Args = Args(("from", Iso(last)), ("calendar", calendar.Id)) });
        }

        var left = Math.Max(0, NodaTime.Period.DaysBetween(_knownOn, last) + 1);
        return new Run(due, last, latest, latestDate, Paused: false, new Remaining("calendarDays", left), _steps) { TooLateFrom = midnight };
    }

    private LocalDate? Rolled(LocalDate last)
    {
        for (var day = last; calendar is not null && calendar.Covers(day); day = day.PlusDays(1))
        {
            if (calendar.DayOff(day, _knownOn) is null)
            {
                return day;
            }
        }

        return null;
    }

    /// <summary>The data do not reach the day that is needed: no date is named rather than a wrong one.</summary>
    private Run Ends()
    {
        Add(new Step("calendar-ends") { Date = calendar!.Last, Reason = calendar.Title, Args = Args(("calendar", calendar.Id)) });
        return new Run(null, null, null, null, Paused: false, null, _steps);
    }

    // ---- words ----

    private void Add(Step step) => _steps.Add(step);

    private string Local(Instant at) => at.InZone(zone).ToString("ddd d MMM uuuu HH:mm", System.Globalization.CultureInfo.InvariantCulture) + " " + zone.Id;

    private static string Offset(Offset offset) => offset.ToString("g", System.Globalization.CultureInfo.InvariantCulture);

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Args(params ReadOnlySpan<(string Name, string Value)> args)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in args)
        {
            map[name] = value;
        }

        return map;
    }
}
