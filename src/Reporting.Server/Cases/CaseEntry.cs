using System.Linq.Expressions;
using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>
/// One line of a firm's own register of cases, written in the transaction that opens the case: its external reference is
/// unique within the firm and can be looked up. What a case is like now stands on its stream; here stands beside it only
/// who may know that it exists.
/// </summary>
public sealed record CaseEntry(Guid Id, string Reference, string ExternalReference, CaseType Type, string? Title, DateTimeOffset OpenedAt)
{
    /// <summary>The members a case is closed to; null: everybody of the firm whose role lets them.</summary>
    public IReadOnlyList<Guid>? NamedTo { get; init; }

    /// <summary>
    /// True once the case was closed to named persons, and for good: its external reference is no longer held against other
    /// cases, since "taken" would tell that it exists. Null otherwise.
    /// </summary>
    public bool? Apart { get; init; }

    /// <summary>Which cases a caller may know of: for every list, count and search of a firm's cases.</summary>
    public static Expression<Func<CaseEntry, bool>> SeenBy(Sight sight) =>
        sight.Named is { } named ? c => c.NamedTo == null || c.NamedTo.Contains(named) : c => c.NamedTo == null;

    /// <summary>Whether a caller may know of this one.</summary>
    public bool IsSeenBy(Sight sight) => NamedTo is null || (sight.Named is { } named && NamedTo.Contains(named));

    /// <summary>A firm's cases in order of their ids, for work that goes through all of them.</summary>
    public static Task<IReadOnlyList<CaseEntry>> PageAsync(IQuerySession session, Guid? after, int size, CancellationToken cancellation)
    {
        var from = after ?? Guid.Empty;
        return session.Query<CaseEntry>().Where(c => c.Id.CompareTo(from) > 0).OrderBy(c => c.Id).Take(size).ToListAsync(cancellation);
    }
}
