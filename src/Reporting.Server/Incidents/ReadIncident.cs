using JasperFx.Events;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Incidents;

/// <summary><c>GET /v1/incidents/{caseId}</c>: the firm's own case as it stands, its clocks as of this moment, its persons opened.</summary>
public static class ReadIncidentEndpoint
{
    [WolverineGet("/v1/incidents/{caseId}")]
    public static async Task<Tagged<CaseView>> Get(
        Guid caseId, IQuerySession session, Vault vault, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        var (entry, events) = await CaseHistory.LoadAsync(session, caseId, CaseType.Incident, known, cancellation);
        var seal = await vault.LoadAsync(session, caseId, cancellation);
        var (incident, book) = Fold(events, seal);
        var current = CaseAnswers.Clocks(rulebook.Current, IncidentCase.Type, book, known, now);
        return new Tagged<CaseView>(
            new CaseView
            {
                Id = entry.Id,
                Reference = entry.Reference,
                ExternalReference = entry.ExternalReference,
                CaseType = IncidentCase.Type,
                Title = incident.Stated.Title,
                State = incident.IsPrivate ? "private" : "filed",
                Revision = incident.Revision,
                OpenedAt = entry.OpenedAt,
                Filings = [.. events.Select(e => e.Data).OfType<IncidentReportFiled>().SelectMany(r => r.Cuts.Select(c => new FilingView(r.Report, Words.Of(r.Stage), c.Authority, r.ReceivedAt, c.Answers, r.LateReason)))],
                Applicability = CaseAnswers.Applicability(current),
                Deadlines = DeadlineViews.Of(current),
                OpenQuestions = Questions.Of(current),
                Gaps = Gaps.Of(rulebook.Current, current, incident.Stated, forms: []),
                Incident = incident.Stated,
            },
            Revisions.Tag(incident.Revision));
    }

    /// <summary>Folds a stream with every person in it opened. Decisions fold it closed.</summary>
    internal static (Incident Incident, DeadlineBook Book) Fold(IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        Incident? incident = null;
        DeadlineBook? book = null;
        foreach (var e in events)
        {
            switch (e)
            {
                case IEvent<IncidentOpened> opened:
                    seal.Open(opened.Data, opened.Data.Statement);
                    incident = Incident.Create(opened);
                    break;
                case IEvent<IncidentReportFiled> filed:
                    seal.Open(filed.Data, filed.Data.Statement);
                    incident = incident!.Apply(filed);
                    break;
                case IEvent<DeadlinesComputed> computed:
                    book = (book ?? new DeadlineBook(e.StreamId)).With(computed.Data);
                    break;
            }
        }

        return (incident!, book!);
    }
}
