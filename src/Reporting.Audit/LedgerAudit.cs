using System.Data;
using System.Text.Json;
using Npgsql;
using Reporting.Ledger;

namespace Reporting.Audit;

/// <summary>What an audit found.</summary>
/// <param name="Findings">One sentence a fault, with what it names; empty: everything is what was committed to.</param>
/// <param name="Waiting">Entries recorded and not in the ledger yet, within their time.</param>
public sealed record AuditReport(long Entries, long Events, long Waiting, IReadOnlyList<string> Findings);

/// <summary>
/// Recomputes the whole ledger from PostgreSQL with Npgsql alone: every event's columns and body against the digest its
/// leaf holds, every leaf against the tiles, the tiles against head and signed checkpoint. Nothing of the server takes part,
/// so that the server cannot hide what it did. One snapshot; pages of a few thousand entries in memory at a time.
/// </summary>
/// <param name="connection">Open; may read the schemas <c>reporting</c> and <c>events</c>. A transaction already begun on it is the snapshot.</param>
/// <param name="keys">The log's verifier keys, from wherever the auditor has them.</param>
/// <param name="kept">Checkpoints kept outside: of earlier days, by filers, by witnesses. The log must still begin with each.</param>
public sealed class LedgerAudit(NpgsqlConnection connection, IReadOnlyCollection<VerifierKey> keys, params IReadOnlyList<Checkpoint> kept)
{
    private const int Page = 2_000;

    /// <summary>More are not listed: the first tell where to look.</summary>
    private const int MostFindings = 1_000;

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(60);

    private readonly List<string> _findings = [];
    private readonly Dictionary<(string Tenant, Guid Stream), (long Version, byte[] Leaf)> _streams = [];
    private readonly Dictionary<Tile, byte[]> _full = [];
    private TreeGrowth _growth = new(0, _ => default);
    private long _entries;
    private long _events;

    public async Task<AuditReport> RunAsync(CancellationToken cancellation = default)
    {
        var head = await HeadAsync(cancellation);
        var roots = new Dictionary<ulong, byte[]>();
        foreach (var size in kept.Append(head.Published).OfType<Checkpoint>().Select(c => c.Size))
        {
            roots[size] = [];
        }

        Note(roots);
        // From one index that stands there to the next: an index or a size that was changed to an enormous one costs nothing.
        for (long? after = long.MinValue; after is { } from;)
        {
            after = await PageAsync(from, roots, cancellation);
        }

        Heads(head, roots);
        await TilesAsync(cancellation);
        await ReadersAsync(cancellation);
        var (waiting, waitingEvents) = await PendingAsync(cancellation);
        await AddedAsync(waitingEvents, cancellation);
        return new AuditReport(_entries, _events, waiting, [.. _findings]);
    }

    // ---- head and checkpoints ----

    private sealed record Head(string Origin, ulong Size, byte[] Root, Checkpoint? Published);

    private async Task<Head> HeadAsync(CancellationToken cancellation)
    {
        await using var command = Command(
            "select origin, size, root, checkpoint, checkpoint_size, cosigned, (select count(*) from reporting.journal_head) from reporting.journal_head where id = 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            throw new InvalidDataException("There is no ledger in this database: journal_head has no row.");
        }

        if (reader.GetInt64(6) != 1)
        {
            Found($"journal_head has {reader.GetInt64(6)} rows");
        }

        var origin = reader.GetString(0);
        var published = reader.IsDBNull(3) ? null : Signed(reader.GetString(3), origin, "The published checkpoint");
        if (published is not null && published.Size != (ulong)reader.GetInt64(4))
        {
            Found($"The published checkpoint is of size {published.Size}, and filed under {reader.GetInt64(4)}");
        }

        if (!reader.IsDBNull(5))
        {
            Signed(reader.GetString(5), origin, "The cosigned checkpoint");
        }

        var size = (ulong)reader.GetInt64(1);
        if (reader.IsDBNull(3) && size > 0)
        {
            Found("No checkpoint is published over the ledger");
        }

        return new Head(origin, size, reader.GetFieldValue<byte[]>(2), published);
    }

    private Checkpoint? Signed(string note, string origin, string what)
    {
        var opened = SignedNote.Open(note, keys);
        var checkpoint = opened.Verdict == NoteVerdict.Verified ? Checkpoint.Parse(opened.Text!) : null;
        if (checkpoint is null)
        {
            Found($"{what} is not signed by a key that was given: {opened.Reason}");
        }
        else if (checkpoint.Origin != origin)
        {
            Found($"{what} is of {checkpoint.Origin}, the ledger of {origin}");
        }

        return checkpoint;
    }

    private void Heads(Head head, Dictionary<ulong, byte[]> roots)
    {
        if (head.Size != _growth.Size)
        {
            Found($"The head is of size {head.Size}; the journal has {_growth.Size} entries");
        }
        else if (!Merkle.Same(head.Root, _growth.Root()))
        {
            Found($"The head's root is not that of its {head.Size} leaves");
        }

        foreach (var (what, checkpoint) in kept.Select(k => ("A checkpoint that was kept", (Checkpoint?)k)).Prepend(("The published checkpoint", head.Published)))
        {
            if (checkpoint is null)
            {
                continue;
            }

            if (checkpoint.Origin != head.Origin)
            {
                Found($"{what} is of another ledger, {checkpoint.Origin}");
            }
            else if (checkpoint.Size > _growth.Size)
            {
                Found($"{what} is of size {checkpoint.Size}; the journal has only {_growth.Size} entries: some were dropped");
            }
            else if (!Merkle.Same(roots[checkpoint.Size], checkpoint.Root))
            {
                Found($"{what} of size {checkpoint.Size} has another root: what it was signed over has changed");
            }
        }
    }

    private void Note(Dictionary<ulong, byte[]> roots)
    {
        if (roots.TryGetValue(_growth.Size, out var root) && root.Length == 0)
        {
            roots[_growth.Size] = _growth.Root();
        }
    }

    // ---- entries and their events ----

    private sealed record Row(long Index, Guid Entry, EntryKind Kind, string Tenant, Guid Stream, long First, long Last, string[] Kinds, byte[] Commitment, byte[] Stored, byte[] Salt, byte[] Previous, byte[] Leaf);

    /// <returns>The index to go on after; null where nothing more comes.</returns>
    private async Task<long?> PageAsync(long after, Dictionary<ulong, byte[]> roots, CancellationToken cancellation)
    {
        var rows = await RowsAsync(after, cancellation);
        var events = await EventsAsync(rows, cancellation);
        foreach (var row in rows)
        {
            var expected = (long)_growth.Size;
            if (row.Index != expected)
            {
                Found(row.Index > expected ? $"Entries {expected} to {row.Index - 1} of the journal are missing" : $"Entry {row.Index} of the journal stands twice");
            }

            Check(row, [.. events[(row.Tenant, row.Stream.ToString("D"))].Where(e => e.Version >= row.First && e.Version <= row.Last)]);
            _entries++;
            Add(row);
            Note(roots);
        }

        return rows.Count < Page ? null : rows[^1].Index;
    }

    private async Task<List<Row>> RowsAsync(long after, CancellationToken cancellation)
    {
        var rows = new List<Row>(Page);
        await using var command = Command(
            """
            select index, entry, kind, tenant_id, case_id, first_version, last_version, kinds, commitment, stored, stored_salt, previous, leaf
            from reporting.journal where index > $1 order by index limit $2
            """,
            after,
            Page);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new Row(
                reader.GetInt64(0), reader.GetGuid(1), (EntryKind)reader.GetInt16(2), reader.GetString(3), reader.GetGuid(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetFieldValue<string[]>(7),
                reader.GetFieldValue<byte[]>(8), reader.GetFieldValue<byte[]>(9), reader.GetFieldValue<byte[]>(10), reader.GetFieldValue<byte[]>(11), reader.GetFieldValue<byte[]>(12)));
        }

        return rows;
    }

    private async Task<ILookup<(string, string), StoredEvent>> EventsAsync(List<Row> rows, CancellationToken cancellation)
    {
        var events = new List<StoredEvent>(rows.Count * 2);
        await using var command = Command(
            """
            select e.seq_id, e.id, e.type, e.tenant_id, e.stream_id, e.version, (extract(epoch from e.timestamp) * 1000000)::bigint, e.user_name, e.data::text
            from unnest($1, $2, $3, $4) as r(tenant, stream, first, last)
            join events.mt_events e on e.tenant_id = r.tenant and e.stream_id = r.stream and e.version between r.first and r.last
            order by e.stream_id, e.version
            """,
            rows.Select(r => r.Tenant).ToArray(),
            rows.Select(r => r.Stream).ToArray(),
            rows.Select(r => r.First).ToArray(),
            rows.Select(r => r.Last).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(new StoredEvent(
                reader.GetInt64(0), reader.GetGuid(1).ToString("D"), reader.GetString(2), reader.GetString(3), reader.GetGuid(4).ToString("D"), reader.GetInt64(5), reader.GetInt64(6),
                reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetFieldValue<byte[]>(8)));
        }

        return events.ToLookup(e => (e.Tenant, e.Stream));
    }

    private void Check(Row row, List<StoredEvent> events)
    {
        var what = $"Entry {row.Index} ({string.Join(", ", row.Kinds)}; tenant {row.Tenant}, stream {row.Stream}, versions {row.First} to {row.Last})";
        var (before, previous) = _streams.GetValueOrDefault((row.Tenant, row.Stream), (0, LedgerEntry.NoPrevious));
        if (row.First != before + 1)
        {
            Found(row.First > before ? $"{what}: versions {before + 1} to {row.First - 1} of the stream are in no entry" : $"{what}: the stream is out of order, or an event stands in two entries");
        }

        if (!Merkle.Same(row.Previous, previous))
        {
            Found($"{what}: it does not follow the entry before it of the same stream");
        }

        _streams[(row.Tenant, row.Stream)] = (row.Last, row.Leaf);
        _events += events.Count;
        if (events.Count != row.Last - row.First + 1)
        {
            Found($"{what}: {row.Last - row.First + 1} events were committed to, {events.Count} are stored: "
                + $"missing are versions {string.Join(", ", Range(row).Except(events.Select(e => e.Version)))}");
        }
        else if (!Merkle.Same(Digest(row, events), row.Stored))
        {
            Found($"{what}: its events are not what was committed to: type, tenant, stream, version, time, actor, number or body of one was changed");
        }
        else if (!events.Select(e => e.Type).SequenceEqual(row.Kinds))
        {
            Found($"{what}: the journal gives its events other names than they have");
        }
    }

    private static IEnumerable<long> Range(Row row)
    {
        for (var version = row.First; version <= row.Last && version - row.First < 100; version++)
        {
            yield return version;
        }
    }

    private static byte[] Digest(Row row, List<StoredEvent> events)
    {
        try
        {
            return StoredDigest.Of(row.Salt, events);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // ---- the tree ----

    private void Add(Row row)
    {
        if (row.Commitment.Length != Merkle.HashBytes || row.Stored.Length != Merkle.HashBytes || row.Previous.Length != Merkle.HashBytes)
        {
            Found($"Entry {row.Index}: a hash of its leaf is not 32 bytes");
        }

        var leaf = new LedgerEntry(row.Kind, row.Commitment, row.Stored, row.Previous).LeafHash();
        if (!Merkle.Same(leaf, row.Leaf))
        {
            Found($"Entry {row.Index}: the leaf hash kept with it is not that of its parts");
        }

        _growth.Add(leaf);
        if (_growth.Size % Tile.Width != 0)
        {
            return;
        }

        // What is full is set apart and the growth goes on with the edge alone: memory does not grow with the hashing.
        foreach (var tile in _growth.Changed)
        {
            _full[tile] = _growth.Hashes(tile).ToArray();
        }

        var edge = _growth;
        _growth = new TreeGrowth(edge.Size, edge.Hashes);
    }

    private async Task TilesAsync(CancellationToken cancellation)
    {
        foreach (var tile in _growth.Changed)
        {
            _full[tile] = _growth.Hashes(tile).ToArray();
        }

        await using var command = Command("select level, index, hashes from reporting.ledger_tiles order by level, index");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var tile = new Tile(reader.GetInt16(0), (ulong)reader.GetInt64(1));
            if (!_full.Remove(tile, out var hashes))
            {
                Found($"Tile {tile.Level}/{tile.Index} belongs to no tree of this size");
            }
            else if (!hashes.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(2)))
            {
                Found($"Tile {tile.Level}/{tile.Index} does not hold the hashes of its leaves");
            }
        }

        foreach (var tile in _full.Keys)
        {
            Found($"Tile {tile.Level}/{tile.Index} is missing");
        }
    }

    private async Task ReadersAsync(CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select coalesce(r.index, j.index) from reporting.journal_readers r
            full join (select index, 'authority-' || unnest(readers) as reader from reporting.journal) j on j.index = r.index and j.reader = r.reader
            where (r.index is null or j.index is null) and not exists (select 1 from reporting.journal o where o.index = r.index and o.tenant_id = r.reader)
            order by 1 limit 100
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            Found($"Entry {reader.GetInt64(0)}: those who learn of it are not those it names");
        }
    }

    // ---- what waits, and what has no place ----

    private async Task<(long Waiting, long Events)> PendingAsync(CancellationToken cancellation)
    {
        var (waiting, events) = (0L, 0L);
        await using var command = Command("select entry, kinds, tenant_id, case_id, set_aside, recorded_at < now() - $1 from reporting.journal_pending", Promised);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var kinds = reader.GetFieldValue<string[]>(1);
            var what = $"Entry {reader.GetGuid(0)} ({string.Join(", ", kinds)}; tenant {reader.GetString(2)}, stream {reader.GetGuid(3)})";
            if (!reader.IsDBNull(4))
            {
                Found($"{what} was set aside: {reader.GetString(4)}");
            }
            else
            {
                waiting++;
                events += kinds.Length;
                if (reader.GetBoolean(5))
                {
                    Found($"{what} was promised a place within {Promised.TotalSeconds:0} seconds and has none");
                }
            }
        }

        return (waiting, events);
    }

    private async Task AddedAsync(long waiting, CancellationToken cancellation)
    {
        await using var count = Command("select count(*) from events.mt_events e where type <> 'tombstone' or exists (select 1 from reporting.journal j where j.case_id = e.stream_id)");
        var stored = (long)(await count.ExecuteScalarAsync(cancellation))!;
        if (stored == _events + waiting && _findings.Count == 0)
        {
            return;
        }

        await using var command = Command(
            """
            select e.seq_id, e.type, e.tenant_id, e.stream_id, e.version from events.mt_events e
            where (e.type <> 'tombstone' or exists (select 1 from reporting.journal j where j.case_id = e.stream_id))
              and not exists (select 1 from reporting.journal j where j.case_id = e.stream_id and j.tenant_id = e.tenant_id and e.version between j.first_version and j.last_version)
              and not exists (
                select 1 from reporting.journal_pending p where p.case_id = e.stream_id and p.tenant_id = e.tenant_id
                  and (e.id = any(p.events) or (p.events is null and e.version between p.case_version - cardinality(p.kinds) + 1 and p.case_version)))
            order by e.seq_id limit 100
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            Found($"Event {reader.GetInt64(0)} ({reader.GetString(1)}; tenant {reader.GetString(2)}, stream {reader.GetGuid(3)}, version {reader.GetInt64(4)}) was added: no entry commits to it");
        }
    }

    private NpgsqlCommand Command(string sql, params IEnumerable<object> values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private void Found(string what)
    {
        if (_findings.Count < MostFindings)
        {
            _findings.Add(what + ".");
        }
    }

    /// <summary>One snapshot for the whole audit, read only, in which nothing can be changed by mistake.</summary>
    public static async Task<AuditReport> RunAsync(string connectionString, IReadOnlyCollection<VerifierKey> keys, IReadOnlyList<Checkpoint> kept, CancellationToken cancellation = default)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using (var readOnly = new NpgsqlCommand("set transaction read only; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0", connection))
        {
            await readOnly.ExecuteNonQueryAsync(cancellation);
        }

        return await new LedgerAudit(connection, keys, [.. kept]).RunAsync(cancellation);
    }
}
