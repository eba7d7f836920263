using Reporting.Contracts;
using Reporting.Contracts.Notifications;

namespace Reporting.Server.Notifications;

/// <summary>Somebody wants to be told, beside or instead of what a contact of the firm is told without asking.</summary>
/// <param name="Statement">Names the sealing of the address.</param>
/// <param name="Channel"><c>mail</c>, <c>webhook</c> or <c>calendar</c>.</param>
/// <param name="Contact">The contact of the firm whose own choice this is.</param>
/// <param name="Url">Where a webhook goes.</param>
/// <param name="Steps">The steps wanted; absent: all.</param>
/// <param name="Zone">IANA time zone of the reader.</param>
/// <param name="Secret">Of a webhook, wrapped; of a calendar the digest of the feed's secret.</param>
public sealed record SubscriptionMade(
    Guid Subscription,
    Guid Statement,
    string Channel,
    string? Role,
    Guid? Contact,
    Sealed<string>? Email,
    string? Url,
    SubscriptionFilter? Filter,
    IReadOnlyList<string>? Steps,
    string? Zone,
    string? Secret);

/// <summary>Whoever reads the address has followed the link that was sent to it.</summary>
public sealed record AddressVerified(string By);

/// <summary>The mail server refused the address for good, or a webhook failed for three days.</summary>
/// <param name="Words">Its words, without addresses.</param>
public sealed record AddressFailing(string Words);

/// <summary>No reminders any more; escalations and the acts of authorities still.</summary>
public sealed record RemindersStopped(string By);

/// <summary>The key that webhooks are signed with from now on; the one before signs beside it until it ends.</summary>
/// <param name="Secret">Wrapped.</param>
/// <param name="OldUntil">Until when the one before is used beside it, UTC.</param>
public sealed record SecretRotated(string Secret, DateTimeOffset OldUntil);

/// <summary>Nothing more is sent.</summary>
public sealed record SubscriptionEnded(string Why);

/// <summary>What is known of where messages go: a subscription, or a contact of the firm of whose address something was learnt.</summary>
public sealed partial record Recipient(Guid Id)
{
    public const string Mail = "mail";
    public const string Webhook = "webhook";
    public const string Calendar = "calendar";

    public Guid Statement { get; init; }

    public string Channel { get; init; } = Mail;

    public string? Role { get; init; }

    public Guid? Contact { get; init; }

    public Sealed<string>? Email { get; init; }

    public string? Url { get; init; }

    public SubscriptionFilter? Filter { get; init; }

    public IReadOnlyList<string>? Steps { get; init; }

    public string? Zone { get; init; }

    /// <summary>Of a subscription: what was recorded before is not told to it.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>The secret in use, and the one before with its end.</summary>
    public string? Secret { get; init; }

    public string? OldSecret { get; init; }

    public DateTimeOffset? OldSecretUntil { get; init; }

    /// <summary>It is a subscription, not a contact's own entry.</summary>
    public bool IsSubscription { get; init; }

    public bool Verified { get; init; }

    public string? Failing { get; init; }

    public bool NoReminders { get; init; }

    public bool Ended { get; init; }

    /// <summary>Whether anything may be sent to it.</summary>
    public bool IsUsable => !Ended && Failing is null && (!IsSubscription || Verified);

    /// <summary><c>unverified</c>, <c>active</c>, <c>failing</c> or <c>ended</c>.</summary>
    public string State => Ended ? "ended" : Failing is not null ? "failing" : IsUsable ? "active" : "unverified";

    public static Recipient Create(JasperFx.Events.IEvent<SubscriptionMade> e) => new(e.Data.Subscription)
    {
        IsSubscription = true,
        Statement = e.Data.Statement,
        Channel = e.Data.Channel,
        Role = e.Data.Role,
        Contact = e.Data.Contact,
        Email = e.Data.Email,
        Url = e.Data.Url,
        Filter = e.Data.Filter,
        Steps = e.Data.Steps,
        Zone = e.Data.Zone,
        Secret = e.Data.Secret,
        MadeAt = e.Timestamp,
        // Whoever made it was shown the secret there and then, and a contact was told before; another mailbox has to prove that it is read.
        Verified = e.Data.Channel != Mail || e.Data.Email is null,
    };

    // A contact of the firm has no event of its own here until something is learnt of its address.
    public static Recipient Create(JasperFx.Events.IEvent<AddressFailing> e) => new Recipient(e.StreamId).Apply(e.Data);

    public static Recipient Create(JasperFx.Events.IEvent<RemindersStopped> e) => new Recipient(e.StreamId).Apply(e.Data);

    public Recipient Apply(AddressVerified e) => this with { Verified = true, Failing = null };

    public Recipient Apply(AddressFailing e) => this with { Failing = e.Words };

    public Recipient Apply(RemindersStopped e) => this with { NoReminders = true };

    public Recipient Apply(SecretRotated e) => this with { OldSecret = Secret, OldSecretUntil = e.OldUntil, Secret = e.Secret };

    public Recipient Apply(SubscriptionEnded e) => this with { Ended = true };
}
