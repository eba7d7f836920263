using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Reporting.Exchange.Reference;

/// <summary>
/// The key under which a name is looked up: compatibility forms, width, case and accents folded, spaces and punctuation
/// left out, so that <c>ＡＰＴ－３２</c>, <c>apt 32</c> and <c>APT32</c> are one name. Scripts are not turned into one another:
/// that <c>海莲花</c> is the same actor is a fact of the reference data.
/// </summary>
/// <remarks>
/// With a table of its own (<c>folding.txt</c>): the process runs without the machine's Unicode data, where .NET takes every
/// text for normalised. Folding too much gives a candidate too many, which a person then sees; too little hides one.
/// </remarks>
public static class AliasKey
{
    /// <summary>The longest name that is looked at.</summary>
    public const int MostLetters = 300;

    private static readonly FrozenDictionary<int, string> Folded = Read();

    /// <summary>Empty where nothing is left: of such a name nothing is found.</summary>
    public static string Of(string name)
    {
        var (key, marks) = (new StringBuilder(name.Length), new List<Rune>());
        foreach (var rune in name.AsSpan(0, Math.Min(name.Length, MostLetters)).EnumerateRunes())
        {
            foreach (var part in Letters(rune).EnumerateRunes())
            {
                Add(key, marks, part);
            }
        }

        Settle(key, marks);
        return key.ToString();
    }

    private static void Add(StringBuilder key, List<Rune> marks, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            // Kept, for a vowel is a letter in many scripts; in an order of their own, since the same marks come in several.
            case UnicodeCategory.NonSpacingMark:
                marks.Add(rune);
                break;
            case UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
            case UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter:
                Settle(key, marks);
                key.Append(rune.ToString());
                break;
            case UnicodeCategory.DecimalDigitNumber:
                Settle(key, marks);
                key.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
                break;
        }
    }

    private static void Settle(StringBuilder key, List<Rune> marks)
    {
        if (marks.Count > 0)
        {
            marks.Sort();
            marks.ForEach(m => key.Append(m.ToString()));
            marks.Clear();
        }
    }

    private static string Letters(Rune rune) => rune.Value switch
    {
        < 0x80 => ((char)rune.Value is var c && char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c).ToString(),
        // Accents of Latin, Greek and Cyrillic letters.
        >= 0x300 and <= 0x36F => "",
        // Hangul syllables are computed from their letters (Unicode 3.12).
        >= 0xAC00 and <= 0xD7A3 => Hangul(rune.Value - 0xAC00),
        var other => Folded.TryGetValue(other, out var folded) ? folded : rune.ToString(),
    };

    private static string Hangul(int syllable)
    {
        var (lead, vowel, tail) = (syllable / 588, syllable % 588 / 28, syllable % 28);
        return string.Concat((char)(0x1100 + lead), (char)(0x1161 + vowel)) + (tail == 0 ? "" : ((char)(0x11A7 + tail)).ToString());
    }

    private static FrozenDictionary<int, string> Read()
    {
        var table = new Dictionary<int, string>();
        using var lines = new StreamReader(typeof(AliasKey).Assembly.GetManifestResourceStream("folding.txt")!);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var parts = line.Split(' ');
            var (first, last) = parts[0].Split('-') is [var from, var to] ? (Number(from), Number(to)) : (Number(parts[0]), Number(parts[0]));
            var into = parts.Skip(1).Select(Number).ToList();
            for (var c = first; c <= last; c++)
            {
                table[c] = first == last ? string.Concat(into.Select(i => new Rune(i).ToString())) : new Rune(into[0] + c - first).ToString();
            }
        }

        return table.ToFrozenDictionary();

        static int Number(string hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
