using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Evidence;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents/{caseId}/information-requests/{requestId}/answer</c>: answers an authority that asked for information.</summary>
public static class AnswerRequestEndpoint
{
    public static async Task<(CaseWork<Incident>, IReadOnlyList<EvidenceItem>)> LoadAsync(
        Received<AnswerRequest> received, Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        (await CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation), await EvidenceReleases.LoadAsync(session, caseId, received.Body.Evidence ?? [], cancellation));

    public static ProblemDetails Validate(
        Received<AnswerRequest> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work, IReadOnlyList<EvidenceItem> evidence, Guid requestId) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.AnswerRequest),
            () => Answerable(work.Case, requestId),
            () => Rules.Check(EvidenceReleases.AreOfTheCase(evidence, received.Body.Evidence)));

    [WolverinePost("/v1/incidents/{caseId}/information-requests/{requestId}/answer")]
    public static (Created<CaseChanged>, CaseWrites, EvidenceReleases, OutgoingMessages) Post(
        Received<AnswerRequest> received, CaseWork<Incident> work, IReadOnlyList<EvidenceItem> evidence, ActiveRulebook rulebook, By by, Guid requestId)
    {
        var request = work.Case.Requests.First(r => r.Id == Incident.Name(requestId));
        var (answer, writes, messages) = CaseChange.OfFirm(
            work,
            new InformationProvided(requestId, request.Authority, received.Body.Text, received.Body.Evidence ?? [], received.At.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by,
            [request.Authority]);
        return (answer, writes, EvidenceReleases.Of(evidence, received.Body.Evidence, [request.Authority], work.Fresh.Id, received.Now, by), messages);
    }

    private static ProblemDetails Answerable(Incident incident, Guid request) =>
        incident.Requests.FirstOrDefault(r => r.Id == Incident.Name(request)) switch
        {
            null => Problem.Of("not-found"),
            { EndedAt: not null } => Problem.Of("not-in-this-state", "The authority has taken this request back."),
            _ => WolverineContinue.NoProblems,
        };
}
