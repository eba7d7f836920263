using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices/{caseId}/withdrawal</c>: takes the notice back, with a reason. The review ends; the limits by which it can be called in run on.</summary>
public static class WithdrawNoticeEndpoint
{
    public static Task<CaseWork<ScreeningNotice>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<ScreeningNotice>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<GiveReason> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<ScreeningNotice> work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => Open(work.Case).Count > 0 ? WolverineContinue.NoProblems : NoticeLife.Table.Permits(work.Case.State, NoticeCommand.Withdraw));

    [WolverinePost("/v1/screening-notices/{caseId}/withdrawal")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<GiveReason> received, CaseWork<ScreeningNotice> work, ActiveRulebook rulebook, By by) =>
        CaseChange.OfFirm(work, new NoticeWithdrawn(received.Body.Reason, received.At.Value), work.Fresh.Id, received, rulebook, by, Open(work.Case));

    private static List<string> Open(ScreeningNotice notice) => [.. notice.States.Where(s => NoticeLife.Table.Allows(s.Value, NoticeCommand.Withdraw)).Select(s => s.Key)];
}
