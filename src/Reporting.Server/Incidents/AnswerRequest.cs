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

/// <summary><c>POST /v1/incidents/{caseId}/information-requests/{requestId}/answer</c>: answers an authority that asked for information.</summary>
public static class AnswerRequestEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<AnswerRequest> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work, Guid requestId) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.AnswerRequest),
            () => Answerable(work.Case, requestId));

    [WolverinePost("/v1/incidents/{caseId}/information-requests/{requestId}/answer")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<AnswerRequest> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by, Guid requestId)
    {
        var request = work.Case.Requests.First(r => r.Id == Incident.Name(requestId));
        return CaseChange.OfFirm(
            work,
            new InformationProvided(requestId, request.Authority, received.Body.Text, received.Body.Evidence ?? [], received.At.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by,
            [request.Authority]);
    }

    private static ProblemDetails Answerable(Incident incident, Guid request) =>
        incident.Requests.FirstOrDefault(r => r.Id == Incident.Name(request)) switch
        {
            null => Problem.Of("not-found"),
            { EndedAt: not null } => Problem.Of("not-in-this-state", "The authority has taken this request back."),
            _ => WolverineContinue.NoProblems,
        };
}
