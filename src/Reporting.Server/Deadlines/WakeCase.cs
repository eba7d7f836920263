using Marten;
using Npgsql;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Attributes;

namespace Reporting.Server.Deadlines;

/// <summary>An alarm clock: look at this case. It carries the instant it was set for and nothing it might be wrong about.</summary>
/// <param name="At">Null: no alarm, but a question. Whoever is told has changed, and is to be told what still stands.</param>
[MessageIdentity("wake-case")]
public sealed record WakeCase(Guid Case, DateTimeOffset? At);

/// <summary>A case was evaluated, or steps of the reminder plan have come: whoever tells people takes it from here. Ids only.</summary>
/// <param name="Steps">None: nobody is told of a step; the case has changed all the same.</param>
[MessageIdentity("tell-of-deadlines")]
public sealed record TellOfDeadlines(Guid Case, IReadOnlyList<StepToTell> Steps)
{
    public static TellOfDeadlines Of(Guid caseId, IEnumerable<DueStep> steps) => new(caseId, [.. steps.Select(s => new StepToTell(s.Key, s.Revision, s.Step))]);
}

public sealed record StepToTell(string Key, int Revision, string Step);

/// <summary>
/// Wakes up, looks at the state, says which steps have come, and sets the next alarm. A second wake-up finds the row moved
/// on and does nothing; were it to say the same steps again, a notification's id is derived from step and recipient.
/// </summary>
public static class WakeCaseHandler
{
    /// <summary>The case as it stands, and the instant it is next due at by its row; null: nothing is due.</summary>
    public sealed record Held(DeadlineBook? Book, DateTimeOffset? At);

    /// <summary>
    /// The row's lock comes before the book is read: a command that computes the book anew either is seen here or writes
    /// its next step after this one's.
    /// </summary>
    public static async Task<Held> LoadAsync(WakeCase wake, IDocumentSession session, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            $"select at from {EventStoreSchemas.Own}.{DueStepTable.Name} where tenant_id = @tenant and case_id = @case for update");
        command.Parameters.AddWithValue("tenant", session.TenantId);
        command.Parameters.AddWithValue("case", wake.Case);
        DateTimeOffset? at = null;
        await using (var reader = await session.ExecuteReaderAsync(command, cancellation))
        {
            if (await reader.ReadAsync(cancellation))
            {
                at = await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellation);
            }
        }

        return new Held(await session.Events.AggregateStreamAsync<DeadlineBook>(wake.Case, token: cancellation), at);
    }

    public static OutgoingMessages Handle(WakeCase wake, Held held, IDocumentSession session, Now now)
    {
        if (held.Book is { } asked && wake.At is null)
        {
            return [TellOfDeadlines.Of(wake.Case, ReminderPlan.At(ReminderPlan.Steps(asked), now.Value))];
        }

        if (held is not { Book: { } book, At: { } at })
        {
            return [];
        }

        if (at > now.Value)
        {
            return Early(wake, at, now);
        }

        var (next, messages) = Look(wake.Case, book, now);
        Replace(session, wake.Case, next, now);
        return messages;
    }

    /// <summary>
    /// Nothing has come. The alarm that stands is set anew where this was it, and the clock was set back; another, which
    /// came twice or belongs to an end that has moved, ends here: else each would go on setting alarms beside the rest.
    /// </summary>
    public static OutgoingMessages Early(WakeCase wake, DateTimeOffset at, Now now) =>
        wake.At is { } set && (set - at).Duration() < TimeSpan.FromMilliseconds(1) ? [NextDueStep.Wake(wake.Case, at, now)] : [];

    /// <summary>What has come, and the next alarm. A clock that was set back finds less come and sets the alarm anew.</summary>
    public static (DateTimeOffset? Next, OutgoingMessages Messages) Look(Guid caseId, DeadlineBook book, Now now)
    {
        var steps = ReminderPlan.Steps(book);
        var come = ReminderPlan.At(steps, now.Value);
        OutgoingMessages messages = come.Count == 0 ? [] : [TellOfDeadlines.Of(caseId, come)];
        var next = NextDueStep.Next(steps, now);
        if (NextDueStep.IsNear(next, now))
        {
            messages.Add(NextDueStep.Wake(caseId, next!.Value, now));
        }

        return (next, messages);
    }

    // What a command has written in the meantime, for later, stays: a wake-up that came twice holds no lock the second time.
    private static void Replace(IDocumentSession session, Guid caseId, DateTimeOffset? next, Now now)
    {
        if (next is null)
        {
            session.QueueSqlCommand($"delete from {EventStoreSchemas.Own}.{DueStepTable.Name} where tenant_id = ? and case_id = ? and at <= ?", session.TenantId, caseId, now.Value);
            return;
        }

        session.QueueSqlCommand(
            $"update {EventStoreSchemas.Own}.{DueStepTable.Name} set at = ?, armed_for = case when ? then ?::timestamptz end where tenant_id = ? and case_id = ? and at <= ?",
            next.Value,
            NextDueStep.IsNear(next, now),
            next.Value,
            session.TenantId,
            caseId,
            now.Value);
    }
}
