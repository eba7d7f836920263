using JasperFx.Events;
using Marten.Services.BatchQuerying;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Notifications;

/// <summary>What of a case decides who is told what, from one reading of its stream.</summary>
/// <param name="Events">In order of recording.</param>
/// <param name="Book">Null: it was never evaluated.</param>
/// <param name="Confinement">Null: it was never closed to named persons.</param>
internal sealed record ToldCase(IReadOnlyList<IEvent> Events, DeadlineBook? Book, Confinement? Confinement)
{
    /// <summary>Asks for it in a batch; what is returned comes once the batch was executed.</summary>
    public static Func<Task<ToldCase>> In(IBatchedQuery batch, Guid caseId)
    {
        var stream = batch.Events.FetchStream(caseId);
        return async () => Of(caseId, await stream);
    }

    private static ToldCase Of(Guid caseId, IReadOnlyList<IEvent> events)
    {
        List<DeadlinesComputed> computed = [.. events.Select(e => e.Data).OfType<DeadlinesComputed>()];
        return new ToldCase(events, computed.Count == 0 ? null : DeadlineBook.Of(caseId, computed), Confinement.Of(events));
    }
}
