using System.Security.Cryptography;
using System.Text.Json;

namespace Reporting.Ledger;

/// <summary>What a certificate's signature stands under: which deadline it is of, and the digest of all it says.</summary>
/// <param name="Key">The deadline within its case: <c>regime/obligation</c>, with <c>@entity</c> where it is of another than the reporting one.</param>
/// <param name="Content">SHA-256 of the statement in the canonical form of RFC 8785.</param>
public sealed record CertificateNote(string Origin, Guid Case, string Key, byte[] Content)
{
    public const string FirstLine = "reporting/deadline-certificate/v1";
    private static readonly string[] Names = ["origin ", "case ", "deadline ", "content "];

    public string Text => $"{FirstLine}\norigin {Origin}\ncase {Case:D}\ndeadline {Key}\ncontent {Convert.ToBase64String(Content)}\n";

    /// <summary>Null: the text is no certificate's, or is written in another way than ours.</summary>
    public static CertificateNote? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != Names.Length + 2 || lines[0] != FirstLine || !Names.Select((name, i) => lines[i + 1].StartsWith(name, StringComparison.Ordinal)).All(x => x))
        {
            return null;
        }

        var values = Names.Select((name, i) => lines[i + 1][name.Length..]).ToArray();
        return Guid.TryParseExact(values[1], "D", out var @case) && Base64.Hash(values[3]) is { } content && new CertificateNote(values[0], @case, values[2], content) is var note && note.Text == text
            ? note
            : null;
    }

    /// <summary>Of a statement, as UTF-8.</summary>
    public static byte[] Digest(ReadOnlyMemory<byte> statement) => SHA256.HashData(CanonicalJson.Of(statement));
}

/// <summary>A certificate as somebody holds it: what is said, and the signature.</summary>
public sealed record HeldCertificate(JsonElement Statement, string Note)
{
    /// <summary>Null: this is something else.</summary>
    /// <exception cref="FormatException">A member stands twice in it.</exception>
    public static HeldCertificate? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("statement", out var statement) && statement.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("note", out var note) && note.ValueKind == JsonValueKind.String
                    ? new HeldCertificate(statement.Clone(), note.GetString()!)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>
/// Checks what a certificate says of the ledger: that it is signed, and that the evaluation it shows is, byte for byte, what
/// was stored and has a leaf. Whether that evaluation is right is for whoever has the engine.
/// </summary>
public sealed class CertificateCheck(IReadOnlyCollection<VerifierKey> keys)
{
    /// <param name="evaluation">The stored event's body, where the verdict is good.</param>
    public Checked Run(HeldCertificate held, out JsonElement evaluation)
    {
        evaluation = default;
        try
        {
            return Check(held, out evaluation);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new Checked(Verdict.Unreadable, ["The statement is not one of a version known here: " + e.Message]);
        }
    }

    private Checked Check(HeldCertificate held, out JsonElement evaluation)
    {
        evaluation = default;
        var opened = SignedNote.Open(held.Note, keys);
        if (opened.Verdict != NoteVerdict.Verified)
        {
            return new Checked(
                opened.Verdict switch { NoteVerdict.BadSignature => Verdict.Bad, NoteVerdict.NoKnownKey => Verdict.UnknownKey, _ => Verdict.Unreadable },
                [$"Of the certificate: {opened.Reason}."]);
        }

        if (CertificateNote.Parse(opened.Text!) is not { } note)
        {
            return new Checked(Verdict.Unreadable, ["The note is signed and is no certificate of a version known here."]);
        }

        if (opened.Signers.All(k => k.Name != ReceiptNote.KeyName(note.Origin)))
        {
            return new Checked(Verdict.Bad, [$"The certificate is signed by {opened.Signers[0].Name}, which does not sign for {note.Origin}."]);
        }

        var statement = held.Statement;
        if (!Merkle.Same(CertificateNote.Digest(JsonSerializer.SerializeToUtf8Bytes(statement)), note.Content))
        {
            return new Checked(Verdict.Bad, ["What the certificate says is not what was signed."]);
        }

        if (Text(statement, "key") != note.Key || Text(statement, "case") != note.Case.ToString("D") || Text(statement, "origin") != note.Origin)
        {
            return new Checked(Verdict.Bad, ["What was signed is of another deadline than the certificate says."]);
        }

        var signed = $"Signed by {note.Origin}: deadline {note.Key} of case {note.Case}, as certified {Text(statement, "issuedAt")}.";
        var stored = statement.GetProperty("stored");
        byte[][] lines = [.. stored.GetProperty("lines").EnumerateArray().Select(l => System.Text.Encoding.UTF8.GetBytes(l.GetString()! + "\n"))];
        var proof = ProofFile.Parse(Text(statement, "proof"));
        var leaf = proof.Extra is { } extra ? LeafExtra.Parse(extra) : null;
        var salt = Base64.Bytes(Text(stored, "salt")) ?? throw new FormatException("the salt is no base64.");
        if (leaf is null || !Merkle.Same(StoredDigest.OfLines(salt, lines), leaf.Entry.Stored))
        {
            return new Checked(Verdict.Bad, [signed, "The evaluation shown is not the one that the leaf commits to."]);
        }

        var included = new ReceiptCheck(keys).Run(new HeldReceipt(null, null, Text(statement, "proof")));
        if (included.Verdict != Verdict.Good)
        {
            return new Checked(included.Verdict, [signed, .. included.Words]);
        }

        foreach (var line in lines)
        {
            // The columns, a space, the body: each canonical, so that the columns hold no space outside a text.
            var reader = new Utf8JsonReader(line);
            var head = JsonElement.ParseValue(ref reader);
            if (Text(head, "type") == "deadlines-computed" && Text(head, "stream") == note.Case.ToString("D"))
            {
                var body = new Utf8JsonReader(line.AsSpan((int)reader.BytesConsumed));
                evaluation = JsonElement.ParseValue(ref body);
            }
        }

        return evaluation.ValueKind == JsonValueKind.Object
            ? new Checked(Verdict.Good, [signed, .. included.Words, "The evaluation is, byte for byte, what was stored under that leaf."])
            : new Checked(Verdict.Bad, [signed, "The leaf holds no evaluation of this case."]);
    }

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString() ?? throw new FormatException($"{member} is no text.");
}
