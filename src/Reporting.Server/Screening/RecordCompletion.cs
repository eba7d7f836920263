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

/// <summary><c>POST /v1/screening-notices/{caseId}/completion</c>: the acquisition was completed. Where it is a notifiable one and nothing had approved it, it is void in law.</summary>
public static class RecordCompletionEndpoint
{
    public static Task<NoticeWork> LoadAsync(Guid caseId, IDocumentSession session, IDocumentStore store, CaseAddresses addresses, Vault vault, CancellationToken cancellation) =>
        NoticeWork.LoadAsync(caseId, session, store, addresses, vault, cancellation);

    public static ProblemDetails Validate(Received<RecordCompletion> received, [FromHeader(Name = "If-Match")] string? ifMatch, NoticeWork work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => NoticeLife.Table.Permits(work.Case.State, NoticeCommand.RecordCompletion),
            () => Rules.Check(StatementRules.Past("/completedAt", received.Body.CompletedAt, received.Now)));

    [WolverinePost("/v1/screening-notices/{caseId}/completion")]
    public static (Created<CaseChanged>, NoticeWrites, OutgoingMessages) Post(Received<RecordCompletion> received, NoticeWork work, ActiveRulebook rulebook, By by)
    {
        List<string> authorities = [.. work.Case.States.Keys];
        return work.OfFirm(
            _ => new CompletionRecorded(received.Body.CompletedAt.ToUniversalTime(), received.Body.Text, authorities, received.At.Value), work.Fresh.Id, received, rulebook, by, authorities);
    }
}
