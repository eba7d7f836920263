using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;
using Wolverine.Http;

namespace Reporting.Server.Preview;

/// <summary><c>POST /v1/obligations/preview</c>: what a case would owe to whom, by when and why, if it were opened now with this body. Nothing is written.</summary>
public static class PreviewObligationsEndpoint
{
    public static async Task<Firm?> LoadAsync(IQuerySession session, CancellationToken cancellation) => await Firm.LoadAsync(session, cancellation);

    public static ProblemDetails Validate(Received<PreviewObligations> received, Firm? firm) =>
        received.Body switch
        {
            { Incident: not null, ScreeningNotice: null } body => Rules.Check(
                IncidentRules.CanBeTrue(body.Incident, "/incident", received.Now), OpenIncidentEndpoint.EntitiesAreRegistered("/incident", body.Incident, firm)),
            { Incident: null, ScreeningNotice: not null } body => Rules.Check(
                NoticeRules.CanBeTrue(body.ScreeningNotice, "/screeningNotice", received.Now), OpenNoticeEndpoint.EntityIsRegistered("/screeningNotice", body.ScreeningNotice, firm)),
            _ => Rules.Check([new ProblemError("", "one-of", "Either incident or screeningNotice, and not both.")]),
        };

    [WolverinePost("/v1/obligations/preview")]
    [AnswerIsNotKept("It records nothing.")]
    public static ObligationsPreview Post(Received<PreviewObligations> received, Firm? firm, ActiveRulebook rulebook)
    {
        var (known, stated) = received.Body.Incident is { } incident
            ? (IncidentCase.Known(Opened(incident, received.Now), firm!, received.Now), (object)incident)
            : (NoticeCase.Known(Opened(received.Body.ScreeningNotice!, received.Now), firm!, received.Now), received.Body.ScreeningNotice!);
        var computed = Clocks.Compute(rulebook.Current, known, "preview", received.Now, before: null);
        return new ObligationsPreview
        {
            Applicability = CaseAnswers.Applicability(computed),
            Deadlines = DeadlineViews.Of(computed),
            OpenQuestions = Questions.Of(computed),
            Gaps = Gaps.Of(rulebook.Current, computed, stated, received.Body.ScreeningNotice is { } notice ? NoticeCase.StagesOf(notice) : []),
        };
    }

    private static Incident Opened(IncidentStatement stated, Now now) =>
        Incident.Create((IEvent<IncidentOpened>)Recorded.Event(new IncidentOpened(Guid.Empty, "", Guid.Empty, stated, now.Value), now, By.TheClock));

    private static ScreeningNotice Opened(NoticeStatement stated, Now now) =>
        ScreeningNotice.Create((IEvent<NoticeOpened>)Recorded.Event(new NoticeOpened(Guid.Empty, "", Guid.Empty, stated, now.Value), now, By.TheClock));
}
