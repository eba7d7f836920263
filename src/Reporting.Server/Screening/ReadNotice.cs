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

namespace Reporting.Server.Screening;

/// <summary><c>GET /v1/screening-notices/{caseId}</c>: the firm's own notice as it stands, its clocks as of this moment, its persons opened.</summary>
public static class ReadNoticeEndpoint
{
    [WolverineGet("/v1/screening-notices/{caseId}")]
    public static async Task<Tagged<CaseView>> Get(
        Guid caseId, IQuerySession session, Vault vault, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        var (entry, events) = await CaseHistory.LoadAsync(session, caseId, CaseType.ScreeningNotice, known, cancellation);
        var seal = await vault.LoadAsync(session, caseId, cancellation);
        var (notice, book) = Fold(events, seal);
        var current = CaseAnswers.Clocks(rulebook.Current, NoticeCase.Type, book, known, now);
        var at = known.Or(now).Value;
        return new Tagged<CaseView>(
            new CaseView
            {
                Id = entry.Id,
                Reference = entry.Reference,
                ExternalReference = entry.ExternalReference,
                CaseType = NoticeCase.Type,
                Title = notice.Stated.Title,
                State = Words.Of(notice.State),
                Revision = notice.Revision,
                OpenedAt = entry.OpenedAt,
                Filings = [.. events.Select(e => e.Data).OfType<NoticeSubmitted>().SelectMany(s => s.Cuts.Select(c => new FilingView(s.Submission, "notice", c.Authority, s.ReceivedAt, c.Answers)))],
                Applicability = CaseAnswers.Applicability(current),
                Deadlines = DeadlineViews.Of(current),
                OpenQuestions = Questions.Of(current),
                Gaps = Gaps.Of(rulebook.Current, current, notice.Stated, notice.OpenForms),
                Effects = Effects.Of(rulebook.Current, current),
                Acts = NoticeViews.Acts(events, authority: null),
                Documents = NoticeViews.Documents(notice, at),
                Representations = NoticeViews.Representations(events, authority: null),
                Steps = RegimeSteps.Open(rulebook.Current, current, notice, authority: null),
                Notice = notice.Stated,
            },
            Revisions.Tag(notice.Revision));
    }

    /// <summary>Folds a stream with every person in it opened. Decisions fold it closed.</summary>
    /// <param name="seal">Null: what is said of persons stays closed.</param>
    internal static (ScreeningNotice Notice, DeadlineBook Book) Fold(IReadOnlyList<IEvent> events, CaseSeal? seal)
    {
        ScreeningNotice? notice = null;
        DeadlineBook? book = null;
        foreach (var e in events)
        {
            if (e.Data is INamesPersons persons)
            {
                seal?.Open(e.Data, persons.Statement);
            }

            if (e is IEvent<DeadlinesComputed> computed)
            {
                book = (book ?? new DeadlineBook(e.StreamId)).With(computed.Data);
                continue;
            }

            notice = notice is null ? ScreeningNotice.From(e) : notice.After(e);
        }

        return (notice!, book!);
    }
}
