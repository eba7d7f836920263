using System.Globalization;
using System.Security.Cryptography;
using Reporting.Ledger;

namespace Reporting.Conformance;

/// <summary><c>make-log DIR OLD NEW</c>: a log of ours with two checkpoints and proofs between them, for another program to check.</summary>
internal static class MakeLog
{
    public static int Run(string folder, ulong old, ulong size)
    {
        Directory.CreateDirectory(folder);
        using var key = SignerKey.Of("second-opinion.example/reporting/1", RandomNumberGenerator.GetBytes(32));
        var entries = Enumerable.Range(0, (int)size).Select(_ => new LedgerEntry(EntryKind.Append, RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), LedgerEntry.NoPrevious)).ToList();
        var growth = new TreeGrowth(0, _ => default);
        entries.ForEach(e => growth.Add(e.LeafHash()));
        byte[] Hash((ulong From, ulong To) range) => TileProofs.Hash(range.From, range.To, growth.Hashes);
        string Signed(ulong at) => SignedNote.Sign(new Checkpoint(key.Verifier.Name, at, Hash((0, at))).Text, key);
        void Write(string name, params IEnumerable<string> lines) => File.WriteAllText(Path.Combine(folder, name), string.Concat(lines.Select(l => l + "\n")));

        var index = size / 3;
        File.WriteAllText(Path.Combine(folder, "checkpoint"), Signed(size));
        File.WriteAllText(Path.Combine(folder, "checkpoint.old"), Signed(old));
        Write("keys", key.Verifier.ToString());
        Write("leaves", entries.Select(e => Convert.ToBase64String(e.ToBytes())));
        Write("inclusion", TileProofs.Inclusion(index, size).Select(r => Convert.ToBase64String(Hash(r))).Prepend(index.ToString(CultureInfo.InvariantCulture)));
        Write("consistency", TileProofs.Consistency(old, size).Select(r => Convert.ToBase64String(Hash(r))));
        return 0;
    }
}
