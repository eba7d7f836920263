using System.Text;

namespace Reporting.Server.Evidence.Similarity;

/// <summary>A text as the set of its runs of words, each as a 64-bit hash.</summary>
public static class Shingles
{
    /// <summary>Words are runs of letters and digits, in small letters. A text of fewer words than a run is one run; a text without words is the empty set.</summary>
    /// <param name="size">Words in a run.</param>
    public static HashSet<ulong> Of(string text, int size)
    {
        var words = Words(text);
        var set = new HashSet<ulong>();
        if (words.Count == 0)
        {
            return set;
        }

        for (var i = 0; i == 0 || i + size <= words.Count; i++)
        {
            var hash = 0UL;
            for (var j = i; j < Math.Min(i + size, words.Count); j++)
            {
                hash = Randomness.Mix(hash ^ words[j]) + 0x9E3779B97F4A7C15;
            }

            set.Add(hash);
        }

        return set;
    }

    /// <summary>What two sets share of all they have together; of two empty sets, nothing.</summary>
    public static double Jaccard(HashSet<ulong> a, HashSet<ulong> b)
    {
        var shared = a.Count(b.Contains);
        return a.Count + b.Count == 0 ? 0 : (double)shared / (a.Count + b.Count - shared);
    }

    /// <summary>One value for all ways to write the same words.</summary>
    public static ulong Key(string text) => Words(text).Aggregate(0UL, (hash, word) => Randomness.Mix(hash ^ word) + 1);

    // FNV-1a over the characters of each word.
    private static List<ulong> Words(string text)
    {
        const ulong Basis = 0xCBF29CE484222325;
        const ulong Prime = 0x100000001B3;
        var words = new List<ulong>();
        var hash = Basis;
        var inside = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                hash = (hash ^ (uint)Rune.ToLowerInvariant(rune).Value) * Prime;
                inside = true;
            }
            else if (inside)
            {
                words.Add(hash);
                (hash, inside) = (Basis, false);
            }
        }

        if (inside)
        {
            words.Add(hash);
        }

        return words;
    }
}
