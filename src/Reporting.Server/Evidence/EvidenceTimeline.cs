using Marten;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Evidence;

/// <summary>What happened to the evidence of a case, for its timeline. Who read it is told with the evidence itself: a case's story is not made longer by every look at it.</summary>
public sealed class EvidenceTimeline : ITimelineSource
{
    public async Task<IReadOnlyList<TimelineEntry>> EntriesAsync(IQuerySession session, Guid caseId, KnownAt known, CancellationToken cancellation)
    {
        var items = await session.Query<EvidenceItem>().Where(i => i.Case == caseId).Select(i => i.Id).ToListAsync(cancellation);
        if (items.Count == 0)
        {
            return [];
        }

        var until = known.At ?? DateTimeOffset.MaxValue;
        var events = await session.Events.QueryAllRawEvents().Where(e => e.StreamId.IsOneOf(items.ToArray()) && e.Timestamp <= until).OrderBy(e => e.Sequence).ToListAsync(cancellation);
        return
        [
            .. events.Where(e => e.Data is not EvidenceRead).Select(e => new TimelineEntry(
                (e.Data as EvidenceReceived)?.ReceivedAt ?? e.Timestamp, e.Timestamp, e.EventTypeName, By.AsSeenByFirm(e.UserName), Custody.InWords(e.Data), e.StreamId)),
        ];
    }
}
