using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Screening.Desk;

/// <summary><c>POST /v1/regulator/screening-cases</c>: an authority opens a case of its own, of a deal that nobody notified, with when it first knew and by what. It lives in the authority's tenant.</summary>
public static class OpenOwnCaseEndpoint
{
    public sealed record Around(NewCase Fresh, string Authority);

    public static Around Load(IDocumentSession session, Vault vault, By by) => new(NewCase.Make(vault, session.TenantId), by.Authority);

    public static ProblemDetails Validate(Received<OpenOwnCase> received, Around around, ActiveRulebook rulebook, By by) =>
        Rules.First(
            () => Rules.Check(
                Needed(received.Body.Notice),
                NoticeRules.CanBeTrue(received.Body.Notice, "/notice", received.Now),
                StatementRules.Past("/awareness/at", received.Body.Awareness.At, received.Now)),
            () => StatuteWork.Powers(rulebook.Current, Owed(received, around, rulebook, by).Owed.Book, around.Authority).Count > 0
                ? WolverineContinue.NoProblems
                : Problem.Of("forbidden", "No regime of such a case gives this authority the power to call it in."));

    [WolverinePost("/v1/regulator/screening-cases")]
    public static (Created<ActRecorded>, IStartStream, CaseWrites, OutgoingMessages) Post(Received<OpenOwnCase> received, Around around, ActiveRulebook rulebook, By by)
    {
        var now = received.Now;
        var (opened, owed) = Owed(received, around, rulebook, by);
        var fresh = around.Fresh;
        var journal = new JournalEntry(Ids.Next(), fresh.Id, 2, ["own-case-opened", "deadlines-computed"], [around.Authority], ContentCommitment.To(received.Bytes), received.At.Value, now.Value);
        var entry = new CaseEntry(fresh.Id, fresh.Reference, received.Body.Notice.ExternalReference!, CaseType.ScreeningNotice, received.Body.Notice.Title, now.Value);
        var address = new CaseAddress(fresh.Reference, around.Authority, Tenants.OfAuthority(around.Authority), fresh.Id, CaseType.ScreeningNotice);
        return (
            CaseChange.Answered(around.Authority, fresh.Reference, 1, owed, fresh.Id, now),
            MartenOps.StartStream<ScreeningNotice>(fresh.Id, opened, Recorded.Event(owed.Computed, now, by)),
            new CaseWrites(journal, owed.Next) { Documents = [entry, fresh.Key, address] },
            owed.Wake);
    }

    private static (JasperFx.Events.IEvent Opened, Recomputed Owed) Owed(Received<OpenOwnCase> received, Around around, ActiveRulebook rulebook, By by)
    {
        var fresh = around.Fresh;
        var fact = fresh.Seal.Sealed(
            new OwnCaseOpened(fresh.Id, around.Authority, fresh.Reference, fresh.Statement, received.Body.Notice, received.Body.Awareness with { At = received.Body.Awareness.At.ToUniversalTime() }, received.At.Value),
            fresh.Statement);
        var opened = Recorded.Event(fact, received.Now, by);
        var known = NoticeCase.Known(ScreeningNotice.From(opened)!, Firm.None, received.Now);
        return (opened, Recomputed.After(fresh.Id, rulebook.Current, known, "own-case-opened", received.Now, before: null, [around.Authority]));
    }

    private static IEnumerable<ProblemError> Needed(NoticeStatement notice)
    {
        if (notice.NoticeKind != NoticeKind.NotNotified)
        {
            yield return new ProblemError("/notice/noticeKind", "notified", "A deal that somebody notifies is that party's case.");
        }

        if (notice.ExternalReference is null)
        {
            yield return new ProblemError("/notice/externalReference", "required", "Say how the authority calls the case.");
        }
    }
}
