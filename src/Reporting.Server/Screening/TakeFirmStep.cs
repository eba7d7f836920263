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

/// <summary><c>POST /v1/screening-notices/{caseId}/steps</c>: the firm takes a step that a regime document gives it: it answers what was asked.</summary>
public static class TakeFirmStepEndpoint
{
    public static Task<CaseWork<ScreeningNotice>> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        CaseWork<ScreeningNotice>.LoadAsync(caseId, session, vault, cancellation);

    public static ProblemDetails Validate(Received<TakeStep> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<ScreeningNotice> work, ActiveRulebook rulebook)
    {
        var (step, errors) = RegimeSteps.Find(received.Body, rulebook.Current, work.Book, authority: null, received.Now);
        return Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => Rules.Check(errors),
            () => NoticeLife.Table.Permits(work.Case.StateBefore(step!.Authority), NoticeCommand.TakeStep),
            () => RegimeSteps.Hindered(step!, work.Case.Timeline) is { } why ? Problem.Of("not-in-this-state", why) : WolverineContinue.NoProblems);
    }

    [WolverinePost("/v1/screening-notices/{caseId}/steps")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<TakeStep> received, CaseWork<ScreeningNotice> work, ActiveRulebook rulebook, By by)
    {
        var (step, _) = RegimeSteps.Find(received.Body, rulebook.Current, work.Book, authority: null, received.Now);
        var reference = work.Case.Addressees.First(a => a.Authority == step!.Authority).Reference;
        return CaseChange.OfFirm(work, RegimeSteps.Taken(step!, received.Body, reference, byFirm: true), work.Fresh.Id, received, rulebook, by, [step!.Authority]);
    }
}
