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

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices/{caseId}/documents/{documentId}/answer</c>: answers an information or attendance notice that was served on the firm.</summary>
public static class AnswerNoticeEndpoint
{
    public static Task<NoticeWork> LoadAsync(
        Received<AnswerRequest> received, Guid caseId, IDocumentSession session, IDocumentStore store, CaseAddresses addresses, Vault vault, CancellationToken cancellation) =>
        NoticeWork.LoadAsync(caseId, session, store, addresses, vault, cancellation, received.Body.Evidence);

    public static ProblemDetails Validate(Received<AnswerRequest> received, [FromHeader(Name = "If-Match")] string? ifMatch, NoticeWork work, Guid documentId)
    {
        var document = work.Case.Documents.FirstOrDefault(d => d.Id == documentId && d.Copy is not null && Statutes.IsDrafted(d.Kind) && Statutes.Of(d.Kind).Asks);
        return Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => document is null ? Problem.Of("not-found") : WolverineContinue.NoProblems,
            () => NoticeLife.Table.Permits(work.Case.StateBefore(document!.Authority), NoticeCommand.Answer),
            () => Rules.Check(work.NotReleased(received.Body.Evidence)));
    }

    [WolverinePost("/v1/screening-notices/{caseId}/documents/{documentId}/answer")]
    public static (Created<CaseChanged>, NoticeWrites, OutgoingMessages) Post(Received<AnswerRequest> received, NoticeWork work, ActiveRulebook rulebook, By by, Guid documentId)
    {
        var authority = work.Case.Documents.First(d => d.Id == documentId).Authority;
        return work.OfFirm(
            _ => new InformationProvided(documentId, authority, received.Body.Text, received.Body.Evidence ?? [], received.At.Value), work.Fresh.Id, received, rulebook, by, [authority], received.Body.Evidence);
    }
}
