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

/// <summary><c>POST /v1/incidents/{caseId}/links</c>: links another incident of the firm to this one.</summary>
public static class LinkIncidentEndpoint
{
    public static async Task<(CaseWork<Incident>, CaseEntry?)> LoadAsync(Guid caseId, Received<LinkIncidents> received, IDocumentSession session, Vault vault, Sight sight, CancellationToken cancellation) =>
        (await CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation),
         await session.Query<CaseEntry>().Where(CaseEntry.SeenBy(sight)).SingleOrDefaultAsync(c => c.Id == received.Body.Incident, cancellation));

    public static ProblemDetails Validate(Received<LinkIncidents> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work, CaseEntry? other) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.Link),
            () => Rules.Check(Linkable(received.Body, work.Case, other)));

    [WolverinePost("/v1/incidents/{caseId}/links")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<LinkIncidents> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by)
    {
        return CaseChange.OfFirm(
            work, new IncidentLinked(received.Body.Incident, received.Body.Relation, received.Body.Reason, received.At.Value), work.Fresh.Id, received, rulebook, by);
    }

    private static IEnumerable<ProblemError> Linkable(LinkIncidents body, Incident incident, CaseEntry? other) =>
        body.Incident == incident.Id ? [new ProblemError("/incident", "itself", "This is the case itself.")]
        : other is not { Type: CaseType.Incident } ? [new ProblemError("/incident", "unknown-incident", "The firm has no incident with this id.")]
        : incident.Links.Any(l => l.Other == body.Incident && l.Relation == body.Relation) ? [new ProblemError("/incident", "duplicate", "This link has been recorded already.")]
        : [];
}
