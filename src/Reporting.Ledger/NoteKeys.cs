using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Reporting.Ledger;

/// <summary>What a key signs: a note's text, or a witness's statement that it saw a checkpoint at a time (C2SP signed-note and tlog-cosignature).</summary>
public enum NoteKeyType : byte
{
    Ed25519 = 1,
    Cosignature = 4,
}

/// <summary>A public key that signatures of notes are checked with, by name.</summary>
public sealed class VerifierKey
{
    private readonly PublicKey _key;

    private VerifierKey(string name, NoteKeyType type, byte[] key)
    {
        (Name, Type, Raw) = (name, type, key);
        Id = IdOf(name, type, key);
        _key = PublicKey.Import(SignatureAlgorithm.Ed25519, key, KeyBlobFormat.RawPublicKey);
    }

    public string Name { get; }

    public NoteKeyType Type { get; }

    /// <summary>32 bytes.</summary>
    public byte[] Raw { get; }

    /// <summary>First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), big-endian.</summary>
    public uint Id { get; }

    public static VerifierKey Of(string name, NoteKeyType type, byte[] key) => new(CheckedName(name), type, key);

    /// <summary>Reads <c>name+id+base64</c>.</summary>
    /// <exception cref="FormatException">Says what is wrong with it.</exception>
    public static VerifierKey Parse(string text)
    {
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0]))
        {
            throw new FormatException("A verifier key is written name+id+base64.");
        }

        if (!uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) || parts[1].Length != 8)
        {
            throw new FormatException("The id of a verifier key is eight hexadecimal digits.");
        }

        var blob = Base64.Bytes(parts[2]);
        if (blob is not { Length: 33 } || blob[0] is not ((byte)NoteKeyType.Ed25519 or (byte)NoteKeyType.Cosignature))
        {
            throw new FormatException("The key is not an Ed25519 key of a kind known here.");
        }

        var key = Import(parts[0], (NoteKeyType)blob[0], blob[1..]);
        return key.Id == id ? key : throw new FormatException("The id of the verifier key is not that of its name and key.");
    }

    private static VerifierKey Import(string name, NoteKeyType type, byte[] key)
    {
        try
        {
            return new VerifierKey(name, type, key);
        }
        catch (FormatException e)
        {
            throw new FormatException("The key's bytes are not a point of the curve.", e);
        }
    }

    /// <summary>Whether this signature, without its key id, is over the text.</summary>
    public bool Verifies(string text, ReadOnlySpan<byte> signature) => Type switch
    {
        NoteKeyType.Ed25519 => SignatureAlgorithm.Ed25519.Verify(_key, Encoding.UTF8.GetBytes(text), signature),
        NoteKeyType.Cosignature => signature.Length > 8
            && SignatureAlgorithm.Ed25519.Verify(_key, Cosigned(text, BinaryPrimitives.ReadUInt64BigEndian(signature)), signature[8..]),
    };

    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. Raw])}";

    internal static uint IdOf(string name, NoteKeyType type, byte[] key) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0x0A, (byte)type, .. key]));

    /// <summary>What a witness signs: that it saw this checkpoint, and when.</summary>
    internal static byte[] Cosigned(string text, ulong unixSeconds) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {unixSeconds}\n{text}"));

    /// <summary>Neither empty nor with a space or a plus.</summary>
    internal static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || c == '+');

    internal static string CheckedName(string name) =>
        IsName(name) ? name : throw new FormatException("The name of a key is not empty and has neither spaces nor a plus.");
}

/// <summary>A private key that notes are signed with.</summary>
public sealed class SignerKey : IDisposable
{
    private readonly Key _key;

    private SignerKey(string name, NoteKeyType type, byte[] seed)
    {
        _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        Verifier = VerifierKey.Of(name, type, _key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    public VerifierKey Verifier { get; }

    /// <param name="seed">32 random bytes: the private key of RFC 8032.</param>
    public static SignerKey Of(string name, byte[] seed, NoteKeyType type = NoteKeyType.Ed25519) => new(name, type, seed);

    /// <summary>Reads <c>PRIVATE+KEY+name+id+base64</c>, as the Go tools write it.</summary>
    /// <exception cref="FormatException">Says what is wrong with it, and not what it is.</exception>
    public static SignerKey Parse(string text)
    {
        var parts = text.Split('+', 5);
        var blob = parts.Length == 5 ? Base64.Bytes(parts[4]) : null;
        if (blob is not { Length: 33 } || parts[0] != "PRIVATE" || parts[1] != "KEY" || blob[0] is not ((byte)NoteKeyType.Ed25519 or (byte)NoteKeyType.Cosignature))
        {
            throw new FormatException("A signer key is written PRIVATE+KEY+name+id+base64.");
        }

        var key = new SignerKey(VerifierKey.CheckedName(parts[2]), (NoteKeyType)blob[0], blob[1..]);
        return parts[3] == key.Verifier.Id.ToString("x8", CultureInfo.InvariantCulture)
            ? key
            : throw new FormatException("The id of the signer key is not that of its name and key.");
    }

    /// <summary>The signature line of this key under a text.</summary>
    /// <param name="unixSeconds">When a witness saw it; of other keys, nothing.</param>
    public string Line(string text, ulong unixSeconds = 0)
    {
        var id = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(id, Verifier.Id);
        byte[] signature;
        if (Verifier.Type == NoteKeyType.Cosignature)
        {
            var time = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(time, unixSeconds);
            signature = [.. time, .. SignatureAlgorithm.Ed25519.Sign(_key, VerifierKey.Cosigned(text, unixSeconds))];
        }
        else
        {
            signature = SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text));
        }

        return $"— {Verifier.Name} {Convert.ToBase64String([.. id, .. signature])}\n";
    }

    public void Dispose() => _key.Dispose();
}

/// <summary>Base 64 of RFC 4648 section 4, in the one way a value can be written: padded, without white space or stray bits.</summary>
public static class Base64
{
    /// <summary>What it says, or null where it is not written as base64 writes it.</summary>
    public static byte[]? Bytes(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes.AsSpan(0, length)) == text ? bytes[..length] : null;
    }

    /// <summary>A hash, or null.</summary>
    public static byte[]? Hash(string text) => Bytes(text) is { Length: Merkle.HashBytes } hash ? hash : null;
}
