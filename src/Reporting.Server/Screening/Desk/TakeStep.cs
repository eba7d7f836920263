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

/// <summary><c>POST /v1/regulator/cases/{reference}/steps</c>: the authority takes a step that a regime document gives it: accepts a notice, begins an investigation, asks.</summary>
public static class TakeAuthorityStepEndpoint
{
    public static Task<CaseWork<ScreeningNotice>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        Desks.LoadAsync<ScreeningNotice>(address, session, vault, cancellation);

    public static ProblemDetails Validate(
        Received<TakeStep> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<ScreeningNotice> work, ActiveRulebook rulebook)
    {
        var (step, errors) = RegimeSteps.Find(received.Body, rulebook.Current, work.Book, address.Authority, received.Now);
        return Rules.First(
            () => Revisions.Match(ifMatch, work.Case.CutRevisions.GetValueOrDefault(address.Authority)),
            () => NoticeLife.Table.Permits(work.Case.StateBefore(address.Authority), NoticeCommand.TakeStep),
            () => Rules.Check(errors),
            () => RegimeSteps.Hindered(step!, work.Case.Timeline) is { } why ? Problem.Of("not-in-this-state", why) : WolverineContinue.NoProblems);
    }

    [WolverinePost("/v1/regulator/cases/{reference}/steps")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<TakeStep> received, CaseAddress address, CaseWork<ScreeningNotice> work, ActiveRulebook rulebook, By by)
    {
        var (step, _) = RegimeSteps.Find(received.Body, rulebook.Current, work.Book, address.Authority, received.Now);
        return CaseChange.OfAuthority(work, RegimeSteps.Taken(step!, received.Body, address.Id, byFirm: false), work.Fresh.Id, received, rulebook, by);
    }
}
