using Marten;

namespace Reporting.Server.Cases;

/// <summary>
/// One line of a firm's own register of cases, written in the transaction that opens the case: its external reference is
/// unique within the firm and can be looked up. Immutable; what a case is like now stands on its stream.
/// </summary>
public sealed record CaseEntry(Guid Id, string Reference, string ExternalReference, CaseType Type, string? Title, DateTimeOffset OpenedAt)
{
    /// <summary>A firm's cases in order of their ids, for work that goes through all of them.</summary>
    public static Task<IReadOnlyList<CaseEntry>> PageAsync(IQuerySession session, Guid? after, int size, CancellationToken cancellation)
    {
        var from = after ?? Guid.Empty;
        return session.Query<CaseEntry>().Where(c => c.Id.CompareTo(from) > 0).OrderBy(c => c.Id).Take(size).ToListAsync(cancellation);
    }
}
