using System.Security.Cryptography;
using System.Text;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership;

/// <summary>What was read from a file: the statements that could be made of it, and everything that was found on the way.</summary>
/// <param name="Records">How many records or lines were read.</param>
public sealed record Import(IReadOnlyList<OwnershipStatement> Statements, IReadOnlyList<Finding> Findings, int Records)
{
    /// <summary>The most bytes of a file that are read.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    /// <summary>The most statements that are made of one file.</summary>
    public const int MostStatements = 10_000;

    /// <summary>The most records of a file: persons, entities and what was superseded count too.</summary>
    public const int MostRecords = 50_000;

    /// <summary>The most findings that are listed; the last one then says that there are more.</summary>
    public const int MostFindings = 1_000;
}

/// <summary>Collects findings up to the bound.</summary>
internal sealed class Findings
{
    private readonly List<Finding> _found = [];

    public bool Full { get; private set; }

    public IReadOnlyList<Finding> All => _found;

    public void Add(Finding finding)
    {
        if (_found.Count < Import.MostFindings)
        {
            _found.Add(finding);
        }
        else if (!Full)
        {
            Full = true;
            _found.Add(new Finding(Weight.Noted, "", "more-findings", $"More than {Import.MostFindings} were found; the rest is not listed."));
        }
    }

    public void Wrong(string at, string code, string detail) => Add(new Finding(Weight.Wrong, at, code, detail));

    public void Gap(string at, string code, string detail) => Add(new Finding(Weight.Gap, at, code, detail));

    public void Note(string at, string code, string detail) => Add(new Finding(Weight.Noted, at, code, detail));
}

/// <summary>Keys of parties, made of what others call them.</summary>
internal static class PartyKeys
{
    /// <summary>The same name gives the same key, two names give two. A name that is a key stays as it is.</summary>
    public static string Of(string name)
    {
        if (IsKey(name))
        {
            return name;
        }

        var told = new StringBuilder();
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, 40)))
        {
            told.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 8));
        var readable = told.ToString().Trim('-');
        return readable.Length == 0 ? "party-" + digest : $"{readable}-{digest}";
    }

    public static bool IsKey(string text) =>
        text.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}

/// <summary>Lines of text as this API takes them.</summary>
internal static class PartyNames
{
    /// <summary>Without control characters, at most so long; null where nothing is left.</summary>
    public static string? Usable(string? text, int most = 300)
    {
        if (text is null)
        {
            return null;
        }

        var clean = text.Any(char.IsControl) ? new string([.. text.Where(c => !char.IsControl(c))]) : text;
        if (clean.Length > most)
        {
            // Not in the middle of a character that takes two.
            clean = clean[..(char.IsHighSurrogate(clean[most - 1]) ? most - 1 : most)];
        }

        return clean.Length == 0 ? null : clean;
    }
}
