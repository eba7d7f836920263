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

/// <summary><c>POST /v1/regulator/cases/{reference}/documents</c>: issues what was drafted and, where it has to be, approved by another person. What is effective by being made is effective now; everything else by its service.</summary>
public static class IssueDocumentEndpoint
{
    public static Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation);

    public static ProblemDetails Validate(
        Received<IssueDocument> received, [FromHeader(Name = "If-Match")] string? ifMatch, StatuteWork work, ActiveRulebook rulebook, By by) =>
        Rules.First(
            () => work.Seen(ifMatch),
            () => work.HasPower(rulebook.Current),
            () => Rules.Check(
                work.File.Find(received.Body.Draft) is null ? [new ProblemError("/draft", "unknown-draft", "The authority's file has no draft with this id.")] : [],
                StatementRules.Past("/issuedAt", received.Body.IssuedAt, received.Now)),
            () => Issuing.Allowed(work.File.Find(received.Body.Draft)!, Fact(received, work, rulebook), work, rulebook.Current, received.Now, by));

    [WolverinePost("/v1/regulator/cases/{reference}/documents")]
    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Post(
        Received<IssueDocument> received, CaseAddress address, StatuteWork work, ActiveRulebook rulebook, By by)
    {
        var document = work.File.Find(received.Body.Draft)!;
        var made = Fact(received, work, rulebook);
        return work.Record(
            document.Rule.Effective == Effective.Given ? [] : [made],
            [new DocumentIssued(address.Id, document.Id, document.Draft.Kind, IssuedAt(received))],
            document.Id,
            received,
            rulebook,
            by,
            document.Rule.Effective == Effective.Made ? Contracts.Words.Of(document.Draft.Kind) + "-made" : null);
    }

    private static DateTimeOffset IssuedAt(Received<IssueDocument> received) => (received.Body.IssuedAt ?? received.Now.Value).ToUniversalTime();

    private static DocumentMade Fact(Received<IssueDocument> received, StatuteWork work, ActiveRulebook rulebook)
    {
        var document = work.File.Find(received.Body.Draft)!;
        var draft = document.Draft;
        return new DocumentMade(
            work.Authority,
            work.Address.Id,
            document.Id,
            draft.Kind,
            work.Regimes(rulebook.Current),
            draft.Concerns,
            draft.WorkingDays,
            draft.Blocks,
            (draft.AgreedAt ?? draft.AwareAt)?.ToUniversalTime() ?? IssuedAt(received),
            received.Now.Value);
    }
}
