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
using Wolverine.Persistence;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices</c>: a party opens a private draft of a notice.</summary>
public static class OpenNoticeEndpoint
{
    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static NewCase Load(IDocumentSession session, Vault vault) => NewCase.Make(vault, session.TenantId);

    public static ProblemDetails Validate(Received<NoticeStatement> received, Firm? firm) =>
        Rules.Check(NoticeRules.ToOpen(received.Body, received.Now), EntityIsRegistered("", received.Body, firm));

    [WolverinePost("/v1/screening-notices")]
    public static (Created<CaseOpened>, IStartStream, CaseWrites, OutgoingMessages) Post(
        Received<NoticeStatement> received, [Entity(FromMethod = nameof(FirmId), Required = false)] Firm? firm, NewCase fresh, ActiveRulebook rulebook, By by)
    {
        var now = received.Now;
        var opened = Recorded.Event(
            fresh.Seal.Sealed(new NoticeOpened(fresh.Id, fresh.Reference, fresh.Statement, received.Body, received.At.Value), fresh.Statement), now, by);
        var notice = ScreeningNotice.Create((JasperFx.Events.IEvent<NoticeOpened>)opened);
        var owed = Recomputed.After(fresh.Id, rulebook.Current, NoticeCase.Known(notice, firm!, now), "notice-opened", now, before: null);
        var journal = new JournalEntry(Ids.Next(), fresh.Id, 2, ["notice-opened", "deadlines-computed"], [], ContentCommitment.To(received.Bytes), received.At.Value, now.Value);
        var entry = new CaseEntry(fresh.Id, fresh.Reference, received.Body.ExternalReference!, CaseType.ScreeningNotice, received.Body.Title, now.Value);
        return (
            CaseAnswers.Opened(CaseType.ScreeningNotice, notice.Id, notice.Reference, notice.Revision, owed, rulebook.Current, notice.Stated, received.At, now, NoticeCase.StagesOf(notice.Stated)),
            MartenOps.StartStream<ScreeningNotice>(fresh.Id, opened, Recorded.Event(owed.Computed, now, by)),
            new CaseWrites(journal, owed.Next) { Documents = [entry, fresh.Key] },
            owed.Wake);
    }

    internal static IEnumerable<ProblemError> EntityIsRegistered(string root, NoticeStatement stated, Firm? firm)
    {
        if (stated.NotifyingParty?.EntityId is { } id && firm?.Entity(id) is null)
        {
            yield return new ProblemError(root + "/notifyingParty/entityId", "unknown-entity", "The firm has no registered entity with this id.");
        }
    }
}
