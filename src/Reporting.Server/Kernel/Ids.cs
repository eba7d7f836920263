using System.Security.Cryptography;
using System.Text;

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
        return Versioned(bits, 4);
    }

    /// <summary>The id of what has this name, the same each time (RFC 9562, version 8): nothing has to be looked up, and a second stream cannot be started.</summary>
    public static Guid Named(string name) => Versioned(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16), 8);

    private static Guid Versioned(Span<byte> bits, int version)
    {
        bits[6] = (byte)((bits[6] & 0x0F) | (version << 4));
        bits[8] = (byte)((bits[8] & 0x3F) | 0x80);
        return new Guid(bits, bigEndian: true);
    }
}
