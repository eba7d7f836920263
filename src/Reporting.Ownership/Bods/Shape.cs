using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reporting.Ownership.Bods;

/// <summary>What a JSON value must be like: the few rules of JSON Schema 2020-12 that the Beneficial Ownership Data Standard uses. A value of the wrong type is that and nothing more.</summary>
internal delegate void Shape(JsonElement value, string at, Action<Finding> found);

internal static partial class Shapes
{
    public static void Bool(JsonElement value, string at, Action<Finding> found) =>
        OfType(value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false", at, found);

    public static void Text(JsonElement value, string at, Action<Finding> found) => OfType(value.ValueKind == JsonValueKind.String, "a text", at, found);

    public static Shape Text(int least, int most) => (value, at, found) =>
    {
        if (IsText(value, at, found) is { } text)
        {
            var length = new StringInfo(text).LengthInTextElements;
            Require(length >= least, "minLength", $"has fewer than {least} characters", at, found);
            Require(length <= most, "maxLength", $"has more than {most} characters", at, found);
        }
    };

    public static Shape OneOf(params string[] words) => (value, at, found) =>
    {
        if (IsText(value, at, found) is { } text)
        {
            Require(words.Contains(text, StringComparer.Ordinal), "enum", "is none of: " + string.Join(", ", words), at, found);
        }
    };

    public static Shape Pattern(Regex pattern) => (value, at, found) =>
    {
        if (IsText(value, at, found) is { } text)
        {
            Require(pattern.IsMatch(text), "pattern", "does not have the form it should", at, found);
        }
    };

    public static void Uri(JsonElement value, string at, Action<Finding> found)
    {
        if (IsText(value, at, found) is { } text)
        {
            Require(System.Uri.IsWellFormedUriString(text, UriKind.Absolute), "format", "is no URI", at, found);
        }
    }

    public static void Date(JsonElement value, string at, Action<Finding> found)
    {
        if (IsText(value, at, found) is { } text)
        {
            Require(IsDate(text), "format", "is no date such as 2026-11-25", at, found);
        }
    }

    /// <summary>A day, or an instant.</summary>
    public static void DateOrTime(JsonElement value, string at, Action<Finding> found)
    {
        if (IsText(value, at, found) is { } text)
        {
            Require(IsDate(text) || IsTime(text), "anyOf", "is neither a date nor a date and time (RFC 3339)", at, found);
        }
    }

    /// <summary>A year, a month or a day.</summary>
    public static void PartialDate(JsonElement value, string at, Action<Finding> found)
    {
        if (IsText(value, at, found) is { } text)
        {
            Require(YearOrMonth().IsMatch(text) || IsDate(text), "anyOf", "is neither a year, a month nor a date", at, found);
        }
    }

    public static void Percent(JsonElement value, string at, Action<Finding> found)
    {
        if (!OfType(value.ValueKind == JsonValueKind.Number, "a number", at, found))
        {
            return;
        }

        // What no double can hold is no percentage either.
        var number = value.TryGetDouble(out var n) ? n : double.PositiveInfinity;
        Require(number >= 0, "minimum", "is less than 0", at, found);
        Require(number <= 100, "maximum", "is more than 100", at, found);
    }

    public static Shape List(Shape item) => (value, at, found) =>
    {
        if (!OfType(value.ValueKind == JsonValueKind.Array, "a list", at, found))
        {
            return;
        }

        var i = 0;
        foreach (var one in value.EnumerateArray())
        {
            item(one, $"{at}/{i++}", found);
        }
    };

    /// <summary>An object: of its members those named are looked at; others are the publisher's own.</summary>
    public static Shape Object(string[] required, (string Name, Shape Shape)[] members, Shape? also = null) => (value, at, found) =>
    {
        if (!OfType(value.ValueKind == JsonValueKind.Object, "an object", at, found))
        {
            return;
        }

        foreach (var name in required)
        {
            Require(value.TryGetProperty(name, out _), "required", $"lacks {name}", at, found);
        }

        foreach (var (name, shape) in members)
        {
            if (value.TryGetProperty(name, out var member))
            {
                shape(member, $"{at}/{name}", found);
            }
        }

        also?.Invoke(value, at, found);
    };

    /// <summary>At least one of these members.</summary>
    public static Shape Either(params string[] names) => (value, at, found) =>
        Require(names.Any(n => value.TryGetProperty(n, out _)), "anyOf", "has none of: " + string.Join(", ", names), at, found);

    public static bool OfType(bool holds, string what, string at, Action<Finding> found) => Require(holds, "type", "is not " + what, at, found);

    public static bool Require(bool holds, string keyword, string says, string at, Action<Finding> found)
    {
        if (!holds)
        {
            found(new Finding(Weight.Wrong, at, keyword, says + "."));
        }

        return holds;
    }

    private static string? IsText(JsonElement value, string at, Action<Finding> found) => OfType(value.ValueKind == JsonValueKind.String, "a text", at, found) ? value.GetString() : null;

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // RFC 3339 section 5.6; a leap second is a second.
    private static bool IsTime(string text) =>
        Instant().Match(text) is { Success: true } match && IsDate(match.Groups["day"].Value);

    [GeneratedRegex("^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instant();

    [GeneratedRegex("^[0-9]{4}(?:-(?:1[0-2]|0[1-9]))?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex YearOrMonth();
}
