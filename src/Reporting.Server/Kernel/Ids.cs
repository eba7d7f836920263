using System.Security.Cryptography;

namespace Reporting.Server.Kernel;

/// <summary>Where ids come from. Made once, at the edge of the system; never inside a decision or a projection.</summary>
public static class Ids
{
    /// <summary>A new id in order of time (UUID version 7), so that indexes grow at their end. Not shown to authorities: it tells when a case was opened.</summary>
    public static Guid Next() => Guid.CreateVersion7();

    /// <summary>A new id that tells nothing (UUID version 4), for what an authority is shown.</summary>
    public static Guid Random()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        bits[6] = (byte)((bits[6] & 0x0F) | 0x40);
        bits[8] = (byte)((bits[8] & 0x3F) | 0x80);
        return new Guid(bits, bigEndian: true);
    }
}
