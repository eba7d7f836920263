using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Reporting.Ledger;

/// <summary>
/// One tile of C2SP tlog-tiles: up to 256 hashes of one level, side by side. Level 0 are leaves; a hash of level L + 1 is
/// the root over a full tile of level L. A partial tile is never hashed upwards, and there is none of width 0.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Tile(int Level, ulong Index)
{
    /// <summary>Levels of a tile's own tree.</summary>
    public const int Height = 8;

    /// <summary>Hashes in a full tile.</summary>
    public const int Width = 1 << Height;

    /// <summary>Above it no tree of 64-bit size has a node.</summary>
    public const int MostLevel = 63 / Height;

    /// <summary>How many hashes this tile holds in a tree of that size; 0: there is no such tile.</summary>
    public int WidthAt(ulong size)
    {
        var nodes = size >> (Height * Level);
        var before = Index << Height;
        return Index > ulong.MaxValue >> Height || nodes <= before ? 0 : (int)Math.Min(nodes - before, Width);
    }

    /// <summary>Its path below the log's prefix, as <c>tile/0/x001/234.p/17</c>.</summary>
    public string Path(int width) => $"tile/{Level.ToString(CultureInfo.InvariantCulture)}/{Number(Index)}{Partial(width)}";

    /// <summary>Path of the bundle with the entries under a tile of level 0.</summary>
    public static string BundlePath(ulong index, int width) => $"tile/entries/{Number(index)}{Partial(width)}";

    /// <summary>Reads what follows <c>tile/</c>: level (null: entries), index and width.</summary>
    /// <returns>Null for anything but the one way to write it.</returns>
    public static (int? Level, ulong Index, int Width)? Parse(string path)
    {
        var parts = path.Split('/');
        var width = Width;
        if (parts.Length >= 3 && parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is < 1 or >= Width)
            {
                return null;
            }

            parts = [.. parts[..^2], parts[^2][..^2]];
        }

        if (parts.Length is < 2 or > 9 || LevelOf(parts[0]) is not { } level)
        {
            return null;
        }

        // Read it in any way, write it in the one right way, and compare.
        if (!ulong.TryParse(string.Concat(parts[1..].Select(p => p.TrimStart('x'))), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var written = level.Level is { } l ? new Tile(l, index).Path(width) : BundlePath(index, width);
        return written == "tile/" + path ? (level.Level, index, width) : null;
    }

    private static (int? Level, bool Ok)? LevelOf(string text) =>
        text == "entries" ? (null, true)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= MostLevel ? (level, true)
        : null;

    private static string Partial(int width) => width == Width ? "" : ".p/" + width.ToString(CultureInfo.InvariantCulture);

    private static string Number(ulong index)
    {
        var text = (index % 1000).ToString("000", CultureInfo.InvariantCulture);
        while ((index /= 1000) > 0)
        {
            text = "x" + (index % 1000).ToString("000", CultureInfo.InvariantCulture) + "/" + text;
        }

        return text;
    }
}

/// <summary>A complete subtree: 2^Level leaves from Index · 2^Level on.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Subtree(int Level, ulong Index)
{
    /// <summary>The tile it is computed from, and which hashes of it.</summary>
    public (Tile Tile, int From, int Count) Source
    {
        get
        {
            var within = Level % Tile.Height;
            var first = Index << within;
            return (new Tile(Level / Tile.Height, first >> Tile.Height), (int)(first & (Tile.Width - 1)), 1 << within);
        }
    }

    /// <summary>The complete subtrees that leaves [from, to) are made of, left to right: the only sizes that a hash never changes of again.</summary>
    public static IEnumerable<Subtree> Of(ulong from, ulong to)
    {
        while (from < to)
        {
            var level = Math.Min(from == 0 ? 63 : BitOperations.TrailingZeroCount(from), BitOperations.Log2(to - from));
            yield return new Subtree(level, from >> level);
            from += 1UL << level;
        }
    }
}

/// <summary>
/// Roots and proofs of a log, computed from its tiles. Which tiles each needs is known from index and size alone, so that
/// they can be fetched first, in one query.
/// </summary>
public static class TileProofs
{
    /// <summary>The ranges of leaves whose hashes prove that a leaf is in the tree, lowest first (RFC 9162, 2.1.3.1).</summary>
    public static IReadOnlyList<(ulong From, ulong To)> Inclusion(ulong index, ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<(ulong, ulong)>();
        var (from, to) = (0UL, size);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                path.Add((middle, to));
                to = middle;
            }
            else
            {
                path.Add((from, middle));
                from = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The ranges of leaves whose hashes prove that the tree of one size begins with that of a smaller one (RFC 9162, 2.1.4.1).</summary>
    public static IReadOnlyList<(ulong From, ulong To)> Consistency(ulong size1, ulong size2)
    {
        ArgumentOutOfRangeException.ThrowIfZero(size1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size1, size2);
        var path = new List<(ulong, ulong)>();
        var (from, to, whole) = (0UL, size2, true);
        while (size1 != to)
        {
            var middle = from + Split(to - from);
            if (size1 <= middle)
            {
                path.Add((middle, to));
                to = middle;
            }
            else
            {
                path.Add((from, middle));
                (from, whole) = (middle, false);
            }
        }

        // The verifier has the smaller root already, where that is one of the nodes.
        if (!whole)
        {
            path.Add((from, to));
        }

        path.Reverse();
        return path;
    }

    /// <summary>The tiles from which the hashes of these ranges are computed.</summary>
    public static IReadOnlySet<Tile> Needed(IEnumerable<(ulong From, ulong To)> ranges) =>
        ranges.SelectMany(r => Subtree.Of(r.From, r.To)).Select(s => s.Source.Tile).ToHashSet();

    /// <summary>The hash over a range that is a node of the tree.</summary>
    /// <param name="tiles">The hashes of a tile, end to end, at least as many as the range needs.</param>
    public static byte[] Hash(ulong from, ulong to, Func<Tile, ReadOnlyMemory<byte>> tiles)
    {
        if (from == to)
        {
            return Merkle.EmptyRoot;
        }

        byte[]? hash = null;
        foreach (var part in Subtree.Of(from, to).Reverse())
        {
            var left = Hash(part, tiles);
            hash = hash is null ? left : Merkle.Node(left, hash);
        }

        return hash!;
    }

    private static byte[] Hash(Subtree part, Func<Tile, ReadOnlyMemory<byte>> tiles)
    {
        var (tile, from, count) = part.Source;
        var hashes = tiles(tile).Span.Slice(from * Merkle.HashBytes, count * Merkle.HashBytes);
        return Over(hashes);
    }

    /// <summary>The root over 2^n hashes that lie end to end.</summary>
    internal static byte[] Over(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == Merkle.HashBytes)
        {
            return hashes.ToArray();
        }

        var half = hashes.Length / 2;
        return Merkle.Node(Over(hashes[..half]), Over(hashes[half..]));
    }

    // The largest power of two below n.
    private static ulong Split(ulong n) => 1UL << BitOperations.Log2(n - 1);
}

/// <summary>A tree that grows: from the tiles on its right edge and new leaves, the tiles that change and the new root.</summary>
public sealed class TreeGrowth
{
    private readonly Dictionary<Tile, List<byte>> _tiles = [];

    /// <param name="size">Of the tree as it stands.</param>
    /// <param name="edge">The tiles of <see cref="Edge"/>, with at least their hashes at this size.</param>
    public TreeGrowth(ulong size, Func<Tile, ReadOnlyMemory<byte>> edge)
    {
        Size = size;
        foreach (var tile in Edge(size))
        {
            _tiles[tile] = [.. edge(tile)[..(tile.WidthAt(size) * Merkle.HashBytes)].Span];
        }
    }

    public ulong Size { get; private set; }

    /// <summary>Tiles written to since, whole ones and those still growing.</summary>
    public HashSet<Tile> Changed { get; } = [];

    /// <summary>The tiles that the next leaves are added to, or that the root is computed from: the last one of every level.</summary>
    public static IEnumerable<Tile> Edge(ulong size)
    {
        for (var level = 0; level <= Tile.MostLevel && size >> (Tile.Height * level) is var nodes and > 0; level++)
        {
            yield return new Tile(level, (nodes - 1) >> Tile.Height);
        }
    }

    public ReadOnlyMemory<byte> Hashes(Tile tile) => _tiles[tile].ToArray();

    public byte[] Root() => TileProofs.Hash(0, Size, Hashes);

    public void Add(byte[] leafHash)
    {
        if (leafHash.Length != Merkle.HashBytes)
        {
            throw new ArgumentException($"A leaf's hash is {Merkle.HashBytes} bytes.", nameof(leafHash));
        }

        Put(0, Size, leafHash);
        Size++;
    }

    private void Put(int level, ulong node, ReadOnlySpan<byte> hash)
    {
        var tile = new Tile(level, node >> Tile.Height);
        if (!_tiles.TryGetValue(tile, out var hashes))
        {
            _tiles[tile] = hashes = new List<byte>(Tile.Width * Merkle.HashBytes);
        }

        hashes.AddRange(hash);
        Changed.Add(tile);
        if (hashes.Count == Tile.Width * Merkle.HashBytes)
        {
            Put(level + 1, tile.Index, TileProofs.Over(hashes.ToArray()));
        }
    }
}
