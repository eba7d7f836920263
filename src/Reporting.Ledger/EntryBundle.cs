using System.Buffers.Binary;

namespace Reporting.Ledger;

/// <summary>The entries under a tile of level 0, end to end, each after its length in two bytes, big-endian (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    public static byte[] Of(IReadOnlyCollection<byte[]> entries)
    {
        var bundle = new byte[entries.Sum(e => e.Length + 2)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)entry.Length));
            entry.CopyTo(rest[2..]);
            rest = rest[(entry.Length + 2)..];
        }

        return bundle;
    }

    /// <exception cref="FormatException">It ends within an entry, or has more than a tile.</exception>
    public static IReadOnlyList<byte[]> Entries(ReadOnlySpan<byte> bundle)
    {
        var entries = new List<byte[]>();
        while (!bundle.IsEmpty)
        {
            if (bundle.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(bundle) is var length && bundle.Length < length + 2 || entries.Count == Tile.Width)
            {
                throw new FormatException("The bundle of entries is damaged.");
            }

            length = BinaryPrimitives.ReadUInt16BigEndian(bundle);
            entries.Add(bundle.Slice(2, length).ToArray());
            bundle = bundle[(length + 2)..];
        }

        return entries;
    }
}
