using Reporting.Contracts;
using Reporting.Contracts.Evidence;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Evidence;

/// <summary>An item as it is shown: persons opened, or marked as erased.</summary>
public static class EvidenceViews
{
    /// <summary>What a firm is answered when it has named an item; nothing about a person, since the answer is kept.</summary>
    public static Created<EvidenceNamed> Named(EvidenceAnnounced announced, string state, Now now) => new(
        new EvidenceNamed(announced.Evidence, state, now.Value, $"/v1/evidence/{announced.Evidence}/content", announced.Kind == EvidenceKind.OutputSimilarity ? null : $"/v1/evidence/{announced.Evidence}/uploads"),
        $"/v1/evidence/{announced.Evidence}");

    public static EvidenceContent Content(EvidenceItem item) =>
        new(item.Id, item.State, item.Received!.Size, item.Received.Sha256, item.Received.MediaType, item.Received.ReceivedAt);

    public static EvidenceView ForFirm(EvidenceItem item, CaseSeal seal)
    {
        Open(item, seal);
        return new EvidenceView
        {
            Id = item.Id,
            Case = item.Case,
            Kind = Words.Of(item.Announced.Kind),
            State = item.State,
            Description = item.Announced.Description,
            PromisedFor = item.Announced.PromisedFor,
            AnnouncedAt = item.AnnouncedAt,
            Name = item.Received?.Name,
            Size = item.Received?.Size,
            Sha256 = item.Received?.Sha256,
            MediaType = item.Received?.MediaType,
            ReceivedAt = item.Received?.ReceivedAt,
            Scan = item.Received is null ? null : item.Scan,
            Threat = item.Threat,
            SealedAt = item.SealedAt,
            Failure = item.Failure,
            ReleasedTo = item.ReleasedTo,
        };
    }

    public static ReleasedEvidence ForAuthority(EvidenceItem item, string authority, CaseSeal seal)
    {
        Open(item, seal);
        return new ReleasedEvidence
        {
            Id = item.Id,
            Kind = Words.Of(item.Announced.Kind),
            State = item.State,
            Description = item.Announced.Description,
            PromisedFor = item.Announced.PromisedFor,
            Name = item.Received?.Name,
            Size = item.Received?.Size,
            Sha256 = item.Received?.Sha256,
            MediaType = item.Received?.MediaType,
            ReceivedAt = item.Received?.ReceivedAt,
            ReleasedAt = item.ReleasedAt[item.ReleasedTo.ToList().IndexOf(authority)],
            Scan = item.Received is null ? null : item.Scan,
        };
    }

    /// <summary>Each event's values were sealed under a statement of its own.</summary>
    public static void Open(EvidenceItem item, CaseSeal seal)
    {
        seal.Open(item.Announced, item.Announced.Statement);
        if (item.Received is { } received)
        {
            seal.Open(received, received.Statement);
        }
    }
}
