using System.Globalization;
using System.Text;
using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership.Table;

/// <summary>
/// Reads a simple table of holdings: comma-separated values (RFC 4180, UTF-8) with a header. Columns are subject, holder,
/// interest, share, direct, from, source, in any order; the first three are needed. Also understood: until, deal, and of
/// each party name, kind, country and role (subjectName, holderKind, …). A line that cannot be read is named and left out.
/// </summary>
public static class OwnershipTable
{
    private const int MostCell = 4_000;

    private static readonly string[] Columns =
    [
        "subject", "holder", "interest", "share", "direct", "from", "source", "until", "deal",
        "subjectName", "subjectKind", "subjectCountry", "subjectRole", "holderName", "holderKind", "holderCountry", "holderRole",
    ];

    /// <summary>Throws nothing, whatever the bytes are; but what reading them throws.</summary>
    public static async Task<Import> ReadAsync(Stream file, CancellationToken cancellation = default)
    {
        var findings = new Findings();
        var statements = new List<OwnershipStatement>();
        using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: false), leaveOpen: true);
        var records = new Records(reader);
        if (await records.NextAsync(cancellation) is not { } header || Header(header, findings) is not { } columns)
        {
            findings.Wrong("/lines/1", "no-header", "The first line names the columns: subject, holder, interest, share, direct, from, source.");
            return new Import([], findings.All, 0);
        }

        var read = 0;
        while (await records.NextAsync(cancellation) is { } cells)
        {
            if (cells is [""])
            {
                continue;
            }

            var at = string.Create(CultureInfo.InvariantCulture, $"/lines/{records.Line}");
            if (++read > Import.MostStatements)
            {
                findings.Wrong(at, "too-many-statements", $"A table of at most {Import.MostStatements} lines is read.");
                break;
            }

            if (records.Fault is { } fault)
            {
                findings.Wrong(at, "not-csv", fault);
                break;
            }

            if (cells.Count != header.Count)
            {
                findings.Wrong(at, "cells", string.Create(CultureInfo.InvariantCulture, $"Has {cells.Count} cells; the header has {header.Count}."));
            }
            else if (new Line(columns, cells, at, findings).Statement() is { } statement)
            {
                statements.Add(statement);
            }
        }

        return new Import(statements, findings.All, read);
    }

    private static Dictionary<string, int>? Header(IReadOnlyList<string> header, Findings findings)
    {
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i].Trim();
            if (!Columns.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                findings.Note("/lines/1", "unknown-column", $"Column {i + 1} is none that is understood; it is not looked at.");
            }
            else if (!columns.TryAdd(name, i))
            {
                findings.Wrong("/lines/1", "column-twice", $"Column {i + 1} stands twice.");
            }
        }

        return columns.ContainsKey("subject") && columns.ContainsKey("holder") && columns.ContainsKey("interest") ? columns : null;
    }

    private sealed class Line(Dictionary<string, int> columns, IReadOnlyList<string> cells, string at, Findings findings)
    {
        private bool _sound = true;

        public OwnershipStatement? Statement()
        {
            var statement = new OwnershipStatement
            {
                Subject = Party("subject"),
                Holder = Party("holder"),
                Interest = Word<OwnershipInterest>("interest") ?? Missing<OwnershipInterest>("interest"),
                Share = Cell("share") is { } share ? Shares.Parse(share) ?? Bad<OwnershipShare>("share", "60, 12.5%, 25-50, >25-50, >25 or <50") : null,
                Direct = Cell("direct") is { } direct ? Direct(direct) : null,
                From = Day("from"),
                Until = Day("until"),
                Deal = Word<DealSide>("deal"),
                Source = Cell("source") is { } source ? PartyNames.Usable(source, 200) : null,
            };
            return _sound ? statement : null;
        }

        private OwnershipParty Party(string column)
        {
            var told = Cell(column);
            if (told is null)
            {
                Missing<int>(column);
                return new OwnershipParty { Key = "none" };
            }

            var key = PartyKeys.Of(told);
            var name = Cell(column + "Name") ?? (key == told ? null : told);
            var country = Cell(column + "Country");
            if (country is not null && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
            {
                country = Bad<string>(column + "Country", "a country code of two capital letters (ISO 3166-1 alpha-2)");
            }

            return new OwnershipParty
            {
                Key = key,
                Name = PartyNames.Usable(name) is { } usable ? new Sealed<string>(usable) : null,
                Kind = Word<PartyKind>(column + "Kind"),
                Country = country,
                Role = Word<DealRole>(column + "Role"),
            };
        }

        private Tri? Direct(string text) => text.ToLowerInvariant() switch
        {
            "yes" or "true" or "direct" or "1" => Tri.Yes,
            "no" or "false" or "indirect" or "0" => Tri.No,
            "unknown" => Tri.Unknown,
            _ => Bad<Tri>("direct", "yes, no or unknown"),
        };

        private DateOnly? Day(string column) =>
            Cell(column) is not { } text ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : Bad<DateOnly>(column, "a day such as 2026-11-25");

        private T? Word<T>(string column)
            where T : struct, Enum =>
            Cell(column) is not { } text ? null
            : Words.All(typeof(T)).TryGetValue(text.ToLowerInvariant(), out var word) ? (T)word
            : Bad<T>(column, "one of: " + string.Join(", ", Words.All(typeof(T)).Keys.Order(StringComparer.Ordinal)));

        private T? Bad<T>(string column, string what)
        {
            _sound = false;
            findings.Wrong($"{at}/{column}", "cannot-be-read", $"Must be {what}.");
            return default;
        }

        private T Missing<T>(string column)
        {
            if (Cell(column) is null)
            {
                _sound = false;
                findings.Wrong($"{at}/{column}", "missing", "Must not be empty.");
            }

            return default!;
        }

        private string? Cell(string column) =>
            columns.TryGetValue(column, out var i) && cells[i].Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>Records of a CSV file, one at a time, each cell bounded.</summary>
    private sealed class Records(TextReader reader)
    {
        private readonly char[] _buffer = new char[16 * 1024];
        private int _at;
        private int _count;
        private int _next = 1;

        /// <summary>On which line the last record began, from 1.</summary>
        public int Line { get; private set; }

        public string? Fault { get; private set; }

        public async ValueTask<IReadOnlyList<string>?> NextAsync(CancellationToken cancellation)
        {
            if (Fault is not null || await PeekAsync(cancellation) is null)
            {
                return null;
            }

            Line = _next;
            var (cells, cell, quoted, wasQuoted) = (new List<string>(), new StringBuilder(), false, false);
            while (true)
            {
                var c = await PeekAsync(cancellation);
                if (c is null && quoted)
                {
                    Fault = "A quotation that is opened here does not end.";
                    return cells;
                }

                if (c is null || (!quoted && c is '\n' or '\r'))
                {
                    break;
                }

                _at++;
                _next += c == '\n' ? 1 : 0;
                if (c == '"' && quoted && await PeekAsync(cancellation) == '"')
                {
                    _at++;
                    cell.Append('"');
                }
                else if (c == '"' && (quoted || (cell.Length == 0 && !wasQuoted)))
                {
                    (quoted, wasQuoted) = (!quoted, true);
                }
                else if (c == ',' && !quoted)
                {
                    cells.Add(cell.ToString());
                    (wasQuoted, _) = (false, cell.Clear());
                }
                else
                {
                    cell.Append(c);
                }

                if (cell.Length > MostCell || cells.Count > 100)
                {
                    Fault = $"A cell holds at most {MostCell} characters, a line at most 100 cells.";
                    return cells;
                }
            }

            cells.Add(cell.ToString());
            await EndOfLineAsync(cancellation);
            return cells;
        }

        private async ValueTask EndOfLineAsync(CancellationToken cancellation)
        {
            if (await PeekAsync(cancellation) == '\r')
            {
                _at++;
            }

            if (await PeekAsync(cancellation) == '\n')
            {
                _at++;
            }

            _next++;
        }

        private async ValueTask<char?> PeekAsync(CancellationToken cancellation)
        {
            if (_at == _count)
            {
                (_at, _count) = (0, await reader.ReadAsync(_buffer.AsMemory(), cancellation));
            }

            return _count == 0 ? null : _buffer[_at];
        }
    }
}

/// <summary>Shares in words: <c>60</c>, <c>12.5%</c>, <c>25-50</c> (both included), <c>&gt;25-50</c>, <c>25-&lt;50</c>, <c>&gt;25</c>, <c>&lt;50</c>.</summary>
internal static class Shares
{
    public static OwnershipShare? Parse(string text)
    {
        text = text.Replace("%", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace('–', '-');
        var parts = text.Split('-');
        switch (parts)
        {
            case [['>', '=', .. var least]]:
                return Number(least) is { } atLeast ? new OwnershipShare { Minimum = atLeast } : null;
            case [['>', .. var above]]:
                return Number(above) is { } moreThan ? new OwnershipShare { ExclusiveMinimum = moreThan } : null;
            case [['<', '=', .. var most]]:
                return Number(most) is { } atMost ? new OwnershipShare { Maximum = atMost } : null;
            case [['<', .. var below]]:
                return Number(below) is { } lessThan ? new OwnershipShare { ExclusiveMaximum = lessThan } : null;
            case [var exact]:
                return Number(exact) is { } told ? new OwnershipShare { Exact = told } : null;
            case [var low, var high]:
                var (over, under) = (low.StartsWith('>'), high.StartsWith('<'));
                return Number(over ? low[1..] : low) is { } from && Number(under ? high[1..] : high) is { } to
                    ? new OwnershipShare
                    {
                        Minimum = over ? null : from,
                        ExclusiveMinimum = over ? from : null,
                        Maximum = under ? null : to,
                        ExclusiveMaximum = under ? to : null,
                    }
                    : null;
            default:
                return null;
        }
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 100 && decimal.Round(number, 4) == number ? number : null;
}
