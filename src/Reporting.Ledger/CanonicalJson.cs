using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
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
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical UTF-8 bytes of a JSON text.</summary>
    /// <exception cref="JsonException">Not JSON, a member stands twice, a number no IEEE 754 double can hold, or a lone surrogate.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json, CanonicalNumbers numbers = CanonicalNumbers.AsDoubles)
    {
        var reader = new Utf8JsonReader(json.Span);
        using var output = new Output(json.Length);
        try
        {
            reader.Read();
            Write(ref reader, output, numbers);
            // Fails where anything but space follows.
            reader.Read();
        }
        catch (Exception e) when (e is InvalidOperationException or EncoderFallbackException)
        {
            throw new JsonException("A string holds half a character: a surrogate without its other.", e);
        }

        return output.Written.ToArray();
    }

    // From the first token of a value to its last.
    private static void Write(ref Utf8JsonReader reader, Output output, CanonicalNumbers numbers)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, output, numbers);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, output, numbers);
                break;
            case JsonTokenType.String:
                WriteString(ref reader, output);
                break;
            case JsonTokenType.Number when numbers == CanonicalNumbers.AsDoubles:
                output.Add(Encoding.ASCII.GetBytes(Number(reader.GetDouble())));
                break;
            default:
                // A number as written, true, false, null.
                output.Add(reader.ValueSpan);
                break;
        }
    }

    // Each member is written where it comes; once all are there they are put in order.
    private static void WriteObject(ref Utf8JsonReader reader, Output output, CanonicalNumbers numbers)
    {
        output.Add("{"u8);
        var (members, from) = (new List<Member>(), output.Length);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = output.Length;
            var name = WriteString(ref reader, output);
            var colon = output.Length;
            output.Add(":"u8);
            reader.Read();
            Write(ref reader, output, numbers);
            members.Add(new Member(name, start, colon, output.Length));
            output.Add(","u8);
        }

        Order(CollectionsMarshal.AsSpan(members), output, from);
        Close(output, from, (byte)'}');
    }

    /// <param name="Name">Null where it is written as it stands, in ASCII.</param>
    /// <param name="Start">Where it begins in the output, with the quote of its name.</param>
    /// <param name="Colon">Where its name has ended.</param>
    /// <param name="End">Where its value has ended, and a comma stands.</param>
    private readonly record struct Member(string? Name, int Start, int Colon, int End);

    // By the UTF-16 code units of their names (section 3.2.3), which is what ordinal comparison of .NET strings is, and of bytes where all are ASCII.
    private static void Order(Span<Member> members, Output output, int from)
    {
        var sorted = true;
        for (var i = 1; i < members.Length && sorted; i++)
        {
            sorted = Compare(members[i - 1], members[i]) < 0;
        }

        if (sorted)
        {
            return;
        }

        members.Sort(Compare);
        for (var i = 1; i < members.Length; i++)
        {
            if (Compare(members[i - 1], members[i]) == 0)
            {
                throw new JsonException("A member stands twice.");
            }
        }

        var length = output.Length - from;
        var ordered = ArrayPool<byte>.Shared.Rent(length);
        var at = 0;
        foreach (var member in members)
        {
            var bytes = output.Written[member.Start..(member.End + 1)];
            bytes.CopyTo(ordered.AsSpan(at));
            at += bytes.Length;
        }

        output.Put(from, ordered.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(ordered, clearArray: true);

        int Compare(Member one, Member other) => one.Name is null && other.Name is null
            ? NameOf(one).SequenceCompareTo(NameOf(other))
            : string.CompareOrdinal(one.Name ?? Encoding.ASCII.GetString(NameOf(one)), other.Name ?? Encoding.ASCII.GetString(NameOf(other)));

        ReadOnlySpan<byte> NameOf(Member member) => output.Written[(member.Start + 1)..(member.Colon - 1)];
    }

    private static void WriteArray(ref Utf8JsonReader reader, Output output, CanonicalNumbers numbers)
    {
        output.Add("["u8);
        var from = output.Length;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Write(ref reader, output, numbers);
            output.Add(","u8);
        }

        Close(output, from, (byte)']');
    }

    // In place of the last comma, where there is one.
    private static void Close(Output output, int from, byte end)
    {
        if (output.Length > from)
        {
            output.Put(output.Length - 1, [end]);
        }
        else
        {
            output.Add([end]);
        }
    }

    /// <returns>The text, where it is not written as it stands, in ASCII.</returns>
    private static string? WriteString(ref Utf8JsonReader reader, Output output)
    {
        var raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped && Ascii.IsValid(raw))
        {
            // Canonical already: JSON lets nothing stand here unescaped that must not.
            output.Add("\""u8);
            output.Add(raw);
            output.Add("\""u8);
            return null;
        }

        var text = reader.GetString()!;
        WriteEscaped(text, output);
        return text;
    }

    private static void WriteEscaped(string text, Output output)
    {
        output.Add("\""u8);
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c >= ' ' && c is not ('"' or '\\'))
            {
                continue;
            }

            output.Add(Strict.GetBytes(text[from..i]));
            from = i + 1;
            output.Add(Encoding.ASCII.GetBytes(Escape(c)));
        }

        output.Add(Strict.GetBytes(text[from..]));
        output.Add("\""u8);
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

    /// <summary>Bytes that grow, and can be put in another order.</summary>
    private sealed class Output(int likely) : IDisposable
    {
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(likely, 64));

        public int Length { get; private set; }

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

        public void Add(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length > _bytes.Length - Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + bytes.Length));
                Written.CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
                _bytes = larger;
            }

            bytes.CopyTo(_bytes.AsSpan(Length));
            Length += bytes.Length;
        }

        public void Put(int at, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan(at, bytes.Length));

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
    }
}
