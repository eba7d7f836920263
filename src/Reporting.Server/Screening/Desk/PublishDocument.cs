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

namespace Reporting.Server.Screening.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/documents/{documentId}/publication</c>: a notice of an order, its variation or its revocation was published (s.29).</summary>
public static class PublishDocumentEndpoint
{
    private static readonly StatutoryDocument[] Published = [StatutoryDocument.FinalOrder, StatutoryDocument.Variation, StatutoryDocument.Revocation, StatutoryDocument.DecisionRevocation];

    public static Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation);

    public static ProblemDetails Validate(Received<PublishDocument> received, [FromHeader(Name = "If-Match")] string? ifMatch, StatuteWork work, Guid documentId)
    {
        var document = work.Notice.Documents.FirstOrDefault(d => d.Id == documentId && d.Authority == work.Authority);
        return Rules.First(
            () => work.Seen(ifMatch),
            () => document is null || !Published.Contains(document.Kind) ? Problem.Of("not-found") : WolverineContinue.NoProblems,
            () => work.Permits(NoticeCommand.Publish),
            () => document!.PublishedAt is not null ? Problem.Of("not-in-this-state", "A notice of it has been published already.") : WolverineContinue.NoProblems,
            () => Rules.Check(
                StatementRules.Past("/publishedAt", received.Body.PublishedAt, received.Now),
                received.Body.PublishedAt < document!.MadeAt ? [new ProblemError("/publishedAt", "before-issue", "It had not been made by then.")] : []));
    }

    [WolverinePost("/v1/regulator/cases/{reference}/documents/{documentId}/publication")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<PublishDocument> received, CaseAddress address, StatuteWork work, ActiveRulebook rulebook, By by, Guid documentId)
    {
        var document = work.Notice.Documents.First(d => d.Id == documentId);
        return CaseChange.OfAuthority(
            work.Work,
            new DocumentPublished(address.Authority, address.Id, documentId, document.Kind, received.Body.Url, received.Body.PublishedAt.ToUniversalTime(), received.Now.Value),
            documentId,
            received,
            rulebook,
            by);
    }
}
