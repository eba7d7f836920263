using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Incidents.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/reviews</c>: the authority went through one report, and accepts it or has questions.</summary>
public static class ReviewReportEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        DeskRules.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<ReviewReport> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.ReviewReport),
            () => Rules.Check(
                DeskRules.IsOwnReport(received.Body.Report, address, work.Case),
                received.Body is { Outcome: ReviewOutcome.Questions, Questions: null } ? [new ProblemError("/questions", "required", "Say what is asked.")] : []));

    [WolverinePost("/v1/regulator/cases/{reference}/reviews")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<ReviewReport> received, CaseAddress address, CaseWork<Incident> work, ActiveRulebook rulebook, By by) =>
        CaseChange.OfAuthority(
            work,
            new ReportReviewed(address.Authority, address.Id, received.Body.Report, received.Body.Outcome, received.Body.Questions, received.Now.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by);
}
