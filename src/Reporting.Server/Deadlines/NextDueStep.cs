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
    /// What this evaluation sets off: what was set or moved by it is told at once, and the next step after that gets its
    /// row and, when it is near, its wake-up.
    /// </summary>
    public static (NextDueStep Step, OutgoingMessages Messages) After(Guid caseId, DeadlineBook book, IReadOnlyList<string> changed, Now now)
    {
        var steps = ReminderPlan.Steps(book).ToList();
        var messages = new OutgoingMessages();
        var set = steps.Where(s => s.Step == ReminderPlan.Set && changed.Contains(s.Key)).ToList();
        if (set.Count > 0)
        {
            messages.Add(TellOfDeadlines.Of(caseId, set));
        }

        var next = steps.Find(s => s.At > now.Value);
        var near = next is not null && next.At - now.Value <= Horizon;
        if (near)
        {
            messages.Add(Wake(caseId, next!.At, now));
        }

        return (new NextDueStep(caseId, next?.At, near, new OpenDeadlines(caseId, book.Deadlines)), messages);
    }

    /// <summary>By distance, never by instant: Wolverine's scheduler reads another clock than the law's.</summary>
    public static object Wake(Guid caseId, DateTimeOffset at, Now now) => new WakeCase(caseId, at).DelayedFor(at - now.Value);

    public void Execute(IDocumentSession session)
    {
        Open.Execute(session);
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
