using Reporting.Contracts.Screening;
using Reporting.Ownership;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using static Reporting.Server.Kernel.StatementRules;

namespace Reporting.Server.Screening;

/// <summary>What a screening notice cannot say. Partial is legal and comes back as gaps; only what cannot be true, or names nothing, is refused, all of it at once.</summary>
public static class NoticeRules
{
    /// <summary>Rules for opening a case.</summary>
    /// <param name="now">What is past is judged by it.</param>
    public static IEnumerable<ProblemError> ToOpen(NoticeStatement stated, Now now) => [.. StatementRules.ToOpen(stated), .. CanBeTrue(stated, "", now)];

    /// <summary>Rules for submitting. What is stated anew is judged together with what the case says already.</summary>
    public static IEnumerable<ProblemError> ToSubmit(SubmitNotice submission, NoticeStatement earlier, Now now)
    {
        var stated = submission.Notice.Over(earlier);
        return
        [
            .. Authorities(submission.Authorities),
            .. StatementRules.Past("/declarationA/date", submission.DeclarationA?.Date, now),
            .. StatementRules.Past("/declarationB/date", submission.DeclarationB?.Date, now),
            .. IsNotice(stated),
            .. submission.Notice is null ? NotAboveOfficial("/notice", earlier.Handling?.NotAboveOfficial) : CanBeTrue(stated, "/notice", now),
        ];
    }

    /// <summary>The evidence that the documents of a statement are, each with its place.</summary>
    public static IEnumerable<(string Pointer, Guid? Id)> Evidence(string root, NoticeStatement? stated) =>
        Indexed(root + "/documents", stated?.Documents).Select(d => (d.At + "/evidenceId", (Guid?)d.Item.EvidenceId));

    /// <summary>Rules for an amendment.</summary>
    public static IEnumerable<ProblemError> ToAmend(AmendNotice amendment, NoticeStatement earlier, Func<NoticeStatement> after, Now now)
    {
        List<ProblemError> errors = [.. Amendments.Check(amendment, earlier, s => s.ExternalReference), .. amendment.Put is null ? [] : Ids(amendment.Put, "/put")];
        return errors.Count > 0 ? errors : CanBeTrue(after(), "/set", now);
    }

    private static IEnumerable<ProblemError> IsNotice(NoticeStatement stated) =>
        stated.NoticeKind is NoticeKind.NotNotified || (stated.NoticeKind is NoticeKind.None && stated.CfiusFiling is null or CfiusFiling.None)
            ? [new ProblemError("/notice/noticeKind", "not-a-notice", "Say which notice or filing this is; a deal that nobody notifies cannot be submitted.")]
            : [];

    public static IEnumerable<ProblemError> CanBeTrue(NoticeStatement stated, string root, Now now) =>
    [
        .. NotAboveOfficial(root, stated.Handling?.NotAboveOfficial),
        .. MayNotify(stated, root),
        .. Past(stated, root, now),
        .. stated is { Status: DealStatus.Contemplation or DealStatus.InProgress, CompletedAt: not null }
            ? [new ProblemError(root + "/status", "contradiction", "The case says when the acquisition was completed.")]
            : Array.Empty<ProblemError>(),
        .. Crossed(root + "/control", stated.Control),
        .. Indexed(root + "/acquirers", stated.Acquirers).SelectMany(a => Crossed(a.At + "/control", a.Item.Control)),
        .. Shares(stated, root),
        .. Owned(stated, root, now),
        .. Parties(stated, root),
        .. Ids(stated, root),
        .. OfWhom(stated, root),
    ];

    // National Security and Investment Act 2021 s.14(1): the acquirer gives a mandatory notice. s.16(1): anybody materially affected may apply for validation, and for nothing else.
    private static IEnumerable<ProblemError> MayNotify(NoticeStatement stated, string root) =>
        (stated.NoticeKind, stated.NotifyingParty?.Role) switch
        {
            (NoticeKind.Mandatory, not null and not NotifyingRole.Acquirer) =>
                [new ProblemError(root + "/notifyingParty/role", "not-the-acquirer", "Only the acquirer can give a mandatory notice.")],
            (NoticeKind.Voluntary, NotifyingRole.MateriallyAffected) =>
                [new ProblemError(root + "/notifyingParty/role", "not-a-party", "A voluntary notice is given by acquirer, seller or qualifying entity; who is only affected can apply for validation.")],
            _ => [],
        };

    private static IEnumerable<ProblemError> Past(NoticeStatement stated, string root, Now now) =>
    [
        .. StatementRules.Past(root + "/completedAt", stated.CompletedAt, now),
        .. StatementRules.Past(root + "/fee/paidAt", stated.Fee?.PaidAt, now),
        .. Indexed(root + "/previousNotices", stated.PreviousNotices).SelectMany(p => StatementRules.Past(p.At + "/at", p.Item.At, now)),
        .. Indexed(root + "/licences", stated.Licences).SelectMany(l => StatementRules.Past(l.At + "/issuedOn", l.Item.IssuedOn, now)),
        .. Indexed(root + "/ukApprovals", stated.UkApprovals).SelectMany(a => StatementRules.Past(a.At + "/dates/givenOn", a.Item.Dates?.GivenOn, now)),
        .. Indexed(root + "/ukApprovals", stated.UkApprovals)
            .Where(a => a.Item.Dates is { } dates && dates.GivenOn < dates.AskedOn)
            .Select(a => new ProblemError(a.At + "/dates/givenOn", "ended-before-begun", "This cannot have been before it was asked for.")),
    ];

    /// <summary>A threshold that is named is crossed by the holdings stated, where they are stated (National Security and Investment Act 2021 s.8(2), (5)).</summary>
    private static IEnumerable<ProblemError> Crossed(string at, ControlStatement? control)
    {
        foreach (var (threshold, i) in (control?.Thresholds ?? []).Select((t, i) => (t, i)))
        {
            var (before, after) = threshold switch
            {
                ControlThreshold.SharesAbove25 or ControlThreshold.SharesAbove50 or ControlThreshold.Shares75OrMore => (control!.Before?.SharesPercent, control.After?.SharesPercent),
                ControlThreshold.VotesAbove25 or ControlThreshold.VotesAbove50 or ControlThreshold.Votes75OrMore => (control!.Before?.VotesPercent, control.After?.VotesPercent),
                ControlThreshold.ClassOfResolution or ControlThreshold.MaterialInfluence or ControlThreshold.AssetUse or ControlThreshold.AssetControl => (null, null),
            };
            if (Beyond(threshold, before) == true || Beyond(threshold, after) == false)
            {
                yield return new ProblemError(Item(at + "/thresholds", i), "not-crossed", "The holdings stated before and after do not cross this threshold.");
            }
        }
    }

    private static bool? Beyond(ControlThreshold threshold, decimal? percent) => threshold switch
    {
        ControlThreshold.SharesAbove25 or ControlThreshold.VotesAbove25 => percent is null ? null : percent > 25,
        ControlThreshold.SharesAbove50 or ControlThreshold.VotesAbove50 => percent is null ? null : percent > 50,
        ControlThreshold.Shares75OrMore or ControlThreshold.Votes75OrMore => percent is null ? null : percent >= 75,
        ControlThreshold.ClassOfResolution or ControlThreshold.MaterialInfluence or ControlThreshold.AssetUse or ControlThreshold.AssetControl => null,
    };

    private static IEnumerable<ProblemError> Shares(NoticeStatement stated, string root) =>
    [
        .. (stated.AcquirerShareholders ?? []).GroupBy(s => s.Of).SelectMany(g => AtMostTheWhole(root + "/acquirerShareholders", g.Select(s => s.Percent))),
        .. AtMostTheWhole(root + "/targetShareholders/before", (stated.TargetShareholders?.Before ?? []).Select(s => s.Percent)),
        .. AtMostTheWhole(root + "/targetShareholders/expectedAfter", (stated.TargetShareholders?.ExpectedAfter ?? []).Select(s => s.Percent)),
        .. AtMostTheWhole(root + "/transaction/financing", (stated.Transaction?.Financing ?? []).Select(f => f.Share)),
    ];

    // What is missing is a gap; what cannot be so is refused.
    private static IEnumerable<ProblemError> Owned(NoticeStatement stated, string root, Now now) =>
        OwnershipChecks.Of(stated.Ownership ?? [], root + "/ownership", DateOnly.FromDateTime(now.Value.UtcDateTime))
            .Where(f => f.Weight == FindingWeight.Wrong)
            .Select(f => new ProblemError(f.Pointer, f.Code, f.Detail));

    private static IEnumerable<ProblemError> Parties(NoticeStatement stated, string root) =>
    [
        .. Lei(root + "/notifyingParty/party", stated.NotifyingParty?.Party?.Lei),
        .. Indexed(root + "/acquirers", stated.Acquirers).SelectMany(a => Lei(a.At + "/party", a.Item.Party.Lei)),
        .. Lei(root + "/target/party", stated.Target?.Party?.Lei),
        .. Indexed(root + "/indirectControl/chain", stated.IndirectControl?.Chain).SelectMany(p => Lei(p.At, p.Item.Lei)),
        .. Indexed(root + "/transaction/financing", stated.Transaction?.Financing).SelectMany(f => Lei(f.At + "/party", f.Item.Party?.Lei)),
    ];

    private static IEnumerable<ProblemError> Ids(NoticeStatement stated, string root) =>
    [
        .. UniqueIds(root + "/previousNotices", stated.PreviousNotices),
        .. UniqueIds(root + "/acquirers", stated.Acquirers),
        .. UniqueIds(root + "/acquirerStateInterest", stated.AcquirerStateInterest),
        .. UniqueIds(root + "/acquirerShareholders", stated.AcquirerShareholders),
        .. UniqueIds(root + "/acquirerBoard", stated.AcquirerBoard),
        .. UniqueIds(root + "/overseasScreening", stated.OverseasScreening),
        .. UniqueIds(root + "/ukApprovals", stated.UkApprovals),
        .. UniqueIds(root + "/areas", stated.Areas),
        .. UniqueIds(root + "/licences", stated.Licences),
        .. UniqueIds(root + "/dualUseItems", stated.DualUseItems),
        .. UniqueIds(root + "/ukGovernmentSupply", stated.UkGovernmentSupply),
        .. UniqueIds(root + "/ukGovernmentResearch", stated.UkGovernmentResearch),
        .. UniqueIds(root + "/targetShareholders/before", stated.TargetShareholders?.Before),
        .. UniqueIds(root + "/targetShareholders/expectedAfter", stated.TargetShareholders?.ExpectedAfter),
        .. UniqueIds(root + "/targetStateRole", stated.TargetStateRole),
        .. UniqueIds(root + "/transaction/financing", stated.Transaction?.Financing),
        .. UniqueIds(root + "/documents", stated.Documents),
        .. UniqueIds(root + "/ownership", stated.Ownership),
    ];

    private static IEnumerable<ProblemError> OfWhom(NoticeStatement stated, string root)
    {
        var acquirers = (stated.Acquirers ?? []).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        IEnumerable<(string At, string? Of)> named =
        [
            .. Indexed(root + "/acquirerStateInterest", stated.AcquirerStateInterest).Select(x => (x.At, x.Item.Of)),
            .. Indexed(root + "/acquirerShareholders", stated.AcquirerShareholders).Select(x => (x.At, x.Item.Of)),
            .. Indexed(root + "/acquirerBoard", stated.AcquirerBoard).Select(x => (x.At, x.Item.Of)),
        ];
        return named.Where(n => n.Of is not null && !acquirers.Contains(n.Of))
            .Select(n => new ProblemError(n.At + "/of", "unknown-item", "No acquirer of this notice has this id."));
    }
}
