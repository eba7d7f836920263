using Npgsql;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/cases/counts</c>: how many cases a list of the queue holds, and how many of each type, state, kind, regime, lane, firm, severity, member and tag.</summary>
public static class CountRegulatorCasesEndpoint
{
    // Of each: the name it is answered under, and what it counts by.
    private static readonly (string Facet, string By, string From)[] Facets =
    [
        ("type", "case_type", ""),
        ("state", "state", ""),
        ("kind", "x", ", unnest(kinds) x"),
        ("regime", "x", ", unnest(regimes) x"),
        ("lane", "x", ", unnest(lanes) x"),
        ("firm", "firm::text", ""),
        ("severity", "severity", ""),
        ("assigned", "coalesce(assignee, 'nobody')", ""),
        ("tag", "x", ", unnest(tags) x"),
        ("overdue", "case when overdue_from < @now then 'true' else 'false' end", ""),
    ];

    [ConditionalRead]
    [WolverineGet("/v1/regulator/cases/counts")]
    public static async Task<CaseCounts> Get(CaseFilter filter, KnownAt known, Now now, NpgsqlDataSource database, NameHashes hashes, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        var from = filter.From(command.Parameters, known.At, known.Or(now), hashes);
        command.CommandText = $"""
            with f as materialized (select c.case_type, c.state, c.kinds, c.regimes, c.lanes, c.firm, c.overdue_from, d.severity, d.assignee, d.tags {from})
            select 'total', '', count(*) from f
            {string.Concat(Facets.Select(f => $"union all select '{f.Facet}', {f.By}, count(*) from f{f.From} where {f.By} is not null group by 2\n"))}
            order by 1, 3 desc, 2
            """;
        var counted = new List<(string Facet, FacetCount Count)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            counted.Add((reader.GetString(0), new FacetCount(reader.GetString(1), (int)reader.GetInt64(2))));
        }

        IReadOnlyList<FacetCount> Of(string facet) => [.. counted.Where(c => c.Facet == facet).Select(c => c.Count)];
        return new CaseCounts
        {
            Total = Of("total")[0].Count,
            Type = Of("type"),
            State = Of("state"),
            Kind = Of("kind"),
            Regime = Of("regime"),
            Lane = Of("lane"),
            Firm = Of("firm"),
            Severity = Of("severity"),
            Assigned = Of("assigned"),
            Tag = Of("tag"),
            Overdue = Of("overdue"),
        };
    }
}
