using System.Security.Cryptography;

namespace Reporting.Server.Kernel;

/// <summary>
/// References people read out over the telephone: random, so that neither count nor date of the cases can be told from
/// one, with two check symbols, so that a slip of the tongue names no other case. The firm and each authority have one
/// of their own for the same case.
/// </summary>
public static class References
{
    // Crockford's base 32: no I, L, O, U, so that nothing is misread.
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Payload = 12;

    // The largest prime below 32 × 32: every single slip and every swap of neighbours changes the remainder.
    private const ulong Modulus = 1021;

    /// <summary>A fresh reference of 60 random bits, as <c>4F7K-9Q2M-XD31-6T</c>.</summary>
    public static string Next()
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return Format(BitConverter.ToUInt64(random) >> 4);
    }

    /// <summary>The reference in its one written form, whatever case, dashes or look-alike letters it was typed with; null when its check symbols do not fit.</summary>
    public static string? Parse(string? typed)
    {
        if (typed is null || typed.Length > 40)
        {
            return null;
        }

        ulong value = 0;
        var count = 0;
        ulong check = 0;
        foreach (var c in typed)
        {
            if (c is '-' or ' ')
            {
                continue;
            }

            var symbol = Symbols.IndexOf(Canonical(c), StringComparison.Ordinal);
            if (symbol < 0 || ++count > Payload + 2)
            {
                return null;
            }

            (value, check) = count <= Payload ? ((value << 5) | (uint)symbol, check) : (value, (check << 5) | (uint)symbol);
        }

        return count == Payload + 2 && value % Modulus == check ? Format(value) : null;
    }

    private static char Canonical(char c) => char.ToUpperInvariant(c) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    };

    private static string Format(ulong value)
    {
        var check = value % Modulus;
        return string.Create(17, (value, check), static (span, s) =>
        {
            var (v, k) = s;
            span[16] = Symbols[(int)(k & 31)];
            span[15] = Symbols[(int)(k >> 5)];
            for (var i = 13; i >= 0; i--)
            {
                if (i is 4 or 9)
                {
                    span[i] = '-';
                    continue;
                }

                span[i] = Symbols[(int)(v & 31)];
                v >>= 5;
            }

            span[14] = '-';
        });
    }
}
