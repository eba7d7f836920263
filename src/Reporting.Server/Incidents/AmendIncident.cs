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

/// <summary><c>POST /v1/incidents/{caseId}/amendments</c>: changes what the case states, with a reason. What it was before is kept and shown; who was told otherwise is seen before the next report.</summary>
public static class AmendIncidentEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<AmendIncident> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.Amend),
            () => Rules.Check(
                IncidentRules.ToAmend(received.Body, work.Case.Stated, () => Amended(received, work).To(work.Case.Stated), received.Now),
                OpenIncidentEndpoint.EntitiesAreRegistered("/put", received.Body.Put ?? new IncidentStatement(), work.Firm),
                OpenIncidentEndpoint.EntitiesAreRegistered("/set", received.Body.Set ?? new IncidentStatement(), work.Firm)));

    [WolverinePost("/v1/incidents/{caseId}/amendments")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<AmendIncident> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by)
    {
        var amended = Amended(received, work);
        return CaseChange.OfFirm(work, work.Seal.Sealed(amended, amended.Statement), amended.Amendment, received, rulebook, by);
    }

    private static IncidentAmended Amended(Received<AmendIncident> received, CaseWork<Incident> work) => new(
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
