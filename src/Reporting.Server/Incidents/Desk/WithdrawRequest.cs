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

/// <summary><c>POST /v1/regulator/cases/{reference}/information-requests/{requestId}/withdrawal</c>: the authority no longer asks.</summary>
public static class WithdrawRequestEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        DeskRules.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<StateReason> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work, Guid requestId) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.WithdrawRequest),
            () => work.Case.Requests.FirstOrDefault(r => r.Id == Incident.Name(requestId) && r.Authority == address.Authority) switch
            {
                null => Problem.Of("not-found"),
                { EndedAt: not null } => Problem.Of("not-in-this-state", "This request has been taken back already."),
                { AnsweredAt: not null } => Problem.Of("not-in-this-state", "This request has been answered."),
                _ => WolverineContinue.NoProblems,
            });

    [WolverinePost("/v1/regulator/cases/{reference}/information-requests/{requestId}/withdrawal")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<StateReason> received, CaseAddress address, CaseWork<Incident> work, ActiveRulebook rulebook, By by, Guid requestId) =>
        CaseChange.OfAuthority(
            work,
            new InformationRequestWithdrawn(address.Authority, address.Id, requestId, received.Body.Reason, received.Now.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by);
}
