using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices/{caseId}/orders/{documentId}/requests</c>: asks for an order to be varied or revoked (s.27(4)). It has to be considered as soon as reasonably practicable.</summary>
public static class RequestVariationEndpoint
{
    public static Task<NoticeWork> LoadAsync(Guid caseId, IDocumentSession session, IDocumentStore store, CaseAddresses addresses, Vault vault, CancellationToken cancellation) =>
        NoticeWork.LoadAsync(caseId, session, store, addresses, vault, cancellation);

    public static ProblemDetails Validate(Received<RequestVariation> received, [FromHeader(Name = "If-Match")] string? ifMatch, NoticeWork work, Guid documentId)
    {
        var order = work.Case.Documents.FirstOrDefault(d => d.Id == documentId && Statutes.IsDrafted(d.Kind) && Statutes.Of(d.Kind).Orders);
        return Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => order is null ? Problem.Of("not-found") : WolverineContinue.NoProblems,
            () => NoticeLife.Table.Permits(work.Case.StateBefore(order!.Authority), NoticeCommand.RequestVariation),
            () => order!.Holds(received.Now.Value) ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "This order is not in force any more."));
    }

    [WolverinePost("/v1/screening-notices/{caseId}/orders/{documentId}/requests")]
    public static (Created<CaseChanged>, NoticeWrites, OutgoingMessages) Post(Received<RequestVariation> received, NoticeWork work, ActiveRulebook rulebook, By by, Guid documentId)
    {
        var authority = work.Case.Documents.First(d => d.Id == documentId).Authority;
        return work.OfFirm(
            _ => new VariationRequested(work.Fresh.Id, documentId, authority, received.Body.Kind, received.Body.Text, received.At.Value), work.Fresh.Id, received, rulebook, by, [authority]);
    }
}
