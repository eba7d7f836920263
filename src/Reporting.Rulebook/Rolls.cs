using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Moves an end that falls on no working day to the next one.</summary>
internal static class Rolls
{
    /// <summary>Whether the roll binds in this case: whom it is denied must be known to be one of those.</summary>
    public static bool Bind(Roll roll, Terms terms) => roll.Unless is not { } unless || unless.Ask(terms.Facts) != Answer.Yes;

    /// <summary>The end where it is, or on the next working day at an hour; null where the calendar does not reach that day.</summary>
    /// <param name="hour">Local; null: to the end of the day.</param>
    public static End? Move(End end, LocalTime? hour, string? citation, Terms terms, List<Step>? steps, string code = "law-roll")
    {
        if (terms.Days.Next(end.Day) is not { } working)
        {
            if (code != "law-roll")
            {
                Calendars.Ends(terms);
            }

            return null;
        }

        if (working == end.Day)
        {
            return end;
        }

        if (steps is not null)
        {
            Calendars.Projected(end.Day, working, terms, steps);
            steps.Add(new Step(code)
            {
                Date = working,
                Reason = terms.Days.Calendar!.DayOff(end.Day, terms.Today),
                Citation = citation,
                Args = Args.Of(("from", Args.Day(end.Day)), ("calendar", terms.Days.Name), ("hour", hour is { } at ? Args.Hour(at) : "")),
            });
        }

        return End.On(working, hour, terms.Zone);
    }
}
