using NodaTime;

namespace Reporting.Rulebook;

/// <summary>The working days of a calendar as they were known on a day.</summary>
/// <param name="Name">What was asked for: a calendar's id, or the Member State.</param>
/// <param name="Calendar">Null where the rulebook has none of that name: no day of it is known then.</param>
/// <param name="KnownOn">The local day of the evaluation: what was announced later is not known.</param>
internal readonly record struct KnownDays(string Name, WorkingCalendar? Calendar, LocalDate KnownOn)
{
    public bool Covers(LocalDate day) => Calendar is not null && Calendar.Covers(day);

    /// <summary>Whether somebody works on a day that is covered.</summary>
    public bool Works(LocalDate day) => !WorkingCalendar.IsWeekend(day) && Holiday(day) is null;

    public Holiday? Holiday(LocalDate day) => Calendar?.HolidayOn(day, KnownOn);

    /// <summary>This day where it is a working day, or the next one that is; null where the calendar does not reach it.</summary>
    public LocalDate? Next(LocalDate day)
    {
        while (Covers(day))
        {
            if (Works(day))
            {
                return day;
            }

            day = day.PlusDays(1);
        }

        return null;
    }

    /// <summary>So many working days after a day; null where the calendar does not reach it.</summary>
    public LocalDate? After(LocalDate day, int workingDays)
    {
        for (var left = workingDays; left > 0; left--)
        {
            if (Next(day.PlusDays(1)) is not { } next)
            {
                return null;
            }

            day = next;
        }

        return day;
    }
}
