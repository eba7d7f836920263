using System.Globalization;
using NodaTime;
using Npgsql;
using Reporting.Contracts.Cases;
using Reporting.Rulebook;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/deadlines</c>: what is owed to the caller's authority or binds it, over all its cases: what is overdue, what is due this week, what has no number and gets old. All pages are of one moment.</summary>
public static class ListRegulatorDeadlinesEndpoint
{
    [ConditionalRead]
    [WolverineGet("/v1/regulator/deadlines")]
    public static async Task<Paged<BoardDeadline>> Get(
        DeadlineFilter filter, KnownAt known, Now now, NpgsqlDataSource database, Cursors cursors, ActiveRulebook rulebook, InternalTargets targets, HttpContext http, CancellationToken cancellation)
    {
        var scope = $"board\n{filter.By.Authority}\n{filter.By.Member}\n{filter.Scope}";
        var after = filter.Cursor is null ? null : Position.Parse(cursors.Open(filter.Cursor, scope) ?? throw ListRegulatorCasesEndpoint.NotOurs);
        var at = known.At ?? after?.Moment;
        var moment = new Now(at ?? now.Value);
        await using var command = database.CreateCommand();
        var from = filter.From(command.Parameters, at, moment);
        // What has not begun, or has no end, stands last.
        var key = filter.Sort == DeadlineFilter.Longest ? "coalesce(e.began_at, 'infinity'::timestamptz)" : "e.act_by";
        if (after is not null)
        {
            command.Parameters.AddWithValue("place", after.Key);
            command.Parameters.AddWithValue("reference", after.Reference);
            command.Parameters.AddWithValue("deadline", after.Deadline);
        }

        command.CommandText = $"""
            select to_char(least({key}, '9999-01-01'::timestamptz) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.data, e.reference, {DeadlineFilter.StateNow}, c.case_type, c.data ->> 'title', d.assignee
            {from}
            {(after is null ? "" : $"and (least({key}, '9999-01-01'::timestamptz), e.reference, e.key) > (@place::timestamptz, @reference, @deadline)")}
            order by {key}, e.reference, e.key
            limit {filter.Limit + 1}
            """;
        var rows = new List<(string Key, BoardDeadline Line)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var line = CaseQueue.ReadLine(reader.GetString(1)) with { State = reader.GetString(3) };
            rows.Add((reader.GetString(0), View(line, moment, rulebook.Current.Calendars, targets) with
            {
                Reference = reader.GetString(2),
                CaseType = reader.GetString(4),
                CaseTitle = await reader.IsDBNullAsync(5, cancellation) ? null : reader.GetString(5),
                Assignee = await reader.IsDBNullAsync(6, cancellation) ? null : reader.GetString(6),
            }));
        }

        List<(string Key, BoardDeadline Line)> page = [.. rows.Take(filter.Limit)];
        var next = rows.Count > filter.Limit ? cursors.Seal(new Position(moment.Value, page[^1].Key, page[^1].Line.Reference, page[^1].Line.Key).ToString(), scope) : null;
        return new Paged<BoardDeadline>([.. page.Select(r => r.Line)], next, http.Request);
    }

    private static BoardDeadline View(BoardLine d, Now now, CalendarSet calendars, InternalTargets targets)
    {
        int? age = d.Numbered || d.BeganAt is not { } began ? null : (int)(now.Value - began).TotalDays;
        return new BoardDeadline
        {
            Reference = "",
            CaseType = "",
            Regime = d.Regime,
            Lane = d.Lane,
            Obligation = d.Obligation,
            Key = d.Key,
            Title = d.Title,
            Binds = d.Binds,
            State = d.State,
            ActBy = d.Due,
            ActByDate = d.DueDate,
            Zone = d.Zone,
            LatestLawful = d.LatestLawful,
            Remaining = Left(d, now, calendars),
            BeganAt = d.BeganAt,
            AgeDays = age,
            BeyondTarget = age is null ? null : age > targets.Days,
        };
    }

    /// <summary>
    /// What is left at a moment, in the unit of the law, counted from the recorded end on the calendar that it was counted by.
    /// The engine counts the same of a clock that runs (a test holds the two together); of one that stands, what was left when it stopped.
    /// </summary>
    internal static Contracts.Cases.Remaining? Left(BoardLine d, Now now, CalendarSet calendars)
    {
        if (d.Unit is not { } unit || d.State is not ("running" or "paused") || (d.State == "running" && d.Due is null))
        {
            return null;
        }

        if (d.State == "paused")
        {
            return d.Left is { } left ? new(unit, left) : null;
        }

        if (unit == "hours")
        {
            return new(unit, Math.Max(0, Math.Round((decimal)(d.Due!.Value - now.Value).TotalHours, 1, MidpointRounding.ToZero)));
        }

        var today = Instant.FromDateTimeOffset(now.Value).InZone(DateTimeZoneProviders.Tzdb[d.Zone]).Date;
        var first = d.CountedFrom is { } from ? LocalDate.Max(today, LocalDate.FromDateOnly(from)) : today;
        var last = LocalDate.FromDateOnly(d.DueDate!.Value);
        if (unit != "workingDays")
        {
            return new(unit, Math.Max(0, NodaTime.Period.DaysBetween(first, last) + 1));
        }

        if (d.Calendar is null || calendars.Find(d.Calendar) is not { } calendar)
        {
            return null;
        }

        var days = 0;
        for (var day = first; day <= last; day = day.PlusDays(1))
        {
            days += calendar.DayOff(day, today) is null ? 1 : 0;
        }

        return new(unit, days);
    }

    /// <summary>Where a page ended, and of which moment the list is.</summary>
    private sealed record Position(DateTimeOffset Moment, string Key, string Reference, string Deadline)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Moment.UtcTicks}|{Key}|{Reference}|{Deadline}");

        public static Position Parse(string text)
        {
            var parts = text.Split('|', 4);
            return new Position(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1], parts[2], parts[3]);
        }
    }
}
