using Npgsql;
using Reporting.Ledger;
using Reporting.Server.Kernel;

namespace Reporting.Server.Journal;

/// <summary>A row of the journal, or one that waits for its place.</summary>
/// <param name="Index">Null: it waits.</param>
/// <param name="Salt">Of the content; null where it was destroyed with an erased case.</param>
/// <param name="Stored">Null: it waits.</param>
/// <param name="Previous">Null: it waits.</param>
public sealed record JournalRow(
    long? Index, Guid Entry, EntryKind Kind, string Tenant, Guid Case, IReadOnlyList<string> Readers, byte[] Commitment, byte[]? Salt, byte[]? Stored, byte[]? Previous,
    DateTimeOffset ReceivedAt, DateTimeOffset RecordedAt)
{
    public LedgerEntry? Leaf => Stored is null || Previous is null ? null : new LedgerEntry(Kind, Commitment, Stored, Previous);
}

/// <summary>An append that has its place, with what its leaf's stored digest is made of.</summary>
public sealed record StoredAppend(JournalRow Row, byte[] Salt, IReadOnlyList<StoredEvent> Events);

/// <summary>Answers of the ledger: from its tables alone, so that any node gives the same.</summary>
public sealed class LedgerReader(NpgsqlDataSource database)
{
    private const string Row = "entry, kind, tenant_id, case_id, readers, commitment, salt";

    /// <summary>The newest published checkpoint; with witnesses' cosignatures once there are any that cover as much. Null: none yet.</summary>
    public async Task<string?> CheckpointAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await HeadAsync(connection, covering: null, cancellation))?.Note;
    }

    /// <summary>The entry of this id, in the journal or on its way there.</summary>
    public async Task<JournalRow?> FindAsync(Guid entry, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select {Row}, received_at, recorded_at, index, stored, previous from {JournalTables.Journal} where entry = $1
            union all
            select {Row}, received_at, recorded_at, null, null, null from {JournalTables.Pending} where entry = $1
            """);
        command.Parameters.Add(new() { Value = entry });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>Those of these receipts that are of deposits of this tenant, each with the stream of the deposit, in the order asked for.</summary>
    public async Task<IReadOnlyList<(Guid Receipt, Guid Stream)>> DepositsAsync(string tenant, IReadOnlyList<Guid> receipts, CancellationToken cancellation)
    {
        if (receipts.Count == 0)
        {
            return [];
        }

        await using var command = database.CreateCommand(
            $"""
            select r.entry, d.case_id
            from unnest($1) with ordinality r(entry, place)
            join (select entry, kind, tenant_id, case_id from {JournalTables.Journal} union all select entry, kind, tenant_id, case_id from {JournalTables.Pending}) d
              on d.entry = r.entry and d.tenant_id = $2 and d.kind = {(short)EntryKind.Deposit}
            order by r.place
            """);
        command.Parameters.Add(new() { Value = receipts.Distinct().ToArray() });
        command.Parameters.Add(new() { Value = tenant });
        var found = new List<(Guid, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return found;
    }

    /// <summary>The last append to a stream with an event of a kind in it that has its place, with the very bytes its leaf commits to. Null: there is none.</summary>
    /// <param name="until">Recorded by then.</param>
    public async Task<StoredAppend?> LastAsync(string tenant, Guid stream, string kind, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select {Row}, received_at, recorded_at, index, stored, previous from {JournalTables.Journal}
            where case_id = $1 and tenant_id = $2 and $3 = any(kinds) and recorded_at <= $4 order by last_version desc limit 1
            """);
        foreach (var value in (object[])[stream, tenant, kind, until])
        {
            command.Parameters.Add(new() { Value = value });
        }

        if (await ReadAsync(command, cancellation) is not { } row)
        {
            return null;
        }

        await using var events = database.CreateCommand(
            $"""
            select {PendingEntries.EventColumns}, j.stored_salt from {JournalTables.Journal} j
            join {EventStoreSchemas.Events}.mt_events e on e.tenant_id = j.tenant_id and e.stream_id = j.case_id and e.version between j.first_version and j.last_version
            where j.index = $1 order by e.version
            """);
        events.Parameters.Add(new() { Value = row.Index! });
        var (salt, stored) = (Array.Empty<byte>(), new List<StoredEvent>());
        await using var reader = await events.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            stored.Add(PendingEntries.EventOf(reader));
            salt = await reader.GetFieldValueAsync<byte[]>(9, cancellation);
        }

        return new StoredAppend(row, salt, stored);
    }

    /// <summary>A proof that can be kept; null where no published checkpoint covers it yet.</summary>
    /// <param name="salt">Handed on to who may have it.</param>
    public async Task<ProofFile?> ProofAsync(JournalRow row, bool salt, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (row is not { Index: { } index, Leaf: { } leaf } || await HeadAsync(connection, (ulong)index, cancellation) is not var (size, note) || size <= (ulong)index)
        {
            return null;
        }

        var hashes = await HashesAsync(connection, TileProofs.Inclusion((ulong)index, size), size, cancellation);
        return new ProofFile(new LeafExtra(salt ? row.Salt : null, leaf).ToBytes(), (ulong)index, hashes, note);
    }

    /// <summary>The proof of the leaf at an index; null where no published checkpoint covers it.</summary>
    public async Task<ProofFile?> ProofAsync(ulong index, CancellationToken cancellation)
    {
        if (index > long.MaxValue)
        {
            return null;
        }

        await using var command = database.CreateCommand($"select {Row}, received_at, recorded_at, index, stored, previous from {JournalTables.Journal} where index = $1");
        command.Parameters.Add(new() { Value = (long)index });
        return await ReadAsync(command, cancellation) is { } row ? await ProofAsync(row, salt: false, cancellation) : null;
    }

    /// <summary>The proof that the log of one size begins with that of another; null where it is not that long.</summary>
    public async Task<ConsistencyFile?> ConsistencyAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await HeadAsync(connection, covering: null, cancellation) is not { } head || to > head.Size)
        {
            return null;
        }

        return new ConsistencyFile(from, to, await HashesAsync(connection, TileProofs.Consistency(from, to), to, cancellation));
    }

    /// <summary>The bytes at a tile's path, as far as they are published; null: there is no such tile.</summary>
    public async Task<byte[]?> TileAsync(string path, CancellationToken cancellation)
    {
        if (Tile.Parse(path) is not var (level, index, width) || index > long.MaxValue >> Tile.Height)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var tile = new Tile(level ?? 0, index);
        if (await HeadAsync(connection, covering: null, cancellation) is not { } head || tile.WidthAt(head.Size) < width)
        {
            return null;
        }

        return level is null
            ? await BundleAsync(connection, (long)index * Tile.Width, width, cancellation)
            : (await LedgerTiles.LoadAsync(connection, [tile], head.Size, cancellation))(tile)[..(width * Merkle.HashBytes)].ToArray();
    }

    private static async Task<byte[]> BundleAsync(NpgsqlConnection connection, long first, int width, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select kind, commitment, stored, previous from {JournalTables.Journal} where index >= $1 and index < $2 order by index", connection)
        {
            Parameters = { new() { Value = first }, new() { Value = first + width } },
        };
        var entries = new List<byte[]>(width);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            entries.Add(new LedgerEntry((EntryKind)reader.GetInt16(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)).ToBytes());
        }

        return EntryBundle.Of(entries);
    }

    private static async Task<IReadOnlyList<byte[]>> HashesAsync(NpgsqlConnection connection, IReadOnlyList<(ulong From, ulong To)> ranges, ulong size, CancellationToken cancellation)
    {
        var tiles = await LedgerTiles.LoadAsync(connection, [.. TileProofs.Needed(ranges)], size, cancellation);
        return [.. ranges.Select(r => TileProofs.Hash(r.From, r.To, tiles))];
    }

    /// <summary>What is published: never the head that is committed and not yet signed.</summary>
    /// <param name="covering">A leaf's index: the cosigned checkpoint is preferred where it covers that.</param>
    private static async Task<(ulong Size, string Note)?> HeadAsync(NpgsqlConnection connection, ulong? covering, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select checkpoint, checkpoint_size, cosigned, cosigned_size from {JournalTables.Head} where id = 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation) || reader.IsDBNull(0))
        {
            return null;
        }

        var (size, cosigned) = (reader.GetInt64(1), reader.GetInt64(3));
        return cosigned == size || (covering is { } index && cosigned > (long)index)
            ? ((ulong)cosigned, reader.GetString(2))
            : ((ulong)size, reader.GetString(0));
    }

    private static async Task<JournalRow?> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new JournalRow(
                reader.IsDBNull(9) ? null : reader.GetInt64(9),
                reader.GetGuid(0),
                (EntryKind)(reader.IsDBNull(1) ? 1 : reader.GetInt16(1)),
                reader.GetString(2),
                reader.GetGuid(3),
                reader.GetFieldValue<string[]>(4),
                reader.GetFieldValue<byte[]>(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
                reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10),
                reader.IsDBNull(11) ? null : reader.GetFieldValue<byte[]>(11),
                await reader.GetFieldValueAsync<DateTimeOffset>(7),
                await reader.GetFieldValueAsync<DateTimeOffset>(8))
            : null;
    }
}
