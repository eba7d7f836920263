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

/// <summary><c>POST /v1/regulator/cases/{reference}/reopening</c>: the authority takes the case up again.</summary>
public static class ReopenFileEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        DeskRules.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<StateReason> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.ReopenFile),
            () => work.Case.ClosedBy.Contains(address.Authority) ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "This file is open."));

    [WolverinePost("/v1/regulator/cases/{reference}/reopening")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<StateReason> received, CaseAddress address, CaseWork<Incident> work, ActiveRulebook rulebook, By by) =>
        CaseChange.OfAuthority(
            work,
            new AuthorityReopenedCase(address.Authority, address.Id, received.Body.Reason, received.Now.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by);
}
