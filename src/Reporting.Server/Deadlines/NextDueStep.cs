using Marten;
using Reporting.Server.Kernel;
using Wolverine;
using Wolverine.Marten;

namespace Reporting.Server.Deadlines;

/// <summary>
/// Writes what is due next in the command's own transaction. An earlier instant already written stays: waking early costs
/// a look at the state, waking late costs a deadline.
/// </summary>
/// <param name="At">The next step's instant, UTC; null when nothing is left to tell.</param>
/// <param name="Open">What the case owes now, for the list over all cases.</param>
public sealed record NextDueStep(Guid Case, DateTimeOffset? At, bool Armed, OpenDeadlines Open) : IMartenOp
{
    /// <summary>How far ahead wake-ups are published; what lies beyond waits in the table for the sweep.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromHours(48);

    /// <summary>
    /// What this evaluation sets off: what it changed is told at once, and the next step after that gets its row and, when it
    /// is near, its wake-up.
    /// </summary>
    public static (NextDueStep Step, OutgoingMessages Messages) After(Guid caseId, DeadlineBook book, Now now)
    {
        var steps = ReminderPlan.Steps(book);
        OutgoingMessages messages = [TellOfDeadlines.Of(caseId, steps.Where(s => s.At == book.AsOf))];
        var next = Next(steps, now);
        if (IsNear(next, now))
        {
            messages.Add(Wake(caseId, next!.Value, now));
        }

        return (new NextDueStep(caseId, next, IsNear(next, now), new OpenDeadlines(caseId, book.Deadlines)), messages);
    }

    /// <summary>The first step that has not come.</summary>
    public static DateTimeOffset? Next(IReadOnlyList<DueStep> steps, Now now) => steps.Where(s => s.At > now.Value).Select(s => (DateTimeOffset?)s.At).FirstOrDefault();

    public static bool IsNear(DateTimeOffset? next, Now now) => next - now.Value <= Horizon;

    /// <summary>By distance, never by instant: Wolverine's scheduler reads another clock than the law's.</summary>
    public static object Wake(Guid caseId, DateTimeOffset at, Now now) => new WakeCase(caseId, at).DelayedFor(at - now.Value);

    public void Execute(IDocumentSession session) => Write(session);

    /// <param name="session">In the tenant that the case lives in.</param>
    public void Write(IDocumentOperations session)
    {
        Open.Write(session);
        if (At is null)
        {
            return;
        }

        session.QueueSqlCommand(
            $"""
            insert into {EventStoreSchemas.Own}.{DueStepTable.Name} as d (tenant_id, case_id, at, armed_for) values (?, ?, ?, case when ? then ?::timestamptz end)
            on conflict (tenant_id, case_id) do update set
                armed_for = case when excluded.at <= d.at then excluded.armed_for else d.armed_for end,
                at = least(d.at, excluded.at)
            """,
            session.TenantId,
            Case,
            At.Value,
            Armed,
            At.Value);
    }
}
