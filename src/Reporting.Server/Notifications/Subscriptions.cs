using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Notifications;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.ErrorHandling;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Runtime.Handlers;
using Wire = Reporting.Contracts.Notifications;

namespace Reporting.Server.Notifications;

/// <summary>Ask whoever reads the address of a subscription whether it is read.</summary>
[MessageIdentity("ask-address")]
public sealed record AskAddress(Guid Recipient);

/// <summary><c>POST /v1/subscriptions</c>: somebody of the firm is told from now on, by mail, by webhook or in a calendar. Its secret is in this answer and nowhere else.</summary>
public static class MakeSubscriptionEndpoint
{
    private const int Most = 200;
    private static readonly string[] LawStatuses = ["in-force", "enacted", "repealed", "bill", "proposed", "voluntary"];

    /// <summary>What stands in the way is found in the firm's own state.</summary>
    public sealed record Known(Firm Firm, IReadOnlyList<Recipient> Recipients, CaseSeal Seal);

    public static async Task<Known> LoadAsync(IDocumentSession session, Vault vault, CancellationToken cancellation) => new(
        await Firm.LoadAsync(session, cancellation) ?? throw ProblemException.NotFound(),
        await session.Query<Recipient>().ToListAsync(cancellation),
        await vault.LoadAsync(session, Firm.IdOf(session), cancellation));

    public static ProblemDetails Validate(Received<MakeSubscription> received, Known known, WebhookAddresses addresses) =>
        Rules.First(
            () => known.Recipients.Count(r => r is { IsSubscription: true, Ended: false }) >= Most ? Problem.Of("not-in-this-state", $"A firm has at most {Most} subscriptions.") : WolverineContinue.NoProblems,
            () => Rules.Check(Goes(received.Body, known.Firm, addresses), Speaks(received.Body)));

    [WolverinePost("/v1/subscriptions")]
    [AnswersWith("not-in-this-state")]
    [AnswerIsNotKept("It holds a secret; a subscription whose answer was lost is ended and made again.")]
    public static (Wire.SubscriptionMade, IStartStream, OutgoingMessages) Post(
        Received<MakeSubscription> received, Known known, WebhookSecrets secrets, CalendarFeed feed, IDocumentSession session, By by)
    {
        var (wanted, now, id) = (received.Body, received.Now, Ids.Next());
        var secret = wanted.Channel == Channel.Webhook ? WebhookSecret.New() : null;
        var made = new SubscriptionMade(
            id,
            Ids.Next(),
            Contracts.Words.Of(wanted.Channel),
            wanted.Role,
            wanted.Contact,
            wanted.Email,
            wanted.Url,
            wanted.Filter,
            wanted.Steps,
            wanted.Zone,
            secret is null ? null : secrets.Wrap(session.TenantId, id, secret));
        var fact = (IEvent<SubscriptionMade>)Recorded.Event(known.Seal.Sealed(made, made.Statement), now, by);
        return (
            new(id, wanted.Channel, Recipient.Create(fact).State, secret?.Text, secret?.PublicKey, wanted.Channel == Channel.Calendar ? feed.UrlOf(session.TenantId, id) : null, now.Value),
            MartenOps.StartStream<Recipient>(id, fact),
            wanted.Email is null ? [] : [new AskAddress(id)]);
    }

    /// <summary>That a channel has the address it needs, and no other.</summary>
    private static IEnumerable<ProblemError> Goes(MakeSubscription wanted, Firm firm, WebhookAddresses addresses)
    {
        var isMail = wanted.Channel == Channel.Mail;
        if (isMail && wanted.Email is null && wanted.Contact is null)
        {
            yield return new ProblemError("/email", "missing", "Mail needs an address, or a contact who has one.");
        }

        if (!isMail && wanted.Email is not null)
        {
            yield return new ProblemError("/email", "not-of-this-channel", "Only mail goes to a mail address.");
        }

        if (wanted.Channel == Channel.Webhook && wanted.Url is null)
        {
            yield return new ProblemError("/url", "missing", "A webhook needs an address.");
        }

        if (wanted.Url is not null && (wanted.Channel != Channel.Webhook ? "Only a webhook goes to an address of the web." : addresses.Fault(wanted.Url)) is { } fault)
        {
            yield return new ProblemError("/url", "forbidden-address", fault);
        }

        if (wanted.Contact is { } contact && firm.Contacts.All(c => c.Id != contact))
        {
            yield return new ProblemError("/contact", "unknown-contact", "The firm has no contact with this id.");
        }
    }

    private static IEnumerable<ProblemError> Speaks(MakeSubscription wanted)
    {
        if (wanted.Zone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            yield return new ProblemError("/zone", "unknown-zone", "It is no time zone of the IANA database.");
        }

        for (var i = 0; i < (wanted.Steps?.Count ?? 0); i++)
        {
            if (!ReminderPlan.IsStep(wanted.Steps![i]))
            {
                yield return new ProblemError($"/steps/{i}", "unknown-step", "The plan has no step of this name.");
            }
        }

        for (var i = 0; i < (wanted.Filter?.LawStatus?.Count ?? 0); i++)
        {
            if (!LawStatuses.Contains(wanted.Filter!.LawStatus![i]))
            {
                yield return new ProblemError($"/filter/lawStatus/{i}", "unknown-status", "Law is " + string.Join(", ", LawStatuses) + ".");
            }
        }
    }
}

/// <summary><c>GET /v1/subscriptions</c>: who of the firm is told how. Mail addresses are not shown.</summary>
public static class ListSubscriptionsEndpoint
{
    public sealed record SubscriptionList(IReadOnlyList<SubscriptionView> Items);

    [WolverineGet("/v1/subscriptions")]
    public static async Task<SubscriptionList> Get(IQuerySession session, CancellationToken cancellation) =>
        new([.. (await session.Query<Recipient>().ToListAsync(cancellation)).Where(r => r.IsSubscription).OrderBy(r => r.MadeAt).ThenBy(r => r.Id).Select(View)]);

    private static SubscriptionView View(Recipient r) => new(
        r.Id, (Channel)Contracts.Words.All(typeof(Channel))[r.Channel], r.State, r.Role, r.Contact, r.Url, r.Filter, r.Steps, r.Zone, r.Failing, r.MadeAt!.Value);
}

/// <summary><c>POST /v1/subscriptions/{subscriptionId}/verification</c>: a mailbox is asked again whether it is read; a webhook that was given up is used again. Also for a contact whose address was failing.</summary>
public static class VerifySubscriptionEndpoint
{
    public sealed record VerificationAsked(Guid Id, DateTimeOffset RecordedAt);

    public static ProblemDetails Validate(Recipient subscription) =>
        subscription.Ended ? Problem.Of("not-in-this-state", "The subscription has ended.") : WolverineContinue.NoProblems;

    [WolverinePost("/v1/subscriptions/{subscriptionId}/verification")]
    [AnswersWith("not-in-this-state")]
    public static (VerificationAsked, Events, OutgoingMessages) Post(Guid subscriptionId, Received<VerifyAddress> received, [WriteAggregate("subscriptionId")] Recipient subscription, By by) => (
        new(subscriptionId, received.Now.Value),
        subscription.Channel == Recipient.Webhook && subscription.Failing is not null ? [Recorded.Event(new AddressVerified("api"), received.Now, by)] : [],
        subscription.Channel == Recipient.Mail ? [new AskAddress(subscriptionId)] : []);
}

/// <summary><c>POST /v1/subscriptions/{subscriptionId}/secret</c>: a webhook is signed with a new key, and for a while with the one before beside it.</summary>
public static class RotateSecretEndpoint
{
    public static ProblemDetails Validate(Recipient subscription) =>
        subscription is not { Channel: Recipient.Webhook, Ended: false } ? Problem.Of("not-in-this-state", "Only a webhook that has not ended has a key.") : WolverineContinue.NoProblems;

    [WolverinePost("/v1/subscriptions/{subscriptionId}/secret")]
    [AnswersWith("not-in-this-state")]
    [AnswerIsNotKept("It holds a secret; a key whose answer was lost is replaced again.")]
    public static (Wire.SecretRotated, Events) Post(
        Guid subscriptionId, Received<RotateSecret> received, [WriteAggregate("subscriptionId")] Recipient subscription, WebhookSecrets secrets, IDocumentSession session, By by)
    {
        var secret = WebhookSecret.New();
        var until = received.Now.Value.AddHours(received.Body.OverlapHours);
        return (
            new(subscription.Id, secret.Text, secret.PublicKey, until),
            [Recorded.Event(new SecretRotated(secrets.Wrap(session.TenantId, subscription.Id, secret), until), received.Now, by)]);
    }
}

/// <summary><c>POST /v1/subscriptions/{subscriptionId}/replay</c>: a receiver that was away gets again what it was sent, or was not, since an instant: the same messages under the same ids, at most a thousand.</summary>
public static class ReplayWebhookEndpoint
{
    private const int Most = 1_000;

    public static ProblemDetails Validate(Recipient subscription) =>
        subscription is { Channel: Recipient.Webhook, IsUsable: true } ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "Only a webhook that is in use can be replayed to.");

    [WolverinePost("/v1/subscriptions/{subscriptionId}/replay")]
    [AnswersWith("not-in-this-state")]
    public static async Task<WebhookReplayed> Post(
        Guid subscriptionId, Received<ReplayWebhook> received, [ReadAggregate("subscriptionId")] Recipient subscription, IDocumentSession session, By by, CancellationToken cancellation)
    {
        var since = received.Body.Since;
        var again = await session.Query<Notification>()
            .Where(n => n.Contact == subscriptionId && n.State != Notification.Planned && n.PlannedAt >= since)
            .OrderBy(n => n.PlannedAt).Take(Most).ToListAsync(cancellation);
        foreach (var notification in again)
        {
            session.Events.Append(notification.Id, Recorded.Event(new NotificationReplayed(), received.Now, by));
            DeliveryTable.Add(session, notification.Id, new Uri(subscription.Url!).IdnHost, notification.Urgent!.Value);
        }

        return new WebhookReplayed(subscriptionId, again.Count);
    }
}

/// <summary><c>GET /v1/subscriptions/{subscriptionId}/deliveries</c>: what was sent by a subscription and what the other side said, the latest two hundred.</summary>
public static class ReadDeliveriesEndpoint
{
    private const int Most = 200;

    public sealed record DeliveryLog(Guid Subscription, IReadOnlyList<ReadNotificationsEndpoint.NotificationView> Items);

    [WolverineGet("/v1/subscriptions/{subscriptionId}/deliveries")]
    public static async Task<DeliveryLog> Get(Guid subscriptionId, IQuerySession session, Sight sight, CancellationToken cancellation)
    {
        if (await session.LoadAsync<Recipient>(subscriptionId, cancellation) is null)
        {
            throw ProblemException.NotFound();
        }

        var latest = await session.Query<Notification>().Where(n => n.Contact == subscriptionId).OrderByDescending(n => n.PlannedAt).Take(Most).ToListAsync(cancellation);
        var cases = latest.Select(n => n.Case).Distinct().ToArray();
        var seen = (await session.Query<CaseEntry>().Where(c => c.Id.IsOneOf(cases)).Where(CaseEntry.SeenBy(sight)).Select(c => c.Id).ToListAsync(cancellation)).ToHashSet();
        return new DeliveryLog(
            subscriptionId, await ReadNotificationsEndpoint.ViewsAsync([.. latest.Where(n => n.IsOfAddress || seen.Contains(n.Case))], session, cancellation));
    }
}

/// <summary><c>DELETE /v1/subscriptions/{subscriptionId}</c>: nothing more is sent by it, and the address of a calendar leads nowhere.</summary>
public static class EndSubscriptionEndpoint
{
    public sealed record SubscriptionEnds(Guid Id, DateTimeOffset RecordedAt);

    public static ProblemDetails Validate(Recipient subscription) => subscription.IsSubscription ? WolverineContinue.NoProblems : Problem.Of("not-found");

    [WolverineDelete("/v1/subscriptions/{subscriptionId}")]
    public static (SubscriptionEnds, Events) Delete(Guid subscriptionId, [WriteAggregate("subscriptionId")] Recipient subscription, Now now, By by) =>
        (new(subscriptionId, now.Value), subscription.Ended ? [] : [Recorded.Event(new SubscriptionEnded("by the firm"), now, by)]);
}

/// <summary>Sends the question whether an address is read. An address that refuses it is marked at once.</summary>
public static class AskAddressHandler
{
    public static void Configure(HandlerChain chain) =>
        chain.OnException<MailIsAwayException>().ScheduleRetry(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(12));

    public static async Task HandleAsync(AskAddress ask, IDocumentSession session, Vault vault, MailChannel mail, FailingAddresses failing, Now now, CancellationToken cancellation)
    {
        var firm = await Firm.LoadAsync(session, cancellation);
        var recipient = await session.LoadAsync<Recipient>(ask.Recipient, cancellation);
        if (firm is null || recipient is null or { Ended: true })
        {
            return;
        }

        var seal = await vault.LoadAsync(session, firm.Id, cancellation);
        var contact = firm.Contacts.FirstOrDefault(c => c.Id == (recipient.Contact ?? recipient.Id));
        if (recipient.Email is not null)
        {
            seal.Open(recipient, recipient.Statement);
        }
        else if (contact is not null)
        {
            seal.Open(contact, contact.Statement);
        }

        if ((recipient.Email ?? contact?.Email) is not { IsOpen: true } email)
        {
            return;
        }

        switch (await mail.AskAsync(new Destination(null, email.Value, recipient), ask.Recipient, session.TenantId, now, cancellation))
        {
            case Outcome.Refused refused:
                await failing.MarkAsync(session.TenantId, ask.Recipient, refused.Words, cancellation);
                break;
            case Outcome.Delayed or Outcome.Unreachable:
                throw new MailIsAwayException();
        }
    }
}

/// <summary>The mail server did not take it now; its words name addresses and stay out of logs.</summary>
public sealed class MailIsAwayException() : Exception("The mail server did not take the question whether an address is read.");
