using System.Globalization;
using System.Text.Json;

namespace Reporting.Ledger;

/// <summary>What came of a check. The numbers are the exit codes of <c>reporting verify</c>.</summary>
public enum Verdict
{
    Good = 0,

    /// <summary>Something was changed, forged or swapped.</summary>
    Bad = 1,

    /// <summary>What was given is none of the things that can be checked.</summary>
    Unreadable = 2,

    /// <summary>The receipt is genuine; the proof that it was kept is still to come.</summary>
    OnlyPromised = 3,

    /// <summary>Signed by nobody whose key was given: nothing can be said.</summary>
    UnknownKey = 4,
}

/// <summary>A verdict, and in words what was checked up to it, one sentence a line; the last says why, where it is not good.</summary>
public sealed record Checked(Verdict Verdict, IReadOnlyList<string> Words);

/// <summary>What somebody holds of a filing.</summary>
/// <param name="Note">The signed receipt; null where only a proof is at hand.</param>
/// <param name="Salt">Of the content commitment, 32 bytes.</param>
/// <param name="Proof">The <see cref="ProofFile"/>, once the filing has its place.</param>
public sealed record HeldReceipt(string? Note, byte[]? Salt, string? Proof)
{
    /// <summary>Reads a receipt as this system gives it out: the answer to a filing, the receipt in it, a proof file or a note.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static HeldReceipt Read(string text)
    {
        if (text.StartsWith(ProofFile.FirstLine, StringComparison.Ordinal))
        {
            return new HeldReceipt(null, null, text);
        }

        if (text.StartsWith(ReceiptNote.FirstLine, StringComparison.Ordinal))
        {
            return new HeldReceipt(text, null, null);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var receipt = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("receipt", out var within) ? within : root;
            if (receipt.ValueKind == JsonValueKind.Object && Member(receipt, "note") is { } note)
            {
                var salt = Member(receipt, "salt");
                return new HeldReceipt(
                    note,
                    salt is null ? null : Base64.Bytes(salt) is { Length: 32 } bytes ? bytes : throw new FormatException("The receipt's salt is not the base64 of 32 bytes."),
                    Member(receipt, "proof"));
            }
        }
        catch (JsonException e)
        {
            throw new FormatException("It is neither JSON, nor a proof, nor a receipt note.", e);
        }

        throw new FormatException("The JSON has no receipt with a signed note.");
    }

    private static string? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"The receipt's {name} is no text.")
            : null;
}

/// <summary>
/// Checks a receipt with nothing but public keys and, where it is at hand, the filer's own copy of what it filed: offline,
/// years later, by anybody.
/// </summary>
public sealed class ReceiptCheck(IReadOnlyCollection<VerifierKey> keys)
{
    private readonly List<string> _words = [];

    /// <param name="content">What was submitted, as JSON; laid out in any way.</param>
    /// <param name="since">An earlier signed checkpoint that the log must still be consistent with.</param>
    /// <param name="consistency">The proof of that, a <see cref="ConsistencyFile"/>; not needed where both sizes are the same.</param>
    /// <param name="openings">Markers of a deposit that are shown, one a line as JSON with <c>marker</c> and <c>salt</c>: each must be among the content's commitments.</param>
    /// <param name="before">What was received must have been received before this: the day a suspect's model was published, say.</param>
    public Checked Run(HeldReceipt held, ReadOnlyMemory<byte>? content = null, string? since = null, string? consistency = null, string? openings = null, DateTimeOffset? before = null)
    {
        _words.Clear();
        try
        {
            var found = Check(held, content, since, consistency, before);
            return openings is null || found.Verdict is not (Verdict.Good or Verdict.OnlyPromised) ? found
                : Opened(content ?? throw new FormatException("What was deposited was not given: without it no marker can be compared."), openings, found);
        }
        catch (FormatException e)
        {
            return Ends(Verdict.Unreadable, e.Message);
        }
    }

    private Checked Check(HeldReceipt held, ReadOnlyMemory<byte>? content, string? since, string? consistency, DateTimeOffset? before)
    {
        ReceiptNote? receipt = null;
        if (held.Note is not null)
        {
            var opened = SignedNote.Open(held.Note, keys);
            if (opened.Verdict != NoteVerdict.Verified)
            {
                return NotVerified("the receipt", opened);
            }

            receipt = ReceiptNote.Parse(opened.Text!);
            if (receipt is null)
            {
                return Ends(Verdict.Unreadable, "The note is signed and is no receipt of a version known here.");
            }

            if (opened.Signers.All(k => k.Name != ReceiptNote.KeyName(receipt.Origin)))
            {
                return Ends(Verdict.Bad, $"The receipt is signed by {opened.Signers[0].Name}, which does not sign receipts of {receipt.Origin}.");
            }

            _words.Add($"Signed as a receipt of {receipt.Origin}: entry {receipt.Entry}, case {receipt.Case}, received {ReceiptNote.Written(receipt.ReceivedAt)}, recorded {ReceiptNote.Written(receipt.RecordedAt)}.");
        }

        if (before is { } limit)
        {
            if ((receipt ?? throw new FormatException("The signed receipt was not given: a proof alone carries no date.")).ReceivedAt >= limit)
            {
                return Ends(Verdict.Bad, $"It was received {ReceiptNote.Written(receipt.ReceivedAt)}, which is not before {ReceiptNote.Written(limit)}.");
            }

            _words.Add($"Received before {ReceiptNote.Written(limit)}.");
        }

        var proof = held.Proof is null ? null : ProofFile.Parse(held.Proof);
        var leaf = proof?.Extra is { } extra ? LeafExtra.Parse(extra) ?? throw new FormatException("The proof's extra data is not what this version puts there.") : null;
        var salt = held.Salt ?? leaf?.Salt;
        if (content is { } body && ContentFault(body, salt, receipt?.Content ?? leaf?.Entry.Content) is { } fault)
        {
            return fault;
        }

        return proof is null
            ? Ends(Verdict.OnlyPromised, $"It promises a place in the ledger by {ReceiptNote.Written(receipt!.IncludedBy)}; the proof was not given. Fetch it from /v1/receipts/{receipt.Entry}.")
            : Included(proof, leaf ?? throw new FormatException("The proof has no extra data to build the leaf from."), receipt, since, consistency);
    }

    private static Checked Opened(ReadOnlyMemory<byte> deposit, string openings, Checked found)
    {
        using var document = JsonDocument.Parse(deposit);
        var commitments = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("commitments", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(c => c.ToString()).ToHashSet(StringComparer.Ordinal)
            : throw new FormatException("The content is no deposit: it has no commitments.");
        var opened = 0;
        foreach (var line in openings.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (marker, salt) = Opening(line);
            if (!commitments.Contains(Convert.ToBase64String(MarkerCommitment.To(marker, salt))))
            {
                return new Checked(Verdict.Bad, [.. found.Words, $"Marker {opened + 1} of those shown is not among the deposit's commitments."]);
            }

            opened++;
        }

        return found with { Words = [.. found.Words, $"{opened} of the deposit's {commitments.Count} markers are opened: each existed when the deposit was received."] };
    }

    private static (string Marker, byte[] Salt) Opening(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("marker").GetString() is { } marker && Base64.Bytes(document.RootElement.GetProperty("salt").GetString() ?? "") is { Length: 32 } salt
                ? (marker, salt)
                : throw new FormatException("An opening has a marker and its salt, the base64 of 32 bytes.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("An opening is a line of JSON with marker and salt.", e);
        }
    }

    private Checked? ContentFault(ReadOnlyMemory<byte> content, byte[]? salt, byte[]? committed)
    {
        if (salt is null || committed is null)
        {
            return Ends(Verdict.Unreadable, "The content cannot be compared: the salt was not given. It stands in the answer to the filing.");
        }

        try
        {
            if (!Merkle.Same(ContentCommitment.To(content, salt).Digest, committed))
            {
                return Ends(Verdict.Bad, "The content is not what was filed: another value, member or number.");
            }
        }
        catch (JsonException)
        {
            return Ends(Verdict.Unreadable, "The content is not JSON.");
        }

        _words.Add("The content is, value for value, what was filed.");
        return null;
    }

    private Checked Included(ProofFile proof, LeafExtra leaf, ReceiptNote? receipt, string? since, string? consistency)
    {
        var opened = SignedNote.Open(proof.Checkpoint, keys);
        if (opened.Verdict != NoteVerdict.Verified)
        {
            return NotVerified("the checkpoint", opened);
        }

        if (Head(opened) is not { } head)
        {
            return Ends(Verdict.Bad, "The checkpoint is signed by no key of the log it names.");
        }

        if (receipt is not null && receipt.Origin != head.Origin)
        {
            return Ends(Verdict.Bad, $"The receipt is of {receipt.Origin}, the proof of another log, {head.Origin}.");
        }

        if (receipt is not null && !Merkle.Same(receipt.Content, leaf.Entry.Content))
        {
            return Ends(Verdict.Bad, "The proof is of another filing than the receipt.");
        }

        if (Merkle.InclusionFault(proof.Index, head.Size, leaf.Entry.LeafHash(), proof.Hashes, head.Root) is { } fault)
        {
            return Ends(Verdict.Bad, $"The leaf is not shown to be in the tree: {fault}.");
        }

        _words.Add($"Leaf {Number(proof.Index)} of the {Number(head.Size)} under the signed checkpoint of {head.Origin}.");
        foreach (var witness in opened.Signers.Where(k => k.Type == NoteKeyType.Cosignature))
        {
            _words.Add($"The witness {witness.Name} has cosigned that checkpoint.");
        }

        return since is null ? new Checked(Verdict.Good, [.. _words]) : Consistent(head, since, consistency);
    }

    private Checked Consistent(Checkpoint head, string since, string? consistency)
    {
        var opened = SignedNote.Open(since, keys);
        if (opened.Verdict != NoteVerdict.Verified)
        {
            return NotVerified("the earlier checkpoint", opened);
        }

        if (Head(opened) is not { } earlier)
        {
            return Ends(Verdict.Bad, "The earlier checkpoint is signed by no key of the log it names.");
        }

        if (earlier.Origin != head.Origin)
        {
            return Ends(Verdict.Bad, $"The earlier checkpoint is of another log, {earlier.Origin}.");
        }

        if (earlier.Size == 0)
        {
            _words.Add("The earlier checkpoint is of the empty log, with which everything agrees.");
            return new Checked(Verdict.Good, [.. _words]);
        }

        var (first, second) = earlier.Size <= head.Size ? (earlier, head) : (head, earlier);
        var proof = consistency is not null ? ConsistencyFile.Parse(consistency)
            : first.Size == second.Size ? new ConsistencyFile(first.Size, second.Size, [])
            : throw new FormatException($"No proof was given that the log of {Number(second.Size)} leaves begins with that of {Number(first.Size)}.");
        if (proof.From != first.Size || proof.To != second.Size)
        {
            return Ends(Verdict.Bad, $"The consistency proof is from {Number(proof.From)} to {Number(proof.To)}, and not between these checkpoints.");
        }

        if (Merkle.ConsistencyFault(first.Size, second.Size, first.Root, second.Root, proof.Hashes) is { } fault)
        {
            return Ends(Verdict.Bad, $"The log is not shown to be the one that was seen before: {fault}.");
        }

        _words.Add($"The log of {Number(second.Size)} leaves begins with the {Number(first.Size)} that were seen before: nothing of them was changed, dropped or reordered.");
        return new Checked(Verdict.Good, [.. _words]);
    }

    // A checkpoint counts as signed by its log, not by a witness alone and not by the key of the receipts.
    private static Checkpoint? Head(OpenedNote opened) =>
        Checkpoint.Parse(opened.Text!) is { } head && opened.Signers.Any(k => k.Name == head.Origin && k.Type == NoteKeyType.Ed25519) ? head : null;

    private Checked NotVerified(string what, OpenedNote opened) => Ends(
        opened.Verdict switch
        {
            NoteVerdict.BadSignature => Verdict.Bad,
            NoteVerdict.NoKnownKey => Verdict.UnknownKey,
            _ => Verdict.Unreadable,
        },
        $"Of {what}: {opened.Reason}.");

    private Checked Ends(Verdict verdict, string why) => new(verdict, [.. _words, why]);

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What stands in a proof's extra data: the salt of the content (zeros where it was not handed out) and the leaf's entry.</summary>
public sealed record LeafExtra(byte[]? Salt, LedgerEntry Entry)
{
    public byte[] ToBytes() => [.. Salt ?? new byte[32], .. Entry.ToBytes()];

    public static LeafExtra? Parse(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 32 + LedgerEntry.Bytes && LedgerEntry.Parse(bytes[32..]) is { } entry
            ? new LeafExtra(bytes[..32].IndexOfAnyExcept((byte)0) < 0 ? null : bytes[..32].ToArray(), entry)
            : null;
}
