using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/regulator/cases/{reference}/acceptance</c>: the authority has notified acceptance; the review period begins with the day it was given.</summary>
public static class AcceptNoticeEndpoint
{
    public static Task<CaseWork<ScreeningNotice>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        Desks.LoadAsync<ScreeningNotice>(address, session, vault, cancellation);

    public static ProblemDetails Validate(
        Received<AcceptNotice> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<ScreeningNotice> work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.CutRevisions.GetValueOrDefault(address.Authority)),
            () => NoticeLife.Table.Permits(work.Case.StateBefore(address.Authority), NoticeCommand.Accept),
            () => Rules.Check(
                GivenInTime("/givenAt", received.Body.GivenAt, received, work.Case, address.Authority),
                ToOthers(received, work.Case, address.Authority)));

    [WolverinePost("/v1/regulator/cases/{reference}/acceptance")]
    public static (Created<Reporting.Contracts.Cases.NoticeAccepted>, CaseWrites, OutgoingMessages) Post(
        Received<AcceptNotice> received, CaseAddress address, CaseWork<ScreeningNotice> work, ActiveRulebook rulebook, By by)
    {
        IReadOnlyList<string> regimes = [.. work.Book.Deadlines.Where(d => d.OwedTo == address.Authority).Select(d => d.Regime).Distinct()];
        var accepted = new NoticeAccepted(address.Authority, regimes, new Service(received.Body.GivenAt.ToUniversalTime(), received.Body.Method), address.Id, work.Fresh.Id, received.Body.Others?.Select(To).ToList());
        var (after, owed, writes) = CaseChange.Record(work, [accepted], received, rulebook, by, [address.Authority]);
        return (
            CaseAnswers.Accepted(address, received.Body, work.Fresh.Id, after.CutRevisions[address.Authority], owed, received.Now),
            writes,
            [.. owed.Wake, new TellOfAct(work.Fresh.Id, work.Case.Id, "notice-accepted", address.Authority)]);
    }

    private static AcceptanceTo To(AcceptanceAddressee other) =>
        new(other.Id, other.Role, other.GaveTheNotice == true, other is { GivenAt: { } at, Method: { } method } ? new Service(at.ToUniversalTime(), method) : null);

    private static IEnumerable<ProblemError> ToOthers(Received<AcceptNotice> received, ScreeningNotice notice, string authority) =>
    [
        .. StatementRules.Distinct("/others", received.Body.Others?.Select(o => o.Id)).Select(e => e with { Pointer = e.Pointer + "/id" }),
        .. StatementRules.Indexed("/others", received.Body.Others).SelectMany(o => (IEnumerable<ProblemError>)
        [
            .. o.Item.Id == CaseDocument.NotifyingParty ? [new ProblemError(o.At + "/id", "taken", "This is what the party that notified is called.")] : Array.Empty<ProblemError>(),
            .. o.Item.GivenAt is null == o.Item.Method is null ? Array.Empty<ProblemError>() : [new ProblemError(o.At + (o.Item.Method is null ? "/method" : "/givenAt"), "required", "When and how go together.")],
            .. o.Item.GivenAt is { } given ? GivenInTime(o.At + "/givenAt", given, received, notice, authority) : [],
        ]),
    ];

    /// <summary>Given after the notice was received and not in the future.</summary>
    private static IEnumerable<ProblemError> GivenInTime(string pointer, DateTimeOffset given, Received<AcceptNotice> received, ScreeningNotice notice, string authority)
    {
        if (given > received.Now.Value)
        {
            yield return new ProblemError(pointer, "in-the-future", "A notification that has not been sent yet cannot be recorded as given.");
        }

        if (notice.FirstReceivedBy.TryGetValue(authority, out var receivedAt) && given < receivedAt)
        {
            yield return new ProblemError(pointer, "before-submission", $"The notice was received at {receivedAt:O}.");
        }
    }
}
