using System.Text.Json;
using Reporting.Ledger;

namespace Reporting.Conformance;

/// <summary>Inclusion proofs, most of them wrong in one way.</summary>
internal sealed class InclusionProbes : IVectorSet
{
    public string Name => "merkle inclusion probes";

    public string File => "05-transparency-log/merkle-inclusion-probes.json";

    public IEnumerable<Outcome> Run(JsonElement vectors) => vectors.EnumerateArray().Select(probe =>
    {
        var (leaf, root, proof) = (probe.Bytes("leafHash"), probe.Bytes("root"), probe.Hashes("proof"));
        var fault = Merkle.InclusionFault(probe.GetProperty("leafIdx").GetUInt64(), probe.GetProperty("treeSize").GetUInt64(), leaf, proof, root);
        return Probe.Outcome(probe, fault, [leaf, root, .. proof], 1);
    });
}

/// <summary>Consistency proofs, most of them wrong in one way.</summary>
internal sealed class ConsistencyProbes : IVectorSet
{
    public string Name => "merkle consistency probes";

    public string File => "05-transparency-log/merkle-consistency-probes.json";

    public IEnumerable<Outcome> Run(JsonElement vectors) => vectors.EnumerateArray().Select(probe =>
    {
        var (root1, root2, proof) = (probe.Bytes("root1"), probe.Bytes("root2"), probe.Hashes("proof"));
        var size1 = probe.GetProperty("size1").GetUInt64();
        var fault = Merkle.ConsistencyFault(size1, probe.GetProperty("size2").GetUInt64(), root1, root2, proof);
        return Probe.Outcome(probe, fault, [root1, root2, .. proof], size1);
    });
}

internal static class Probe
{
    public static Outcome Outcome(JsonElement probe, string? fault, IEnumerable<byte[]> hashes, ulong size1)
    {
        var refused = probe.GetProperty("wantErr").GetBoolean();
        return Conformance.Outcome.Of(
            probe.Text("file"),
            fault is not null == refused,
            refused ? $"accepted, and should be refused ({probe.Text("desc")})" : $"refused: {fault}",
            refused ? null
                : hashes.Any(h => h.Length != Merkle.HashBytes) ? "every hash is 32 bytes"
                : size1 == 0 ? "size 0 is refused"
                : null);
    }
}

/// <summary>Leaf hashes and roots of the eight leaves that the reference implementations of RFC 6962 share.</summary>
internal sealed class TreeHashes : IVectorSet
{
    public string Name => "rfc 6962 tree hashes";

    public string File => "05-transparency-log/rfc6962-tree-hashes.json";

    public IEnumerable<Outcome> Run(JsonElement vectors)
    {
        var growth = new TreeGrowth(0, _ => default);
        var leaves = vectors.GetProperty("leafInputsHex").EnumerateArray().Select(x => Merkle.Leaf(Convert.FromHexString(x.GetString()!))).ToList();
        var roots = vectors.GetProperty("rootHashesHexBySize").EnumerateArray().Select(x => x.GetString()!).ToList();
        for (var size = 0; size <= leaves.Count; size++)
        {
            yield return Outcome.Of($"root of {size}", Convert.ToHexStringLower(growth.Root()) == roots[size], "another root");
            if (size < leaves.Count)
            {
                yield return Outcome.Of($"leaf {size}", Convert.ToHexStringLower(leaves[size]) == vectors.GetProperty("leafHashesHex")[size].GetString(), "another leaf hash");
                growth.Add(leaves[size]);
            }
        }
    }
}
