using System.Globalization;
using System.Text;

namespace Reporting.Ledger;

/// <summary>A proof that can be kept and checked without us: C2SP tlog-proof, a file named <c>.tlog-proof</c>.</summary>
/// <param name="Extra">What is needed to build the leaf again; not authenticated by itself. Null: none.</param>
/// <param name="Hashes">Of the inclusion proof, from the leaf's sibling up.</param>
/// <param name="Checkpoint">The signed checkpoint, verbatim.</param>
public sealed record ProofFile(byte[]? Extra, ulong Index, IReadOnlyList<byte[]> Hashes, string Checkpoint)
{
    public const string FirstLine = "c2sp.org/tlog-proof@v1";

    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Extra is not null)
        {
            text.Append("extra ").Append(Convert.ToBase64String(Extra)).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes)
        {
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <exception cref="FormatException">Says what it is not.</exception>
    public static ProofFile Parse(string text)
    {
        var lines = new Lines(text);
        if (lines.Next() != FirstLine)
        {
            throw new FormatException(text.StartsWith(FirstLine + "\r", StringComparison.Ordinal) ? "Its lines end in CR LF, and a proof's in LF." : $"A proof begins with the line {FirstLine}.");
        }

        var line = lines.Next();
        byte[]? extra = null;
        if (line.StartsWith("extra ", StringComparison.Ordinal))
        {
            extra = Base64.Bytes(line[6..]) ?? throw new FormatException("The extra data of the proof is not base64.");
            line = lines.Next();
        }

        if (!line.StartsWith("index ", StringComparison.Ordinal) || Ledger.Checkpoint.Number(line[6..]) is not { } index)
        {
            throw new FormatException("The proof has no line 'index' with a number.");
        }

        return new ProofFile(extra, index, lines.Hashes(), lines.Rest);
    }
}

/// <summary>A consistency proof in a file of its own: sizes, hashes and both checkpoints are the verifier's to hold against it.</summary>
/// <param name="From">The smaller size.</param>
/// <param name="To">The larger size.</param>
public sealed record ConsistencyFile(ulong From, ulong To, IReadOnlyList<byte[]> Hashes)
{
    public const string FirstLine = "reporting/tlog-consistency/v1";

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\nfrom {From}\nto {To}\n") + string.Concat(Hashes.Select(h => Convert.ToBase64String(h) + "\n")) + "\n";

    /// <exception cref="FormatException">Says what it is not.</exception>
    public static ConsistencyFile Parse(string text)
    {
        var lines = new Lines(text);
        return lines.Next() == FirstLine
            && lines.Next() is var from && from.StartsWith("from ", StringComparison.Ordinal) && Checkpoint.Number(from[5..]) is { } size1
            && lines.Next() is var to && to.StartsWith("to ", StringComparison.Ordinal) && Checkpoint.Number(to[3..]) is { } size2
                ? new ConsistencyFile(size1, size2, lines.Hashes())
                : throw new FormatException($"A consistency proof begins with the lines {FirstLine}, from and to.");
    }
}

/// <summary>A text read line by line, each of which ends with LF.</summary>
internal sealed class Lines(string text)
{
    private int _at;

    public string Rest => text[_at..];

    /// <exception cref="FormatException">There is none left.</exception>
    public string Next()
    {
        var end = text.IndexOf('\n', _at);
        if (end < 0)
        {
            throw new FormatException("It ends in the middle of a line.");
        }

        var line = text[_at..end];
        _at = end + 1;
        return line;
    }

    /// <summary>One hash a line, up to the blank line.</summary>
    public IReadOnlyList<byte[]> Hashes()
    {
        var hashes = new List<byte[]>();
        while (Next() is { Length: > 0 } line)
        {
            hashes.Add(Base64.Hash(line) ?? throw new FormatException("A line of the proof is not the base64 of 32 bytes."));
            if (hashes.Count > Merkle.MostProofHashes)
            {
                throw new FormatException($"A proof has at most {Merkle.MostProofHashes} hashes.");
            }
        }

        return hashes;
    }
}
