using Npgsql;
using Reporting.Ledger;
using Reporting.Server.Kernel;

namespace Reporting.Server.Journal;

/// <summary>A row that waits for its place, with the rows of its events as they are stored.</summary>
public sealed record PendingEntry(
    string At, Guid Entry, EntryKind Kind, string Tenant, Guid Stream, long Version, string[] Kinds, string[] Readers, byte[] Commitment, byte[] Salt,
    DateTime ReceivedAt, DateTime RecordedAt, Guid[]? EventIds)
{
    public IReadOnlyList<StoredEvent> Events { get; init; } = [];

    /// <summary>A case's: the firm may know of it. What the listener left is nobody's news.</summary>
    public bool IsOfACase => EventIds is null;

    /// <summary>Why its events are not the ones it speaks of; null: they are.</summary>
    public string? Fault =>
        Events.Count != Kinds.Length ? $"{Kinds.Length} events were announced, {Events.Count} are stored"
        : !Events.Select(e => e.Type).SequenceEqual(Kinds) ? "the events stored have other names than announced"
        : null;
}

/// <summary>Reads what waits, and the events it speaks of: as rows, through no type of the program.</summary>
internal static class PendingEntries
{
    /// <summary>The columns of an event that its stored digest is made of. The auditor reads the same.</summary>
    public const string EventColumns =
        "e.seq_id, e.id, e.type, e.tenant_id, e.stream_id, e.version, (extract(epoch from e.timestamp) * 1000000)::bigint, e.user_name, e.data::text";

    public static async Task<List<PendingEntry>> TakeAsync(NpgsqlConnection connection, int most, CancellationToken cancellation)
    {
        var taken = new List<PendingEntry>();
        await using (var command = new NpgsqlCommand(
            $"""
            select ctid::text, entry, kind, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at, events
            from {JournalTables.Pending} where set_aside is null order by case_id, case_version, recorded_at limit {most}
            """,
            connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                taken.Add(new PendingEntry(
                    reader.GetString(0), reader.GetGuid(1), (EntryKind)(reader.IsDBNull(2) ? 1 : reader.GetInt16(2)), reader.GetString(3), reader.GetGuid(4), reader.GetInt64(5),
                    reader.GetFieldValue<string[]>(6), reader.GetFieldValue<string[]>(7), reader.GetFieldValue<byte[]>(8), reader.GetFieldValue<byte[]>(9),
                    reader.GetDateTime(10), reader.GetDateTime(11), reader.IsDBNull(12) ? null : reader.GetFieldValue<Guid[]>(12)));
            }
        }

        // The last stream of a full page may go on beyond it, in an order that is only known with all of it.
        if (taken.Count == most && taken[0].Stream != taken[^1].Stream)
        {
            taken.RemoveAll(p => p.Stream == taken[^1].Stream);
        }

        return [.. (await WithEventsAsync(connection, taken, cancellation)).OrderBy(p => p.Stream).ThenBy(p => p.Events.Count > 0 ? p.Events[0].Version : p.Version)];
    }

    private static async Task<IEnumerable<PendingEntry>> WithEventsAsync(NpgsqlConnection connection, List<PendingEntry> taken, CancellationToken cancellation)
    {
        var ranges = taken.Where(p => p.EventIds is null).ToList();
        var named = taken.SelectMany(p => (p.EventIds ?? []).Select(id => (p.Tenant, p.Stream, Id: id))).ToList();
        var found = new List<StoredEvent>();
        await using var command = new NpgsqlCommand(
            $"""
            select {EventColumns} from unnest($1, $2, $3, $4) as p(tenant, stream, first, last)
            join {EventStoreSchemas.Events}.mt_events e on e.tenant_id = p.tenant and e.stream_id = p.stream and e.version between p.first and p.last
            union all
            select {EventColumns} from unnest($5, $6, $7) as p(tenant, stream, id)
            join {EventStoreSchemas.Events}.mt_events e on e.tenant_id = p.tenant and e.stream_id = p.stream and e.id = p.id
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = ranges.Select(p => p.Tenant).ToArray() },
                new() { Value = ranges.Select(p => p.Stream).ToArray() },
                new() { Value = ranges.Select(p => p.Version - p.Kinds.Length + 1).ToArray() },
                new() { Value = ranges.Select(p => p.Version).ToArray() },
                new() { Value = named.Select(p => p.Tenant).ToArray() },
                new() { Value = named.Select(p => p.Stream).ToArray() },
                new() { Value = named.Select(p => p.Id).ToArray() },
            },
        };
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                found.Add(EventOf(reader));
            }
        }

        var byStream = found.ToLookup(e => (e.Tenant, e.Stream));
        return taken.Select(p => p with
        {
            Events = [.. byStream[(p.Tenant, p.Stream.ToString("D"))]
                .Where(e => p.EventIds is null ? e.Version > p.Version - p.Kinds.Length && e.Version <= p.Version : p.EventIds.Contains(Guid.ParseExact(e.Id, "D")))
                .OrderBy(e => e.Version)],
        });
    }

    internal static StoredEvent EventOf(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetGuid(1).ToString("D"),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetGuid(4).ToString("D"),
        reader.GetInt64(5),
        reader.GetInt64(6),
        reader.IsDBNull(7) ? null : reader.GetString(7),
        reader.GetFieldValue<byte[]>(8));
}
