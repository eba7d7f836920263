using System.Security.Cryptography;

namespace Reporting.Ledger;

/// <summary>What a leaf stands for. Coarse on purpose: leaves are read by parties who may not know whose they are.</summary>
public enum EntryKind : byte
{
    /// <summary>One append to one stream: a filing, a decision, an evaluation, a registration.</summary>
    Append = 1,

    /// <summary>A deposit of commitments whose contents stay with the depositor.</summary>
    Deposit = 2,
}

/// <summary>
/// One leaf of the ledger, 123 bytes: a version line, the kind, what was submitted (salted), what was stored (salted), the
/// hash of the leaf before it of the same stream. Nothing in it can be read back; each part is checked by who holds the rest.
/// </summary>
/// <param name="Content">The <see cref="ContentCommitment"/>'s 32 bytes, which the filer checks.</param>
/// <param name="Stored">The <see cref="StoredDigest"/>'s 32 bytes, which the auditor checks, before and after an erasure.</param>
/// <param name="Previous">32 bytes; zeros for the first of a stream.</param>
public sealed record LedgerEntry(EntryKind Kind, byte[] Content, byte[] Stored, byte[] Previous)
{
    private static ReadOnlySpan<byte> Version => "reporting/ledger-entry/v1\n"u8;

    /// <summary>Length of a leaf's entry.</summary>
    public const int Bytes = 26 + 1 + (3 * Merkle.HashBytes);

    public static byte[] NoPrevious => new byte[Merkle.HashBytes];

    public byte[] ToBytes() => [.. Version, (byte)Kind, .. Content, .. Stored, .. Previous];

    public byte[] LeafHash() => Merkle.Leaf(ToBytes());

    /// <summary>Null: these bytes are no entry of a version known here.</summary>
    public static LedgerEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Bytes || !bytes.StartsWith(Version) || bytes[Version.Length] is 0 or > (byte)EntryKind.Deposit)
        {
            return null;
        }

        var kind = (EntryKind)bytes[Version.Length];
        var hashes = bytes[(Version.Length + 1)..];
        return new LedgerEntry(kind, hashes[..32].ToArray(), hashes[32..64].ToArray(), hashes[64..].ToArray());
    }
}

/// <summary>One stored event, as the database shows its row: no type of the program that wrote it takes part.</summary>
/// <param name="Sequence">Its number in the store.</param>
/// <param name="Id">UUID, lower case with dashes.</param>
/// <param name="Stream">UUID, lower case with dashes.</param>
/// <param name="RecordedAt">Microseconds since 1970, UTC.</param>
/// <param name="By">Who stands behind it; null where nobody is named.</param>
/// <param name="Body">The JSON as stored: ciphertext where it is sealed.</param>
public readonly record struct StoredEvent(long Sequence, string Id, string Type, string Tenant, string Stream, long Version, long RecordedAt, string? By, ReadOnlyMemory<byte> Body);

/// <summary>
/// What a leaf says of the rows of one append: SHA-256 over a domain, 32 random bytes of salt, and each event on a line of
/// canonical JSON. Numbers of a body stand as the database writes them: read as IEEE 754 doubles, two that differ in the
/// twentieth digit would be the same.
/// </summary>
public static class StoredDigest
{
    private static ReadOnlySpan<byte> Domain => "reporting/stored-digest/v1\n"u8;

    /// <param name="events">In the order of their versions.</param>
    public static byte[] Of(ReadOnlySpan<byte> salt, IEnumerable<StoredEvent> events) => OfLines(salt, events.Select(Line));

    /// <summary>Of the very bytes that are hashed, an event a line.</summary>
    public static byte[] OfLines(ReadOnlySpan<byte> salt, IEnumerable<byte[]> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        hash.AppendData(salt);
        foreach (var line in lines)
        {
            hash.AppendData(line);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The bytes that are hashed of one event.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is no JSON, or names a member twice.</exception>
    public static byte[] Line(StoredEvent e)
    {
        var head = new System.Text.Json.Nodes.JsonObject
        {
            ["by"] = e.By,
            ["id"] = e.Id,
            ["recordedAt"] = e.RecordedAt,
            ["sequence"] = e.Sequence,
            ["stream"] = e.Stream,
            ["tenant"] = e.Tenant,
            ["type"] = e.Type,
            ["version"] = e.Version,
        };
        var canonical = CanonicalJson.Of(System.Text.Encoding.UTF8.GetBytes(head.ToJsonString()), CanonicalNumbers.AsWritten);
        return [.. canonical, (byte)' ', .. CanonicalJson.Of(e.Body, CanonicalNumbers.AsWritten), (byte)'\n'];
    }
}
