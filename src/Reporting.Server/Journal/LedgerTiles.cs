using Npgsql;
using NpgsqlTypes;
using Reporting.Ledger;

namespace Reporting.Server.Journal;

/// <summary>The tree's tiles in their table.</summary>
internal static class LedgerTiles
{
    /// <summary>These tiles, in one query.</summary>
    /// <exception cref="LedgerRefusedException">One is not there, or shorter than the tree says.</exception>
    public static async Task<Func<Tile, ReadOnlyMemory<byte>>> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<Tile> tiles, ulong size, CancellationToken cancellation)
    {
        var found = new Dictionary<Tile, byte[]>();
        await using var command = new NpgsqlCommand(
            $"select t.level, t.index, t.hashes from unnest($1, $2) as n(level, index) join {JournalTables.Tiles} t on t.level = n.level and t.index = n.index", connection)
        {
            Parameters = { new() { Value = tiles.Select(t => (short)t.Level).ToArray() }, new() { Value = tiles.Select(t => (long)t.Index).ToArray() } },
        };
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                found[new Tile(reader.GetInt16(0), (ulong)reader.GetInt64(1))] = reader.GetFieldValue<byte[]>(2);
            }
        }

        foreach (var tile in tiles)
        {
            if (!found.TryGetValue(tile, out var hashes) || hashes.Length < tile.WidthAt(size) * Merkle.HashBytes)
            {
                throw new LedgerRefusedException($"Tile {tile.Level}/{tile.Index} of the ledger is missing or too short for a tree of {size} leaves.");
            }
        }

        return tile => found[tile];
    }

    /// <summary>The root of the tree as it was, or is, at a size.</summary>
    public static async Task<byte[]> RootAsync(NpgsqlConnection connection, ulong size, CancellationToken cancellation)
    {
        var tiles = await LoadAsync(connection, [.. TileProofs.Needed([(0, size)])], size, cancellation);
        return TileProofs.Hash(0, size, tiles);
    }

    public static async Task WriteAsync(NpgsqlConnection connection, TreeGrowth growth, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            insert into {JournalTables.Tiles} (level, index, hashes) select * from unnest($1, $2, $3)
            on conflict (level, index) do update set hashes = excluded.hashes
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = growth.Changed.Select(t => (short)t.Level).ToArray() },
                new() { Value = growth.Changed.Select(t => (long)t.Index).ToArray() },
                new() { Value = growth.Changed.Select(t => growth.Hashes(t).ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
