using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Reporting.Server.Kernel;

/// <summary>
/// Cursors that clients cannot read into, change, or use for another list: the position and a MAC over it and over who
/// asked for what. Stateless, so that any node can open them.
/// </summary>
public sealed class Cursors(CursorKey key)
{
    private const int MacBytes = 16;

    public string Seal(string position, string scope)
    {
        var text = Encoding.UTF8.GetBytes(position);
        return Base64Url.EncodeToString([.. Mac(text, scope), .. text]);
    }

    /// <summary>The position, or null when this cursor is not of this list.</summary>
    public string? Open(string cursor, string scope)
    {
        if (cursor.Length > 500 || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        return bytes.Length > MacBytes && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, MacBytes), Mac(bytes.AsSpan(MacBytes), scope))
            ? Encoding.UTF8.GetString(bytes.AsSpan(MacBytes))
            : null;
    }

    private byte[] Mac(ReadOnlySpan<byte> position, string scope)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Bytes);
        hash.AppendData(Encoding.UTF8.GetBytes(scope));
        hash.AppendData([0]);
        hash.AppendData(position);
        return hash.GetHashAndReset()[..MacBytes];
    }
}

/// <summary>The key cursors are signed with: derived from the master key, the same on every node.</summary>
public sealed record CursorKey(byte[] Bytes);
