using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Notifications;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Notifications;

/// <summary><c>GET /v1/cases/{caseId}/notifications</c>: who was told what of a case, when, over which channel, and what came of it, from the events of each notification.</summary>
public static class ReadNotificationsEndpoint
{
    public sealed record CaseNotifications(Guid Case, IReadOnlyList<NotificationView> Notifications);

    /// <param name="About">A deadline of the case, a digest, an act or an event.</param>
    /// <param name="Recipient">A contact of the firm or a subscription, by id.</param>
    /// <param name="State"><c>planned</c>, <c>sent</c>, <c>failed</c> or <c>dropped</c>.</param>
    public sealed record NotificationView(
        Guid Id, string About, int Revision, string Step, Guid Recipient, string Channel, string MessageId, string State, bool Acknowledged, IReadOnlyList<NotificationFact> Facts);

    /// <param name="What"><c>planned</c>, <c>sent</c>, <c>failed</c>, <c>dropped</c> or <c>acknowledged</c>.</param>
    /// <param name="Words">What the other side said, or why nothing was sent.</param>
    /// <param name="RetryAt">When an attempt that failed was to be repeated.</param>
    public sealed record NotificationFact(string What, DateTimeOffset At, string? Words, DateTimeOffset? RetryAt);

    [WolverineGet("/v1/cases/{caseId}/notifications")]
    public static async Task<CaseNotifications> Get(Guid caseId, IQuerySession session, CancellationToken cancellation)
    {
        if (await session.LoadAsync<CaseEntry>(caseId, cancellation) is null)
        {
            throw ProblemException.NotFound();
        }

        var all = await session.Query<Notification>().Where(n => n.Case == caseId).ToListAsync(cancellation);
        return new CaseNotifications(caseId, await ViewsAsync(all, session, cancellation));
    }

    internal static async Task<IReadOnlyList<NotificationView>> ViewsAsync(IReadOnlyList<Notification> notifications, IQuerySession session, CancellationToken cancellation)
    {
        var ids = notifications.Select(n => n.Id).ToArray();
        var events = await session.Events.QueryAllRawEvents().Where(e => e.StreamId.IsOneOf(ids)).ToListAsync(cancellation);
        var facts = events.OrderBy(e => e.Version).ToLookup(e => e.StreamId, e => Fact(e.Data, e.Timestamp));
        return [.. notifications
            .Select(n => new NotificationView(n.Id, n.Key, n.Revision, n.Step, n.Contact, n.Channel, n.MessageId, n.State, n.Acknowledged, [.. facts[n.Id]]))
            .OrderBy(n => n.Facts[0].At).ThenBy(n => n.About, StringComparer.Ordinal)];
    }

    private static NotificationFact Fact(object fact, DateTimeOffset at) => fact switch
    {
        NotificationPlanned => new("planned", at, null, null),
        NotificationSent sent => new("sent", at, sent.Response, null),
        NotificationFailed failed => new("failed", at, failed.Words, failed.RetryAt),
        NotificationDropped dropped => new("dropped", at, dropped.Reason, null),
        NotificationReplayed => new("replayed", at, null, null),
        NotificationAcknowledged acknowledged => new("acknowledged", at, acknowledged.By, null),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary><c>GET /v1/cases/{caseId}/notifications/{notificationId}</c>: what one of them said, written again from the events as it was at the last attempt. What was sent is not stored.</summary>
public static class ReadNotificationEndpoint
{
    /// <param name="SaidAt">The moment of the last attempt: what follows is as it stood then, UTC.</param>
    /// <param name="Letter">Of what went to people.</param>
    /// <param name="Message">Of what went to a program.</param>
    public sealed record NotificationSaid(Guid Id, string MessageId, DateTimeOffset SaidAt, LetterSaid? Letter, WebhookMessage? Message);

    /// <param name="Link">Where to look. The links to acknowledge by and to unsubscribe by are not among what is shown.</param>
    public sealed record LetterSaid(string Subject, string Lead, IReadOnlyList<LetterPart> Parts, string Link);

    /// <param name="Why">The explanation in brief, a sentence an item.</param>
    public sealed record LetterPart(IReadOnlyList<LetterLine> Lines, IReadOnlyList<string> Why);

    public sealed record LetterLine(string Name, string Value);

    [WolverineGet("/v1/cases/{caseId}/notifications/{notificationId}")]
    public static async Task<NotificationSaid> Get(Guid caseId, Guid notificationId, IQuerySession session, Letters letters, CancellationToken cancellation)
    {
        var notification = await session.LoadAsync<Notification>(notificationId, cancellation);
        if (notification is null || notification.Case != caseId)
        {
            throw ProblemException.NotFound();
        }

        // The message was written by the time that stands on how its attempt ended.
        var attempt = (await session.Events.FetchStreamAsync(notificationId, token: cancellation)).LastOrDefault(e => e.Data is NotificationSent or NotificationFailed);
        if (attempt is null || await letters.AboutAsync(notification, session, new Now(attempt.Timestamp), cancellation) is not { } about)
        {
            throw ProblemException.NotFound();
        }

        var isForProgram = notification.Channel == Recipient.Webhook;
        return new NotificationSaid(
            notification.Id,
            notification.MessageId,
            attempt.Timestamp,
            isForProgram ? null : Said(Letter.Write(about)),
            isForProgram ? WebhookChannel.Write(about) : null);
    }

    private static LetterSaid Said(Letter letter) => new(
        letter.Subject, letter.Lead, [.. letter.Parts.Select(p => new LetterPart([.. p.Lines.Select(l => new LetterLine(l.Name, l.Value))], p.Why))], letter.Link);
}

/// <summary><c>POST /v1/cases/{caseId}/acknowledgements</c>: a member of the firm has taken a notification in, and nobody else need be brought in. The last reminders come all the same.</summary>
public static class AcknowledgeEndpoint
{
    public sealed record Acknowledged(Guid Notification, DateTimeOffset RecordedAt);

    public static Guid NotificationId(Received<AcknowledgeNotification> received) => received.Body.Notification;

    public static ProblemDetails Validate(Guid caseId, Notification notification) =>
        notification.Case != caseId ? Problem.Of("not-found") : WolverineContinue.NoProblems;

    [WolverinePost("/v1/cases/{caseId}/acknowledgements")]
    [RevisionDoesNotMatter("That somebody has taken a message in changes nothing of the case.")]
    public static (Acknowledged, Events) Post(
        Guid caseId, Received<AcknowledgeNotification> received, [WriteAggregate(FromMethod = nameof(NotificationId))] Notification notification, By by) =>
        (new(notification.Id, received.Now.Value), notification.Acknowledged ? [] : [Recorded.Event(new NotificationAcknowledged("api"), received.Now, by)]);
}
