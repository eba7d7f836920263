using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;

namespace Reporting.Server.Screening;

/// <summary>Evaluates a notice again and records it where it says something new: "not owed" is looked at again too.</summary>
public static class RecomputeNoticeHandler
{
    public static async Task<OutgoingMessages> Handle(RecomputeNotice recompute, IDocumentSession session, ActiveRulebook rulebook, Now now, CancellationToken cancellation)
    {
        await rulebook.AtLeastAsync(recompute.Rulebook, cancellation);
        var stream = await session.Events.FetchForWriting<ScreeningNotice>(recompute.Case, cancellation);
        var book = await session.Events.AggregateStreamAsync<DeadlineBook>(recompute.Case, token: cancellation);
        if (stream.Aggregate is not { } found || book is null || await Firm.LoadAsync(session, cancellation) is not { } firm)
        {
            return [];
        }

        var owed = Recomputed.After(recompute.Case, rulebook.Current, NoticeCase.Known(found, firm, now), recompute.Cause, now, book);
        if (!Reevaluation.SaysSomethingNew(owed, book))
        {
            return [];
        }

        stream.AppendOne(Recorded.Event(owed.Computed, now, By.TheClock));
        Reevaluation.Writes(recompute.Case, found.Version + 1, owed, now).Execute(session);
        return owed.Wake;
    }
}
