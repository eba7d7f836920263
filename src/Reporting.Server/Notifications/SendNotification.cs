using JasperFx.Events;
using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reporting.Server.Notifications;

/// <summary>
/// Sends one notification if there is still something to say. At least once: the only duplicate is "sent, outcome not
/// written", and carries the same Message-ID.
/// </summary>
public static class SendNotificationHandler
{
    public sealed record Known(IEventStream<Notification> Stream, DeadlineBook? Book, CaseEntry? Case, Contact? Contact, Opened? Sealed, Authority? OwedTo);

    /// <summary>What the contact's values were sealed in, and with which seal: the case's own where it is confined, or else the firm's.</summary>
    public sealed record Opened(CaseSeal Seal, CaseConfined? Closed);

    public static async Task<Known> LoadAsync(SendNotification send, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Notification>(send.Notification, cancellation);
        var caseId = stream.Aggregate?.Case ?? Guid.Empty;
        var book = await session.Events.AggregateStreamAsync<DeadlineBook>(caseId, token: cancellation);
        var entry = await session.LoadAsync<CaseEntry>(caseId, cancellation);
        var firm = await Firm.LoadAsync(session, cancellation);
        var confinement = await session.Events.AggregateStreamAsync<Confinement>(caseId, token: cancellation);
        var contact = WhoIsTold.Of(firm, confinement).FirstOrDefault(c => c.Id == stream.Aggregate?.Contact);
        var closed = confinement?.Current;
        var register = await authorities.AllAsync(cancellation);
        var owedTo = stream.Aggregate is { } n && book?.Find(n.Key) is { } deadline ? register.GetValueOrDefault(deadline.OwedTo) : null;
        return new Known(stream, book, entry, contact, contact is null ? null : new Opened(await vault.LoadAsync(session, closed is null ? firm!.Id : caseId, cancellation), closed), owedTo);
    }

    /// <summary>A mail server that is away, full of yesterday's certificates or out of order is normal: minutes, then hours, then a dead letter, and the sweep begins anew.</summary>
    public static void Configure(HandlerChain chain) =>
        chain.OnAnyException().ScheduleRetry(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2));

    public static async Task Handle(SendNotification send, Known known, IMailer mailer, Links links, Now now, CancellationToken cancellation)
    {
        if (known.Stream.Aggregate is not { State: "planned" } notification)
        {
            return;
        }

        if (NothingToSay(notification, known) is { } reason)
        {
            known.Stream.AppendOne(Recorded.Event(new NotificationDropped(reason), now, By.TheClock));
            return;
        }

        var contact = known.Contact!;
        Open(contact, known.Sealed!);
        var mail = DeadlineMail.Write(notification, known.Book!, known.Case!, contact, known.OwedTo, links, now);
        var response = await mailer.SendAsync(mail, cancellation);
        known.Stream.AppendOne(Recorded.Event(new NotificationSent(mailer.Name, response), now, By.TheClock));
    }

    // A value opens only as part of what it was sealed in.
    private static void Open(Contact contact, Opened opened)
    {
        if (opened.Closed is { } closed)
        {
            opened.Seal.Open(closed, closed.Statement);
        }
        else
        {
            opened.Seal.Open(contact, contact.Statement);
        }
    }

    /// <summary>State decides whether a reminder still speaks: met, moved and lapsed are silent.</summary>
    public static string? NothingToSay(Notification notification, Known known)
    {
        if (known.Contact is null || known.Case is null)
        {
            return "contact-gone";
        }

        return known.Book?.Find(notification.Key) switch
        {
            null => "lapsed",
            { State: "met" or "met-late" } => "met",
            { State: "lapsed" } => "lapsed",
            var d when d.Revision != notification.Revision => "moved",
            _ => null,
        };
    }
}
