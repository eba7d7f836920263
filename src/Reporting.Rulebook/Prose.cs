using System.Globalization;

namespace Reporting.Rulebook;

/// <summary>Says a step in words. A function of the step alone, so that better words need no new computation.</summary>
public static class Prose
{
    public static string Render(Step step) => Words(step) + (step.Citation is { } citation ? $" [{citation}]" : "");

    private static string Words(Step s) => s.Code switch
    {
        "pending" => $"Not begun: waits for {s.Reason}.",
        "open-question" => $"Whether this is owed depends on what is not known yet: {s.Reason}.",
        "corrected" => $"The time of {s.Reason} was corrected from {Arg(s, "from")} to {Arg(s, "to")}.",
        "triggered" => $"Begins with {Arg(s, "event")} on {Arg(s, "local")}.",
        "imprecise" => $"That time is not exact; the latest it allows is {Arg(s, "local")}, where the later reading begins.",
        "hours" => $"{Arg(s, "hours")} elapsed hours end on {Arg(s, "local")}.",
        "clock-change" => $"The clocks change in between (offset {Arg(s, "from")} to {Arg(s, "to")}): elapsed hours are counted, not the wall clock's.",
        "hour-not-counted" => $"By the other reading the hour of the event is not counted: {Arg(s, "local")}.",
        "day-of-trigger" => $"{Arg(s, "event")} given on {Day(s)}, which is {(s.Counted == true ? "the first day of the period, if it is a day that counts" : "not counted: the period begins the day after")}.",
        "deemed-given" => $"Sent on {Arg(s, "posted")} by {s.Reason}: given {Arg(s, "workingDays")} working days later, on {Day(s)}.",
        "day-off" => $"{Day(s)} does not count: {s.Reason}.",
        "stopped-day" => $"{Day(s)} does not count: the clock was stopped.",
        "stopped" => $"The clock stopped on {Day(s)} with {Arg(s, "used")} days used and {Arg(s, "left")} left; no last day can be named until it starts again.",
        "working-days" => $"{Arg(s, "days")} working days ({s.Reason}; Saturdays and Sundays left out) end with {Day(s)}.",
        "corresponding-date" => $"{Arg(s, "months")} month(s) end on {Day(s)}.",
        "month-lacks-day" => $"{Arg(s, "months")} month(s) end on {Day(s)}, the last day of a month that lacks the corresponding one.",
        "end-of-day" => $"The last day is {Day(s)}, to its end in {Arg(s, "zone")}.",
        "roll" => $"By the other reading a last day that is no working day ({s.Reason}) moves to {Day(s)}.",
        "calendar-ends" => $"The calendar ({s.Reason}) is known only to {Day(s)}: no last day can be named yet.",
        "met" => $"Met by {s.Reason} at {At(s)}.",
        "met-late" => $"Met late, by {s.Reason} at {At(s)}.",
        "missed" => $"Nothing had met it by {At(s)}.",
        "missed-other-reading-open" => $"Missed by the earlier reading; by the other it is open until {At(s)}.",
        "not-in-force" => $"Ended unmet; it is not law in force ({s.Reason}), so nothing was missed.",
        "lapsed" => $"Nothing is left to do since {s.Reason} at {At(s)}.",
        var code => code,
    };

    private static string Arg(Step step, string name) => step.Args?.GetValueOrDefault(name) ?? "?";

    private static string Day(Step step) => step.Date?.ToString("ddd d MMM uuuu", CultureInfo.InvariantCulture) ?? "?";

    private static string At(Step step) => step.At?.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "?";
}
