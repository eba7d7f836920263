using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;

namespace Reporting.Server.Screening;

/// <summary>Evaluates a notice again and records it where it says something new: "not owed" is looked at again too.</summary>
public static class RecomputeNoticeHandler
{
    public static Task<OutgoingMessages> Handle(RecomputeNotice recompute, IDocumentSession session, ActiveRulebook rulebook, Now now, CancellationToken cancellation) =>
        Reevaluation.RunAsync<ScreeningNotice>(
            recompute.Case, recompute.Cause, recompute.Rulebook, (found, firm) => NoticeCase.Known(found, firm, now), session, rulebook, now, cancellation);
}
