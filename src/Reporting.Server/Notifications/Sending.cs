using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Notifications;

/// <summary>
/// Sends a handful of messages of one firm and records how each ended. At least once: the only duplicate is "sent, outcome
/// not written", and it carries the same id. State decides whether a message still speaks.
/// </summary>
public sealed class Sending(
    IDocumentStore store, Vault vault, Authorities authorities, Letters letters, Links links, LegalClock law, IEnumerable<IChannel> channels, FailingAddresses failing, ILogger<Sending> log)
{
    private readonly Dictionary<string, IChannel> _channels = channels.ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>Everything a handful needs, read at once.</summary>
    private sealed record Known(
        IReadOnlyDictionary<Guid, IEventStream<Notification>> Streams,
        Firm? Firm,
        IReadOnlyDictionary<Guid, Recipient> Recipients,
        IReadOnlyDictionary<Guid, CaseEntry> Cases,
        IReadOnlyDictionary<Guid, DeadlineBook> Books,
        IReadOnlyDictionary<Guid, Confinement> Confinements,
        IReadOnlyList<Notification> Waiting,
        IReadOnlyDictionary<string, Authority> Authorities,
        CaseSeal Seal,
        IReadOnlyDictionary<Guid, CaseKey> CaseKeys);

    /// <param name="handful">Of one firm, the most urgent first.</param>
    /// <param name="inTime">Whether the claims hold for long enough to try one more.</param>
    /// <returns>Those that were not tried, and whether that is because their host is away.</returns>
    public async Task<(IReadOnlyCollection<Claim> Left, bool IsAway)> SendAsync(IReadOnlyList<Claim> handful, Func<bool> inTime, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(handful[0].Tenant);
        var known = await LoadAsync(session, [.. handful.Select(c => c.Notification)], cancellation);
        var refused = new List<(Guid Recipient, string Words)>();
        var ended = new List<Ended>();
        var tried = 0;
        var isAway = false;
        for (; tried < handful.Count && !isAway && inTime(); tried += isAway ? 0 : 1)
        {
            var stream = known.Streams[handful[tried].Notification];
            if (stream.Aggregate is not { State: Notification.Planned } notification)
            {
                ended.Add(new Ended(handful[tried].Notification, null, null));
                continue;
            }

            var now = law.Read();
            var outcome = await OutcomeAsync(notification, known, handful[0].Tenant, now, cancellation);
            isAway = outcome is Outcome.Unreachable;
            ended.Add(EndOf(notification, outcome, now));
            if (GivenUp(notification, outcome) is { } words)
            {
                refused.Add((notification.Contact, words));
            }
        }

        // What was sent was sent, whether or not this node has been told to stop meanwhile.
        await SaveAsync(session, known.Streams, ended);
        foreach (var (recipient, why) in refused.DistinctBy(r => r.Recipient))
        {
            await failing.MarkAsync(handful[0].Tenant, recipient, why, cancellation);
        }

        return ([.. handful.Skip(tried)], isAway);
    }

    private async Task<Known> LoadAsync(IDocumentSession session, Guid[] ids, CancellationToken cancellation)
    {
        var first = session.CreateBatchQuery();
        var streams = ids.Select(id => (Id: id, Stream: first.Events.FetchForWriting<Notification>(id))).ToList();
        var firm = first.Load<Firm>(Firm.IdOf(session));
        var recipients = first.Query<Recipient>().ToList();
        var key = first.Load<CaseKey>(Firm.IdOf(session));
        await first.Execute(cancellation);
        var found = new Dictionary<Guid, IEventStream<Notification>>();
        foreach (var (id, stream) in streams)
        {
            found[id] = await stream;
        }

        var cases = found.Values.Select(s => s.Aggregate?.Case ?? Guid.Empty).Where(c => c != Guid.Empty).Distinct().ToArray();
        var second = session.CreateBatchQuery();
        var entries = second.LoadMany<CaseEntry>().ById(cases);
        var readings = cases.Select(c => (Case: c, Reading: ToldCase.In(second, c))).ToList();
        var keys = second.LoadMany<CaseKey>().ById(cases);
        // Of those that are written to alone: a case can have a hundred messages waiting for others.
        var contacts = found.Values.Select(s => s.Aggregate?.Contact ?? Guid.Empty).Distinct().ToArray();
        var waiting = second.Query<Notification>().Where(n => n.State == Notification.Planned && n.Case.IsOneOf(cases) && n.Contact.IsOneOf(contacts)).ToList();
        await second.Execute(cancellation);
        var read = new Dictionary<Guid, DeadlineBook>();
        var closed = new Dictionary<Guid, Confinement>();
        foreach (var (id, reading) in readings)
        {
            var there = await reading();
            if (there.Book is { } book)
            {
                read[id] = book;
            }

            if (there.Confinement is { Current: not null } confinement)
            {
                closed[id] = confinement;
            }
        }

        return new Known(
            found,
            await firm,
            (await recipients).ToDictionary(r => r.Id),
            (await entries).ToDictionary(e => e.Id),
            read,
            closed,
            await waiting,
            await authorities.AllAsync(cancellation),
            vault.SealOf(session.TenantId, Firm.IdOf(session), await key),
            (await keys).ToDictionary(k => k.Id));
    }

    private async Task<Outcome> OutcomeAsync(Notification notification, Known known, string tenant, Now now, CancellationToken cancellation)
    {
        if (To(notification, known, tenant) is not { } to)
        {
            return new Outcome.Silent("contact-gone");
        }

        var entry = known.Cases.GetValueOrDefault(notification.Case);
        var book = known.Books.GetValueOrDefault(notification.Case);
        if (entry is not null && book is not null && (Letter.NothingToSay(notification, book, now) ?? Superseded(notification, book, known.Waiting)) is { } reason)
        {
            return new Outcome.Silent(reason);
        }

        if (!notification.IsOfAddress && (entry is null || book is null))
        {
            return new Outcome.Silent("contact-gone");
        }

        try
        {
            var about = new Letter.About(notification, book!, entry!, known.Authorities, key => letters.Remaining(key, book!, entry!, now), to.Recipient?.Zone, tenant, links, now);
            return await _channels[notification.Channel].SendAsync(new Parcel(about, to), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            log.LogError(e, "Notification {Notification} could not be written.", notification.Id);
            return new Outcome.Delayed(e.GetType().Name);
        }
    }

    // Looked at as it stands now: a case that has been closed since is told to its own contacts, and to nobody who was told before.
    private Destination? To(Notification notification, Known known, string tenant)
    {
        var recipient = known.Recipients.GetValueOrDefault(notification.Contact);
        if (recipient is { IsUsable: false })
        {
            return null;
        }

        if (known.Confinements.GetValueOrDefault(notification.Case) is { Current: { } closed } confinement)
        {
            return Outside(notification, known, confinement, closed, tenant, recipient);
        }

        if (recipient is { IsSubscription: true, Channel: Recipient.Webhook })
        {
            return new Destination(null, null, recipient);
        }

        if (recipient is { IsSubscription: true, Email: not null })
        {
            known.Seal.Open(recipient, recipient.Statement);
            return recipient.Email is { IsOpen: true } email ? new Destination(null, email.Value, recipient) : null;
        }

        if (known.Firm?.Contacts.FirstOrDefault(c => c.Id == (recipient?.Contact ?? notification.Contact)) is not { } contact)
        {
            return null;
        }

        known.Seal.Open(contact, contact.Statement);
        return contact.Email.IsOpen ? new Destination(contact.Name?.Value, contact.Email.Value, recipient) : null;
    }

    // A value opens only as part of what it was sealed in.
    private Destination? Outside(Notification notification, Known known, Confinement confinement, CaseConfined closed, string tenant, Recipient? recipient)
    {
        vault.SealOf(tenant, notification.Case, known.CaseKeys.GetValueOrDefault(notification.Case)).Open(closed, closed.Statement);
        return WhoIsTold.Of(known.Firm, confinement).FirstOrDefault(c => c.Id == notification.Contact) is { Email.IsOpen: true } contact
            ? new Destination(contact.Name?.Value, contact.Email.Value, recipient)
            : null;
    }

    /// <summary>Why a reminder is left out because a later one of the same deadline of the same case waits too: after an hour without mail nobody needs both.</summary>
    /// <param name="waiting">What is planned and not sent; of any case.</param>
    public static string? Superseded(Notification notification, DeadlineBook book, IReadOnlyList<Notification> waiting)
    {
        if (notification.IsAct || notification.IsEvent || ReminderPlan.IsAtOnce(notification.Step) || ReminderPlan.LevelOf(notification.Step) > 0)
        {
            return null;
        }

        var others = waiting.Where(n => n.Id != notification.Id && n.Case == notification.Case && n.Contact == notification.Contact && n.Key == notification.Key && n.Revision == notification.Revision).Select(n => n.Step).ToHashSet();
        return others.Count > 0
            && ReminderPlan.Steps(book).SkipWhile(s => s.Key != notification.Key || s.Step != notification.Step).Skip(1)
                .Any(s => s.Key == notification.Key && others.Contains(s.Step) && !ReminderPlan.IsAtOnce(s.Step) && ReminderPlan.LevelOf(s.Step) == 0)
            ? "superseded"
            : null;
    }

    /// <summary>How an attempt ended, for one message.</summary>
    /// <param name="Fact">Null where there is nothing new to say.</param>
    /// <param name="RetryAt">When it is tried again; null where it has come to its end.</param>
    private sealed record Ended(Guid Notification, IEvent? Fact, DateTimeOffset? RetryAt);

    private static Ended EndOf(Notification notification, Outcome outcome, Now now)
    {
        var attempt = notification.Attempts + 1;
        object fact = outcome switch
        {
            Outcome.Silent silent => new NotificationDropped(silent.Reason),
            Outcome.Taken taken => new NotificationSent(taken.By, taken.Response),
            Outcome.Delayed delayed => new NotificationFailed(delayed.Words, attempt, now.Value + Backoff.After(attempt, notification.Id)),
            Outcome.Refused refused => new NotificationFailed(refused.Words, attempt, null),
            Outcome.Unreachable away => new NotificationFailed(away.Words, notification.Attempts, now.Value),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        // That a host is away is said once, however often it is tried.
        var isNews = outcome is not Outcome.Unreachable || ((NotificationFailed)fact).Words != notification.LastWords;
        return new Ended(notification.Id, isNews ? Recorded.Event(fact, now, By.TheClock) : null, (fact as NotificationFailed)?.RetryAt);
    }

    private static void Write(IDocumentSession session, Ended end, Action<IEvent> append)
    {
        if (end.Fact is not null)
        {
            append(end.Fact);
        }

        if (end.RetryAt is { } again)
        {
            DeliveryTable.Retry(session, end.Notification, again);
        }
        else
        {
            DeliveryTable.Remove(session, end.Notification);
        }
    }

    /// <summary>Why nothing more is sent to this address: it refused for good, or a receiver of webhooks has taken nothing for three days.</summary>
    private static string? GivenUp(Notification notification, Outcome outcome) => outcome switch
    {
        Outcome.Refused refused => refused.Words,
        Outcome.Delayed delayed when notification.Channel == Recipient.Webhook && Backoff.After(notification.Attempts + 1, notification.Id) is null => delayed.Words,
        _ => null,
    };

    /// <summary>The outcome is worth a second try: without it the messages go out again.</summary>
    private async Task SaveAsync(IDocumentSession session, IReadOnlyDictionary<Guid, IEventStream<Notification>> streams, IReadOnlyList<Ended> ended)
    {
        foreach (var end in ended)
        {
            Write(session, end, fact => streams[end.Notification].AppendOne(fact));
        }

        try
        {
            await session.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is ConcurrencyException || IsTransient(e))
        {
            // Somebody has acknowledged one of them while it was on its way, or the database was away: nothing of that undoes how the others ended.
            foreach (var end in ended)
            {
                await SaveAloneAsync(session.TenantId, end);
            }
        }
    }

    // A session that failed is not saved again: it would append what it holds a second time.
    private async Task SaveAloneAsync(string tenant, Ended end)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var alone = store.LightweightSession(tenant);
                Write(alone, end, fact => alone.Events.Append(end.Notification, fact));
                await alone.SaveChangesAsync(CancellationToken.None);
                return;
            }
            catch (Exception e) when (attempt < 3 && IsTransient(e))
            {
                log.LogWarning("How a message ended could not be written and is tried again: {Reason}", e.Message);
                await Task.Delay(TimeSpan.FromSeconds(attempt));
            }
        }
    }

    private static bool IsTransient(Exception e) =>
        e is NpgsqlException { IsTransient: true } or Marten.Exceptions.MartenCommandException { InnerException: NpgsqlException { IsTransient: true } };
}

/// <summary>Where a message goes.</summary>
/// <param name="Recipient">Null for a contact of whose address nothing was learnt.</param>
public sealed record Destination(string? Name, string? Email, Recipient? Recipient);

/// <summary>A message that is to be handed over now.</summary>
public sealed record Parcel(Letter.About About, Destination To)
{
    public Notification Notification => About.Notification;
}

/// <summary>A way by which messages leave.</summary>
public interface IChannel
{
    /// <summary>As notifications name it.</summary>
    string Name { get; }

    /// <summary>Hands it over, or says why not. What the other side does wrong is an answer, no exception.</summary>
    Task<Outcome> SendAsync(Parcel parcel, CancellationToken cancellation);
}
