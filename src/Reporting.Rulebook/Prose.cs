using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Reporting.Rulebook;

/// <summary>Says a step in words. A function of the step alone, so that better words need no new computation.</summary>
public static class Prose
{
    /// <param name="zone">The zone of the deadline the step belongs to, in which its times are told; null: in UTC.</param>
    public static string Render(Step step, string? zone = null) =>
        Words(step, zone is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone)) + (step.Citation is { } citation ? $" [{citation}]" : "");

    private static string Words(Step s, DateTimeZone? zone) => s.Code switch
    {
        // ---- beginning ----
        "pending" => $"Not begun: waits for {s.Reason}.",
        "open-question" => $"Whether this is owed depends on what is not known yet: {s.Reason}.",
        "other-trigger-open" => $"It would begin with {Arg(s, "events")} instead, depending on what is not known yet: {s.Reason}.",
        "other-length" => $"In this case the period is {Arg(s, "amount")} {Unit(s)}.",
        "other-length-open" => $"The period would be {Arg(s, "amount")} {Unit(s)}, depending on what is not known yet: {s.Reason}.",
        "corrected" => $"The time of {s.Reason} was corrected from {ArgAt(s, "from", zone)} to {ArgAt(s, "to", zone)}{(s.Args?.ContainsKey("recorded") == true ? ", recorded on " + ArgAt(s, "recorded", zone) : "")}.",
        "triggered" => $"Begins with {Arg(s, "event")} on {At(s, zone)}.",
        "imprecise" => $"That time is not exact; the latest it allows is {At(s, zone)}, where the later reading begins.",
        "given-to-some-later" => $"{s.Reason} was given to the first of several on {ArgDay(s, "first")} and to the last on {Day(s)}, where the later reading begins.",
        "stopped-for-some" => "The notices that stop and start the clock were given to several on different days: by the later reading each day counts as stopped on which any of them had been told that it was, and not yet that it ran again.",
        "follows-later" => $"By the later reading the period before it ({Arg(s, "obligation")}) has ended on {ArgDay(s, "end")}, and this one begins on {Day(s)}.",
        "day-of-trigger" => $"{Arg(s, "event")} on {Day(s)}, which is {(s.Counted == true ? "the first day of the period, if it is a day that counts" : "not counted: the period begins the day after")}.",
        "deemed-given" => $"Sent on {ArgDay(s, "posted")} by {s.Reason}: given {Arg(s, "workingDays")} working days later, on {Day(s)}.",
        "follows" => $"By {Arg(s, "event")}, given in time, the period begins on {Day(s)}, after the one before it ({Arg(s, "obligation")}) has ended on {ArgDay(s, "end")}.",
        "follows-paused" => $"{s.Reason} of {At(s, zone)} is in time: the period before it ({Arg(s, "obligation")}) stands, so that neither its end nor this one's can be named yet.",
        "follows-endless" => $"{s.Reason} of {At(s, zone)}: the end of the period before it ({Arg(s, "obligation")}) cannot be named, and so not this one's either.",
        "void" when Arg(s, "why") == "late" => $"{s.Reason}, given on {Day(s)}, has no effect: the period before it had ended on {ArgDay(s, "end")}.",
        "void" => $"{s.Reason} of {At(s, zone)} has no effect: the period before it had not begun.",
        "round-over" => $"An earlier period by {s.Reason} of {At(s, zone)}{(s.Date is null ? "" : $" would have ended on {Day(s)}")}; it was followed by the one ordered on {ArgAt(s, "by", zone)}.",
        "amount-missing" => $"{s.Reason} of {At(s, zone)} does not say how long ({Arg(s, "number")}): no end can be named.",
        "no-number" => $"{Sentence(s.Reason)}: the law names no number of days; it has been open for {Arg(s, "ageDays")} days.",

        "requested" => $"Asked for by {s.Reason} on {At(s, zone)}.",
        "named-end" => $"{s.Reason} named the end: {At(s, zone)}.",

        // ---- hours ----
        "hours" => $"{Arg(s, "hours")} elapsed hours end on {At(s, zone)}.",
        "clock-change" => $"The clocks change in between (offset {Arg(s, "from")} to {Arg(s, "to")}): elapsed hours are counted, not the wall clock's.",
        "or-earlier" => $"{Arg(s, "hours")} hours from {Arg(s, "event")} end earlier, on {At(s, zone)}, and count.",
        "or-earlier-later" => $"{Arg(s, "hours")} hours from {Arg(s, "event")} end later, on {At(s, zone)}, and do not count.",
        "or-earlier-passed" => $"{Arg(s, "hours")} hours from {Arg(s, "event")} had ended before, on {At(s, zone)}, and do not count.",
        "hour-not-counted" => $"By the other reading the hour of the event is not counted: {At(s, zone)}.",
        "second-roll-hour" => $"By the other reading an end on a day that is no working day ({s.Reason}) moves to {Day(s)}, {Arg(s, "hour")}.",

        // ---- days ----
        "day-off" => $"{Day(s)} does not count: {s.Reason}.",
        "projected-day" => $"{Day(s)} ({s.Reason}) is not published yet; it is expected by rule, and the end rests on it.",
        "stopped-day" => $"{Day(s)} does not count: the clock was stopped.",
        "stopped-days" => $"From {ArgDay(s, "from")} to {ArgDay(s, "to")} the clock was stopped: {Arg(s, "days")} {Unit(s)} left out.",
        "stopped" => $"The clock stopped on {Day(s)} with {Arg(s, "used")} days used and {Arg(s, "left")} left; no last day can be named until it starts again.",
        "working-days" => $"{Arg(s, "days")} working days ({s.Reason}; Saturdays and Sundays left out) end with {Day(s)}.",
        "calendar-days" => $"{Arg(s, "days")} days end with {Day(s)}.",
        "corresponding-date" => $"{Months(s)} on {Day(s)}.",
        "month-lacks-day" => $"{Months(s)} on {Day(s)}, the last day of a month that lacks the corresponding one.",
        "extended" => $"Extended by {Arg(s, "by")} to {Arg(s, "to")} {Unit(s)} by {s.Reason} of {At(s, zone)}.",
        "extended-until" => $"Extended to {Day(s)} by {s.Reason} of {At(s, zone)}.",
        "not-extended" when Arg(s, "why") == "no-more" => $"{s.Reason} of {At(s, zone)} does not extend it: that is possible {Arg(s, "most")} times.",
        "not-extended" => $"{s.Reason} of {At(s, zone)} does not extend it: it had ended.",

        // ---- the end ----
        "end-of-day" => $"The last day is {Day(s)}, to its end in {zone?.Id ?? s.Args?.GetValueOrDefault("zone") ?? "the zone of the law"}.",
        "end-at-hour" => $"It ends on {At(s, zone)}.",
        "law-roll" => $"{ArgDay(s, "from")} is no working day ({s.Reason}): the end moves to {Day(s)}{(Arg(s, "hour").Length == 0 ? "" : ", " + Arg(s, "hour"))}.",
        "roll" => $"By the other reading a last day that is no working day ({s.Reason}) moves to {Day(s)}.",
        "first-day-not-counted" => $"By the other reading the first day is not counted, and the last day is {Day(s)}.",
        "second-reading-later" => $"By the later reading the last day is {Day(s)}.",
        "calendar-ends" when s.Date is null => $"There is no calendar of working days for {s.Reason}: no last day can be named.",
        "calendar-ends" => $"The calendar ({s.Reason}) is known only to {Day(s)}: no last day can be named yet.",

        // ---- what came of it ----
        "round-met" => $"An earlier round, to {Day(s)}, was met by {s.Reason} on {At(s, zone)}.",
        "round-met-late" => $"An earlier round, to {Day(s)}, was met late, by {s.Reason} on {At(s, zone)}.",
        "too-early" => $"{s.Reason} of {At(s, zone)} does not meet it: it came before what it would have to answer, of {ArgAt(s, "from", zone)}.",
        "met" => $"Met by {s.Reason} on {At(s, zone)}.",
        "met-late" => $"Met late, by {s.Reason} on {At(s, zone)}.",
        "missed" => $"Nothing had met it by {At(s, zone)}.",
        "missed-other-reading-open" => $"Missed by the earlier reading; by the other it is open until {At(s, zone)}.",
        "not-in-force" => $"Ended unmet; it is not law in force ({s.Reason}), so nothing was missed.",
        "followed" => $"Extended by {s.Reason} of {At(s, zone)}: the period that follows it counts now.",
        "lapsed" => $"Nothing is left to do since {s.Reason} on {At(s, zone)}.",
        var code => code,
    };

    private static string Arg(Step step, string name) => step.Args?.GetValueOrDefault(name) ?? "?";

    private static string Unit(Step step) => Arg(step, "unit") switch
    {
        "workingDays" or "working-days" => "working days",
        "calendarDays" or "calendar-days" => "days",
        var unit => unit,
    };

    private static string Months(Step step)
    {
        var (amount, unit) = step.Args?.GetValueOrDefault("years") is { } years ? (years, "year") : (Arg(step, "months"), "month");
        return $"{amount} {unit}{(amount == "1" ? " ends" : "s end")}";
    }

    private static string Sentence(string? text) => text is { Length: > 0 } ? char.ToUpperInvariant(text[0]) + text[1..] : "At once";

    private static string Day(LocalDate day) => day.ToString("ddd d MMM uuuu", CultureInfo.InvariantCulture);

    private static string Day(Step step) => step.Date is { } day ? Day(day) : "?";

    private static string ArgDay(Step step, string name) => LocalDatePattern.Iso.Parse(Arg(step, name)).TryGetValue(default, out var day) ? Day(day) : Arg(step, name);

    // At the ends of time a zone's offset leads out of it.
    private static string At(Instant at, DateTimeZone? zone) => zone is null || !Timeline.Reach.Contains(at)
        ? at.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : $"{at.InZone(zone).ToString("ddd d MMM uuuu HH:mm", CultureInfo.InvariantCulture)} {zone.Id}";

    // Explanations recorded before the deadline's zone was told to this function carry their local time with them.
    private static string At(Step step, DateTimeZone? zone) =>
        step.Args?.GetValueOrDefault("local") ?? (step.At is { } at ? At(at, zone) : "?");

    private static string ArgAt(Step step, string name, DateTimeZone? zone) =>
        InstantPattern.General.Parse(Arg(step, name)).TryGetValue(default, out var at) ? At(at, zone) : Arg(step, name);
}
