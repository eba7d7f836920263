using System.Text.Json;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using Reporting.Server.Deadlines;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;
using Reporting.Server.Screening;

namespace Reporting.Server.Oversight;

/// <summary>
/// The queue and the board of deadlines. Reader: an authority's people. Lifecycle: async; a tenth of a second behind as a
/// rule, and a second is allowed: both are looked at, never decided from. Made from the case's stream alone, in its order, and
/// stamped with the events' own times, so that it comes out the same however the events are cut into batches.
/// </summary>
public sealed class CaseQueue(int generation) : IProjection
{
    /// <summary>What moves a row.</summary>
    public static readonly IReadOnlyList<Type> Follows =
    [
        typeof(IncidentReportFiled), typeof(IncidentWithdrawn), typeof(CaseAcknowledged), typeof(AuthorityClosedCase), typeof(AuthorityReopenedCase),
        typeof(NoticeSubmitted), typeof(NoticeWithdrawn), typeof(NoticeAccepted), typeof(OwnCaseOpened), typeof(DocumentMade), typeof(DocumentServed),
        typeof(DeadlinesComputed),
    ];

    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true };

    private readonly Versions cases = new(
        ViewTables.Cases,
        generation,
        ["reference"],
        [
            ("authority", "?"), ("tenant_id", "?"), ("case_id", "?"), ("firm", "?::uuid"), ("case_type", "?"), ("kinds", "?"), ("state", "?"), ("regimes", "?"), ("lanes", "?"),
            ("received_at", "?"), ("act_by", "?"), ("overdue_from", "?::timestamptz"), ("data", "?::jsonb"),
        ]);

    private readonly Versions deadlines = new(
        ViewTables.Deadlines,
        generation,
        ["reference", "key"],
        [
            ("authority", "?"), ("regime", "?"), ("lane", "?"), ("binding", "?"), ("binds", "?"), ("state", "?"), ("act_by", "?"), ("latest_lawful", "?::timestamptz"),
            ("began_at", "?::timestamptz"), ("numbered", "?"), ("data", "?::jsonb"),
        ]);

    /// <summary>What goes when this generation is built anew.</summary>
    public IReadOnlyList<string> Tables => [cases.Own, deadlines.Own, $"{ViewTables.Filings} where generation = {generation}"];

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var current = await CurrentAsync(operations, [.. events.Select(e => e.StreamId).Distinct()], cancellation);
        foreach (var of in events.GroupBy(e => e.StreamId))
        {
            var rows = current.GetValueOrDefault(of.Key) ?? [];
            List<IEvent> fresh = [.. of.OrderBy(e => e.Version)];
            var stream = fresh.Exists(e => CaseRow.BegunBy(e).Any())
                ? await operations.Events.FetchStreamAsync(of.Key, version: fresh[^1].Version, token: cancellation)
                : [];
            foreach (var e in fresh)
            {
                foreach (var begun in CaseRow.BegunBy(e).Where(b => rows.TrueForAll(r => r.Row.Reference != b.Reference)))
                {
                    rows.Add(new Standing(begun, begun with { Deadlines = [] }, DateTimeOffset.MinValue));
                }

                rows = [.. rows.Select(r => r.After(e, () => Told.To(r.Row.Authority, [.. stream.TakeWhile(s => s.Version <= e.Version)], seal: null)))];
                foreach (var row in rows.Where(r => r.Changed))
                {
                    Write(operations, row);
                }

                foreach (var filed in rows.Where(r => CaseRow.BegunBy(e).Any(b => b.Reference == r.Row.Reference)))
                {
                    Count(operations, e, filed.Row, first: filed.Was.Stage is null);
                }

                rows = [.. rows.Select(r => r with { Was = r.Row })];
            }
        }
    }

    /// <summary>A row as it stands, as it was written last, and since when.</summary>
    private sealed record Standing(CaseRow Row, CaseRow Was, DateTimeOffset Since)
    {
        // Two nodes' clocks may differ: a version never begins before the one it follows.
        public Standing After(IEvent e, Func<Told> told) =>
            Row.After(e, told) is var after && Text(after) == Text(Row) && Since > DateTimeOffset.MinValue ? this : this with { Row = after, Since = e.Timestamp > Since ? e.Timestamp.ToUniversalTime() : Since };

        public bool Changed => !ReferenceEquals(Row, Was);
    }

    private void Write(IDocumentOperations session, Standing standing)
    {
        var (row, at) = (standing.Row, standing.Since);
        cases.Begin(
            session,
            at,
            [row.Reference],
            row.Authority,
            row.Tenant,
            row.Case,
            Guid.TryParseExact(row.Tenant, "N", out var firm) ? firm : null,
            row.CaseType,
            row.Kinds.ToArray(),
            row.State,
            row.Regimes.ToArray(),
            row.Lanes.ToArray(),
            row.ReceivedAt.ToUniversalTime(),
            row.Next?.Due ?? OpenDeadlines.Never,
            row.OverdueFrom,
            Text(row));
        var before = standing.Was.Deadlines.Where(d => d.IsOpen).ToDictionary(d => d.Key);
        foreach (var gone in before.Keys.Except(row.Deadlines.Where(d => d.IsOpen).Select(d => d.Key)))
        {
            deadlines.End(session, at, row.Reference, gone);
        }

        foreach (var line in row.Deadlines.Where(d => d.IsOpen && before.GetValueOrDefault(d.Key) != d))
        {
            deadlines.Begin(
                session,
                at,
                [row.Reference, line.Key],
                row.Authority,
                line.Regime,
                line.Lane,
                line.Binding,
                line.Binds,
                line.State,
                line.Due ?? OpenDeadlines.Never,
                line.LatestLawful,
                line.BeganAt,
                line.Numbered,
                JsonSerializer.Serialize(line, Stored));
        }
    }

    private void Count(IDocumentOperations session, IEvent e, CaseRow row, bool first)
    {
        var (filing, answers, late) = e.Data switch
        {
            IncidentReportFiled filed => (filed.Report, filed.Cuts.First(c => c.Reference == row.Reference).Answers, filed.LateReason is not null),
            NoticeSubmitted filed => (filed.Submission, filed.Cuts.First(c => c.Reference == row.Reference).Answers, false),
            // The authority's own case is filed by nobody.
            _ => (Guid.Empty, [], false),
        };
        if (filing != Guid.Empty)
        {
            session.QueueSqlCommand(
                $"insert into {ViewTables.Filings} (generation, authority, filing, reference, firm, case_type, stage, kinds, regimes, first, late, received_at) values (?, ?, ?, ?, ?::uuid, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                generation,
                row.Authority,
                filing,
                row.Reference,
                Guid.TryParseExact(row.Tenant, "N", out var firm) ? firm : null!,
                row.CaseType,
                row.Stage!,
                row.Kinds.ToArray(),
                answers.Select(a => a.Split('/')[0]).Distinct().ToArray(),
                first,
                late,
                (e.Data as ICaseFact)!.HappenedAt.ToUniversalTime());
        }
    }

    private async Task<Dictionary<Guid, List<Standing>>> CurrentAsync(IDocumentOperations session, Guid[] streams, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select data, since from {ViewTables.Cases} where generation = @generation and tenant_id = @tenant and case_id = any (@cases) and until = 'infinity'::timestamp with time zone order by reference");
        command.Parameters.AddWithValue("generation", generation);
        command.Parameters.AddWithValue("tenant", session.TenantId);
        command.Parameters.AddWithValue("cases", streams);
        var found = new List<Standing>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var row = Read(reader.GetString(0));
            found.Add(new Standing(row, row, await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellation)));
        }

        return found.GroupBy(s => s.Row.Case).ToDictionary(g => g.Key, g => g.ToList());
    }

    internal static CaseRow Read(string data) => JsonSerializer.Deserialize<CaseRow>(data, Stored)!;

    internal static BoardLine ReadLine(string data) => JsonSerializer.Deserialize<BoardLine>(data, Stored)!;

    /// <summary>A row as it is stored.</summary>
    public static string Text(CaseRow row) => JsonSerializer.Serialize(row, Stored);
}
