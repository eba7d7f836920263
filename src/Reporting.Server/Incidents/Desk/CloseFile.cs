using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Incidents.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/closure</c>: the authority has finished with the case, as another of its people has proposed. The firm is told; its own case is its own to close.</summary>
public static class CloseFileEndpoint
{
    public static async Task<(CaseWork<Incident>, StandingProposal)> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        (await DeskRules.LoadAsync(address, session, vault, cancellation), await StandingProposal.LoadAsync(address, store, cancellation));

    public static ProblemDetails Validate([FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work, StandingProposal proposal, By by) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.CloseFile),
            () => work.Case.ClosedBy.Contains(address.Authority) ? Problem.Of("not-in-this-state", "This file has been closed already.") : WolverineContinue.NoProblems,
            () => proposal.Permits(by));

    [WolverinePost("/v1/regulator/cases/{reference}/closure")]
    public static (Created<ActRecorded>, CaseWrites, CaseFileWrites, OutgoingMessages) Post(
        Received<StateReason> received, CaseAddress address, CaseWork<Incident> work, StandingProposal proposal, ActiveRulebook rulebook, By by)
    {
        var (recorded, writes, messages) = CaseChange.OfAuthority(
            work, new AuthorityClosedCase(address.Authority, address.Id, received.Body.Reason, received.Now.Value), work.Fresh.Id, received, rulebook, by);
        return (recorded, writes, proposal.Approved(address, received.Now, by), messages);
    }
}
