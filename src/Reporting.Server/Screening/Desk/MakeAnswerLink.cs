using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Screening.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/documents/{documentId}/addressees/{addressee}/link</c>: a link by which an addressee without an account reads an information or attendance notice, and answers it once.</summary>
public static class MakeAnswerLinkEndpoint
{
    /// <param name="Link">Whoever has it reads the notice and answers it. It is shown once.</param>
    /// <param name="Until">After which it leads nowhere, UTC.</param>
    public sealed record AnswerLink(string Link, DateTimeOffset Until);

    public static Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation);

    public static ProblemDetails Validate(Received<MakeLink> received, StatuteWork work, Guid documentId, string addressee) => work.File.Find(documentId) switch
    {
        { Rule.Asks: true } document when document.Addressee(addressee) is { } to && !work.IsTheFirm(document.Draft, to) =>
            document.Services.ContainsKey(addressee)
                ? document.Answers.ContainsKey(addressee) ? Problem.Of("not-in-this-state", "This addressee has answered.")
                    : Rules.Check(received.Body.Until <= received.Now.Value ? [new ProblemError("/until", "in-the-past", "Nobody can follow it.")] : [])
                : Problem.Of("not-in-this-state", "The notice has not been served on this addressee."),
        _ => Problem.Of("not-found"),
    };

    [AnswerIsNotKept("The link is a secret: it is shown once and stored nowhere.")]
    [WolverinePost("/v1/regulator/cases/{reference}/documents/{documentId}/addressees/{addressee}/link")]
    public static AnswerLink Post(Received<MakeLink> received, CaseAddress address, StatuteWork work, NoticeLinks links, Guid documentId, string addressee)
    {
        var until = received.Body.Until?.ToUniversalTime() ?? NoticeLinks.Until(work.File.Find(documentId)!, received.Now);
        return new AnswerLink(links.To(address, documentId, addressee, until), until);
    }
}
