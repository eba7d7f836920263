using System.Globalization;
using Npgsql;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/cases</c>: what was submitted to the caller's authority and nothing else, narrowed, searched and sorted. All pages of a list are of one moment.</summary>
public static class ListRegulatorCasesEndpoint
{
    [ConditionalRead]
    [WolverineGet("/v1/regulator/cases")]
    public static async Task<Paged<QueuedCase>> Get(
        CaseFilter filter, KnownAt known, Now now, NpgsqlDataSource database, Cursors cursors, NameHashes hashes, HttpContext http, CancellationToken cancellation)
    {
        // A cursor belongs to who asked and what was asked: it opens no other list.
        var scope = $"queue\n{filter.By.Authority}\n{filter.By.Member}\n{filter.Scope}";
        var after = filter.Cursor is null ? null : Position.Parse(cursors.Open(filter.Cursor, scope) ?? throw NotOurs);
        var (page, next) = await PageAsync(filter, known, now, after, database, hashes, cancellation);
        return new Paged<QueuedCase>(page, next is null ? null : cursors.Seal(next.ToString(), scope), http.Request);
    }

    /// <summary>One page, and where the next goes on; null after the last.</summary>
    internal static async Task<(IReadOnlyList<QueuedCase> Page, Position? Next)> PageAsync(
        CaseFilter filter, KnownAt known, Now now, Position? after, NpgsqlDataSource database, NameHashes hashes, CancellationToken cancellation)
    {
        var at = known.At ?? after?.Moment;
        await using var command = database.CreateCommand();
        var from = filter.From(command.Parameters, at, at is { } moment ? new Now(moment) : now, hashes);
        command.CommandText = Sorted(filter.Sort, from, after, command.Parameters);
        command.Parameters.AddWithValue("take", filter.Limit + 1);
        var rows = new List<(QueuedCase Case, string Key)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add((await ViewAsync(reader, at is { } then ? then : now.Value, cancellation), reader.GetString(0)));
        }

        List<(QueuedCase Case, string Key)> page = [.. rows.Take(filter.Limit)];
        return ([.. page.Select(r => r.Case)], rows.Count > filter.Limit ? new Position(at ?? now.Value, page[^1].Key, page[^1].Case.Reference) : null);
    }

    internal static ProblemException NotOurs => new(Problem.Of("malformed-request", errors: [new("/cursor", "not-ours", "This cursor is of another list.")]));

    // One order with the reference as its last word, so that no two rows have one place in it.
    private static string Sorted(string sort, string from, Position? after, NpgsqlParameterCollection parameters)
    {
        var (key, type, order, compare) = sort switch
        {
            CaseFilter.Oldest => ("c.received_at", "timestamptz", "asc", ">"),
            CaseFilter.NearestDue => ("c.act_by", "timestamptz", "asc", ">"),
            // To a millionth, so that what is compared is what was written into the cursor.
            CaseFilter.Relevance => ("(ts_rank_cd(t.body, to_tsquery('simple', @q)) * 1000000)::bigint", "bigint", "desc", "<"),
            _ => ("c.received_at", "timestamptz", "desc", "<"),
        };
        if (after is not null)
        {
            parameters.AddWithValue("key", after.Key);
            parameters.AddWithValue("reference", after.Reference);
        }

        return $"""
            select {(type == "bigint" ? key + "::text" : $"to_char({key} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")}, c.data, c.firm, f.data ->> 'name', d.severity, d.assignee, coalesce(d.tags, array[]::text[]), c.overdue_from
            {from.Replace("\nwhere ", $"\nleft join {EventStoreSchemas.Own}.mt_doc_firm f on f.tenant_id = c.tenant_id\nwhere ", StringComparison.Ordinal)}
            {(after is null ? "" : $"  and ({key}, c.reference) {compare} (@key::{type}, @reference)")}
            order by {key} {order}, c.reference {order}
            limit @take
            """;
    }

    private static async Task<QueuedCase> ViewAsync(NpgsqlDataReader reader, DateTimeOffset at, CancellationToken cancellation)
    {
        var row = CaseQueue.Read(reader.GetString(1));
        return new QueuedCase
        {
            Reference = row.Reference,
            CaseType = row.CaseType,
            Firm = await reader.IsDBNullAsync(2, cancellation) ? null : reader.GetGuid(2),
            FirmName = await reader.IsDBNullAsync(3, cancellation) ? null : reader.GetString(3),
            Title = row.Title,
            State = row.State,
            Stage = row.Stage,
            Kinds = row.Kinds,
            Regimes = row.Regimes,
            ReceivedAt = row.ReceivedAt,
            NextDue = row.Next?.Due,
            NextDueDate = row.Next?.DueDate,
            NextObligation = row.Next?.Key,
            Overdue = !await reader.IsDBNullAsync(7, cancellation) && await reader.GetFieldValueAsync<DateTimeOffset>(7, cancellation) < at,
            Severity = await reader.IsDBNullAsync(4, cancellation) ? null : reader.GetString(4),
            Assignee = await reader.IsDBNullAsync(5, cancellation) ? null : reader.GetString(5),
            Tags = await reader.GetFieldValueAsync<string[]>(6, cancellation),
        };
    }

    /// <summary>Where a page ended, and of which moment the list is.</summary>
    internal sealed record Position(DateTimeOffset Moment, string Key, string Reference)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Moment.UtcTicks}|{Key}|{Reference}");

        public static Position Parse(string text)
        {
            var parts = text.Split('|', 3);
            return new Position(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1], parts[2]);
        }
    }
}
