using JasperFx.Events;
using Marten;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>What had been recorded of a case by a moment. Every read of a firm's own case begins here, so that all take <c>asOf</c> and refuse alike.</summary>
/// <param name="Entry">The case's line in the firm's register.</param>
/// <param name="Events">In order of recording; at least one.</param>
public sealed record CaseHistory(CaseEntry Entry, IReadOnlyList<IEvent> Events)
{
    /// <param name="of">The kind of case the address speaks of; null: either.</param>
    /// <exception cref="ProblemException">404: no such case of this firm, or nothing was recorded of it by then.</exception>
    public static async Task<CaseHistory> LoadAsync(IQuerySession session, Guid caseId, CaseType? of, KnownAt known, CancellationToken cancellation)
    {
        var entry = await session.LoadAsync<CaseEntry>(caseId, cancellation);
        if (entry is null || (of ?? entry.Type) != entry.Type)
        {
            throw ProblemException.NotFound();
        }

        return new CaseHistory(entry, await EventsAsync(session, caseId, known, cancellation));
    }

    /// <summary>A case's events alone, for who has found it by another way.</summary>
    /// <exception cref="ProblemException">404: nothing was recorded of it by then.</exception>
    public static async Task<IReadOnlyList<IEvent>> EventsAsync(IQuerySession session, Guid caseId, KnownAt known, CancellationToken cancellation)
    {
        var events = await session.Events.FetchStreamAsync(caseId, timestamp: known.At, token: cancellation);
        return events.Count > 0 ? events : throw ProblemException.NotFound();
    }

    public DeadlineBook Book => DeadlineBook.Of(Entry.Id, Events.Select(e => e.Data).OfType<DeadlinesComputed>());
}
