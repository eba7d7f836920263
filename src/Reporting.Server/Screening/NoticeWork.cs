using Marten;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Evidence;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Marten;

namespace Reporting.Server.Screening;

/// <summary>A firm's case as its command finds it and, where it reached the firm from an authority's own case, that other side.</summary>
public sealed record NoticeWork(CaseWork<ScreeningNotice> Work, OtherSide? Authority)
{
    public ScreeningNotice Case => Work.Case;

    public Firm Firm => Work.Firm;

    public FreshIds Fresh => Work.Fresh;

    /// <summary>What of the evidence that the command names is the case's.</summary>
    public IReadOnlyList<EvidenceItem> Evidence { get; init; } = [];

    public static async Task<NoticeWork> LoadAsync(
        Guid caseId, IDocumentSession session, IDocumentStore store, CaseAddresses addresses, Vault vault, CancellationToken cancellation, IReadOnlyList<Guid>? evidence = null)
    {
        var work = await CaseWork<ScreeningNotice>.LoadAsync(caseId, session, vault, cancellation);
        return new NoticeWork(work, await OtherSide.OfAuthorityAsync(work.Case, addresses, store, vault, cancellation))
        {
            Evidence = await EvidenceReleases.LoadAsync(session, caseId, evidence ?? [], cancellation),
        };
    }

    /// <summary>What is named has to be evidence of the case; where the authority keeps the case itself, it reads none of the firm's here.</summary>
    public IEnumerable<ProblemError> NotReleased(IReadOnlyList<Guid>? evidence) =>
        Authority is null || evidence is not { Count: > 0 }
            ? EvidenceReleases.AreOfTheCase(Evidence, evidence)
            : [new ProblemError("/evidence", "not-released-here", "The authority keeps this case itself, and evidence of the firm's is not released to it here. Its door takes it.")];

    /// <summary>The reference by which an authority has the case.</summary>
    public string ReferenceOf(string authority) => (Case.Addressees.FirstOrDefault(a => a.Authority == authority) ?? Case.ReachedFrom!).Reference;

    /// <summary>A command of the firm that concerns one authority, on every side of the case.</summary>
    /// <param name="fact">Made anew for each side, sealed by that side's key.</param>
    /// <param name="evidence">Released by it to whom it concerns.</param>
    public (Created<CaseChanged>, NoticeWrites, OutgoingMessages) OfFirm<TBody>(
        Func<CaseSeal, object> fact, Guid id, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string> readers, IReadOnlyList<Guid>? evidence = null)
    {
        var (answer, writes, wake) = CaseChange.OfFirm(Work, fact(Work.Seal), id, received, rulebook, by, Authority is null ? readers : []);
        if (Authority is not { } other)
        {
            return (answer, new NoticeWrites(writes, null) { Released = EvidenceReleases.Of(Evidence, evidence, readers, id, received.Now, by) }, wake);
        }

        var (there, told) = other.Record(null, [fact(other.Seal)], [], readers, received, rulebook, by);
        return (answer, new NoticeWrites(writes, there), told is null ? wake : [.. wake, other.In(told)]);
    }
}

/// <summary>What a command of a firm writes, on both sides of the case where there are two.</summary>
public sealed record NoticeWrites(CaseWrites Case, OtherWrites? Other) : IMartenOp
{
    public EvidenceReleases? Released { get; init; }

    public void Execute(IDocumentSession session)
    {
        Case.Execute(session);
        Other?.Execute(session);
        Released?.Execute(session);
    }
}
