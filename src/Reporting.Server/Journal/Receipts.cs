using Reporting.Contracts.Cases;
using Reporting.Ledger;

namespace Reporting.Server.Journal;

/// <summary>Signs what a receipt promises. The same entry gives the same bytes each time, while the same keys sign.</summary>
public sealed class Receipts(LedgerIdentity identity, LedgerKeys keys)
{
    public string Origin => identity.Origin;

    /// <summary>The receipt as a signed note.</summary>
    public string Sign(JournalEntry entry) => Sign(new ReceiptNote(Origin, entry.Entry, entry.Case, entry.Commitment.Digest, entry.ReceivedAt, entry.RecordedAt, entry.IncludedBy));

    /// <summary>The receipt that an answer holds.</summary>
    public Receipt Of(JournalEntry entry) => new()
    {
        Id = entry.Entry,
        Origin = Origin,
        Case = entry.Case,
        Commitment = Convert.ToBase64String(entry.Commitment.Digest),
        Salt = Convert.ToBase64String(entry.Commitment.Salt),
        ReceivedAt = entry.ReceivedAt,
        RecordedAt = entry.RecordedAt,
        IncludedBy = entry.IncludedBy,
        Note = Sign(entry),
    };

    public string Sign(ReceiptNote note) => SignedNote.Sign(note.Text, keys.Signers(ReceiptNote.KeyName(Origin)));
}
