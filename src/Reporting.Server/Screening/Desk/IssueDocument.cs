using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
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
    /// <param name="Made">What it would be on the case; null where the file has no such draft.</param>
    public sealed record IssuingWork(StatuteWork Work, FileDocument? Document, DocumentMade? Made)
    {
        public static IssuingWork Of(StatuteWork work, IssueDocument body, RegimeSet rulebook, Now now)
        {
            var document = work.File.Find(body.Draft);
            return new IssuingWork(work, document, document is null ? null : Fact(document, body, work, rulebook, now));
        }
    }

    public static async Task<IssuingWork> LoadAsync(
        Received<IssueDocument> received, CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, ActiveRulebook rulebook, CancellationToken cancellation) =>
        IssuingWork.Of(await StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation), received.Body, rulebook.Current, received.Now);

    public static ProblemDetails Validate(
        Received<IssueDocument> received, [FromHeader(Name = "If-Match")] string? ifMatch, IssuingWork issuing, ActiveRulebook rulebook, By by) =>
        Rules.First(
            () => issuing.Work.Seen(ifMatch),
            () => issuing.Work.HasPower(rulebook.Current),
            () => Rules.Check(
                issuing.Document is null ? [new ProblemError("/draft", "unknown-draft", "The authority's file has no draft with this id.")] : [],
                StatementRules.Past("/issuedAt", received.Body.IssuedAt, received.Now)),
            () => Issuing.Allowed(issuing.Document!, issuing.Made!, issuing.Work, rulebook.Current, received.Now, by));

    [WolverinePost("/v1/regulator/cases/{reference}/documents")]
    public static (Created<ActRecorded>, StatuteWrites, OutgoingMessages) Post(
        Received<IssueDocument> received, CaseAddress address, IssuingWork issuing, ActiveRulebook rulebook, By by)
    {
        var document = issuing.Document!;
        return issuing.Work.Record(
            document.Rule.Effective == Effective.Given ? [] : [issuing.Made!],
            [new DocumentIssued(address.Id, document.Id, document.Draft.Kind, IssuedAt(received.Body, received.Now))],
            document.Id,
            received,
            rulebook,
            by,
            document.Rule.Effective == Effective.Made ? Contracts.Words.Of(document.Draft.Kind) + "-made" : null);
    }

    private static DateTimeOffset IssuedAt(IssueDocument body, Now now) => (body.IssuedAt ?? now.Value).ToUniversalTime();

    private static DocumentMade Fact(FileDocument document, IssueDocument body, StatuteWork work, RegimeSet rulebook, Now now)
    {
        var draft = document.Draft;
        return new DocumentMade(
            work.Authority,
            work.Address.Id,
            document.Id,
            draft.Kind,
            work.Regimes(rulebook),
            draft.Concerns,
            draft.WorkingDays,
            draft.Blocks,
            (draft.AgreedAt ?? draft.AwareAt)?.ToUniversalTime() ?? IssuedAt(body, now),
            now.Value);
    }
}
