using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reporting.Exchange.Stix;

/// <summary>Ids of STIX objects that we make: the same thing gets the same id in every bundle, so that a reader who has it replaces it and does not hold it twice.</summary>
public static class StixIds
{
    // Ours alone. The standard keeps its own namespace for observables, and forbids it for everything else (STIX 2.1, 2.9).
    private static readonly Guid Namespace = new("6ba1e5f0-6d4c-5c5e-9a4e-2f6d3c1b7a90");

    /// <summary><c>type--uuid</c> with a UUID of version 5 (RFC 9562, 5.5) made of the type and these parts, in this order.</summary>
    /// <remarks>Version 5 and not ours of version 8: the OASIS schemas take versions 1 to 5.</remarks>
    public static string Of(string type, params ReadOnlySpan<string> parts)
    {
        var name = new StringBuilder(type);
        foreach (var part in parts)
        {
            name.Append(CultureInfo.InvariantCulture, $"\n{part.Length}:{part}");
        }

        return $"{type}--{Named(name.ToString())}";
    }

#pragma warning disable CA5350 // Version 5 is defined by SHA-1; nothing is protected by it.
    private static Guid Named(string name)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
#pragma warning restore CA5350
}

/// <summary>Instants as STIX writes them: UTC, to the millisecond (STIX 2.1, 3.2).</summary>
public static class StixTime
{
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
