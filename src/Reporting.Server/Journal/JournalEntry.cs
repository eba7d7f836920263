using Marten;
using Reporting.Ledger;
using Reporting.Server.Kernel;
using Wolverine.Marten;

namespace Reporting.Server.Journal;

/// <summary>
/// The row one command leaves for the journal: what was appended, to which case, who may know, and the commitment to
/// what was submitted.
/// </summary>
/// <param name="Entry">The entry's id, which is the receipt's.</param>
/// <param name="Version">The case's stream version after this append: the order of a case is kept by it.</param>
/// <param name="Kinds">Names of the events appended.</param>
/// <param name="Readers">Authorities that may learn of it; the firm always may.</param>
public sealed record JournalEntry(
    Guid Entry,
    Guid Case,
    long Version,
    IReadOnlyList<string> Kinds,
    IReadOnlyList<string> Readers,
    ContentCommitment Commitment,
    DateTimeOffset ReceivedAt,
    DateTimeOffset RecordedAt) : IMartenOp
{
    /// <summary>Names the log this database's receipts belong to. One journal a database; when firms are spread over several, receipts and cursors name theirs.</summary>
    public const string Origin = "reporting/1";

    public void Execute(IDocumentSession session) => Write(session);

    /// <param name="session">In the tenant that the case lives in.</param>
    public void Write(IDocumentOperations session) => session.QueueSqlCommand(
        $"insert into {EventStoreSchemas.Own}.{JournalTable.Name} (entry, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        Entry,
        session.TenantId,
        Case,
        Version,
        Kinds.ToArray(),
        Readers.ToArray(),
        Commitment.Digest,
        Commitment.Salt,
        ReceivedAt,
        RecordedAt);
}
