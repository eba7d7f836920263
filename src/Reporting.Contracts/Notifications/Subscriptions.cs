using System.Text.Json.Serialization;

namespace Reporting.Contracts.Notifications;

/// <summary>How somebody is told.</summary>
[JsonConverter(typeof(KebabCase<Channel>))]
public enum Channel
{
    Mail,
    Webhook,
    Calendar,
}

/// <summary>Whom an obligation binds.</summary>
[JsonConverter(typeof(KebabCase<Binds>))]
public enum Binds
{
    Firm,
    Regulator,
}

/// <summary>Of what somebody wants to be told. What is absent narrows nothing, save that law not in force and an authority's own clocks are told only to who names them.</summary>
public sealed record SubscriptionFilter
{
    /// <summary>Ids of regimes.</summary>
    [Items(100)]
    [EachCode]
    public IReadOnlyList<string>? Regimes { get; init; }

    [Items(100)]
    public IReadOnlyList<Guid>? Cases { get; init; }

    /// <summary>Ids of obligations within their regime.</summary>
    [Items(100)]
    [EachCode]
    public IReadOnlyList<string>? Obligations { get; init; }

    /// <summary>In which lane: <c>in-force</c>, <c>enacted</c>, <c>repealed</c>, <c>bill</c>, <c>proposed</c>, <c>voluntary</c>. Absent: what can be missed.</summary>
    [Items(6)]
    [EachCode]
    public IReadOnlyList<string>? LawStatus { get; init; }

    /// <summary>Absent: the firm's own.</summary>
    [Items(2)]
    public IReadOnlyList<Binds>? Binds { get; init; }
}

/// <summary>POST /v1/subscriptions: somebody of the firm is to be told, of what, how and when.</summary>
public sealed record MakeSubscription
{
    public required Channel Channel { get; init; }

    /// <summary>The office it is for, in the firm's own word (<c>data-protection-officer</c>). Names no person.</summary>
    [Code]
    public string? Role { get; init; }

    /// <summary>A contact of the firm, whose mail comes by this subscription instead of by default.</summary>
    public Guid? Contact { get; init; }

    /// <summary>Of the channel <c>mail</c>: where to. Nothing is sent to it but the question whether it is read, until it is answered.</summary>
    [MailAddress]
    public Sealed<string>? Email { get; init; }

    /// <summary>Of the channel <c>webhook</c>: where to. <c>https</c>, on no private network.</summary>
    [WebAddress]
    public string? Url { get; init; }

    public SubscriptionFilter? Filter { get; init; }

    /// <summary>The steps of the plan that are wanted (<c>set</c>, <c>24h-before</c>, <c>overdue</c>, …). Absent: all. Escalations and the acts of authorities come in any case.</summary>
    [Items(20)]
    [EachCode]
    public IReadOnlyList<string>? Steps { get; init; }

    /// <summary>IANA time zone in which times are also given.</summary>
    [Line(60)]
    public string? Zone { get; init; }
}

/// <summary>A subscription as it stands. Where it goes is shown to nobody: it was told once, by who made it.</summary>
/// <param name="State"><c>unverified</c>, <c>active</c>, <c>failing</c> or <c>ended</c>.</param>
/// <param name="Failing">What the other side said when it refused for good.</param>
/// <param name="Url">Of a webhook.</param>
public sealed record SubscriptionView(
    Guid Id,
    Channel Channel,
    string State,
    string? Role,
    Guid? Contact,
    string? Url,
    SubscriptionFilter? Filter,
    IReadOnlyList<string>? Steps,
    string? Zone,
    string? Failing,
    DateTimeOffset MadeAt);

/// <param name="Secret">Shown this once: of a webhook the key its messages are signed with (<c>whsec_…</c>).</param>
/// <param name="PublicKey">Of a webhook: the key that the Ed25519 signatures are verified with (<c>whpk_…</c>).</param>
/// <param name="Feed">Shown this once: of a calendar the address of the feed.</param>
public sealed record SubscriptionMade(Guid Id, Channel Channel, string State, string? Secret, string? PublicKey, string? Feed, DateTimeOffset RecordedAt);

/// <summary>POST /v1/subscriptions/{subscriptionId}/secret: a new key signs, the one before beside it for a while.</summary>
public sealed record RotateSecret
{
    /// <summary>For how many hours the one before is used beside it, 0 to 168.</summary>
    [Hours]
    public required int OverlapHours { get; init; }
}

/// <summary>Hours, none to a week.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HoursAttribute() : System.ComponentModel.DataAnnotations.RangeAttribute(0, 168);

/// <param name="Secret">Shown this once.</param>
public sealed record SecretRotated(Guid Id, string Secret, string PublicKey, DateTimeOffset OldUntil);

/// <summary>POST /v1/subscriptions/{subscriptionId}/replay: what was sent since an instant is sent again, under the same ids.</summary>
public sealed record ReplayWebhook
{
    public required DateTimeOffset Since { get; init; }
}

/// <param name="Messages">How many are sent again.</param>
public sealed record WebhookReplayed(Guid Id, int Messages);

/// <summary>POST /v1/cases/{caseId}/acknowledgements: somebody has taken a notification in.</summary>
public sealed record AcknowledgeNotification
{
    public required Guid Notification { get; init; }
}

/// <summary>POST /v1/subscriptions/{subscriptionId}/verification: the question whether the address is read is sent again, also to one that has been failing.</summary>
public sealed record VerifyAddress
{
    /// <summary>Why it is asked again. Names no person.</summary>
    [Prose(300)]
    public string? Reason { get; init; }
}

/// <summary>The body of a webhook (Standard Webhooks): thin, since it may pass through logs of others.</summary>
/// <param name="Type">One of <c>GET /v1/webhook-types</c>.</param>
/// <param name="Timestamp">When what it tells of happened.</param>
public sealed record WebhookMessage(string Type, DateTimeOffset Timestamp, WebhookData Data);

/// <summary>Which case, and where to look.</summary>
public sealed record WebhookData
{
    public Guid? Case { get; init; }

    /// <summary>The firm's own reference of the case.</summary>
    public string? Reference { get; init; }

    /// <summary>The entry of the case's timeline, counted from 1.</summary>
    public int? CaseVersion { get; init; }

    /// <summary>Whose act it is.</summary>
    public string? Authority { get; init; }

    /// <summary>Regime and obligation.</summary>
    public string? Deadline { get; init; }

    public int? Revision { get; init; }

    public DateTimeOffset? Due { get; init; }

    /// <summary>What to acknowledge.</summary>
    public Guid? Notification { get; init; }

    /// <summary>The subscription or contact whose address fails.</summary>
    public Guid? Subscription { get; init; }

    public required string Link { get; init; }
}

/// <summary>A type of webhook message, and what it says.</summary>
public sealed record WebhookType(string Type, string Says, WebhookMessage Message);

public sealed record WebhookTypeList(IReadOnlyList<WebhookType> Items);
