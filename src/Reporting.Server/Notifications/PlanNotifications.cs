using Marten;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Notifications;

[MessageIdentity("send-notification")]
public sealed record SendNotification(Guid Notification);

/// <summary>A step has come: who is to be told of it, and each message's own stream. Told already: nothing.</summary>
public static class PlanNotificationsHandler
{
    public const string Mail = "mail";

    /// <summary>The firm, and which of the messages meant have their stream already.</summary>
    public sealed record Known(Firm? Firm, IReadOnlySet<Guid> Told);

    public static async Task<Known> LoadAsync(TellOfDeadline tell, IDocumentSession session, CancellationToken cancellation)
    {
        var firm = await Firm.LoadAsync(session, cancellation);
        var ids = Recipients(tell, firm).Select(r => r.Id).ToArray();
        var told = await session.LoadManyAsync<Notification>(cancellation, ids);
        return new Known(firm, told.Select(n => n.Id).ToHashSet());
    }

    public static OutgoingMessages Handle(TellOfDeadline tell, Known known, IDocumentSession session, Now now)
    {
        var messages = new OutgoingMessages();
        foreach (var (id, contact) in Recipients(tell, known.Firm).Where(r => !known.Told.Contains(r.Id)))
        {
            var planned = new NotificationPlanned(id, tell.Case, tell.Key, tell.Revision, tell.Step, contact.Id, Mail, $"{id:N}@reporting.invalid");
            session.Events.StartStream<Notification>(id, Recorded.Event(planned, now, By.TheClock));
            messages.Add(new SendNotification(id));
        }

        return messages;
    }

    private static IEnumerable<(Guid Id, Contact Contact)> Recipients(TellOfDeadline tell, Firm? firm) =>
        (firm?.Contacts ?? []).Select(c => (Notification.IdOf(tell.Case, tell.Key, tell.Revision, tell.Step, c.Id, Mail), c));
}
