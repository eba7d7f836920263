using Marten;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
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

    public static async Task<NoticeWork> LoadAsync(Guid caseId, IDocumentSession session, IDocumentStore store, CaseAddresses addresses, Vault vault, CancellationToken cancellation)
    {
        var work = await CaseWork<ScreeningNotice>.LoadAsync(caseId, session, vault, cancellation);
        return new NoticeWork(work, await OtherSide.OfAuthorityAsync(work.Case, addresses, store, vault, cancellation));
    }

    /// <summary>The reference by which an authority has the case.</summary>
    public string ReferenceOf(string authority) => (Case.Addressees.FirstOrDefault(a => a.Authority == authority) ?? Case.ReachedFrom!).Reference;

    /// <summary>A command of the firm that concerns one authority, on every side of the case.</summary>
    /// <param name="fact">Made anew for each side, sealed by that side's key.</param>
    public (Created<CaseChanged>, NoticeWrites, OutgoingMessages) OfFirm<TBody>(
        Func<CaseSeal, object> fact, Guid id, Received<TBody> received, ActiveRulebook rulebook, By by, IReadOnlyList<string> readers)
    {
        var (answer, writes, wake) = CaseChange.OfFirm(Work, fact(Work.Seal), id, received, rulebook, by, Authority is null ? readers : []);
        if (Authority is not { } other)
        {
            return (answer, new NoticeWrites(writes, null), wake);
        }

        var (there, told) = other.Record(null, [fact(other.Seal)], [], readers, received, rulebook, by);
        return (answer, new NoticeWrites(writes, there), told is null ? wake : [.. wake, other.In(told)]);
    }
}

/// <summary>What a command of a firm writes, on both sides of the case where there are two.</summary>
public sealed record NoticeWrites(CaseWrites Case, OtherWrites? Other) : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
        Case.Execute(session);
        Other?.Execute(session);
    }
}
