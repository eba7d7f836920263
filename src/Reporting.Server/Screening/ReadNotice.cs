using JasperFx.Events;
using Marten;
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
        return new Tagged<CaseView>(
            new CaseView
            {
                Id = entry.Id,
                Reference = entry.Reference,
                ExternalReference = entry.ExternalReference,
                CaseType = NoticeCase.Type,
                Title = notice.Stated.Title,
                State = notice.State,
                Revision = notice.Revision,
                OpenedAt = entry.OpenedAt,
                Filings = [.. events.Select(e => e.Data).OfType<NoticeSubmitted>().SelectMany(s => s.Cuts.Select(c => new FilingView(s.Submission, "notice", c.Authority, s.ReceivedAt, c.Answers)))],
                Applicability = CaseAnswers.Applicability(current),
                Deadlines = DeadlineViews.Of(current),
                OpenQuestions = Questions.Of(current),
                Gaps = Gaps.Of(rulebook.Current, current, notice.Stated, notice.State == "accepted" ? [] : NoticeCase.StagesOf(notice.Stated)),
                Notice = notice.Stated,
            },
            Revisions.Tag(notice.Revision));
    }

    /// <summary>Folds a stream with every person in it opened. Decisions fold it closed.</summary>
    internal static (ScreeningNotice Notice, DeadlineBook Book) Fold(IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        ScreeningNotice? notice = null;
        DeadlineBook? book = null;
        foreach (var e in events)
        {
            switch (e)
            {
                case IEvent<NoticeOpened> opened:
                    seal.Open(opened.Data, opened.Data.Statement);
                    notice = ScreeningNotice.Create(opened);
                    break;
                case IEvent<NoticeSubmitted> submitted:
                    seal.Open(submitted.Data, submitted.Data.Statement);
                    notice = notice!.Apply(submitted);
                    break;
                case IEvent<NoticeAccepted> accepted:
                    notice = notice!.Apply(accepted);
                    break;
                case IEvent<DeadlinesComputed> computed:
                    book = (book ?? new DeadlineBook(e.StreamId)).With(computed.Data);
                    break;
            }
        }

        return (notice!, book!);
    }
}
