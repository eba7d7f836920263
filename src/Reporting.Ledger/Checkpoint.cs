using System.Globalization;

namespace Reporting.Ledger;

/// <summary>A log's tree head as C2SP tlog-checkpoint writes it: origin, size and root, one a line. Signed, it is a note.</summary>
/// <param name="Origin">The log's name, unique to it.</param>
/// <param name="Size">How many leaves.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, ulong Size, byte[] Root)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>Reads a note's text; null: it is no checkpoint. Lines after the third are the log's own and are let be.</summary>
    public static Checkpoint? Parse(string text)
    {
        var lines = text.Split('\n');
        return lines.Length >= 4 && lines[^1].Length == 0 && lines[..^1].All(l => l.Length > 0) && Number(lines[1]) is { } size && Base64.Hash(lines[2]) is { } root
            ? new Checkpoint(lines[0], size, root)
            : null;
    }

    /// <summary>A decimal without leading zeros, as sizes and indexes are written; null: it is none.</summary>
    internal static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (text.Length == 1 || text[0] != '0') ? number : null;
}
