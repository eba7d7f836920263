using Reporting.Contracts.Cases;
using Reporting.Ledger;
using Reporting.Server.Kernel;

namespace Reporting.Server.Journal;

/// <summary>Signs what a receipt promises. The same entry gives the same bytes each time, while the same keys sign.</summary>
public sealed class Receipts
{
    private readonly Func<string> _origin;
    private readonly Func<string, IReadOnlyList<SignerKey>> _signers;

    public Receipts(LedgerIdentity identity, LedgerKeys keys) => (_origin, _signers) = (() => identity.Origin, keys.Signers);

    /// <summary>Of a log whose one key is at hand: for decisions that are tried without a database.</summary>
    public Receipts(string origin, SignerKey key) => (_origin, _signers) = (() => origin, _ => [key]);

    public string Origin => _origin();

    /// <summary>The receipt as a signed note.</summary>
    public string Sign(JournalEntry entry) => Sign(new ReceiptNote(Origin, entry.Entry, entry.Case, entry.Commitment.Digest, entry.ReceivedAt, entry.RecordedAt, entry.IncludedBy));

    /// <summary>The receipt that an answer holds.</summary>
    public Receipt Of(JournalEntry entry, By by) => new()
    {
        Id = entry.Entry,
        Origin = Origin,
        Case = entry.Case,
        By = FiledBy(by),
        Commitment = Convert.ToBase64String(entry.Commitment.Digest),
        Salt = Convert.ToBase64String(entry.Commitment.Salt),
        ReceivedAt = entry.ReceivedAt,
        RecordedAt = entry.RecordedAt,
        IncludedBy = entry.IncludedBy,
        Note = Sign(entry),
    };

    /// <summary>Certificates are signed as receipts are; their first line tells one from the other.</summary>
    public string Sign(CertificateNote note) => SignedNote.Sign(note.Text, _signers(ReceiptNote.KeyName(Origin)));

    public string Sign(ReceiptNote note) => SignedNote.Sign(note.Text, _signers(ReceiptNote.KeyName(Origin)));

    private static FiledBy FiledBy(By by) => new(
        Guid.ParseExact(by.Party["firm:".Length..], "N"),
        by.Mandate is null ? null : Guid.ParseExact(by.Member, "N"),
        by.Mandate);
}
