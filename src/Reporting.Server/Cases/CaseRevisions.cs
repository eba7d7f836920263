using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>How one kind of case tells its revision: whoever reads a part of a case shows the same <c>ETag</c> as the case itself.</summary>
public interface ICaseRevision
{
    CaseType Type { get; }

    Task<int> ReadAsync(IQuerySession session, Guid caseId, KnownAt known, CancellationToken cancellation);
}

/// <inheritdoc cref="ICaseRevision"/>
public sealed class CaseRevision<T>(CaseType type, Func<T, int> revision) : ICaseRevision
    where T : class
{
    public CaseType Type => type;

    public async Task<int> ReadAsync(IQuerySession session, Guid caseId, KnownAt known, CancellationToken cancellation) =>
        await session.Events.AggregateStreamAsync<T>(caseId, timestamp: known.At, token: cancellation) is { } found ? revision(found) : 0;
}

/// <summary>The revision of a case of any kind.</summary>
public sealed class CaseRevisions(IEnumerable<ICaseRevision> kinds)
{
    /// <summary>The entity tag of a case as it stood at a moment.</summary>
    public async Task<string> TagAsync(IQuerySession session, CaseEntry entry, KnownAt known, CancellationToken cancellation) =>
        Revisions.Tag(await kinds.Single(k => k.Type == entry.Type).ReadAsync(session, entry.Id, known, cancellation));
}
