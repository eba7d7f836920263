using System.Text;
using CsCheck;

namespace Reporting.Ledger.Tests;

public class MerkleTests
{
    // Sizes at which something changes: around powers of two and around the edge of a tile.
    private static readonly ulong[] Edges = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 600];
    private static readonly Log Whole = new(600);

    /// <summary>A log in memory, with the plainest tree beside it to compare with.</summary>
    internal sealed class Log
    {
        private readonly Dictionary<Tile, byte[]> _tiles = [];
        private readonly List<byte[]> _leaves = [];

        public Log(int size)
        {
            var growth = new TreeGrowth(0, _ => default);
            for (var i = 0; i < size; i++)
            {
                _leaves.Add(Merkle.Leaf(Encoding.UTF8.GetBytes($"entry {i}")));
                growth.Add(_leaves[^1]);
            }

            foreach (var tile in growth.Changed)
            {
                _tiles[tile] = growth.Hashes(tile).ToArray();
            }
        }

        public byte[] Leaf(ulong index) => _leaves[(int)index];

        public ReadOnlyMemory<byte> Tiles(Tile tile) => _tiles[tile];

        public byte[] Root(ulong size) => TileProofs.Hash(0, size, Tiles);

        public IReadOnlyList<byte[]> Inclusion(ulong index, ulong size) => [.. TileProofs.Inclusion(index, size).Select(r => TileProofs.Hash(r.From, r.To, Tiles))];

        public IReadOnlyList<byte[]> Consistency(ulong size1, ulong size2) => [.. TileProofs.Consistency(size1, size2).Select(r => TileProofs.Hash(r.From, r.To, Tiles))];

        /// <summary>RFC 6962, 2.1, word for word.</summary>
        public byte[] PlainRoot(int from, int to)
        {
            if (to - from <= 1)
            {
                return to == from ? Merkle.EmptyRoot : _leaves[from];
            }

            var split = 1;
            while (split * 2 < to - from)
            {
                split *= 2;
            }

            return Merkle.Node(PlainRoot(from, from + split), PlainRoot(from + split, to));
        }
    }

    [Theory]
    // SHA-256 of nothing, of 0x00, of 0x00 ‖ 0x00: roots of the trees of no leaf, of one empty leaf, of one leaf 0x00; computed by another program.
    [InlineData("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData("00", "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7")]
    public void a_leafs_hash_has_the_leafs_prefix(string entry, string hash) =>
        Convert.ToHexStringLower(Merkle.Leaf(Convert.FromHexString(entry))).ShouldBe(hash);

    [Fact]
    public void the_empty_root_and_the_smallest_tree_are_the_rfcs()
    {
        Convert.ToHexStringLower(Merkle.EmptyRoot).ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        // Leaves "" and 0x00.
        Convert.ToHexStringLower(Merkle.Node(Merkle.Leaf([]), Merkle.Leaf([0]))).ShouldBe("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    }

    [Fact]
    public void the_root_from_tiles_is_the_root_of_the_plain_definition_at_every_size()
    {
        for (var size = 0; size <= 600; size++)
        {
            Whole.Root((ulong)size).ShouldBe(Whole.PlainRoot(0, size), $"size {size}");
        }
    }

    [Fact]
    public void every_leaf_is_proved_at_every_size_where_something_changes()
    {
        foreach (var size in Edges)
        {
            for (var index = 0UL; index < size; index++)
            {
                Merkle.InclusionFault(index, size, Whole.Leaf(index), Whole.Inclusion(index, size), Whole.Root(size)).ShouldBeNull($"{index} of {size}");
            }
        }
    }

    [Fact]
    public void every_pair_of_sizes_is_proved_consistent()
    {
        foreach (var size2 in Edges)
        {
            foreach (var size1 in Edges.Where(s => s <= size2))
            {
                Merkle.ConsistencyFault(size1, size2, Whole.Root(size1), Whole.Root(size2), Whole.Consistency(size1, size2)).ShouldBeNull($"{size1} to {size2}");
            }
        }
    }

    [Fact]
    public void nothing_else_passes_for_an_inclusion_proof() =>
        Gen.Select(Gen.Int[0, Edges.Length - 1], Gen.ULong, Gen.Int[0, 8], Gen.Int).Sample((edge, pick, change, which) =>
        {
            var size = Edges[edge];
            var index = pick % size;
            var (leaf, proof, root) = (Whole.Leaf(index), Whole.Inclusion(index, size).ToList(), Whole.Root(size));
            switch (change)
            {
                case 0:
                    proof.Add(new byte[32]);
                    break;
                case 1 when proof.Count > 0:
                    proof.RemoveAt(Math.Abs(which % proof.Count));
                    break;
                case 2 when proof.Count > 0:
                    proof[Math.Abs(which % proof.Count)] = Flipped(proof[Math.Abs(which % proof.Count)], which);
                    break;
                case 3:
                    leaf = Flipped(leaf, which);
                    break;
                case 4:
                    root = Flipped(root, which);
                    break;
                case 5:
                    index += size;
                    break;
                case 6:
                    root = [];
                    break;
                case 7 when proof.Count > 0:
                    proof[0] = proof[0][..31];
                    break;
                default:
                    (leaf, root, proof) = ([], [], []);
                    break;
            }

            return Merkle.InclusionFault(index, size, leaf, proof, root) is not null;
        }, iter: 2_000);

    [Fact]
    public void nothing_else_passes_for_a_consistency_proof() =>
        Gen.Select(Gen.Int[0, Edges.Length - 1], Gen.Int[0, Edges.Length - 1], Gen.Int[0, 5], Gen.Int).Sample((a, b, change, which) =>
        {
            var (size1, size2) = (Edges[Math.Min(a, b)], Edges[Math.Max(a, b)]);
            var (root1, root2, proof) = (Whole.Root(size1), Whole.Root(size2), Whole.Consistency(size1, size2).ToList());
            switch (change)
            {
                case 0:
                    proof.Add(new byte[32]);
                    break;
                case 1 when proof.Count > 0:
                    proof.RemoveAt(Math.Abs(which % proof.Count));
                    break;
                case 2 when proof.Count > 0:
                    proof[Math.Abs(which % proof.Count)] = Flipped(proof[Math.Abs(which % proof.Count)], which);
                    break;
                case 3:
                    root1 = Flipped(root1, which);
                    break;
                case 4:
                    root2 = Flipped(root2, which);
                    break;
                default:
                    (size1, root1) = (0, Merkle.EmptyRoot);
                    break;
            }

            return Merkle.ConsistencyFault(size1, size2, root1, root2, proof) is not null;
        }, iter: 2_000);

    [Theory]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 1, ulong.MaxValue)]
    [InlineData(1UL << 53, (1UL << 53) + 1)]
    [InlineData(1UL << 63, ulong.MaxValue)]
    [InlineData(0UL, ulong.MaxValue)]
    public void sizes_up_to_the_last_are_walked_to_an_end(ulong index, ulong size)
    {
        byte[][] proof = [.. Enumerable.Repeat(new byte[32], 64)];
        Merkle.InclusionFault(index, size, new byte[32], proof, new byte[32]).ShouldNotBeNull();
        Merkle.ConsistencyFault(Math.Max(index, 1), size, new byte[32], Flipped(new byte[32], 0), proof).ShouldNotBeNull();
        Merkle.InclusionFault(index, size, new byte[32], [.. proof, .. proof], new byte[32]).ShouldNotBeNull();
    }

    [Fact]
    public void a_tree_that_grows_in_batches_is_the_tree_that_grew_leaf_by_leaf() =>
        Gen.Int[1, 300].Array[1, 4].Sample(batches =>
        {
            var tiles = new Dictionary<Tile, byte[]>();
            var (size, next) = (0UL, 0UL);
            foreach (var batch in batches)
            {
                var growth = new TreeGrowth(size, t => tiles[t]);
                for (var i = 0; i < batch && next < 600; i++)
                {
                    growth.Add(Whole.Leaf(next++));
                }

                foreach (var tile in growth.Changed)
                {
                    tiles[tile] = growth.Hashes(tile).ToArray();
                }

                size = growth.Size;
                if (!Merkle.Same(growth.Root(), Whole.Root(size)))
                {
                    return false;
                }
            }

            return tiles.Keys.All(t => t.WidthAt(size) == tiles[t].Length / 32);
        }, iter: 200);

    private static byte[] Flipped(byte[] hash, int bit)
    {
        var copy = hash.ToArray();
        copy[(bit >> 3) & 31] ^= (byte)(1 << (bit & 7));
        return copy;
    }
}
