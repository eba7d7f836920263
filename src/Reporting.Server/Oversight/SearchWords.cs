using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Oversight;

/// <summary>
/// How text becomes words, the same when it is kept and when it is looked for: by letters and digits of any script, in small
/// letters, compatibility forms made one (NFKC). Scripts that are written without spaces are taken sign by sign, so that a
/// part of what is written together is found.
/// </summary>
public static class SearchWords
{
    /// <summary>A search is a question of an analyst's, not a list of indicators.</summary>
    public const int MostTerms = 32;

    // What PostgreSQL numbers as positions of words; what stands behind is found, but no phrase in it.
    private const int MostWords = 16_000;

    public static IEnumerable<string> Of(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            var apart = IsSign(rune);
            if (!apart && IsPartOfWord(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }

            if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (apart)
            {
                yield return rune.ToString();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>A text as it is given to <c>to_tsvector('simple', …)</c>.</summary>
    public static string Kept(IEnumerable<string> texts) => string.Join(' ', texts.SelectMany(Of).Take(MostWords));

    /// <summary>
    /// What was typed, as <c>to_tsquery('simple', …)</c> reads it: all terms, a phrase in quotation marks word after word, a
    /// term with * as a beginning.
    /// </summary>
    public static string? Asked(string typed, Action<ProblemError> fault)
    {
        var terms = Terms(typed).Select(t => Term(t.Text, t.Phrase)).OfType<string>().Take(MostTerms + 1).ToList();
        if (terms.Count > MostTerms)
        {
            fault(new ProblemError("/q", "too-many-terms", $"At most {MostTerms} terms."));
            return null;
        }

        if (terms.Count == 0)
        {
            fault(new ProblemError("/q", "nothing-to-look-for", "There is no letter and no digit in it."));
            return null;
        }

        return string.Join(" & ", terms);
    }

    private static IEnumerable<(string Text, bool Phrase)> Terms(string typed)
    {
        var parts = typed.Split('"');
        for (var i = 0; i < parts.Length; i++)
        {
            // Between quotation marks, and there is a second one.
            if (i % 2 == 1 && i < parts.Length - 1)
            {
                yield return (parts[i], true);
                continue;
            }

            foreach (var term in parts[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                yield return (term, false);
            }
        }
    }

    private static string? Term(string text, bool phrase)
    {
        // Only letters and digits are left: nothing that means something to the reader of queries.
        var words = Of(text).Select(w => $"'{w}'").ToList();
        if (words.Count == 0)
        {
            return null;
        }

        if (!phrase && text.EndsWith('*'))
        {
            words[^1] += ":*";
        }

        return words.Count == 1 ? words[0] : $"({string.Join(" <-> ", words)})";
    }

    private static bool IsPartOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Han, Hiragana, Katakana: written without spaces.
    private static bool IsSign(Rune rune) =>
        rune.Value is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}

/// <summary>
/// Names as they can be looked for without standing anywhere: keyed hashes of the whole and of its threes of letters, which
/// likeness is counted by as pg_trgm does. Without the key nobody tells a name from its hashes; with the key of its case
/// destroyed they are not read any more (docs/decisions/0091).
/// </summary>
public sealed class NameHashes(MasterKeys master)
{
    // Not before it is needed: a store is configured also where there is no key.
    private readonly Lazy<byte[]> key = new(() => master.Derive("names"));

    /// <summary>From how much of 1 on two names are alike enough to be shown: pg_trgm's own default.</summary>
    public const double AlikeFrom = 0.3;

    /// <summary>Of the whole name; null where it has no letter.</summary>
    public long? Whole(string name) => Words(name) is { Count: > 0 } words ? BinaryPrimitives.ReadInt64BigEndian(Hash(string.Join(' ', words))) : null;

    /// <summary>Of each three letters in a row: a word is preceded by two spaces and followed by one.</summary>
    public int[] Threes(string name) =>
        [.. Words(name).SelectMany(InThrees).Distinct().Select(t => BinaryPrimitives.ReadInt32BigEndian(Hash(t))).Distinct().Order()];

    private static IEnumerable<string> InThrees(string word)
    {
        var padded = ("  " + word + " ").EnumerateRunes().ToList();
        for (var i = 0; i + 3 <= padded.Count; i++)
        {
            yield return string.Concat(padded.Skip(i).Take(3).Select(r => r.ToString()));
        }
    }

    // Signs that are written together are one name.
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        foreach (var part in name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (string.Concat(SearchWords.Of(part)) is { Length: > 0 } word)
            {
                words.Add(word);
            }
        }

        return words;
    }

    private byte[] Hash(string text) => HMACSHA256.HashData(key.Value, Encoding.UTF8.GetBytes(text));
}
