using Marten;
using Reporting.Server.Kernel;
using Wolverine.Marten;

namespace Reporting.Server.Deadlines;

/// <summary>Writes what a case owes after an evaluation, in the evaluation's own transaction. Rows that say the same stay untouched.</summary>
public sealed record OpenDeadlines(Guid Case, IReadOnlyList<DeadlineRecord> Deadlines) : IMartenOp
{
    /// <summary>Stands for no end that can be named, last in the order.</summary>
    public static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Execute(IDocumentSession session) => Write(session);

    /// <param name="session">In the tenant that the case lives in.</param>
    public void Write(IDocumentOperations session)
    {
        List<DeadlineRecord> open = [.. Deadlines.Where(d => d.IsOpen)];
        string[] keys = [.. open.Select(d => d.Key)];
        session.QueueSqlCommand(
            $"delete from {EventStoreSchemas.Own}.{OpenDeadlineTable.Name} where case_id = ? and key <> all (?)", Case, keys);
        session.QueueSqlCommand(
            $"""
            insert into {EventStoreSchemas.Own}.{OpenDeadlineTable.Name} as d (tenant_id, case_id, key, act_by, latest_lawful, regime, law_status, binding, binds, state)
            select ?, ?, n.* from unnest(?, ?, ?, ?, ?, ?, ?, ?) as n
            on conflict (case_id, key) do update set
                act_by = excluded.act_by, latest_lawful = excluded.latest_lawful, law_status = excluded.law_status, binding = excluded.binding,
                binds = excluded.binds, state = excluded.state
            where (d.act_by, d.latest_lawful, d.law_status, d.binding, d.binds, d.state)
                is distinct from (excluded.act_by, excluded.latest_lawful, excluded.law_status, excluded.binding, excluded.binds, excluded.state)
            """,
            session.TenantId,
            Case,
            keys,
            open.Select(d => d.Due ?? Never).ToArray(),
            open.Select(d => d.LatestLawful).ToArray(),
            open.Select(d => d.Regime).ToArray(),
            open.Select(d => d.LawStatus).ToArray(),
            open.Select(d => d.IsBinding).ToArray(),
            open.Select(d => d.Binds).ToArray(),
            open.Select(d => d.State).ToArray());
    }
}
