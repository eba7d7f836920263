using Marten;
using Npgsql;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Audit;

/// <summary><c>GET /v1/cases/{caseId}/reads</c>: which authorities have read the firm's case, and in which months. Never who; of a screening case nothing before the authority has decided to say so.</summary>
public static class ReadReadsEndpoint
{
    /// <param name="Month">As 2026-03, UTC.</param>
    public sealed record ReadMonth(string Authority, string Month);

    public sealed record CaseReads(Guid Case, IReadOnlyList<ReadMonth> Reads);

    [WolverineGet("/v1/cases/{caseId}/reads")]
    public static async Task<Tagged<CaseReads>> Get(
        Guid caseId, IQuerySession session, IDocumentStore store, NpgsqlDataSource database, CaseRevisions revisions, KnownAt known, CancellationToken cancellation)
    {
        var (entry, _) = await CaseHistory.LoadAsync(session, caseId, of: null, known, cancellation);
        var months = new List<(string Authority, string Reference, string Month)>();
        await using (var command = database.CreateCommand(
            $"select authority, reference, to_char(month, 'YYYY-MM') from {ReadMonthTable.Name} where tenant_id = $1 and case_id = $2 and first_at <= $3 order by month, authority"))
        {
            foreach (var value in (object[])[session.TenantId, caseId, known.At ?? DateTimeOffset.MaxValue])
            {
                command.Parameters.Add(new() { Value = value });
            }

            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                months.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        if (entry.Type == CaseType.ScreeningNotice)
        {
            var released = new HashSet<string>();
            foreach (var (authority, reference) in months.Select(m => (m.Authority, m.Reference)).Distinct())
            {
                await using var own = store.QuerySession(Tenants.OfAuthority(authority));
                var file = await own.Events.FetchStreamAsync(CaseFile.IdOf(authority, reference), timestamp: known.At, token: cancellation);
                if (file.Any(e => e.Data is ReadsReleased))
                {
                    released.Add(authority);
                }
            }

            months.RemoveAll(m => !released.Contains(m.Authority));
        }

        return new Tagged<CaseReads>(
            new CaseReads(caseId, [.. months.Select(m => new ReadMonth(m.Authority, m.Month))]), await revisions.TagAsync(session, entry, known, cancellation));
    }
}
