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

/// <summary><c>POST /v1/screening-notices/{caseId}/orders/{documentId}/duties</c>: a duty under a condition of an order arose, or was done. What comes again is due again from then on.</summary>
public static class ReportOnDutyEndpoint
{
    public static Task<NoticeWork> LoadAsync(
        Received<ReportOnDuty> received, Guid caseId, IDocumentSession session, IDocumentStore store, CaseAddresses addresses, Vault vault, CancellationToken cancellation) =>
        NoticeWork.LoadAsync(caseId, session, store, addresses, vault, cancellation, received.Body.Evidence);

    public static ProblemDetails Validate(Received<ReportOnDuty> received, [FromHeader(Name = "If-Match")] string? ifMatch, NoticeWork work, Guid documentId)
    {
        var body = received.Body;
        var order = work.Case.Documents.FirstOrDefault(d => d.Id == documentId && Statutes.IsDrafted(d.Kind) && Statutes.Of(d.Kind).Orders);
        var duty = work.Case.Duties.FirstOrDefault(d => d.Order == documentId && d.Condition == body.Condition && d.Stated.Id == body.Duty);
        return Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => order is null ? Problem.Of("not-found") : WolverineContinue.NoProblems,
            () => NoticeLife.Table.Permits(work.Case.StateBefore(order!.Authority), NoticeCommand.ReportOnDuty),
            () => Rules.Check(
                duty is null ? [new ProblemError("/duty", "unknown-duty", "No condition of this order in force lays such a duty on the firm.")] : [],
                body is { Text: null, ChangedAt: null } ? [new ProblemError("", "nothing-said", "Say what has changed, or what is reported.")] : [],
                duty is not null && body.ChangedAt is not null && duty.Stated.Kind != DutyKind.NoticeOfChange ? [new ProblemError("/changedAt", "not-of-this-duty", "Only a notice of change begins with a change.")] : [],
                StatementRules.Past("/changedAt", body.ChangedAt, received.Now),
                work.NotReleased(body.Evidence)),
            () => body.ChangedAt is null && !work.Case.Requests.Any(r => r.Id.StartsWith(duty!.Prefix, StringComparison.Ordinal) && r.AnsweredAt is null && r.EndedAt is null)
                ? Problem.Of("not-in-this-state", "Nothing is open under this duty.")
                : WolverineContinue.NoProblems);
    }

    [WolverinePost("/v1/screening-notices/{caseId}/orders/{documentId}/duties")]
    public static (Created<CaseChanged>, NoticeWrites, OutgoingMessages) Post(Received<ReportOnDuty> received, NoticeWork work, ActiveRulebook rulebook, By by, Guid documentId)
    {
        var body = received.Body;
        var authority = work.Case.Documents.First(d => d.Id == documentId).Authority;
        return work.OfFirm(
            _ => new DutyReported(documentId, authority, body.Condition, body.Duty, body.ChangedAt?.ToUniversalTime(), body.Text, body.Evidence ?? [], received.At.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by,
            [authority],
            body.Evidence);
    }
}
