using Marten;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary>Everything that was recorded of a case, in order: what happened, when it happened, when and by whom it was recorded. With asOf: what had been recorded by then.</summary>
public static class ReadTimelineEndpoint
{
    public sealed record CaseTimeline(Guid Case, IReadOnlyList<TimelineEntry> Entries);

    [WolverineGet("/v1/cases/{caseId}/timeline")]
    public static Task<Tagged<CaseTimeline>> Get(Guid caseId, IQuerySession session, CaseRevisions revisions, KnownAt known, CancellationToken cancellation) =>
        ReadAsync(caseId, of: null, session, revisions, known, cancellation);

    [WolverineGet("/v1/incidents/{caseId}/timeline")]
    public static Task<Tagged<CaseTimeline>> OfIncident(Guid caseId, IQuerySession session, CaseRevisions revisions, KnownAt known, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.Incident, session, revisions, known, cancellation);

    [WolverineGet("/v1/screening-notices/{caseId}/timeline")]
    public static Task<Tagged<CaseTimeline>> OfNotice(Guid caseId, IQuerySession session, CaseRevisions revisions, KnownAt known, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.ScreeningNotice, session, revisions, known, cancellation);

    private static async Task<Tagged<CaseTimeline>> ReadAsync(
        Guid caseId, CaseType? of, IQuerySession session, CaseRevisions revisions, KnownAt known, CancellationToken cancellation)
    {
        var (entry, events) = await CaseHistory.LoadAsync(session, caseId, of, known, cancellation);
        var entries = events.Select(e => new TimelineEntry(
            e.Data is ICaseFact fact ? fact.HappenedAt : e.Timestamp,
            e.Timestamp,
            e.EventTypeName,
            By.AsSeenByFirm(e.UserName),
            (e.Data as ICaseFact)?.InWords));
        return new Tagged<CaseTimeline>(new CaseTimeline(caseId, [.. entries]), await revisions.TagAsync(session, entry, known, cancellation));
    }
}
