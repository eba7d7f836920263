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
        Guid caseId, Sight sight, IQuerySession session, Vault vault, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
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
                State = Words.Of(incident.State),
                Revision = incident.Revision,
                OpenedAt = entry.OpenedAt,
                Filings = IncidentViews.Filings(incident, events),
                Applicability = CaseAnswers.Applicability(current),
                Deadlines = DeadlineViews.Of(current),
                OpenQuestions = Questions.Of(current),
                OpenDeterminations = OpenDeterminations.Of(rulebook.Current, current, incident.Stated),
                Gaps = Gaps.Of(rulebook.Current, current, incident.Stated, forms: []),
                Submissions = IncidentViews.Submissions(events),
                Amendments = IncidentViews.Amendments(events),
                Acts = IncidentViews.Acts(events, authority: null),
                Representations = IncidentViews.Representations(events),
                Links = await CaseEntry.SeenAsync(session, sight, [.. incident.Links.Select(l => l.Other).Distinct()], cancellation),
                Incident = incident.Stated,
            },
            Revisions.Tag(incident.Revision));
    }

    /// <summary>Folds a stream with every person in it opened. Decisions fold it closed.</summary>
    /// <param name="seal">Null: what is said of persons stays closed.</param>
    internal static (Incident Incident, DeadlineBook Book) Fold(IReadOnlyList<IEvent> events, CaseSeal? seal)
    {
        Incident? incident = null;
        DeadlineBook? book = null;
        foreach (var e in events)
        {
            if (e.Data is INamesPersons persons)
            {
                seal?.Open(e.Data, persons.Statement);
            }

            switch (e)
            {
                case IEvent<IncidentOpened> opened:
                    incident = Incident.Create(opened);
                    break;
                case IEvent<DeadlinesComputed> computed:
                    book = (book ?? new DeadlineBook(e.StreamId)).With(computed.Data);
                    break;
                default:
                    incident = incident!.After(e);
                    break;
            }
        }

        return (incident!, book!);
    }
}
