using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reporting.Contracts;

namespace Reporting.Server.Hosting.Http;

/// <summary>Reads single values, and says in the field's words what was expected instead.</summary>
internal static partial class StrictJsonValues
{
    /// <summary>The value; or null, a code and a sentence.</summary>
    public static (object? Value, string? Code, string? Detail) Read(JsonElement element, Type type)
    {
        if (type == typeof(bool))
        {
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? (element.GetBoolean(), null, null) : Wrong("true or false");
        }

        if (Numeric(element, type) is { } number)
        {
            return number;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            return Wrong(Expected(type));
        }

        return Text(element) is { } text
            ? Worded(text, type)
            : (null, "wrong-form", "This text holds half a surrogate pair, which is no character.");
    }

    private static (object? Value, string? Code, string? Detail)? Numeric(JsonElement element, Type type)
    {
        var isNumber = element.ValueKind == JsonValueKind.Number;
        return Type.GetTypeCode(type.IsEnum ? typeof(string) : type) switch
        {
            TypeCode.Int32 => isNumber && element.TryGetInt32(out var i) ? (i, null, null) : Wrong("a whole number"),
            TypeCode.Int64 => isNumber && element.TryGetInt64(out var l) ? (l, null, null) : Wrong("a whole number"),
            TypeCode.Decimal => isNumber && element.TryGetDecimal(out var m) ? (m, null, null) : Wrong("a number"),
            TypeCode.Double => isNumber && element.TryGetDouble(out var d) && double.IsFinite(d) ? (d, null, null) : Wrong("a number"),
            _ => null,
        };
    }

    private static (object? Value, string? Code, string? Detail) Worded(string text, Type type)
    {
        if (type == typeof(DateTimeOffset))
        {
            return InstantConverter.TryRead(text, out var instant) ? (instant, null, null) : NoInstant(text);
        }

        if (type == typeof(DateOnly))
        {
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day, null, null)
                : DayForm().IsMatch(text) ? (null, "impossible-date", "There is no such day.")
                : Wrong(Expected(type));
        }

        if (type == typeof(Guid))
        {
            return Guid.TryParseExact(text, "D", out var id) ? (id, null, null) : Wrong(Expected(type));
        }

        if (!type.IsEnum)
        {
            return (text, null, null);
        }

        var words = Words.All(type);
        return words.TryGetValue(text, out var value)
            ? (value, null, null)
            : (null, "unknown-value", $"Must be {Expected(type)}." + StrictJsonNearest.Offer(text, words.Keys));
    }

    private static (object? Value, string? Code, string? Detail) NoInstant(string text) =>
        BareForm().IsMatch(text) ? (null, "offset-missing", "A time needs its offset, such as 2026-11-24T09:30:00Z or 2026-11-24T10:30:00+01:00.")
        : InstantForm().IsMatch(text) ? (null, "impossible-time", "There is no such time between the years 1900 and 2199.")
        : Wrong(Expected(typeof(DateTimeOffset)));

    private static string Expected(Type type) =>
        type == typeof(DateTimeOffset) ? "a time with seconds and an offset, such as 2026-11-24T09:30:00Z (RFC 3339)"
        : type == typeof(DateOnly) ? "a day such as 2026-11-24"
        : type == typeof(Guid) ? "an id such as 0198c5d2-7a35-7c5e-9a50-0d6a51bd3a10 (UUID)"
        : type.IsEnum ? "one of: " + string.Join(", ", Words.All(type).OrderBy(w => Convert.ToInt64(w.Value, CultureInfo.InvariantCulture)).Select(w => w.Key))
        : "a text";

    private static (object? Value, string? Code, string? Detail) Wrong(string expected) => (null, "wrong-type", $"Must be {expected}.");

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", RegexOptions.None, 1000)]
    private static partial Regex DayForm();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareForm();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InstantForm();
}

/// <summary>Offers the known name nearest to one that is not.</summary>
internal static class StrictJsonNearest
{
    /// <summary>A sentence to append, or nothing where no name is near.</summary>
    public static string Offer(string typed, IEnumerable<string> known)
    {
        var (name, distance) = known.Select(k => (k, Distance(typed, k))).DefaultIfEmpty(("", int.MaxValue)).MinBy(c => c.Item2);
        return typed.Length <= 64 && distance <= Math.Max(2, name.Length / 3) ? $" Did you mean \"{name}\"?" : "";
    }

    /// <summary>Edits from one name to the other, case not counted, a swap of neighbours as one (optimal string alignment).</summary>
    private static int Distance(string from, string to)
    {
        if (from.Length > 64)
        {
            return int.MaxValue;
        }

        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Step(rows, from, to, i, j);
            }
        }

        return rows[from.Length, to.Length];
    }

    private static int Step(int[,] rows, string from, string to, int i, int j)
    {
        var changed = Same(from[i - 1], to[j - 1]) ? 0 : 1;
        var least = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + changed);
        return i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1])
            ? Math.Min(least, rows[i - 2, j - 2] + 1)
            : least;
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
