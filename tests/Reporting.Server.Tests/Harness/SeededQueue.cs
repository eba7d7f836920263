using Npgsql;
using Reporting.Server.Oversight;

namespace Reporting.Server.Tests.Harness;

/// <summary>Cases in authorities' queues as the view has them, without anything behind them: for what only counts and lists.</summary>
public static class SeededQueue
{
    public static async Task PlaceAsync(ReportingHost host, IReadOnlyList<CaseRow> rows)
    {
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync();
        await using var insert = new NpgsqlCommand(
            $$"""
            insert into {{ViewTables.Cases}} (generation, reference, since, until, authority, tenant_id, case_id, case_type, kinds, state, regimes, lanes, received_at, act_by, data)
            select {{LiveViews.First}}, n.reference, n.received_at, 'infinity', n.authority, 'seeded', n.id, 'incident', '{}', 'received', '{}', '{}', n.received_at, n.received_at, n.data::jsonb
            from unnest(@reference, @authority, @id, @received, @data) as n(reference, authority, id, received_at, data)
            """,
            connection);
        insert.Parameters.AddWithValue("reference", rows.Select(r => r.Reference).ToArray());
        insert.Parameters.AddWithValue("authority", rows.Select(r => r.Authority).ToArray());
        insert.Parameters.AddWithValue("id", rows.Select(r => r.Case).ToArray());
        insert.Parameters.AddWithValue("received", rows.Select(r => r.ReceivedAt).ToArray());
        insert.Parameters.AddWithValue("data", rows.Select(CaseQueue.Text).ToArray());
        await insert.ExecuteNonQueryAsync();
    }
}
