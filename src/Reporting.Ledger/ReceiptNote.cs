using System.Globalization;

namespace Reporting.Ledger;

/// <summary>
/// What a receipt promises, as the text of a signed note: that this content was received when, and will be a leaf of that
/// log by when. Signed by a key of its own, <c>origin/receipts</c>, so that no receipt can pass for a checkpoint.
/// </summary>
/// <param name="Origin">The log's.</param>
/// <param name="Entry">The receipt's id, and the journal entry's.</param>
/// <param name="Case">Whose append it is.</param>
/// <param name="Content">The <see cref="ContentCommitment"/>'s digest.</param>
/// <param name="ReceivedAt">When the request had arrived whole, UTC, whole milliseconds: lateness is judged by it.</param>
/// <param name="RecordedAt">When it was recorded, UTC, whole milliseconds.</param>
/// <param name="IncludedBy">By when the leaf and its proof are there, UTC.</param>
public sealed record ReceiptNote(string Origin, Guid Entry, Guid Case, byte[] Content, DateTimeOffset ReceivedAt, DateTimeOffset RecordedAt, DateTimeOffset IncludedBy)
{
    public const string FirstLine = "reporting/receipt/v1";
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private static readonly string[] Names = ["origin ", "entry ", "case ", "content ", "received-at ", "recorded-at ", "included-by "];

    public string Text => string.Join(
        '\n',
        FirstLine,
        $"origin {Origin}",
        $"entry {Entry:D}",
        $"case {Case:D}",
        $"content {Convert.ToBase64String(Content)}",
        $"received-at {Written(ReceivedAt)}",
        $"recorded-at {Written(RecordedAt)}",
        $"included-by {Written(IncludedBy)}",
        "");

    /// <summary>The name of the key that signs receipts of a log.</summary>
    public static string KeyName(string origin) => origin + "/receipts";

    /// <summary>Null: the text is no receipt, or is written in another way than ours.</summary>
    public static ReceiptNote? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != Names.Length + 2 || lines[0] != FirstLine || !Names.Select((name, i) => lines[i + 1].StartsWith(name, StringComparison.Ordinal)).All(x => x))
        {
            return null;
        }

        var values = Names.Select((name, i) => lines[i + 1][name.Length..]).ToArray();
        return Guid.TryParseExact(values[1], "D", out var entry)
            && Guid.TryParseExact(values[2], "D", out var @case)
            && Base64.Hash(values[3]) is { } content
            && Read(values[4]) is { } received
            && Read(values[5]) is { } recorded
            && Read(values[6]) is { } included
            && new ReceiptNote(values[0], entry, @case, content, received, recorded, included) is var receipt
            && receipt.Text == text
                ? receipt
                : null;
    }

    public static string Written(DateTimeOffset at) => at.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(text, Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
