using Marten;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary>Everything that was recorded of a case, in order: what happened, when it happened, when and by whom it was recorded.</summary>
public static class ReadTimelineEndpoint
{
    public sealed record CaseTimeline(Guid Case, IReadOnlyList<TimelineEntry> Entries);

    [WolverineGet("/v1/cases/{caseId}/timeline")]
    public static Task<CaseTimeline> Get(Guid caseId, IQuerySession session, CancellationToken cancellation) => ReadAsync(caseId, of: null, session, cancellation);

    [WolverineGet("/v1/incidents/{caseId}/timeline")]
    public static Task<CaseTimeline> OfIncident(Guid caseId, IQuerySession session, CancellationToken cancellation) => ReadAsync(caseId, CaseType.Incident, session, cancellation);

    [WolverineGet("/v1/screening-notices/{caseId}/timeline")]
    public static Task<CaseTimeline> OfNotice(Guid caseId, IQuerySession session, CancellationToken cancellation) => ReadAsync(caseId, CaseType.ScreeningNotice, session, cancellation);

    private static async Task<CaseTimeline> ReadAsync(Guid caseId, CaseType? of, IQuerySession session, CancellationToken cancellation)
    {
        if (await session.LoadAsync<CaseEntry>(caseId, cancellation) is not { } entry || (of ?? entry.Type) != entry.Type)
        {
            throw ProblemException.NotFound();
        }

        var events = await session.Events.FetchStreamAsync(caseId, token: cancellation);
        return new CaseTimeline(caseId, [.. events.Select(e => new TimelineEntry(
            e.Data is ICaseFact fact ? fact.HappenedAt : e.Timestamp,
            e.Timestamp,
            e.EventTypeName,
            By.AsSeenByFirm(e.UserName),
            (e.Data as ICaseFact)?.InWords))]);
    }
}
