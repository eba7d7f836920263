using System.Buffers;
using System.Globalization;

namespace Reporting.Exchange.Exports;

/// <summary>Lines of CSV (RFC 4180) that no spreadsheet takes for anything but text.</summary>
public static class Csv
{
    // Also what some spreadsheets part fields at.
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n;\t'");

    /// <summary>
    /// One field. What a spreadsheet would compute (a first character of <c>= + - @</c>, also in full width, or a control
    /// character before it) is given an apostrophe, by which spreadsheets mark text: whoever titles a case must not run a
    /// formula on the desk of who exports it.
    /// </summary>
    public static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        var text = IsFormula(value) ? "'" + value : value;
        return text.AsSpan().ContainsAny(Quoted) || text[0] == ' ' || text[^1] == ' ' ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    public static string Field(DateTimeOffset? value) => value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture) ?? "";

    public static string Field(DateOnly? value) => value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>One line with its end.</summary>
    public static string Line(params IEnumerable<string> fields) => string.Join(',', fields) + "\r\n";

    private static bool IsFormula(string value) =>
        char.IsControl(value[0]) || value.AsSpan().TrimStart() is [var first, ..] && first is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20';
}
