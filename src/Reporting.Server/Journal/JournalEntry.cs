using System.Runtime.CompilerServices;
using Marten;
using Reporting.Ledger;
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
    /// <summary>Within this a recorded entry is a leaf of the ledger and its proof can be had; the goal is two seconds.</summary>
    public static readonly TimeSpan IncludedWithin = TimeSpan.FromSeconds(60);

    // Which streams of a session have their row, so that the listener leaves none for them.
    private static readonly ConditionalWeakTable<IDocumentSession, HashSet<(string Tenant, Guid Stream)>> Written = [];

    public EntryKind Kind { get; init; } = EntryKind.Append;

    public DateTimeOffset IncludedBy => RecordedAt + IncludedWithin;

    public void Execute(IDocumentSession session) => Write(session);

    /// <param name="session">In the tenant that the case lives in.</param>
    public void Write(IDocumentOperations session)
    {
        session.QueueSqlCommand(
            $"insert into {JournalTables.Pending} (entry, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at, kind) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            Entry,
            session.TenantId,
            Case,
            Version,
            Kinds.ToArray(),
            Readers.ToArray(),
            Commitment.Digest,
            Commitment.Salt,
            ReceivedAt,
            RecordedAt,
            (short)Kind);
        // What is written in another tenant than the request's is saved with the request's own session.
        Written.GetOrCreateValue(session is ITenantOperations other ? other.Parent : (IDocumentSession)session).Add((session.TenantId, Case));
    }

    internal static bool IsWritten(IDocumentSession session, string tenant, Guid stream) => Written.TryGetValue(session, out var streams) && streams.Contains((tenant, stream));
}
