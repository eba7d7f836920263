using Marten;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary>What happened to something that belongs to a case and has streams of its own.</summary>
public interface ITimelineSource
{
    Task<IReadOnlyList<TimelineEntry>> EntriesAsync(IQuerySession session, Guid caseId, KnownAt known, CancellationToken cancellation);
}

/// <summary>Everything that was recorded of a case, in order: what happened, when it happened, when and by whom it was recorded. With asOf: what had been recorded by then.</summary>
public static class ReadTimelineEndpoint
{
    public sealed record CaseTimeline(Guid Case, IReadOnlyList<TimelineEntry> Entries);

    [WolverineGet("/v1/cases/{caseId}/timeline")]
    public static Task<Tagged<CaseTimeline>> Get(Guid caseId, IQuerySession session, CaseRevisions revisions, IEnumerable<ITimelineSource> beside, KnownAt known, CancellationToken cancellation) =>
        ReadAsync(caseId, of: null, session, revisions, beside, known, cancellation);

    [WolverineGet("/v1/incidents/{caseId}/timeline")]
    public static Task<Tagged<CaseTimeline>> OfIncident(Guid caseId, IQuerySession session, CaseRevisions revisions, IEnumerable<ITimelineSource> beside, KnownAt known, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.Incident, session, revisions, beside, known, cancellation);

    [WolverineGet("/v1/screening-notices/{caseId}/timeline")]
    public static Task<Tagged<CaseTimeline>> OfNotice(Guid caseId, IQuerySession session, CaseRevisions revisions, IEnumerable<ITimelineSource> beside, KnownAt known, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.ScreeningNotice, session, revisions, beside, known, cancellation);

    private static async Task<Tagged<CaseTimeline>> ReadAsync(
        Guid caseId, CaseType? of, IQuerySession session, CaseRevisions revisions, IEnumerable<ITimelineSource> beside, KnownAt known, CancellationToken cancellation)
    {
        var (entry, events) = await CaseHistory.LoadAsync(session, caseId, of, known, cancellation);
        var entries = new List<TimelineEntry>(events.Select(e => new TimelineEntry(
            e.Data is ICaseFact fact ? fact.HappenedAt : e.Timestamp,
            e.Timestamp,
            EventName.KindOf(e.EventTypeName),
            By.AsSeenByFirm(e.UserName),
            (e.Data as ICaseFact)?.InWords)));
        foreach (var source in beside)
        {
            entries.AddRange(await source.EntriesAsync(session, caseId, known, cancellation));
        }

        return new Tagged<CaseTimeline>(new CaseTimeline(caseId, [.. entries.OrderBy(e => e.RecordedAt)]), await revisions.TagAsync(session, entry, known, cancellation));
    }
}
