using NodaTime;

namespace Reporting.Rulebook;

/// <summary>What has to be said of the calendar a deadline rests on.</summary>
internal static class Calendars
{
    /// <summary>The data do not reach the day that is needed: no day is named rather than a wrong one.</summary>
    public static Run Ends(Terms terms)
    {
        terms.Steps?.Add(new Step("calendar-ends") { Date = terms.Days.Calendar?.Last, Reason = Named(terms.Days), Args = Args.Of(("calendar", terms.Days.Name)) });
        return Run.Endless;
    }

    private static string Named(KnownDays days) =>
        days.Calendar?.Title ?? (days.Name == RegimeReader.OfMemberState ? "the Member State, which is not known yet" : "Member State " + days.Name.ToUpperInvariant());

    /// <summary>Says which days off between two days nobody has published yet.</summary>
    public static void Projected(LocalDate from, LocalDate to, Terms terms, List<Step> steps)
    {
        for (var day = from; day <= to; day = day.PlusDays(1))
        {
            if (terms.Days.Holiday(day) is { Projected: true } holiday && !WorkingCalendar.IsWeekend(day) && !steps.Exists(s => s.Code == "projected-day" && s.Date == day))
            {
                steps.Add(new Step("projected-day") { Date = day, Reason = holiday.Name });
            }
        }
    }
}
