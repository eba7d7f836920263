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

/// <summary><c>POST /v1/incidents/{caseId}/determinations</c>: decides a question of fact or law, or decides it again. It starts, moves and ends clocks.</summary>
public static class DetermineEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<Determination> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.Determine),
            () => Rules.Check(IncidentRules.ToDetermine(received.Body, work.Case.Stated, received.Now)));

    [WolverinePost("/v1/incidents/{caseId}/determinations")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<Determination> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by)
    {
        var determined = new IncidentDetermined(work.Fresh.Statement, received.Body, received.At.Value);
        return CaseChange.OfFirm(work, work.Seal.Sealed(determined, work.Fresh.Statement), work.Fresh.Id, received, rulebook, by);
    }
}
