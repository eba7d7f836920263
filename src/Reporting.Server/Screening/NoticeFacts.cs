using System.Text.Json;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Screening;

/// <summary>Turns what is stated of an acquisition into what the rulebook asks. The only place that knows both words.</summary>
public static class NoticeFacts
{
    public static IReadOnlyDictionary<string, JsonElement?> Of(NoticeStatement stated, RegulatoryProfile? profile)
    {
        var facts = new FactMap();
        facts.Profile(profile);
        facts.Set("noticeKind", stated.NoticeKind is { } kind and not NoticeKind.None ? Words.Of(kind) : null);
        facts.Set("filing", stated.CfiusFiling is { } filing and not CfiusFiling.None ? Words.Of(filing) : null);
        facts.Set("notifiableAcquisition", Notifiable(stated));
        return facts.Entries;
    }

    /// <summary>A submission received here. It starts nothing by itself under the 2021 Act; other regimes listen to it.</summary>
    public static IEnumerable<Happening> Receipts(NoticeSubmitted submitted, DateTimeOffset recordedAt)
    {
        yield return new Happening("notice-submitted", submitted.ReceivedAt, recordedAt);
        foreach (var receipt in submitted.Cuts.SelectMany(c => c.Receipts).Distinct())
        {
            yield return new Happening(receipt.Kind, submitted.ReceivedAt, recordedAt, Regime: receipt.Regime);
        }
    }

    /// <summary>A mandatory threshold (National Security and Investment Act 2021 s.6, s.8(2), (5), (6)) crossed in an area of the schedule. Material influence and assets are never mandatory.</summary>
    private static Tri? Notifiable(NoticeStatement stated)
    {
        if (stated.NoticeKind == NoticeKind.Mandatory)
        {
            return Tri.Yes;
        }

        var thresholds = stated.Control?.Thresholds;
        if (thresholds is null || stated.Areas is null)
        {
            return null;
        }

        var crossed = thresholds.Any(t => t is not (ControlThreshold.MaterialInfluence or ControlThreshold.AssetUse or ControlThreshold.AssetControl));
        return crossed && stated.Areas.Count > 0 ? Tri.Yes : Tri.No;
    }
}
