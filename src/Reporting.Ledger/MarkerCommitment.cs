using System.Security.Cryptography;
using System.Text;

namespace Reporting.Ledger;

/// <summary>
/// A commitment to a marker (a canary prompt or its output, a watermark, a fingerprint of a model) whose text stays at
/// home: SHA-256 over a domain, 32 random bytes of salt and the text in UTF-8. Deposited before a theft and opened after
/// it, it shows that the marker existed on the day of the deposit.
/// </summary>
public static class MarkerCommitment
{
    private static ReadOnlySpan<byte> Domain => "reporting/marker-commitment/v1\n"u8;

    public static byte[] To(string marker, ReadOnlySpan<byte> salt) => SHA256.HashData([.. Domain, .. salt, .. Encoding.UTF8.GetBytes(marker)]);
}
