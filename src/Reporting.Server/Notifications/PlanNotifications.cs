using System.Collections.Concurrent;
using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Notifications;

[MessageIdentity("send-notification")]
public sealed record SendNotification(Guid Notification);

/// <summary>Steps have come: who is to be told of them, and each message's own stream. Told already: nothing.</summary>
public static class PlanNotificationsHandler
{
    public const string Mail = "mail";

    /// <summary>Who is told of the case, and which of the messages meant have their stream already.</summary>
    public sealed record Known(IReadOnlyList<Contact> Contacts, IReadOnlySet<Guid> Told);

    public static async Task<Known> LoadAsync(TellOfDeadlines tell, IDocumentSession session, CancellationToken cancellation)
    {
        var firm = await Firm.LoadAsync(session, cancellation);
        var contacts = WhoIsTold.Of(firm, await session.Events.AggregateStreamAsync<Confinement>(tell.Case, token: cancellation));
        var ids = Recipients(tell, contacts).Select(r => r.Id).ToArray();
        var told = ids.Length == 0 ? [] : await session.LoadManyAsync<Notification>(cancellation, ids);
        return new Known(contacts, told.Select(n => n.Id).ToHashSet());
    }

    public static OutgoingMessages Handle(TellOfDeadlines tell, Known known, IDocumentSession session, Now now, NobodyToTell nobody)
    {
        if (known.Contacts.Count == 0)
        {
            nobody.Warn(session.TenantId, tell.Case);
        }

        var messages = new OutgoingMessages();
        foreach (var (id, step, contact) in Recipients(tell, known.Contacts).Where(r => !known.Told.Contains(r.Id)))
        {
            var planned = new NotificationPlanned(id, tell.Case, step.Key, step.Revision, step.Step, contact.Id, Mail, $"{id:N}@reporting.invalid");
            session.Events.StartStream<Notification>(id, Recorded.Event(planned, now, By.TheClock));
            messages.Add(new SendNotification(id));
        }

        return messages;
    }

    private static IEnumerable<(Guid Id, StepToTell Step, Contact Contact)> Recipients(TellOfDeadlines tell, IReadOnlyList<Contact> contacts) =>
        tell.Steps.SelectMany(s => contacts.Select(c => (Notification.IdOf(tell.Case, s.Key, s.Revision, s.Step, c.Id, Mail), s, c)));
}

/// <summary>A firm, or a confined case, without a contact that takes mail misses its deadlines unwarned: somebody on call should hear of it, once an hour and not with each case.</summary>
public sealed class NobodyToTell(TimeProvider machine, ILogger<NobodyToTell> log)
{
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _said = new(StringComparer.Ordinal);

    public void Warn(string tenant, Guid caseId)
    {
        var now = machine.GetUtcNow();
        if (_said.TryGetValue(tenant, out var before) && now - before < Again)
        {
            return;
        }

        _said[tenant] = now;
        log.LogWarning("Nobody is told of the deadlines of case {Case} of firm {Tenant}: there is no contact that takes mail.", caseId, tenant);
    }
}
