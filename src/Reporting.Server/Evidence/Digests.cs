using System.Buffers.Text;
using System.Security.Cryptography;
using Reporting.Server.Kernel;

namespace Reporting.Server.Evidence;

/// <summary>What a client says the digest of its content is. Absent algorithms are null.</summary>
/// <param name="Sha256">32 bytes.</param>
/// <param name="Sha512">64 bytes.</param>
public sealed record ExpectedDigests(byte[]? Sha256, byte[]? Sha512)
{
    public static readonly ExpectedDigests None = new(null, null);

    /// <summary>
    /// <c>Content-Digest</c> or <c>Repr-Digest</c> (RFC 9530): a dictionary of byte sequences, <c>sha-256=:…:</c>. Algorithms
    /// that are not known here are passed over, as the RFC asks; sha-256 or sha-512 that cannot be read is a fault.
    /// </summary>
    /// <exception cref="ProblemException">400.</exception>
    public static ExpectedDigests Read(string? field)
    {
        var read = None;
        foreach (var member in (field ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = member.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : member[(equals + 1)..].Split(';')[0].Trim();
            read = (equals < 0 ? member : member[..equals]) switch
            {
                "sha-256" => read with { Sha256 = Bytes(value, SHA256.HashSizeInBytes) },
                "sha-512" => read with { Sha512 = Bytes(value, SHA512.HashSizeInBytes) },
                _ => read,
            };
        }

        return read;
    }

    private static byte[] Bytes(string value, int length) =>
        value.Length > 2 && value.StartsWith(':') && value.EndsWith(':') && Base64.IsValid(value.AsSpan(1, value.Length - 2))
        && Convert.FromBase64String(value[1..^1]) is var bytes && bytes.Length == length
            ? bytes
            : throw new ProblemException(Problem.Of("malformed-request", "A digest is written as sha-256=:base64: or sha-512=:base64: (RFC 9530)."));
}

/// <summary><c>Upload-Checksum</c> of one PATCH (tus 1.0, checksum extension).</summary>
public sealed record Checksum(HashAlgorithmName Algorithm, byte[] Digest)
{
    /// <summary>As <c>OPTIONS</c> names them; the protocol demands sha1.</summary>
    public const string Known = "sha1,sha256,sha512";

    /// <exception cref="ProblemException">400.</exception>
    public static Checksum? Read(string? field)
    {
        if (string.IsNullOrEmpty(field))
        {
            return null;
        }

        var parts = field.Split(' ', 2);
        HashAlgorithmName? algorithm = parts[0] switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        return algorithm is { } known && parts.Length == 2 && Base64.IsValid(parts[1])
            ? new Checksum(known, Convert.FromBase64String(parts[1]))
            : throw new ProblemException(Problem.Of("malformed-request", $"Upload-Checksum is one of {Known}, a space, and the digest in base64."));
    }
}

/// <summary>Digests of what goes by.</summary>
internal sealed class RunningDigests : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _sha512.AppendData(bytes);
    }

    /// <summary>The digests; nothing can be added after it.</summary>
    public (byte[] Sha256, byte[] Sha512) End() => (_sha256.GetHashAndReset(), _sha512.GetHashAndReset());

    public void Dispose()
    {
        _sha256.Dispose();
        _sha512.Dispose();
    }
}
