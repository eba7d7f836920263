using System.Collections.Concurrent;
using JasperFx.Events;
using Marten;
using Npgsql;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reporting.Server.Notifications;

/// <summary>What has to be known to say who is told what.</summary>
/// <param name="Recorded">Everything that was recorded of the case.</param>
/// <param name="Told">Of this case, planned before: what is among them is not planned again.</param>
public sealed record Planning(Guid Case, DeadlineBook? Book, IReadOnlyList<Reader> Readers, IReadOnlyList<IEvent> Recorded, IReadOnlyList<Notification> Told)
{
    /// <summary>Whether a program wants to hear of whatever was recorded.</summary>
    public bool HasPrograms => Readers.Any(r => r.Channel == Recipient.Webhook);

    /// <summary>Whether anybody reads mail of it, without having to ask.</summary>
    public bool HasSomebody => Readers.Any(r => r.Channel == Recipient.Mail);

    /// <summary>Whether somebody has acknowledged an authority's act: nobody else need be brought in.</summary>
    public bool IsAnswered(TellOfAct tell) => Told.Any(n => n.Acknowledged && n.Key == Notification.KeyOfAct(tell.Act, tell.Id));
}

/// <summary>Who is told what, whole. Pure: the same steps over the same state plan the same messages, and those that were planned before are not planned again.</summary>
public static class NotificationPlan
{
    /// <summary>The messages for steps that have come.</summary>
    public static IReadOnlyList<NotificationPlanned> Of(IReadOnlyList<StepToTell> steps, Planning planning, Now now) =>
        [.. steps.SelectMany(s => OfStep(s, planning, now)).Where(IsNew(planning))];

    /// <summary>The messages for an act of an authority: to everybody who is told first, and to who stands in when they do not answer.</summary>
    public static IReadOnlyList<NotificationPlanned> Of(TellOfAct tell, int level, Planning planning, Now now)
    {
        var key = Notification.KeyOfAct(tell.Act, tell.Id);
        return level > 0 && planning.IsAnswered(tell)
            ? []
            : [.. planning.Readers.Where(r => r.Level == level && r.Includes(tell.Case) && IsToldOfSteps(r))
                .Select(r => Planned(tell.Case, key, 1, level == 0 ? "act" : $"escalate-{level}", r, tell.Authority, now.Value))
                .Where(IsNew(planning))];
    }

    /// <summary>The messages to programs for what was recorded of a case: each event once, with the version of the case it made.</summary>
    public static IReadOnlyList<NotificationPlanned> Of(IReadOnlyList<IEvent> recorded, Planning planning) =>
        [.. from reader in planning.Readers
            where reader.Channel == Recipient.Webhook && reader.Includes(planning.Case)
            from e in recorded
            where e.Data is ICaseFact && e.Timestamp >= reader.Recipient!.MadeAt
            let planned = Planned(planning.Case, Notification.KeyOfEvent(EventName.Of(e.EventType)), (int)e.Version, "recorded", reader, null, e.Timestamp)
            where IsNew(planning)(planned)
            select planned];

    private static IEnumerable<NotificationPlanned> OfStep(StepToTell tell, Planning planning, Now now)
    {
        var deadline = planning.Book?.All.FirstOrDefault(d => d.Key == tell.Key);
        var step = new DueStep(tell.Key, tell.Revision, tell.Step, now.Value);
        if (deadline is null && tell.Step != ReminderPlan.Past && !ReminderPlan.IsQuestions(tell.Key))
        {
            return [];
        }

        var same = planning.Told.Where(n => n.Key == tell.Key && n.Revision == tell.Revision).ToList();
        var isSilenced = same.Exists(n => n.Acknowledged) && !ReminderPlan.IsAtOnce(tell.Step) && !ReminderPlan.IsLast(tell.Step);
        return isSilenced
            ? []
            : planning.Readers
                .Where(r => IsToldOfSteps(r) && IsTurnOf(r, tell.Step, same) && r.Wants(step, deadline, planning.Case))
                .Select(r => Planned(planning.Case, tell.Key, tell.Revision, tell.Step, r, null, deadline?.Due ?? now.Value));
    }

    private static bool IsToldOfSteps(Reader reader) => reader.Channel is Recipient.Mail or Recipient.Webhook;

    // Who was brought in by an escalation also gets the last reminders: otherwise they would stop with who did not answer.
    private static bool IsTurnOf(Reader reader, string step, List<Notification> same) =>
        reader.Level == ReminderPlan.LevelOf(step)
        || (ReminderPlan.IsLast(step) && same.Exists(n => n.Contact == reader.Id && ReminderPlan.LevelOf(n.Step) > 0));

    private static Func<NotificationPlanned, bool> IsNew(Planning planning)
    {
        var told = planning.Told.Select(n => n.Id).ToHashSet();
        return planned => !told.Contains(planned.Notification);
    }

    internal static NotificationPlanned Planned(Guid caseId, string key, int revision, string step, Reader reader, string? authority, DateTimeOffset urgent)
    {
        var id = Notification.IdOf(caseId, key, revision, step, reader.Id, reader.Channel);
        return new NotificationPlanned(id, caseId, key, revision, step, reader.Id, reader.Channel, $"{id:N}@reporting.invalid", authority, urgent);
    }
}

/// <summary>A case was evaluated, or steps have come: each message's own stream and its place in the queue. Told already: nothing.</summary>
public static class PlanNotificationsHandler
{
    public static void Configure(HandlerChain chain) => PlanNotifications.PlanAgain(chain);

    public static async Task HandleAsync(TellOfDeadlines tell, IDocumentSession session, Now now, NobodyToTell nobody, CancellationToken cancellation)
    {
        // Without a step there are only programs to tell, which most firms have none of: then nobody's turn has to be waited for.
        var planning = tell.Steps.Count == 0 ? await PlanNotifications.ReadAsync(tell.Case, session, cancellation) : null;
        if (planning is null or { HasPrograms: true })
        {
            planning = await PlanNotifications.LoadAsync(tell.Case, session, cancellation);
        }

        if (!planning.HasSomebody)
        {
            nobody.Warn(session.TenantId, tell.Case);
        }

        PlanNotifications.Store(NotificationPlan.Of(tell.Steps, planning, now), planning, session, now);
        PlanNotifications.Store(NotificationPlan.Of(planning.Recorded, planning), planning, session, now);
    }
}

internal static class PlanNotifications
{
    /// <summary>Should two plan the same streams all the same, the second looks again and finds them told.</summary>
    public static void PlanAgain(HandlerChain chain)
    {
        TimeSpan[] waits = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)];
        chain.OnException<Marten.Exceptions.ExistingStreamIdCollisionException>().RetryWithCooldown(waits);
        chain.OnException<JasperFx.DocumentAlreadyExistsException>().RetryWithCooldown(waits);
    }

    /// <summary>To plan by it: until the session ends nobody else plans for this case.</summary>
    public static async Task<Planning> LoadAsync(Guid caseId, IDocumentSession session, CancellationToken cancellation)
    {
        // Two that plan for one case do it one after the other: the second finds what the first has planned.
        await session.BeginTransactionAsync(cancellation);
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended(@case, 40))");
        turn.Parameters.AddWithValue("case", caseId.ToString("N"));
        await using (await session.ExecuteReaderAsync(turn, cancellation))
        {
            // Nothing comes of it but the turn.
        }

        return await ReadAsync(caseId, session, cancellation);
    }

    /// <summary>To look at: another may be planning for this case.</summary>
    public static async Task<Planning> ReadAsync(Guid caseId, IDocumentSession session, CancellationToken cancellation)
    {
        var batch = session.CreateBatchQuery();
        var firm = batch.Load<Firm>(Firm.IdOf(session));
        var recipients = batch.Query<Recipient>().ToList();
        var told = batch.Query<Notification>().Where(n => n.Case == caseId).ToList();
        var reading = ToldCase.In(batch, caseId);
        await batch.Execute(cancellation);
        var found = await reading();
        return new Planning(caseId, found.Book, Audience.Of(await firm, found.Confinement, [.. await recipients]), found.Events, await told);
    }

    public static void Store(IReadOnlyList<NotificationPlanned> planned, Planning planning, IDocumentSession session, Now now)
    {
        foreach (var notification in planned)
        {
            session.Events.StartStream<Notification>(notification.Notification, Recorded.Event(notification, now, By.TheClock));
            DeliveryTable.Add(session, notification.Notification, HostOf(notification, planning), notification.Urgent!.Value);
        }
    }

    private static string HostOf(NotificationPlanned notification, Planning planning) =>
        notification.Channel == Recipient.Webhook
            ? new Uri(planning.Readers.First(r => r.Id == notification.Contact).Recipient!.Url!).IdnHost
            : DeliveryTable.MailHost;
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
