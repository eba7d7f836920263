using System.Globalization;
using Marten;
using Npgsql;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary><c>GET /v1/deadlines</c>: what is owed next, over all cases of the firm, their entities and every regime: nearest first, what has no end that can be named last.</summary>
public static class ListDeadlinesEndpoint
{
    private const int MostAPage = 100;

    private static readonly string[] Parties = [Words.Of(Rulebook.Binds.Firm), Words.Of(Rulebook.Binds.Regulator)];
    private static readonly string[] OpenStates = ["pending", "running", "paused", "missed"];
    private static readonly string[] Lanes = [.. Enum.GetValues<LawStatus>().Select(s => Words.Of(s))];

    [WolverineGet("/v1/deadlines")]
    public static async Task<Paged<OpenDeadline>> Get(
        IQuerySession session,
        Cursors cursors,
        Authorities authorities,
        ActiveRulebook rulebook,
        HttpContext http,
        Sight sight,
        Now now,
        string? regime,
        string? lane,
        string? binds,
        string? state,
        string? until,
        int? limit,
        string? cursor,
        CancellationToken cancellation)
    {
        var take = limit ?? 50;
        DateTimeOffset end = default;
        var ended = until is null || InstantConverter.TryRead(until, out end);
        List<ProblemError> errors =
        [
            .. take is < 1 or > MostAPage ? [new ProblemError("/limit", "out-of-range", $"From 1 to {MostAPage}.")] : (ProblemError[])[],
            .. ended ? (ProblemError[])[] : [new ProblemError("/until", "not-an-instant", "An RFC 3339 instant with seconds and an offset. In an address + is written %2B.")],
            .. OneOf("/lane", lane, Lanes),
            .. OneOf("/binds", binds, Parties),
            .. OneOf("/state", state, OpenStates),
        ];

        // A cursor belongs to who asked and what was asked: it opens no other list.
        var scope = $"deadlines\n{session.TenantId}\n{regime}\n{lane}\n{binds}\n{state}\n{until}";
        var after = cursor is null ? null : cursors.Open(cursor, scope);
        if (cursor is not null && after is null)
        {
            errors.Add(new ProblemError("/cursor", "not-ours", "This cursor is of another list."));
        }

        if (errors.Count > 0)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: errors));
        }

        var filter = new Filter(regime, lane, binds, state, until is null ? null : end.ToUniversalTime());
        var rows = await RowsAsync(session, sight, filter, after is null ? null : Position.Parse(after), now, take + 1, cancellation);
        List<Position> page = [.. rows.Take(take)];
        var items = await ItemsAsync(session, page, filter, await authorities.AllAsync(cancellation), rulebook.Current, now, cancellation);
        return new Paged<OpenDeadline>(items, rows.Count > take ? cursors.Seal(page[^1].ToString(), scope) : null, http.Request);
    }

    private static IEnumerable<ProblemError> OneOf(string pointer, string? value, string[] known) =>
        value is null || known.Contains(value) ? [] : [new ProblemError(pointer, "unknown-value", $"Must be one of: {string.Join(", ", known)}.")];

    // What has been missed since it was recorded is told by its end; what binds nobody is not missed, and then not open any more.
    private static async Task<List<Position>> RowsAsync(IQuerySession session, Sight sight, Filter filter, Position? after, Now now, int take, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select d.act_by, d.case_id, d.key from {EventStoreSchemas.Own}.{OpenDeadlineTable.Name} d
            where d.tenant_id = @tenant
              and not exists (select from {EventStoreSchemas.Own}.mt_doc_caseentry e
                              where e.tenant_id = d.tenant_id and e.id = d.case_id and jsonb_typeof(e.data -> 'namedTo') = 'array' and not e.data -> 'namedTo' @> to_jsonb(@named::text))
              and (@only::uuid[] is null or d.case_id = any (@only))
              and (@regime::text is null or d.regime = @regime)
              and (@lane::text is null or d.law_status = @lane)
              and (@binds::text is null or d.binds = @binds)
              and (d.binding or d.state <> 'running' or d.latest_lawful >= @now)
              and (@state::text is null or @state = case when d.state = 'running' and d.latest_lawful < @now then 'missed' else d.state end)
              and (@until::timestamptz is null or d.act_by <= @until)
              and (@at::timestamptz is null or (d.act_by, d.case_id, d.key) > (@at, @case, @key))
            order by d.act_by, d.case_id, d.key
            limit @take
            """);
        command.Parameters.AddWithValue("tenant", session.TenantId);
        command.Parameters.AddWithValue("named", sight.Named?.ToString() ?? "");
        command.Parameters.AddWithValue("only", NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid, sight.Only?.ToArray() ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("regime", (object?)filter.Regime ?? DBNull.Value);
        command.Parameters.AddWithValue("lane", (object?)filter.Lane ?? DBNull.Value);
        command.Parameters.AddWithValue("binds", (object?)filter.Binds ?? DBNull.Value);
        command.Parameters.AddWithValue("state", (object?)filter.State ?? DBNull.Value);
        command.Parameters.AddWithValue("until", (object?)filter.Until ?? DBNull.Value);
        command.Parameters.AddWithValue("now", now.Value);
        command.Parameters.AddWithValue("at", (object?)after?.ActBy ?? DBNull.Value);
        command.Parameters.AddWithValue("case", after?.Case ?? Guid.Empty);
        command.Parameters.AddWithValue("key", after?.Key ?? "");
        command.Parameters.AddWithValue("take", take);
        var rows = new List<Position>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new Position(await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellation), reader.GetGuid(1), reader.GetString(2)));
        }

        return rows;
    }

    // What is shown is computed from each case's last evaluation as of now: an hour later less remains.
    private static async Task<IReadOnlyList<OpenDeadline>> ItemsAsync(
        IQuerySession session, List<Position> page, Filter filter, IReadOnlyDictionary<string, Authority> authorities, RegimeSet rulebook, Now now, CancellationToken cancellation)
    {
        Guid[] cases = [.. page.Select(r => r.Case).Distinct()];
        var entries = (await session.LoadManyAsync<CaseEntry>(cancellation, cases)).ToDictionary(e => e.Id);
        var clocks = new Dictionary<Guid, DeadlinesComputed>();
        var assigned = new Dictionary<Guid, Assignment>();
        string[] kinds = [DeadlinesComputed.Name, DeadlinesAssigned.Name];
        var recorded = await session.Events.QueryAllRawEvents().Where(e => e.StreamId.IsOneOf(cases) && e.EventTypeName.IsOneOf(kinds)).ToListAsync(cancellation);
        foreach (var of in recorded.GroupBy(e => e.StreamId))
        {
            var events = of.OrderBy(e => e.Version).Select(e => e.Data).ToList();
            clocks[of.Key] = Clocks.AsOf(rulebook, Words.Of(entries[of.Key].Type), DeadlineBook.Of(of.Key, [events.OfType<DeadlinesComputed>().Last()]), now);
            assigned[of.Key] = Assignment.Of(events.OfType<DeadlinesAssigned>());
        }

        // The computation has the last word: under a rulebook that is only just in force a row may be of before.
        return
        [
            .. from row in page
               let deadline = clocks[row.Case].Deadlines.FirstOrDefault(d => d.Key == row.Key)
               where deadline is { IsOpen: true } && (filter.State ?? deadline.State) == deadline.State
               select View(entries[row.Case], deadline, clocks[row.Case], assigned[row.Case], authorities.GetValueOrDefault(deadline.OwedTo)),
        ];
    }

    private static OpenDeadline View(CaseEntry entry, DeadlineRecord d, DeadlinesComputed clocks, Assignment assigned, Authority? authority) => new()
    {
        Case = entry.Id,
        CaseReference = entry.Reference,
        ExternalReference = entry.ExternalReference,
        CaseType = Words.Of(entry.Type),
        CaseUrl = CaseAnswers.Address(entry.Type, entry.Id),
        Regime = d.Regime,
        Edition = d.Edition,
        Lane = d.LawStatus,
        // What an authority asks for by a day of its own rests on no regime, and is owed.
        Applicability = clocks.Regimes.FirstOrDefault(r => r.Regime == d.Regime && r.Entity == d.Entity)?.Applicability ?? "applies",
        Obligation = d.Obligation,
        Key = d.Key,
        Entity = d.Entity,
        Title = d.Title,
        Binds = d.Binds,
        State = d.State,
        ActBy = d.Due,
        ActByDate = d.DueDate,
        Zone = d.Zone,
        LatestLawful = d.LatestLawful,
        LatestLawfulDate = d.LatestLawfulDate,
        Remaining = d.Remaining is { } left ? new Contracts.Cases.Remaining(left.Unit, left.Amount) : null,
        OwedTo = d.OwedTo,
        Assignee = assigned.On(d.Key)?.ToString(),
        Authority = authority is null ? null : new OwedAuthority(authority.Name, authority.WorksHere, authority.Door.Url, authority.Door.Form, authority.Door.Email),
    };

    private sealed record Filter(string? Regime, string? Lane, string? Binds, string? State, DateTimeOffset? Until);

    /// <summary>A row's place in the order.</summary>
    private sealed record Position(DateTimeOffset ActBy, Guid Case, string Key)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ActBy.UtcTicks}|{Case}|{Key}");

        public static Position Parse(string text)
        {
            var parts = text.Split('|', 3);
            return new Position(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), Guid.Parse(parts[1]), parts[2]);
        }
    }
}
