using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>Somebody is to be told of something. The row that stands before anything leaves this system.</summary>
/// <param name="Case">The case; of a notice about an address of the firm's, none (all zeros).</param>
/// <param name="Key">What it is about: a deadline, a digest, <c>act/…</c>, <c>event/…</c> or <c>address/…</c>.</param>
/// <param name="Revision">The deadline's; of a case's event the version of the case.</param>
/// <param name="Contact">Who is told: a contact of the firm, or a subscription.</param>
/// <param name="MessageId">The mail's <c>Message-ID</c>, the webhook's id: the same at every attempt, so that a second copy is recognised as one.</param>
/// <param name="Authority">Whose act it tells of.</param>
/// <param name="Urgent">By when it matters, UTC: what is nearest is sent first.</param>
public sealed record NotificationPlanned(
    Guid Notification, Guid Case, string Key, int Revision, string Step, Guid Contact, string Channel, string MessageId, string? Authority = null, DateTimeOffset? Urgent = null);

/// <summary>The other side took it: the mail server, the receiver of the webhook, or the pickup folder.</summary>
/// <param name="Response">What it said, without addresses.</param>
public sealed record NotificationSent(string By, string? Response);

/// <summary>An attempt that was not taken.</summary>
/// <param name="Words">What the other side said, without addresses; or how it could not be reached.</param>
/// <param name="RetryAt">When it is tried again, by the legal clock, UTC; null: it is not.</param>
public sealed record NotificationFailed(string Words, int Attempt, DateTimeOffset? RetryAt);

/// <summary>Nothing was sent, because there was nothing left to say.</summary>
/// <param name="Reason"><c>met</c>, <c>moved</c>, <c>stopped</c>, <c>lapsed</c>, <c>answered</c>, <c>undetermined</c>, <c>superseded</c>, <c>contact-gone</c>.</param>
public sealed record NotificationDropped(string Reason);

/// <summary>It is to go out again, under the same id, because the receiver asked for it.</summary>
public sealed record NotificationReplayed;

/// <summary>Whoever was told says so.</summary>
/// <param name="By"><c>link</c>: the one in the message; <c>api</c>: a member of the firm.</param>
public sealed record NotificationAcknowledged(string By);

/// <summary>One message to one recipient over one channel about one thing: its own stream, so that who was told, when, is a fact apart from the case.</summary>
public sealed partial record Notification(
    Guid Id, Guid Case, string Key, int Revision, string Step, Guid Contact, string Channel, string MessageId, string? Authority = null, DateTimeOffset? Urgent = null)
{
    /// <summary><c>planned</c>, <c>sent</c>, <c>failed</c> (given up) or <c>dropped</c>.</summary>
    public string State { get; init; } = Planned;

    public bool Acknowledged { get; init; }

    public int Attempts { get; init; }

    /// <summary>What the last attempt that failed was answered.</summary>
    public string? LastWords { get; init; }

    public const string Planned = "planned";

    private const string Act = "act/";
    private const string Event = "event/";
    private const string Address = "address/";

    public DateTimeOffset PlannedAt { get; init; }

    public static Notification Create(JasperFx.Events.IEvent<NotificationPlanned> e) => Of(e.Data, e.Timestamp);

    public static Notification Of(NotificationPlanned e, DateTimeOffset at) =>
        new(e.Notification, e.Case, e.Key, e.Revision, e.Step, e.Contact, e.Channel, e.MessageId, e.Authority, e.Urgent) { PlannedAt = at };

    public Notification Apply(NotificationSent e) => this with { State = "sent" };

    public Notification Apply(NotificationFailed e) => this with { State = e.RetryAt is null ? "failed" : Planned, Attempts = e.Attempt, LastWords = e.Words };

    public Notification Apply(NotificationDropped e) => this with { State = "dropped" };

    public Notification Apply(NotificationReplayed e) => this with { State = Planned, Attempts = 0, LastWords = null };

    public Notification Apply(NotificationAcknowledged e) => this with { Acknowledged = true };

    /// <summary>It tells of an authority's act.</summary>
    public bool IsAct => Key.StartsWith(Act, StringComparison.Ordinal);

    /// <summary>It tells that something was recorded, whatever it was: for programs.</summary>
    public bool IsEvent => Key.StartsWith(Event, StringComparison.Ordinal);

    /// <summary>It tells of an address of the firm's, not of a case.</summary>
    public bool IsOfAddress => Key.StartsWith(Address, StringComparison.Ordinal);

    /// <summary>The word after the kind: of an act its code, of an event its type, of an address its id.</summary>
    public string Word => Key.Split('/')[1];

    public static string KeyOfAct(string act, Guid id) => $"{Act}{act}/{id:N}";

    public static string KeyOfEvent(string type) => Event + type;

    public static string KeyOfAddress(Guid recipient) => $"{Address}{recipient:N}";

    /// <summary>The id follows from what is to be told to whom: planning it a second time cannot start a second stream.</summary>
    public static Guid IdOf(Guid caseId, string key, int revision, string step, Guid contact, string channel) =>
        Ids.Named($"reporting/notification\n{caseId:N}\n{key}\n{revision}\n{step}\n{contact:N}\n{channel}");
}
