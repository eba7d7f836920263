using System.Globalization;
using System.Text.Json;

namespace Reporting.Rulebook.Tests;

/// <summary>
/// The same law walked one day after the other, slowly and by other means than the engine's: the platform's own dates and
/// zones, and the published list of bank holidays. Written only to be compared with.
/// </summary>
public static class Oracle
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly HashSet<DateOnly> BankHolidays = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "gb-bank-holidays.json")))
        .RootElement.GetProperty("divisions").EnumerateObject().SelectMany(d => d.Value.EnumerateObject()).Where(y => y.Value.ValueKind == JsonValueKind.Array)
        .SelectMany(y => y.Value.EnumerateArray()).Select(h => DateOnly.ParseExact(h.GetProperty("date").GetString()!, "dd/MM/yyyy", CultureInfo.InvariantCulture))];

    /// <summary>Something that happened, as the oracle sees it.</summary>
    public sealed record Event(string Kind, DateTimeOffset At, DateTimeOffset Recorded, string? Notice = null, int Days = 0);

    /// <param name="Last">The last local day; null where none can be named.</param>
    /// <param name="Left">How many days are left; null where nothing is counted down.</param>
    public sealed record Answer(string State, DateOnly? Last, int? Left);

    /// <summary>How one period is counted.</summary>
    public sealed record Rule(string Unit, int Amount, bool FirstDayCounts, bool LawRolls, bool Stops, bool DayOfRestartCounts, bool LaterRolls);

    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, London).DateTime);

    public static bool Works(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !BankHolidays.Contains(day);

    // ---- one period, however it is counted ----

    public static (Answer Answer, DateOnly? Later) OnePeriod(Rule rule, IReadOnlyList<Event> all, DateTimeOffset asOf)
    {
        var events = all.Where(e => e.Recorded <= asOf).ToList();
        if (events.LastOrDefault(e => e.Kind == "started") is not { } started)
        {
            return (new Answer("pending", null, null), null);
        }

        var first = rule.FirstDayCounts ? Day(started.At) : Day(started.At).AddDays(1);
        var stops = rule.Stops ? events.Where(e => e.Kind is "stopped" or "restarted").ToList() : [];
        var (last, left) = Last(rule, first, Day(started.At), stops, started.At);
        if (last is not { } unrolled)
        {
            return (new Answer("paused", null, left), null);
        }

        var end = rule.LawRolls ? NextWorking(unrolled) : unrolled;
        var over = Day(asOf) > end;
        var counted = rule.Unit == "working-days" || stops.Any(s => s.Kind == "stopped" && s.At >= started.At);
        var remaining = 0;
        for (var d = Later(Day(asOf), first); d <= end; d = d.AddDays(1))
        {
            remaining += !counted || Counts(rule, d, stops, started.At) ? 1 : 0;
        }

        return (new Answer(over ? "missed" : "running", end, over ? null : remaining), rule.LaterRolls ? NextWorking(end) : end);
    }

    private static (DateOnly? Last, int Left) Last(Rule rule, DateOnly first, DateOnly from, List<Event> stops, DateTimeOffset root)
    {
        if (rule.Unit is "months" or "years")
        {
            // Month by month, so that 31 January plus one is the last of February and never a March day.
            var months = rule.Amount * (rule.Unit == "years" ? 12 : 1);
            var (year, month) = (from.Year + (from.Month - 1 + months) / 12, (from.Month - 1 + months) % 12 + 1);
            var days = DateTime.DaysInMonth(year, month);
            return days < from.Day ? (new DateOnly(year, month, days), 0) : (new DateOnly(year, month, from.Day).AddDays(rule.FirstDayCounts ? -1 : 0), 0);
        }

        var left = rule.Amount * (rule.Unit == "weeks" ? 7 : 1);
        for (var d = first; ; d = d.AddDays(1))
        {
            if (StandsOn(d, stops, root))
            {
                return (null, left);
            }

            left -= Counts(rule, d, stops, root) ? 1 : 0;
            if (left == 0)
            {
                return (d, 0);
            }
        }
    }

    private static bool Counts(Rule rule, DateOnly day, List<Event> stops, DateTimeOffset root) =>
        (rule.Unit != "working-days" || Works(day)) && !stops.Exists(s => LeavesOut(s, day, stops, root, rule.DayOfRestartCounts));

    private static bool StandsOn(DateOnly day, List<Event> stops, DateTimeOffset root) =>
        stops.Exists(s => s.Kind == "stopped" && s.At >= root && Day(s.At) <= day && Restart(s, stops) is null);

    private static bool LeavesOut(Event stop, DateOnly day, List<Event> stops, DateTimeOffset root, bool dayOfRestartCounts) =>
        stop.Kind == "stopped" && stop.At >= root && Day(stop.At) <= day && Restart(stop, stops) is { } restart
        && (dayOfRestartCounts ? day < Day(restart.At) : day <= Day(restart.At));

    private static Event? Restart(Event stop, List<Event> stops) =>
        stops.Where(r => r.Kind == "restarted" && r.Notice == stop.Notice && r.At >= stop.At).MinBy(r => r.At);

    private static DateOnly NextWorking(DateOnly day) => Works(day) ? day : NextWorking(day.AddDays(1));

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    // ---- the assessment under the National Security and Investment Act 2021 s.23, s.24 ----

    private static readonly Rule Assessment = new("working-days", 30, FirstDayCounts: true, LawRolls: false, Stops: true, DayOfRestartCounts: false, LaterRolls: false);

    public static Dictionary<string, Answer> Assess(IReadOnlyList<Event> all, DateTimeOffset asOf)
    {
        var events = all.Where(e => e.Recorded <= asOf).ToList();
        var answers = new Dictionary<string, Answer> { ["initial"] = new("pending", null, null), ["additional"] = new("pending", null, null), ["voluntary"] = new("pending", null, null) };
        if (events.LastOrDefault(e => e.Kind == "called-in") is not { } calledIn)
        {
            return answers;
        }

        var stops = events.Where(e => e.Kind is "stopped" or "restarted").ToList();
        var made = events.LastOrDefault(e => e.Kind == "final-order-made");
        var (initialLast, initialLeft) = Walk(30, Day(calledIn.At), stops, calledIn.At);
        var additional = events.LastOrDefault(e => e.Kind == "additional-period-notified");
        additional = additional is not null && additional.At >= calledIn.At && (initialLast is null || Day(additional.At) <= initialLast) ? additional : null;
        answers["initial"] = State(initialLast, initialLeft, Day(calledIn.At), made, additional, stops, calledIn.At, asOf);
        if (additional is null)
        {
            return answers;
        }

        var additionalFirst = initialLast is { } i ? NextWorking(i.AddDays(1)) : (DateOnly?)null;
        var (additionalLast, additionalLeft) = additionalFirst is { } a ? Walk(45, a, stops, calledIn.At) : (null, 45);
        var (firstAgreed, newest) = ((Event?)null, (Event?)null);
        var (last, left, first) = (additionalLast, additionalLeft, additionalFirst);
        foreach (var agreed in events.Where(e => e.Kind == "voluntary-period-agreed").OrderBy(e => e.At))
        {
            if (agreed.At < additional.At || (last is { } end && Day(agreed.At) > end))
            {
                continue;
            }

            (firstAgreed, newest) = (firstAgreed ?? agreed, agreed);
            first = last is { } before ? NextWorking(before.AddDays(1)) : null;
            (last, left) = first is { } begin ? Walk(agreed.Days, begin, stops, calledIn.At) : (null, agreed.Days);
        }

        answers["additional"] = State(additionalLast, additionalLeft, additionalFirst, made, firstAgreed, stops, calledIn.At, asOf);
        answers["voluntary"] = firstAgreed is null ? answers["voluntary"] : State(last, left, first, made?.At >= newest!.At ? made : null, null, stops, calledIn.At, asOf);
        return answers;
    }

    private static (DateOnly? Last, int Left) Walk(int days, DateOnly first, List<Event> stops, DateTimeOffset root) =>
        Last(Assessment with { Amount = days }, first, first, stops, root);

    private static Answer State(DateOnly? last, int left, DateOnly? first, Event? made, Event? followed, List<Event> stops, DateTimeOffset root, DateTimeOffset asOf)
    {
        if (made is not null && (followed is null || made.At <= followed.At))
        {
            return new Answer(last is { } due && Day(made.At) > due ? "met-late" : "met", last, null);
        }

        if (followed is not null)
        {
            return new Answer("lapsed", last, null);
        }

        if (last is not { } end)
        {
            return new Answer("paused", null, left);
        }

        var remaining = 0;
        for (var d = Later(Day(asOf), first!.Value); d <= end; d = d.AddDays(1))
        {
            remaining += Counts(Assessment, d, stops, root) ? 1 : 0;
        }

        return Day(asOf) > end ? new Answer("missed", end, null) : new Answer("running", end, remaining);
    }
}
