using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reporting.Server.Evidence.Storage;

/// <summary>
/// Encrypts content piece by piece (AES-256-GCM), so that any range can be read without the rest. Each piece is bound to
/// its tenant, its content and its position: one that was moved, exchanged or cut does not open.
/// </summary>
public sealed class SegmentCipher(byte[] key, string tenant, Guid place) : IDisposable
{
    /// <summary>Content a segment holds at most, bytes. A range is read in whole segments, an upload holds one in memory.</summary>
    public const int SegmentBytes = 1024 * 1024;

    /// <summary>What encryption adds to a segment: nonce and tag, bytes.</summary>
    public const int Overhead = NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly AesGcm _aes = new(key, TagBytes);

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(32);

    /// <summary>Writes nonce, ciphertext and tag.</summary>
    public void Close(ReadOnlySpan<byte> plain, int index, Span<byte> into)
    {
        RandomNumberGenerator.Fill(into[..NonceBytes]);
        _aes.Encrypt(into[..NonceBytes], plain, into.Slice(NonceBytes, plain.Length), into.Slice(NonceBytes + plain.Length, TagBytes), Bound(index));
    }

    /// <exception cref="EvidenceDamagedException">This is not the segment that was written at this position.</exception>
    public void Open(ReadOnlySpan<byte> closed, int index, Span<byte> into)
    {
        try
        {
            _aes.Decrypt(closed[..NonceBytes], closed[NonceBytes..^TagBytes], closed[^TagBytes..], into, Bound(index));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new EvidenceDamagedException($"Segment {index} of {place} is not what was written.", e);
        }
    }

    private byte[] Bound(int index) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{tenant}\n{place:N}\n{index}"));

    public void Dispose() => _aes.Dispose();
}
