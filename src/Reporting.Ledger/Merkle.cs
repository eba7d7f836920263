using System.Numerics;
using System.Security.Cryptography;

namespace Reporting.Ledger;

/// <summary>
/// The Merkle tree of RFC 6962 and RFC 9162, sections 2.1: hashing, and checking what a log claims of it. Sizes and
/// indexes are unsigned 64-bit; every hash is 32 bytes, and one that is not is refused before it is compared.
/// </summary>
public static class Merkle
{
    public const int HashBytes = 32;

    /// <summary>No tree of 64-bit size is higher: a longer proof is refused unread.</summary>
    public const int MostProofHashes = 64;

    /// <summary>Root of the tree without leaves.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * HashBytes)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashBytes)..]);
        return SHA256.HashData(both);
    }

    /// <summary>Why this proof does not show that the leaf is in the tree; null: it does (RFC 9162, 2.1.3.2).</summary>
    public static string? InclusionFault(ulong index, ulong size, byte[] leaf, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (NotHashes([leaf, root, .. proof]) is { } fault)
        {
            return fault;
        }

        if (index >= size)
        {
            return $"index {index} is beyond the size {size} of the tree";
        }

        var (at, last, hash) = (index, size - 1, leaf);
        foreach (var other in proof)
        {
            if (last == 0)
            {
                return "the inclusion proof is longer than the tree is high";
            }

            if ((at & 1) == 1 || at == last)
            {
                hash = Node(other, hash);
                (at, last) = ToLeftEdge(at, last);
            }
            else
            {
                hash = Node(hash, other);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last != 0 ? "the inclusion proof ends below the root"
            : !Same(hash, root) ? "the inclusion proof leads to another root than the checkpoint's"
            : null;
    }

    /// <summary>
    /// Why this proof does not show that the larger tree begins with the smaller one; null: it does (RFC 9162, 2.1.4.2).
    /// From size 0 nothing can be shown, and it is refused: an empty tree is the beginning of every tree.
    /// </summary>
    public static string? ConsistencyFault(ulong size1, ulong size2, byte[] root1, byte[] root2, IReadOnlyList<byte[]> proof)
    {
        if (NotHashes([root1, root2, .. proof]) is { } fault)
        {
            return fault;
        }

        if (size1 == 0)
        {
            return "nothing is consistent with an empty tree in a way that could be shown";
        }

        if (size1 > size2)
        {
            return $"the tree of size {size2} is shorter than that of size {size1}";
        }

        if (size1 == size2)
        {
            return proof.Count > 0 ? "a consistency proof between trees of one size is empty"
                : !Same(root1, root2) ? $"two trees of size {size1} have different roots: the log has forked"
                : null;
        }

        IEnumerable<byte[]> path = BitOperations.IsPow2(size1) ? [root1, .. proof] : proof;
        var (at, last) = (size1 - 1, size2 - 1);
        var shared = BitOperations.TrailingZeroCount(~at);
        (at, last) = (at >> shared, last >> shared);
        byte[]? first = null, second = null;
        foreach (var other in path)
        {
            if (first is null || second is null)
            {
                (first, second) = (other, other);
                continue;
            }

            if (last == 0)
            {
                return "the consistency proof is longer than the tree is high";
            }

            if ((at & 1) == 1 || at == last)
            {
                (first, second) = (Node(other, first), Node(other, second));
                (at, last) = ToLeftEdge(at, last);
            }
            else
            {
                second = Node(second, other);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return first is null || second is null || last != 0 ? "the consistency proof ends below the root"
            : !Same(first, root1) ? "the consistency proof does not lead to the earlier root: the log was rewritten, or the proof is another's"
            : !Same(second, root2) ? "the consistency proof does not lead to the later root"
            : null;
    }

    /// <summary>Whether two hashes are the same 32 bytes. Two empty arrays are not.</summary>
    public static bool Same(byte[] a, byte[] b) => a.Length == HashBytes && b.Length == HashBytes && a.AsSpan().SequenceEqual(b);

    private static string? NotHashes(byte[][] hashes) =>
        hashes.Length > MostProofHashes + 2 ? $"a proof has at most {MostProofHashes} hashes"
        : Array.Exists(hashes, h => h.Length != HashBytes) ? $"a hash is {HashBytes} bytes"
        : null;

    // Up through the levels at which the node is the last one and has no sibling.
    private static (ulong At, ulong Last) ToLeftEdge(ulong at, ulong last)
    {
        while ((at & 1) == 0 && at != 0)
        {
            (at, last) = (at >> 1, last >> 1);
        }

        return (at, last);
    }
}
