using Marten;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Runtime.Handlers;

namespace Reporting.Server.Notifications;

/// <summary>Nobody may have acknowledged an act: look whether the next in line is to be told.</summary>
/// <param name="Level">Whose turn it is.</param>
[MessageIdentity("escalate-act")]
public sealed record EscalateAct(TellOfAct Act, int Level);

/// <summary>An authority has acted: those who are told first hear of it at once.</summary>
public static class TellOfActHandler
{
    /// <summary>After how long without an acknowledgement the next in line is told.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(4);

    private const int LastLevel = 2;

    public static void Configure(HandlerChain chain) => PlanNotifications.PlanAgain(chain);

    public static Task<OutgoingMessages> HandleAsync(TellOfAct tell, IDocumentSession session, Now now, CancellationToken cancellation) =>
        TellAsync(tell, 0, session, now, cancellation);

    public static async Task<OutgoingMessages> TellAsync(TellOfAct tell, int level, IDocumentSession session, Now now, CancellationToken cancellation)
    {
        var planning = await PlanNotifications.LoadAsync(tell.Case, session, cancellation);
        PlanNotifications.Store(NotificationPlan.Of(tell, level, planning, now), planning, session, now);
        return level < LastLevel && !planning.IsAnswered(tell) ? [new EscalateAct(tell, level + 1).DelayedFor(Patience)] : [];
    }
}

/// <summary>Silent once somebody has acknowledged the act.</summary>
public static class EscalateActHandler
{
    public static void Configure(HandlerChain chain) => PlanNotifications.PlanAgain(chain);

    public static Task<OutgoingMessages> HandleAsync(EscalateAct escalate, IDocumentSession session, Now now, CancellationToken cancellation) =>
        TellOfActHandler.TellAsync(escalate.Act, escalate.Level, session, now, cancellation);
}
