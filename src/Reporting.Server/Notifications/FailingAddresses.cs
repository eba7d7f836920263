using JasperFx;
using Marten;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>
/// An address that refuses for good is used no more, and the firm hears of it over every other way there is: a deadline
/// nobody hears of is missed.
/// </summary>
public sealed class FailingAddresses(IDocumentStore store, LegalClock law, ILogger<FailingAddresses> log)
{
    /// <summary>Marks it and plans the alert, in one transaction. Marked already: nothing.</summary>
    public async Task MarkAsync(string tenant, Guid recipient, string words, CancellationToken cancellation)
    {
        try
        {
            await using var session = store.LightweightSession(tenant);
            var stream = await session.Events.FetchForWriting<Recipient>(recipient, cancellation);
            if (stream.Aggregate is { Failing: not null } or { Ended: true })
            {
                return;
            }

            var now = law.Read();
            stream.AppendOne(Recorded.Event(new AddressFailing(words), now, By.TheClock));
            var firm = await Firm.LoadAsync(session, cancellation);
            // That somebody outside the firm's own contacts fails would tell the firm of a case that is closed to it.
            var isOfFirm = stream.Aggregate is { IsSubscription: true } || firm?.Contacts.Any(c => c.Id == recipient) == true;
            var others = Audience.Of(firm, null, [.. await session.Query<Recipient>().ToListAsync(cancellation)]).Where(r => isOfFirm && r.Id != recipient && r.Channel != Recipient.Calendar).ToList();
            var planning = new Planning(Guid.Empty, null, others, [], []);
            // One alert a time that it begins to fail: by how often it was written about before.
            var revision = (int)(stream.CurrentVersion ?? 0) + 1;
            PlanNotifications.Store([.. others.Select(r => NotificationPlan.Planned(Guid.Empty, Notification.KeyOfAddress(recipient), revision, "failing", r, null, now.Value))], planning, session, now);
            await session.SaveChangesAsync(cancellation);
            log.LogWarning("Recipient {Recipient} of firm {Tenant} refuses what is sent ({Words}); {Others} others are told.", recipient, tenant, words, others.Count);
        }
        catch (ConcurrencyException)
        {
            // Another message to the same address has just said so.
        }
    }
}
