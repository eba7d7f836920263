namespace Reporting.Rulebook;

/// <summary>What must hold between the members of a period.</summary>
internal static class PeriodChecks
{
    public static void Check(Period period, DocumentNode n)
    {
        if (!n.Has("amount") == !n.Has("amountFrom"))
        {
            n.Fault("amount", "is needed, or amountFrom, and not both");
        }

        if (period.Calendar is null && NeedsCalendar(period))
        {
            n.Fault("calendar", "is needed to count working days, to roll, to stop, or to say when post is given");
        }

        if (period.Stop is not null && !Period.IsCounted(period.Unit))
        {
            n.Fault("stop", "stops only what is counted in working days, calendar days or weeks");
        }

        if (period.EndsAt is not null && period.Unit == Unit.Hours)
        {
            n.Fault("endsAt", "means nothing of hours: they end at the instant");
        }

        if (!Fits(period))
        {
            n.Fault("secondReading", "does not fit the unit and the first day");
        }
    }

    private static bool NeedsCalendar(Period period) =>
        period.Unit == Unit.WorkingDays
        || period.Instead.Any(i => i.Unit == Unit.WorkingDays)
        || period.SecondReading is SecondReading.Roll or SecondReading.RollSameHour
        || period.Roll is not null
        || period.Stop is not null
        || period.Service.Count > 0;

    private static bool Fits(Period period) => period.SecondReading switch
    {
        SecondReading.None => true,
        SecondReading.HourNotCounted or SecondReading.RollSameHour => period.Unit == Unit.Hours,
        SecondReading.Roll => period.Unit != Unit.Hours,
        SecondReading.FirstDayNotCounted => period.Unit != Unit.Hours && period.FirstDay == FirstDay.Counted,
    };
}
