using NodaTime;

namespace Reporting.Rulebook;

/// <summary>How a holiday that falls on a weekend is kept.</summary>
public enum Observed
{
    /// <summary>On the day itself, whatever day of the week.</summary>
    AsItFalls,

    /// <summary>On the next weekday that is not itself a holiday (substitute days in the United Kingdom).</summary>
    NextWeekday,

    /// <summary>A Saturday on the Friday before, a Sunday on the Monday after (5 U.S.C. 6103(b), Executive Order 11582).</summary>
    NearestWeekday,
}

/// <summary>A holiday that comes every year: on a date, on a weekday of a month, or so many days from Easter Sunday.</summary>
/// <param name="Easter">Days from Easter Sunday; otherwise <paramref name="Month"/> and <paramref name="Day"/>, or <paramref name="Weekday"/> and <paramref name="Nth"/>.</param>
/// <param name="Nth">Which of the month's weekdays; -1: the last.</param>
/// <param name="AnnouncedOn">The day it became known, of a holiday that was new then.</param>
public sealed record CalendarRule(
    string Name,
    int? Easter,
    int? Month,
    int? Day,
    IsoDayOfWeek? Weekday,
    int? Nth,
    Observed Observed,
    int? FirstYear,
    int? LastYear,
    IReadOnlyList<int> ExceptYears,
    bool Projected,
    LocalDate? AnnouncedOn)
{
    /// <summary>The days off of all rules between two days; what is stated day by day is kept as stated.</summary>
    public static IReadOnlyList<Holiday> Expand(IReadOnlyList<CalendarRule> rules, IReadOnlyList<Holiday> stated, LocalDate first, LocalDate last)
    {
        var days = new Dictionary<LocalDate, Holiday>();
        foreach (var holiday in stated)
        {
            days.TryAdd(holiday.Date, holiday);
        }

        // A year more on either side: a New Year's Day is kept on the last day of the year before.
        var toMove = new List<Holiday>();
        for (var year = first.Year - 1; year <= last.Year + 1; year++)
        {
            foreach (var rule in rules.Where(r => r.Holds(year)))
            {
                if (rule.Nominal(year) is { } holiday)
                {
                    rule.Place(holiday, days, toMove);
                }
            }
        }

        foreach (var holiday in toMove.OrderBy(h => h.Date))
        {
            var free = holiday.Date;
            while (WorkingCalendar.IsWeekend(free) || days.ContainsKey(free))
            {
                free = free.PlusDays(1);
            }

            days[free] = holiday with { Date = free, Name = holiday.Name + " (substitute day)" };
        }

        return [.. days.Values.Where(h => h.Date >= first && h.Date <= last).OrderBy(h => h.Date)];
    }

    private bool Holds(int year) => year >= (FirstYear ?? year) && year <= (LastYear ?? year) && !ExceptYears.Contains(year);

    private void Place(Holiday holiday, Dictionary<LocalDate, Holiday> days, List<Holiday> toMove)
    {
        if (Observed == Observed.NextWeekday && WorkingCalendar.IsWeekend(holiday.Date))
        {
            toMove.Add(holiday);
            return;
        }

        var kept = Observed == Observed.NearestWeekday ? Nearest(holiday) : holiday;
        days.TryAdd(kept.Date, kept);
    }

    private static Holiday Nearest(Holiday holiday) => holiday.Date.DayOfWeek switch
    {
        IsoDayOfWeek.Saturday => holiday with { Date = holiday.Date.PlusDays(-1), Name = holiday.Name + " (observed)" },
        IsoDayOfWeek.Sunday => holiday with { Date = holiday.Date.PlusDays(1), Name = holiday.Name + " (observed)" },
        _ => holiday,
    };

    private Holiday? Nominal(int year) => Date(year) is { } date ? new Holiday(date, Name, AnnouncedOn, Projected) : null;

    private LocalDate? Date(int year)
    {
        if (Easter is { } days)
        {
            return EasterSunday(year).PlusDays(days);
        }

        var month = new LocalDate(year, Month!.Value, 1);
        if (Day is { } day)
        {
            return day <= month.Calendar.GetDaysInMonth(year, month.Month) ? month.PlusDays(day - 1) : null;
        }

        var date = Nth > 0 ? month.PlusDays(-1).Next(Weekday!.Value).PlusWeeks(Nth.Value - 1) : month.PlusMonths(1).Previous(Weekday!.Value);
        return date.Month == month.Month ? date : null;
    }

    /// <summary>Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.</summary>
    internal static LocalDate EasterSunday(int year)
    {
        var golden = year % 19;
        var (century, ofCentury) = (year / 100, year % 100);
        var correction = (century - ((century + 8) / 25) + 1) / 3;
        var epact = ((19 * golden) + century - (century / 4) - correction + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (ofCentury / 4)) - epact - (ofCentury % 4)) % 7;
        var late = (golden + (11 * epact) + (22 * weekday)) / 451;
        var day = epact + weekday - (7 * late) + 114;
        return new LocalDate(year, day / 31, (day % 31) + 1);
    }
}
