using Npgsql;
using Reporting.Ledger;
using Reporting.Server.Kernel;

namespace Reporting.Server.Journal;

/// <summary>Which log this database holds. One journal a database; when firms are spread over several, receipts and cursors name theirs.</summary>
public sealed class LedgerIdentity(NpgsqlDataSource database, IConfiguration configuration)
{
    private volatile string? _origin;

    /// <summary>The log's name, decided at its first start and kept in the database.</summary>
    public string Origin => _origin ?? throw new InvalidOperationException("The ledger is asked for its name before it was prepared.");

    /// <summary>Reads the name, and begins the log where there is none: everything stored before has its place in it too.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var begin = new NpgsqlCommand(
            $"""
            insert into {JournalTables.Head} (id, origin, size, root) values (1, $1, 0, $2) on conflict (id) do nothing
            """,
            connection,
            transaction)
        { Parameters = { new() { Value = Named() }, new() { Value = Merkle.EmptyRoot } } };
        if (await begin.ExecuteNonQueryAsync(cancellation) == 1)
        {
            await using var earlier = new NpgsqlCommand(Earlier, connection, transaction);
            await earlier.ExecuteNonQueryAsync(cancellation);
        }

        await using var read = new NpgsqlCommand($"select origin from {JournalTables.Head} where id = 1", connection, transaction);
        var origin = (string)(await read.ExecuteScalarAsync(cancellation))!;
        await transaction.CommitAsync(cancellation);
        _origin = origin;
    }

    /// <summary>A schema-less address, as C2SP asks, and the number of the log.</summary>
    private string Named()
    {
        var address = new Uri(configuration["PublicUrl"] ?? "http://localhost:5080");
        return configuration["Ledger:Origin"] ?? $"{address.Authority}{address.AbsolutePath.TrimEnd('/')}/reporting/1".Replace("+", "-", StringComparison.Ordinal);
    }

    // One row a stream for what older versions stored without one. No request stands behind it: its commitment opens to nothing.
    private static readonly string Earlier =
        $"""
        insert into {JournalTables.Pending} (entry, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at, events)
        select gen_random_uuid(), m.tenant_id, m.stream_id, 0, m.kinds, array[]::text[], sha256(m.salt), m.salt, m.recorded_at, m.recorded_at, m.events
        from (
            select e.tenant_id, e.stream_id, array_agg(e.type::text order by e.version) as kinds, max(e.timestamp) as recorded_at,
                   array_agg(e.id order by e.version) as events, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) as salt
            from {EventStoreSchemas.Events}.mt_events e
            where e.type <> 'tombstone' and not exists (
                select 1 from {JournalTables.Pending} p
                where p.case_id = e.stream_id and p.tenant_id = e.tenant_id
                  and (e.id = any(p.events) or e.version between p.case_version - cardinality(p.kinds) + 1 and p.case_version))
            group by e.tenant_id, e.stream_id) m
        """;
}
