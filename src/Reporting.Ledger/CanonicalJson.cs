using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Reporting.Ledger;

/// <summary>What becomes of a number.</summary>
public enum CanonicalNumbers
{
    /// <summary>RFC 8785: what ECMAScript prints of the nearest IEEE 754 double.</summary>
    AsDoubles,

    /// <summary>The text as it stands: no digit is lost. For text that one writer wrote in its one form, as PostgreSQL does.</summary>
    AsWritten,
}

/// <summary>
/// RFC 8785, the JSON Canonicalization Scheme: one byte sequence for one JSON value, so that a filer hashes its own copy
/// and gets what the receipt commits to, whatever whitespace or member order was on the wire.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The canonical UTF-8 bytes of a JSON text.</summary>
    /// <exception cref="JsonException">Not JSON, a member stands twice, a number no IEEE 754 double can hold, or a lone surrogate.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json, CanonicalNumbers numbers = CanonicalNumbers.AsDoubles)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var output = new ArrayBufferWriter<byte>(Math.Max(json.Length, 16));
        try
        {
            Write(document.RootElement, output, numbers);
        }
        catch (Exception e) when (e is InvalidOperationException or EncoderFallbackException)
        {
            throw new JsonException("A string holds half a character: a surrogate without its other.", e);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output, CanonicalNumbers numbers)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output, numbers);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output, numbers);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, output);
                break;
            case JsonValueKind.Number:
                Ascii(numbers == CanonicalNumbers.AsWritten ? value.GetRawText() : Number(value.GetDouble()), output);
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output, CanonicalNumbers numbers)
    {
        output.Write("{"u8);
        var first = true;

        // Members in the order of their names' UTF-16 code units (section 3.2.3), which is what ordinal comparison of .NET strings is.
        foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            WriteString(member.Name, output);
            output.Write(":"u8);
            Write(member.Value, output, numbers);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output, CanonicalNumbers numbers)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            Write(item, output, numbers);
        }

        output.Write("]"u8);
    }

    private static void WriteString(string text, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c >= ' ' && c is not ('"' or '\\'))
            {
                continue;
            }

            Utf8(text.AsSpan(from, i - from), output);
            from = i + 1;
            Ascii(Escape(c), output);
        }

        Utf8(text.AsSpan(from), output);
        output.Write("\""u8);
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
    };

    /// <summary>ECMAScript's Number::toString (section 3.2.2.3): shortest digits that round-trip; plain notation from 1e-6 up to 1e21.</summary>
    private static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException("A number is outside the range of an IEEE 754 double.");
        }

        if (value == 0)
        {
            return "0";
        }

        // .NET's shortest digits are ECMAScript's; only the notation differs, so take digits and decimal point apart.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var parts = shortest[0].Split('.');
        var exponent = shortest.Length > 1 ? int.Parse(shortest[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var all = parts[0] + (parts.Length > 1 ? parts[1] : "");
        var digits = all.TrimStart('0');
        var point = parts[0].Length + exponent - (all.Length - digits.Length);
        return (value < 0 ? "-" : "") + Notation(digits.TrimEnd('0'), point);
    }

    /// <param name="point">How many digits stand before the decimal point; zero or less: that many zeros follow it.</param>
    private static string Notation(string digits, int point) => point switch
    {
        > 0 and <= 21 when digits.Length <= point => digits + new string('0', point - digits.Length),
        > 0 and <= 21 => digits[..point] + "." + digits[point..],
        > -6 and <= 0 => "0." + new string('0', -point) + digits,
        _ => digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + "e" + (point > 0 ? "+" : "-") + Math.Abs(point - 1).ToString(CultureInfo.InvariantCulture),
    };

    private static void Utf8(ReadOnlySpan<char> text, ArrayBufferWriter<byte> output)
    {
        if (text.IsEmpty)
        {
            return;
        }

        var into = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Strict.GetBytes(text, into));
    }

    private static void Ascii(string text, ArrayBufferWriter<byte> output)
    {
        var into = output.GetSpan(text.Length);
        output.Advance(Encoding.ASCII.GetBytes(text, into));
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
