using System.Buffers.Binary;
using System.Text;

namespace Reporting.Ledger;

/// <summary>How a note stands to the keys of whoever reads it.</summary>
public enum NoteVerdict
{
    /// <summary>At least one known key signed it, and no signature of a known key is wrong.</summary>
    Verified,

    /// <summary>Not a note at all.</summary>
    Unreadable,

    /// <summary>A known key's signature does not fit the text: nothing in the note is to be believed.</summary>
    BadSignature,

    /// <summary>Nobody known signed it.</summary>
    NoKnownKey,
}

/// <summary>What was found of a note.</summary>
/// <param name="Text">The signed text, with its last line break; null where the note is unreadable.</param>
/// <param name="Signers">The known keys that signed it.</param>
/// <param name="Reason">In words, where it is not verified.</param>
public sealed record OpenedNote(NoteVerdict Verdict, string? Text, IReadOnlyList<VerifierKey> Signers, string? Reason);

/// <summary>C2SP signed notes: text, a blank line, one line a signature. Signatures of unknown keys are passed over; a known key's bad one rejects the whole.</summary>
public static class SignedNote
{
    /// <summary>Bytes; no note of ours comes near it.</summary>
    public const int MostBytes = 1_000_000;

    private const int MostSignatures = 100;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Signs a text with each key, in their order.</summary>
    /// <exception cref="FormatException">The text is none a note can hold.</exception>
    public static string Sign(string text, params IEnumerable<SignerKey> keys) =>
        IsText(text) ? text + "\n" + string.Concat(keys.Select(k => k.Line(text))) : throw new FormatException("A note's text ends with a line break and holds no other control character.");

    public static OpenedNote Open(ReadOnlySpan<byte> note, IReadOnlyCollection<VerifierKey> known)
    {
        string text;
        try
        {
            text = note.Length <= MostBytes ? Strict.GetString(note) : "";
        }
        catch (DecoderFallbackException)
        {
            return Unreadable("it is not UTF-8");
        }

        return note.Length > MostBytes ? Unreadable($"it is longer than {MostBytes} bytes") : Open(text, known);
    }

    public static OpenedNote Open(string note, IReadOnlyCollection<VerifierKey> known)
    {
        if (Split(note) is not { } parts)
        {
            return Unreadable(note.Contains('\r', StringComparison.Ordinal) ? "its lines end in CR LF, and a note's in LF" : "it has no text followed by a blank line and signatures");
        }

        var (text, lines) = parts;
        if (lines.Count > MostSignatures)
        {
            return Unreadable($"it has more than {MostSignatures} signatures");
        }

        var signers = new List<VerifierKey>();
        foreach (var line in lines)
        {
            if (Signature(line) is not var (name, id, signature))
            {
                return Unreadable("a signature line is not of the form '— name base64'");
            }

            if (known.FirstOrDefault(k => k.Name == name && k.Id == id) is not { } key || signers.Contains(key))
            {
                continue;
            }

            if (!key.Verifies(text, signature))
            {
                return new OpenedNote(NoteVerdict.BadSignature, text, [], $"the signature of {key.Name} ({key.Id:x8}) does not fit the text");
            }

            signers.Add(key);
        }

        return signers.Count > 0
            ? new OpenedNote(NoteVerdict.Verified, text, signers, null)
            : new OpenedNote(NoteVerdict.NoKnownKey, text, [], "none of its signatures is by a key that is known here" + Strangers(lines));
    }

    /// <summary>The text of a note that may be signed by anybody, and its signature lines; null: not a note.</summary>
    public static (string Text, IReadOnlyList<string> Signatures)? Split(string note)
    {
        // At the last blank line: a text may hold others.
        var at = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (at < 0 || !note.EndsWith('\n') || at + 2 == note.Length)
        {
            return null;
        }

        var text = note[..(at + 1)];
        return IsText(text) && IsText(note) ? (text, note[(at + 2)..^1].Split('\n')) : null;
    }

    private static (string Name, uint Id, byte[] Signature)? Signature(string line)
    {
        if (!line.StartsWith("— ", StringComparison.Ordinal) || line[2..].Split(' ') is not [var name, var base64] || !VerifierKey.IsName(name))
        {
            return null;
        }

        return Base64.Bytes(base64) is { Length: >= 5 } blob ? (name, BinaryPrimitives.ReadUInt32BigEndian(blob), blob[4..]) : null;
    }

    private static string Strangers(IReadOnlyList<string> lines) =>
        " (it names " + string.Join(", ", lines.Select(l => Signature(l)).OfType<(string Name, uint Id, byte[])>().Select(s => $"{s.Name} {s.Id:x8}")) + ")";

    private static bool IsText(string text) => text.EndsWith('\n') && !text.Any(c => (c < ' ' && c != '\n') || c == '\uFFFD') && IsWhole(text);

    // A lone surrogate is no text and would be signed as something else.
    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (!char.IsSurrogatePair(text, i) || i++ < 0))
            {
                return false;
            }
        }

        return true;
    }

    private static OpenedNote Unreadable(string why) => new(NoteVerdict.Unreadable, null, [], why);
}
