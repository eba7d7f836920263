using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Screening;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/regulator/cases/{reference}/acceptance</c>: the authority has notified acceptance; the review period begins with the day it was given.</summary>
public static class AcceptNoticeEndpoint
{
    public static Guid CaseId(CaseAddress address) => address.Case;

    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    // Not by attribute: the generated code takes one aggregate a method's id.
    public static Task<DeadlineBook?> LoadAsync(CaseAddress address, IDocumentSession session, CancellationToken cancellation) =>
        session.Events.AggregateStreamAsync<DeadlineBook>(address.Case, token: cancellation);

    public static ProblemDetails Validate(
        Received<AcceptNotice> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, ScreeningNotice notice) =>
        Rules.First(
            () => Revisions.Match(ifMatch, notice.CutRevisions.GetValueOrDefault(address.Authority)),
            () => notice.AcceptedBy.Contains(address.Authority)
                ? Problem.Of("not-in-this-state", "The notice has been accepted already.")
                : WolverineContinue.NoProblems,
            () => Rules.Check(GivenInTime(received, notice, address.Authority)));

    [WolverinePost("/v1/regulator/cases/{reference}/acceptance")]
    public static (Created<Reporting.Contracts.Cases.NoticeAccepted>, Events, CaseWrites, OutgoingMessages) Post(
        Received<AcceptNotice> received,
        CaseAddress address,
        [WriteAggregate(FromMethod = nameof(CaseId))] ScreeningNotice notice,
        DeadlineBook? book,
        [Entity(FromMethod = nameof(FirmId), Required = false)] Firm? firm,
        ActiveRulebook rulebook,
        By by)
    {
        var now = received.Now;
        IReadOnlyList<string> regimes = [.. book!.Deadlines.Where(d => d.OwedTo == address.Authority).Select(d => d.Regime).Distinct()];
        var accepted = Recorded.Event(new NoticeAccepted(address.Authority, regimes, new Service(received.Body.GivenAt.ToUniversalTime(), received.Body.Method)), now, by);
        var after = notice.Apply((JasperFx.Events.IEvent<NoticeAccepted>)accepted);
        var owed = Recomputed.After(notice.Id, rulebook.Current, NoticeCase.Known(after, firm!, now), "notice-accepted", now, book, [address.Authority]);
        var journal = new JournalEntry(
            Ids.Next(),
            notice.Id,
            notice.Version + 2,
            ["notice-accepted", "deadlines-computed"],
            [address.Authority],
            ContentCommitment.To(received.Bytes),
            received.At.Value,
            now.Value);
        return (
            CaseAnswers.Accepted(address, received.Body, after.CutRevisions[address.Authority], owed, now),
            [accepted, Recorded.Event(owed.Computed, now, by)],
            new CaseWrites(journal, owed.Next),
            [.. owed.Wake, new TellOfAct(journal.Entry, notice.Id, "notice-accepted", address.Authority)]);
    }

    /// <summary>Given after the notice was received and not in the future.</summary>
    private static IEnumerable<ProblemError> GivenInTime(Received<AcceptNotice> received, ScreeningNotice notice, string authority)
    {
        var given = received.Body.GivenAt;
        if (given > received.Now.Value)
        {
            yield return new ProblemError("/givenAt", "in-the-future", "A notification that has not been sent yet cannot be recorded as given.");
        }

        if (notice.FirstReceivedBy.TryGetValue(authority, out var receivedAt) && given < receivedAt)
        {
            yield return new ProblemError("/givenAt", "before-submission", $"The notice was received at {receivedAt:O}.");
        }
    }
}
