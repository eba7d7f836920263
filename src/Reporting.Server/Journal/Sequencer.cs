using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Reporting.Ledger;
using Reporting.Server.Kernel;

namespace Reporting.Server.Journal;

/// <summary>
/// Gives everything recorded its place: contiguous indexes, the order of each stream kept, one leaf an append, one short
/// transaction a batch. Any node may run it, and all do: the lock on the head's row and the compare-and-set of its size
/// let one at a time write. Signed bytes leave only after the commit is acknowledged; when its outcome is unknown they are
/// dropped and the head is read again.
/// </summary>
public sealed class Sequencer(
    NpgsqlDataSource database, LedgerIdentity identity, LedgerKeys keys, CheckpointFile outside, Witnesses witnesses, JournalProgress progress, SequencerSteps steps, LegalClock clock) : IDisposable
{
    /// <summary>Entries in one transaction, at most.</summary>
    public const int Batch = 4_096;

    private readonly SemaphoreSlim _one = new(1, 1);

    // The last checkpoint this node has published or found in order; null: nothing is taken on trust.
    private Checkpoint? _known;

    /// <summary>Sequences what waits, up to a batch, and publishes the checkpoint over it.</summary>
    /// <returns>How many entries got their place; 0 also where another node is at it.</returns>
    /// <exception cref="LedgerRefusedException">The tree is not the one that was published: nothing is written or signed.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await RunOneAsync(cancellation);
        }
        catch
        {
            // Whatever was committed or not: the head says.
            _known = null;
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<int> RunOneAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (head, written) = await WriteAsync(connection, cancellation);
        if (head is { } && (_known is null || _known.Size != head.Size))
        {
            await PublishAsync(connection, head, cancellation);
        }

        progress.Reached(head?.Size ?? await SizeAsync(connection, cancellation));
        return written;
    }

    // ---- one transaction ----

    private async Task<(Checkpoint? Head, int Written)> WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, "set local idle_in_transaction_session_timeout = '10s'; set local synchronous_commit = on", cancellation);
        if (await LockHeadAsync(connection, cancellation) is not { } head)
        {
            return (null, 0);
        }

        if (_known is null || _known.Size != head.Size || !Merkle.Same(_known.Root, head.Root))
        {
            await RefuseAnotherTreeAsync(connection, head, cancellation);
        }

        var taken = await PendingEntries.TakeAsync(connection, Batch, cancellation);
        var faulty = taken.Where(p => p.Fault is not null).ToList();
        await SetAsideAsync(connection, faulty, cancellation);
        taken.RemoveAll(p => p.Fault is not null);
        if (taken.Count == 0)
        {
            await transaction.CommitAsync(cancellation);
            return (head, 0);
        }

        steps.Reach(SequencerStep.HeadLocked);
        var after = await AddAsync(connection, head, taken, cancellation);
        steps.Reach(SequencerStep.Written);
        await transaction.CommitAsync(cancellation);
        steps.Reach(SequencerStep.Committed);
        return (after, taken.Count);
    }

    // Another node holds it: it does what we would.
    private async Task<Checkpoint?> LockHeadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select size, root from {JournalTables.Head} where id = 1 for update skip locked", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new Checkpoint(identity.Origin, (ulong)reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }

    /// <summary>At start and after every take-over: the tree must be no shorter than what was published, begin with it, and be what the head says.</summary>
    private async Task RefuseAnotherTreeAsync(NpgsqlConnection connection, Checkpoint head, CancellationToken cancellation)
    {
        if (!Merkle.Same(await LedgerTiles.RootAsync(connection, head.Size, cancellation), head.Root))
        {
            throw new LedgerRefusedException($"The ledger's tiles do not give the root that its head of size {head.Size} names.");
        }

        var (file, published) = (outside.Read(head.Origin), await PublishedAsync(connection, cancellation));
        foreach (var (where, kept) in new[] { ("outside the database", file), ("with the head", published), ("in this process", _known) })
        {
            if (kept is null)
            {
                continue;
            }

            if (kept.Size > head.Size)
            {
                throw new LedgerRefusedException($"The ledger has {head.Size} leaves; the checkpoint kept {where} has {kept.Size}. The database was restored, or another took over with less in it.");
            }

            if (!Merkle.Same(await LedgerTiles.RootAsync(connection, kept.Size, cancellation), kept.Root))
            {
                throw new LedgerRefusedException($"The ledger is not the one whose checkpoint of size {kept.Size} is kept {where}.");
            }
        }

        // Kept and published already: there is nothing to sign again.
        _known = file?.Size == head.Size && published?.Size == head.Size ? head : null;
    }

    private async Task<Checkpoint?> PublishedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select checkpoint from {JournalTables.Head} where id = 1", connection);
        if (await command.ExecuteScalarAsync(cancellation) is not string note)
        {
            return null;
        }

        var opened = SignedNote.Open(note, keys.Verifiers);
        return opened.Verdict == NoteVerdict.Verified
            ? Checkpoint.Parse(opened.Text!)
            : throw new LedgerRefusedException($"The checkpoint kept with the head is not signed by this ledger: {opened.Reason}.");
    }

    private async Task<Checkpoint> AddAsync(NpgsqlConnection connection, Checkpoint head, IReadOnlyList<PendingEntry> taken, CancellationToken cancellation)
    {
        var entries = await EntriesAsync(connection, taken, cancellation);
        var edge = await LedgerTiles.LoadAsync(connection, [.. TreeGrowth.Edge(head.Size)], head.Size, cancellation);
        var growth = Grown(head.Size, edge, entries);
        var root = growth.Root();
        // A bit that flips once in this machine's memory would be signed for ever: everything is hashed a second time.
        if (!Merkle.Same(root, Grown(head.Size, edge, entries).Root()))
        {
            throw new InvalidOperationException("Hashed twice, the same leaves gave two roots: this machine's memory or processor is at fault.");
        }

        await WriteJournalAsync(connection, head.Size, taken, entries, cancellation);
        await LedgerTiles.WriteAsync(connection, growth, cancellation);
        await RemoveAsync(connection, taken, cancellation);
        await using var set = new NpgsqlCommand($"update {JournalTables.Head} set size = $1, root = $2 where id = 1 and size = $3", connection)
        {
            Parameters = { new() { Value = (long)growth.Size }, new() { Value = root }, new() { Value = (long)head.Size } },
        };
        return await set.ExecuteNonQueryAsync(cancellation) == 1
            ? head with { Size = growth.Size, Root = root }
            : throw new InvalidOperationException("The head moved while its row was locked.");
    }

    private static TreeGrowth Grown(ulong size, Func<Tile, ReadOnlyMemory<byte>> edge, IReadOnlyList<Placed> entries)
    {
        var growth = new TreeGrowth(size, edge);
        foreach (var placed in entries)
        {
            growth.Add(placed.Entry.LeafHash());
        }

        return growth;
    }

    private sealed record Placed(LedgerEntry Entry, byte[] Salt, byte[] Leaf);

    private static async Task<IReadOnlyList<Placed>> EntriesAsync(NpgsqlConnection connection, IReadOnlyList<PendingEntry> taken, CancellationToken cancellation)
    {
        var last = await LastLeavesAsync(connection, [.. taken.Select(p => p.Stream).Distinct()], cancellation);
        var placed = new List<Placed>(taken.Count);
        foreach (var pending in taken)
        {
            var salt = RandomNumberGenerator.GetBytes(32);
            var entry = new LedgerEntry(
                pending.Kind, pending.Commitment, StoredDigest.Of(salt, pending.Events), last.GetValueOrDefault((pending.Tenant, pending.Stream), LedgerEntry.NoPrevious));
            var leaf = entry.LeafHash();
            last[(pending.Tenant, pending.Stream)] = leaf;
            placed.Add(new Placed(entry, salt, leaf));
        }

        return placed;
    }

    private static async Task<Dictionary<(string, Guid), byte[]>> LastLeavesAsync(NpgsqlConnection connection, Guid[] streams, CancellationToken cancellation)
    {
        var last = new Dictionary<(string, Guid), byte[]>();
        await using var command = new NpgsqlCommand(
            $"""
            select j.tenant_id, s.id, j.leaf from unnest($1) as s(id)
            cross join lateral (
                select distinct on (tenant_id) tenant_id, leaf from {JournalTables.Journal} where case_id = s.id order by tenant_id, last_version desc) j
            """,
            connection)
        { Parameters = { new() { Value = streams } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            last[(reader.GetString(0), reader.GetGuid(1))] = reader.GetFieldValue<byte[]>(2);
        }

        return last;
    }

    private async Task WriteJournalAsync(NpgsqlConnection connection, ulong first, IReadOnlyList<PendingEntry> taken, IReadOnlyList<Placed> entries, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using (var rows = await connection.BeginBinaryImportAsync(
            $"""
            copy {JournalTables.Journal} (index, entry, kind, tenant_id, case_id, first_version, last_version, kinds, readers, commitment, salt, stored, stored_salt,
                previous, leaf, received_at, recorded_at, sequenced_at) from stdin (format binary)
            """,
            cancellation))
        {
            for (var i = 0; i < taken.Count; i++)
            {
                var (pending, placed) = (taken[i], entries[i]);
                await rows.StartRowAsync(cancellation);
                await rows.WriteAsync((long)first + i, NpgsqlDbType.Bigint, cancellation);
                await rows.WriteAsync(pending.Entry, NpgsqlDbType.Uuid, cancellation);
                await rows.WriteAsync((short)pending.Kind, NpgsqlDbType.Smallint, cancellation);
                await rows.WriteAsync(pending.Tenant, NpgsqlDbType.Text, cancellation);
                await rows.WriteAsync(pending.Stream, NpgsqlDbType.Uuid, cancellation);
                await rows.WriteAsync(pending.Events[0].Version, NpgsqlDbType.Bigint, cancellation);
                await rows.WriteAsync(pending.Events[^1].Version, NpgsqlDbType.Bigint, cancellation);
                await rows.WriteAsync(pending.Kinds, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellation);
                await rows.WriteAsync(pending.Readers, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellation);
                await rows.WriteAsync(pending.Commitment, NpgsqlDbType.Bytea, cancellation);
                await rows.WriteAsync(pending.Salt, NpgsqlDbType.Bytea, cancellation);
                await rows.WriteAsync(placed.Entry.Stored, NpgsqlDbType.Bytea, cancellation);
                await rows.WriteAsync(placed.Salt, NpgsqlDbType.Bytea, cancellation);
                await rows.WriteAsync(placed.Entry.Previous, NpgsqlDbType.Bytea, cancellation);
                await rows.WriteAsync(placed.Leaf, NpgsqlDbType.Bytea, cancellation);
                await rows.WriteAsync(pending.ReceivedAt, NpgsqlDbType.TimestampTz, cancellation);
                await rows.WriteAsync(pending.RecordedAt, NpgsqlDbType.TimestampTz, cancellation);
                await rows.WriteAsync(now, NpgsqlDbType.TimestampTz, cancellation);
            }

            await rows.CompleteAsync(cancellation);
        }

        var readers = taken.SelectMany((p, i) => (p.IsOfACase ? p.Readers.Select(Tenants.OfAuthority).Append(p.Tenant) : []).Distinct().Select(r => (Reader: r, Index: (long)first + i))).ToList();
        await using var write = new NpgsqlCommand($"insert into {JournalTables.Readers} (reader, index) select * from unnest($1, $2)", connection)
        {
            Parameters = { new() { Value = readers.Select(r => r.Reader).ToArray() }, new() { Value = readers.Select(r => r.Index).ToArray() } },
        };
        await write.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task RemoveAsync(NpgsqlConnection connection, IReadOnlyList<PendingEntry> taken, CancellationToken cancellation)
    {
        await using var remove = new NpgsqlCommand($"delete from {JournalTables.Pending} where ctid = any($1::text[]::tid[])", connection)
        {
            Parameters = { new() { Value = taken.Select(p => p.At).ToArray() } },
        };
        if (await remove.ExecuteNonQueryAsync(cancellation) != taken.Count)
        {
            throw new InvalidOperationException("What waited was taken by somebody else, under the head's lock.");
        }
    }

    private static async Task SetAsideAsync(NpgsqlConnection connection, IReadOnlyList<PendingEntry> faulty, CancellationToken cancellation)
    {
        foreach (var pending in faulty)
        {
            await using var set = new NpgsqlCommand($"update {JournalTables.Pending} set set_aside = $1 where ctid = $2::tid", connection)
            {
                Parameters = { new() { Value = pending.Fault! }, new() { Value = pending.At } },
            };
            await set.ExecuteNonQueryAsync(cancellation);
        }
    }

    // ---- after the commit was acknowledged ----

    private async Task PublishAsync(NpgsqlConnection connection, Checkpoint head, CancellationToken cancellation)
    {
        var note = SignedNote.Sign(head.Text, keys.Signers(head.Origin));
        if (SignedNote.Open(note, keys.Verifiers) is not { Verdict: NoteVerdict.Verified } opened || opened.Text != head.Text)
        {
            throw new InvalidOperationException("A signature just made does not verify: this machine's memory or processor is at fault.");
        }

        steps.Reach(SequencerStep.Signed);
        if (outside.Read(head.Origin) is not { } kept || kept.Size <= head.Size)
        {
            outside.Keep(note);
        }

        steps.Reach(SequencerStep.KeptOutside);
        await using var publish = new NpgsqlCommand($"update {JournalTables.Head} set checkpoint = $1, checkpoint_size = $2 where id = 1 and checkpoint_size < $2", connection)
        {
            Parameters = { new() { Value = note }, new() { Value = (long)head.Size } },
        };
        await publish.ExecuteNonQueryAsync(cancellation);
        _known = head;
        steps.Reach(SequencerStep.Published);
        witnesses.Tell(head, note);
    }

    private static async Task<ulong> SizeAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select size from {JournalTables.Head} where id = 1", connection);
        return (ulong)(long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
