using System.Collections.Concurrent;
using Npgsql;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>
/// Whether a case is hidden from one of its own firm's people. Of a firm that has closed a case, at any time, the register
/// is asked at each request that names one. That a firm has closed none is kept for a second, so that the filings of most
/// firms ask nothing; and whoever closes a firm's first case waits that second out after saying so, before the case is
/// closed. So every node hides it from the moment on at which that was answered.
/// </summary>
public sealed class CaseSight(NpgsqlDataSource database, TimeProvider machine)
{
    private const int Most = 10_000;
    private const string Table = EventStoreSchemas.Own + ".mt_doc_caseentry";

    // Until when a node may go by "none" that it read; and, a little longer, when every node has stopped to.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KnownToAll = TimeSpan.FromSeconds(1.2);

    /// <summary>Firms that had closed none, and the machine's timestamp before that was read.</summary>
    private readonly ConcurrentDictionary<string, long> _none = new(StringComparer.Ordinal);

    public async ValueTask<bool> IsHiddenAsync(string tenant, Guid caseId, Sight sight, CancellationToken cancellation)
    {
        if (_none.TryGetValue(tenant, out var read) && machine.GetElapsedTime(read) < Kept)
        {
            return false;
        }

        var before = machine.GetTimestamp();
        await using var command = database.CreateCommand(
            $"""
            select exists (select from {Table} where tenant_id = @tenant and data ->> 'apart' is not null),
                   coalesce((select not (data -> 'namedTo' @> to_jsonb(@named)) from {Table} where tenant_id = @tenant and id = @case and data ? 'namedTo'), false)
            """);
        command.Parameters.AddWithValue("tenant", tenant);
        command.Parameters.AddWithValue("case", caseId);
        command.Parameters.AddWithValue("named", (sight.Named ?? Guid.Empty).ToString());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        Keep(tenant, any: reader.GetBoolean(0), before);
        return reader.GetBoolean(1);
    }

    /// <summary>Before a case is closed: says that this firm has such cases, and returns when no node takes it for one that has none.</summary>
    public async Task AnnounceAsync(string tenant, Guid caseId, CancellationToken cancellation)
    {
        // What the outer query sees is as it was before the mark: of a firm that was known to all, nothing has to be waited for.
        await using var command = database.CreateCommand(
            $"""
            with marked as (
                update {Table} set data = data || jsonb_build_object('apart', true), mt_last_modified = transaction_timestamp()
                where tenant_id = @tenant and id = @case and data ->> 'apart' is null)
            select exists (select from {Table} where tenant_id = @tenant and data ->> 'apart' is not null and mt_last_modified < transaction_timestamp() - make_interval(secs => @known))
            """);
        command.Parameters.AddWithValue("tenant", tenant);
        command.Parameters.AddWithValue("case", caseId);
        command.Parameters.AddWithValue("known", KnownToAll.TotalSeconds);
        if (await command.ExecuteScalarAsync(cancellation) is not true)
        {
            await Task.Delay(KnownToAll, machine, cancellation);
        }
    }

    private void Keep(string tenant, bool any, long read)
    {
        if (any)
        {
            _none.TryRemove(tenant, out _);
            return;
        }

        if (_none.Count >= Most)
        {
            _none.Clear();
        }

        _none[tenant] = read;
    }
}
