using System.Text.Json;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Screening;

/// <summary>Turns what is stated of an acquisition into what the rulebook asks. The only place that knows both words.</summary>
public static class NoticeFacts
{
    public static IReadOnlyDictionary<string, JsonElement?> Of(ScreeningNotice notice, RegulatoryProfile? profile)
    {
        var stated = notice.Stated;
        var facts = new FactMap();
        facts.Profile(profile);
        facts.Set("noticeKind", stated.NoticeKind is { } kind and not NoticeKind.None ? Words.Of(kind) : null);
        facts.Set("filing", stated.CfiusFiling is { } filing and not CfiusFiling.None ? Words.Of(filing) : null);
        facts.Set("mandatoryDeclaration", stated.MandatoryDeclaration);
        facts.Set("standstillInMemberState", stated.StandstillInMemberState);
        facts.Set("notifiableAcquisition", Notifiable(stated));
        facts.Set("completedWithoutApproval", notice.CompletedWithoutApproval);
        return facts.Entries;
    }

    /// <summary>
    /// A submission received here. The duty to decide on it begins with a notice that is new to its authority; what it lacked
    /// and was submitted after it makes it no younger. It starts no other period under the 2021 Act; other regimes listen to it.
    /// </summary>
    /// <param name="before">The notice as it was.</param>
    public static IEnumerable<Happening> Receipts(NoticeSubmitted submitted, ScreeningNotice before, DateTimeOffset recordedAt)
    {
        foreach (var authority in submitted.Cuts.Select(c => c.Authority).Where(a => before.StateBefore(a) != NoticeState.Submitted))
        {
            foreach (var regime in submitted.Regimes is { } regimes ? regimes.GetValueOrDefault(authority, []) : (IReadOnlyList<string?>)[null])
            {
                yield return new Happening("notice-submitted", submitted.ReceivedAt, recordedAt, Regime: regime);
            }
        }

        foreach (var receipt in submitted.Cuts.SelectMany(c => c.Receipts).Distinct())
        {
            yield return new Happening(receipt.Kind, submitted.ReceivedAt, recordedAt, Regime: receipt.Regime);
        }
    }

    public static IEnumerable<Happening> Acceptance(NoticeAccepted accepted, DateTimeOffset recordedAt)
    {
        var document = CaseDocument.Of(accepted);
        return accepted.Regimes.Select(r => document.Happened("acceptance-notified", r, recordedAt)!);
    }

    /// <summary>What became effective without being served.</summary>
    public static IEnumerable<Happening> Made(CaseDocument made, DateTimeOffset recordedAt) =>
        Statutes.Of(made.Kind) is { Event: { } kind, Effective: not Effective.Given }
            ? made.Regimes.Select(r => new Happening(
                kind,
                made.MadeAt!.Value,
                recordedAt,
                Regime: r,
                Numbers: made.WorkingDays is { } days ? new Dictionary<string, int> { ["workingDays"] = days } : null))
            : [];

    /// <summary>What was given by a service, or is given otherwise by it: the whole of it anew, in place of what was said before.</summary>
    public static IEnumerable<Happening> Given(CaseDocument before, CaseDocument after, DateTimeOffset recordedAt)
    {
        var kind = after.Kind == StatutoryDocument.Acceptance ? "acceptance-notified" : Statutes.Of(after.Kind) is { Effective: Effective.Given } rule ? rule.Event : null;
        return kind is null || before.Counted.SequenceEqual(after.Counted) ? [] : after.Regimes.Select(r => after.Happened(kind, r, recordedAt)).OfType<Happening>();
    }

    public static Happening Step(StepTaken step, DateTimeOffset recordedAt) => new(
        step.Kind,
        step.TakenAt,
        recordedAt,
        Regime: step.Regime,
        Numbers: step is { Number: { } number, Amount: { } amount } ? new Dictionary<string, int> { [number] = amount } : null,
        Until: step.Until);

    /// <summary>The trigger event, once it has happened; and that an authority is aware of it, from when it was told first.</summary>
    /// <param name="toldAt">Null: no authority was.</param>
    public static IEnumerable<Happening> Completion(DateTimeOffset completed, DateTimeOffset? toldAt, DateTimeOffset recordedAt, IReadOnlyList<Happening> timeline)
    {
        if (timeline.LastOrDefault(h => h.Kind == "trigger-event-occurred")?.At != completed)
        {
            yield return new Happening("trigger-event-occurred", completed, recordedAt);
        }

        if (toldAt is { } told && timeline.All(h => h.Kind != "became-aware-of-trigger-event"))
        {
            yield return new Happening("became-aware-of-trigger-event", told, recordedAt);
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
