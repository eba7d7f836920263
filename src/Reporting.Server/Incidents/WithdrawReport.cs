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

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents/{caseId}/reports/{reportId}/withdrawal</c>: takes one report back, with a reason. What it had met is owed again; that it was sent stays on record.</summary>
public static class WithdrawReportEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<GiveReason> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work, Guid reportId) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.WithdrawReport),
            () => work.Case.Reports.FirstOrDefault(r => r.Report == reportId) switch
            {
                null => Problem.Of("not-found"),
                { Withdrawn: true } => Problem.Of("not-in-this-state", "This report has been withdrawn already."),
                _ => WolverineContinue.NoProblems,
            });

    [WolverinePost("/v1/incidents/{caseId}/reports/{reportId}/withdrawal")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<GiveReason> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by, Guid reportId)
    {
        var readers = work.Case.Reports.First(r => r.Report == reportId).Cuts.Where(c => !c.Prepared).Select(c => c.Authority).ToList();
        return CaseChange.OfFirm(work, new ReportWithdrawn(reportId, received.Body.Reason, received.At.Value), reportId, received, rulebook, by, readers);
    }
}
