using System.Globalization;

namespace Reporting.Ledger;

/// <summary>What a log sends to a witness (C2SP tlog-witness): the size it last cosigned, the proof that nothing of it changed, the new checkpoint.</summary>
/// <param name="Checkpoint">The signed checkpoint, verbatim.</param>
public sealed record AddCheckpoint(ulong Old, IReadOnlyList<byte[]> Proof, string Checkpoint)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"old {Old}\n") + string.Concat(Proof.Select(h => Convert.ToBase64String(h) + "\n")) + "\n" + Checkpoint;

    /// <exception cref="FormatException">Says what it is not.</exception>
    public static AddCheckpoint Parse(string body)
    {
        var lines = new Lines(body);
        var old = lines.Next();
        return old.StartsWith("old ", StringComparison.Ordinal) && Ledger.Checkpoint.Number(old[4..]) is { } size
            ? new AddCheckpoint(size, lines.Hashes(), lines.Rest)
            : throw new FormatException("The first line is 'old' and a size.");
    }

    /// <summary>The lines of a witness's answer that are good signatures by a key known to be its; anything else is dropped.</summary>
    public IReadOnlyList<string> Cosignatures(string answer, IReadOnlyCollection<VerifierKey> witnesses)
    {
        if (SignedNote.Split(Checkpoint) is not var (text, _))
        {
            return [];
        }

        return [.. answer.Split('\n').Where(line => SignedNote.Open(text + "\n" + line + "\n", witnesses).Verdict == NoteVerdict.Verified).Distinct()];
    }
}
