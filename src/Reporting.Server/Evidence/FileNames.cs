using System.Globalization;
using System.Text;

namespace Reporting.Server.Evidence;

/// <summary>Makes of whatever name a client gave one that can be shown, stored and saved under.</summary>
public static class FileNames
{
    /// <summary>The longest name kept, characters; the ending is kept where a name is cut.</summary>
    public const int Most = 200;

    private const int MostEnding = 16;

    /// <summary>The last part of a path, without control characters, invisible ones and those that turn the direction of text; null when nothing is left.</summary>
    public static string? Clean(string? given)
    {
        if (given is null)
        {
            return null;
        }

        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            // A half of a surrogate pair comes as U+FFFD.
            kept.Append(IsPlain(rune) ? rune.ToString() : IsSpace(rune) ? " " : "");
        }

        // Dots at the front hide a file, dots and spaces at the end vanish on some systems.
        var name = kept.ToString().Trim('.', ' ');
        return name.Length == 0 ? null : Cut(name);
    }

    private static string Cut(string name)
    {
        if (name.Length <= Most)
        {
            return name;
        }

        var dot = name.LastIndexOf('.');
        var ending = dot > 0 && name.Length - dot <= MostEnding ? name[dot..] : "";
        var most = Most - ending.Length;

        // Not through the middle of a character.
        return string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[most - 1]) ? most - 1 : most), ending).TrimEnd('.', ' ');
    }

    private static bool IsSpace(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsPlain(Rune rune) =>
        !IsSpace(rune)
        && rune != Rune.ReplacementChar
        && !"<>:\"|?*".Contains(rune.ToString(), StringComparison.Ordinal)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
