using System.Security.Cryptography;

namespace Reporting.Ledger;

/// <summary>
/// What a receipt says of a filing's content without showing it: SHA-256 over a domain, 32 random bytes of salt and the
/// canonical submitted body. The filer checks it with its own copy and the salt; nobody else can guess a body from it.
/// </summary>
/// <param name="Digest">32 bytes.</param>
/// <param name="Salt">32 random bytes. Handed to the filer; destroying every copy of it makes the digest say nothing.</param>
public sealed record ContentCommitment(byte[] Digest, byte[] Salt)
{
    private static ReadOnlySpan<byte> Domain => "reporting/content-commitment/v1\n"u8;

    /// <summary>Commits to a submitted JSON body under fresh salt.</summary>
    public static ContentCommitment To(ReadOnlyMemory<byte> body) => To(body, RandomNumberGenerator.GetBytes(32));

    /// <summary>Commits under a known salt: how a filer checks a receipt.</summary>
    public static ContentCommitment To(ReadOnlyMemory<byte> body, byte[] salt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Domain);
        hash.AppendData(salt);
        hash.AppendData(CanonicalJson.Of(body));
        return new ContentCommitment(hash.GetHashAndReset(), salt);
    }
}
