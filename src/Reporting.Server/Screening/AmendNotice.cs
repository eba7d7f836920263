using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Evidence;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices/{caseId}/amendments</c>: changes what a notice states before any authority has it, with a reason. What it was before is kept.</summary>
public static class AmendNoticeEndpoint
{
    public static async Task<(CaseWork<ScreeningNotice>, IReadOnlyList<EvidenceItem>)> LoadAsync(
        Received<AmendNotice> received, Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        (await CaseWork<ScreeningNotice>.LoadAsync(caseId, session, vault, cancellation),
            await EvidenceReleases.LoadAsync(session, caseId, [.. NoticeRules.Evidence("/put", received.Body.Put).Select(d => d.Id).OfType<Guid>()], cancellation));

    public static ProblemDetails Validate(Received<AmendNotice> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<ScreeningNotice> work, IReadOnlyList<EvidenceItem> evidence) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => NoticeLife.Table.Permits(work.Case.State, NoticeCommand.Amend),
            () => Rules.Check(
                NoticeRules.ToAmend(received.Body, work.Case.Stated, () => Amended(received, work).To(work.Case.Stated), received.Now),
                EvidenceReleases.AreOfTheCase(evidence, NoticeRules.Evidence("/put", received.Body.Put)),
                OpenNoticeEndpoint.EntityIsRegistered("/set", received.Body.Set ?? new NoticeStatement(), work.Firm)));

    [WolverinePost("/v1/screening-notices/{caseId}/amendments")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<AmendNotice> received, CaseWork<ScreeningNotice> work, ActiveRulebook rulebook, By by)
    {
        var amended = Amended(received, work);
        return CaseChange.OfFirm(work, work.Seal.Sealed(amended, amended.Statement), amended.Amendment, received, rulebook, by);
    }

    private static NoticeAmended Amended(Received<AmendNotice> received, CaseWork<ScreeningNotice> work) => new(
        work.Fresh.Id,
        work.Fresh.Statement,
        received.Body.Kind,
        received.Body.Reason,
        received.Body.Set,
        received.Body.Clear ?? [],
        received.Body.Put,
        received.Body.Withdraw ?? [],
        received.At.Value);
}
