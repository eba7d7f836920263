using System.Text.Json;
using JasperFx.Events;
using Marten;
using Reporting.Contracts.Evidence;
using Reporting.Ledger;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;

namespace Reporting.Server.Evidence;

/// <summary>The chain of custody: appended with the journal row that commits to it, and told in words.</summary>
public static class Custody
{
    /// <summary>The journal row of facts of an item. It commits to what they say of the content and to nothing sealed.</summary>
    public static JournalEntry Row(Guid evidence, long version, IReadOnlyList<string> readers, Now now, params IReadOnlyList<object> facts) => new(
        Ids.Next(),
        evidence,
        version,
        [.. facts.Select(f => EvidenceEvents.Names[f.GetType()])],
        readers,
        ContentCommitment.To(JsonSerializer.SerializeToUtf8Bytes(new
        {
            evidence,
            facts = facts.Select(f => EvidenceEvents.Names[f.GetType()]),
            sha256 = facts.Select(f => (f as EvidenceReceived)?.Sha256 ?? (f as EvidenceSealed)?.Sha256).FirstOrDefault(),
        })),
        now.Value,
        now.Value);

    /// <summary>Appends one fact and its journal row.</summary>
    public static void Append(IDocumentSession session, IEventStream<EvidenceItem> stream, object fact, Now now, By by)
    {
        stream.AppendOne(Recorded.Event(fact, now, by));
        Row(stream.Id, (stream.StartingVersion ?? 0) + 1, stream.Aggregate?.ReleasedTo ?? [], now, fact).Execute(session);
    }

    /// <summary>As the firm sees it: its own people by member, an authority as one.</summary>
    public static IReadOnlyList<CustodyEntry> ForFirm(IEnumerable<IEvent> events) =>
        [.. events.Select(e => Entry(e, By.AsSeenByFirm(e.UserName)))];

    /// <summary>As an authority sees it: what was done before and since, but not what others were given or took.</summary>
    public static IReadOnlyList<CustodyEntry> ForAuthority(IEnumerable<IEvent> events, string authority) =>
    [
        .. events
            .Where(e => e.Data switch
            {
                EvidenceReleased released => released.Authority == authority,
                EvidenceRead => PartyOf(e) == "authority:" + authority,
                _ => true,
            })
            .Select(e => Entry(e, PartyOf(e).StartsWith("firm:", StringComparison.Ordinal) ? "firm" : e.UserName ?? "")),
    ];

    private static string PartyOf(IEvent e) => (e.UserName ?? "").Split('/')[0];

    private static CustodyEntry Entry(IEvent e, string by) => new(e.Timestamp, e.EventTypeName, by, InWords(e.Data));

    internal static string? InWords(object fact) => fact switch
    {
        EvidenceReceived r => $"{r.Size} bytes of {r.MediaType}, SHA-256 {r.Sha256}.",
        EvidenceQuarantined q => $"The scanner found {q.Threat}.",
        EvidenceLeftUnscanned u => u.Reason,
        SimilarityAsked a => $"Outputs {a.Suspected} compared with {a.Own}, seed {a.Seed}.",
        SimilarityFailed f => f.Reason,
        EvidenceReleased r => $"Released to {r.Authority}.",
        EvidenceSealed s => $"{s.Reason} (SHA-256 {s.Sha256}, read and compared.)",
        _ => null,
    };
}
