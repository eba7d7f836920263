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

/// <summary><c>POST /v1/incidents/{caseId}/reopening</c>: takes a closed or withdrawn case up again, with a reason.</summary>
public static class ReopenIncidentEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<GiveReason> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.Reopen));

    [WolverinePost("/v1/incidents/{caseId}/reopening")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<GiveReason> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by)
    {
        return CaseChange.OfFirm(
            work,
            new IncidentReopened(received.Body.Reason, received.At.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by,
            work.Case.State == IncidentState.Withdrawn ? [.. work.Case.Addressees.Select(a => a.Authority)] : []);
    }
}
