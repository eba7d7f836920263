using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents/{caseId}/closure</c>: closes the case. Deadlines that it leaves open are named one by one, and run on.</summary>
public static class CloseIncidentEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<CloseIncident> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.Close),
            () => Rules.Check(Unnamed(received.Body, work.Book)));

    [WolverinePost("/v1/incidents/{caseId}/closure")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<CloseIncident> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by)
    {
        return CaseChange.OfFirm(
            work, new IncidentClosed(received.Body.Reason, received.Body.LeavesOpen ?? [], received.At.Value), work.Fresh.Id, received, rulebook, by);
    }

    // Nobody closes over a duty that he has not seen.
    private static IEnumerable<ProblemError> Unnamed(CloseIncident body, DeadlineBook book) =>
        book.Deadlines
            .Where(d => d is { Binds: "firm", LawStatus: "in-force" or "enacted", State: "running" or "paused" or "missed" } && body.LeavesOpen?.Contains(d.Key) != true)
            .Select(d => new ProblemError("/leavesOpen", "still-owed", $"{d.Key} is {d.State}: '{d.Title}', owed to {d.OwedTo}. Name it here to close the case all the same."));
}
