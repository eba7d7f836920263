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
public sealed record NextDueStep(Guid Case, DateTimeOffset? At, bool Armed) : IMartenOp
{
    /// <summary>How far ahead wake-ups are published; what lies beyond waits in the table for the sweep.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromHours(48);

    /// <summary>The row and, when it is near, the wake-up for it.</summary>
    public static (NextDueStep Step, OutgoingMessages Wake) After(Guid caseId, DeadlineBook book, Now now)
    {
        var at = ReminderPlan.Steps(book).Select(s => (DateTimeOffset?)s.At).FirstOrDefault(at => at >= now.Value);
        var near = at is not null && at - now.Value <= Horizon;
        return (new NextDueStep(caseId, at, near), near ? Wake(caseId, at!.Value, now) : []);
    }

    public static OutgoingMessages Wake(Guid caseId, DateTimeOffset at, Now now)
    {
        // By distance, never by instant: Wolverine's scheduler reads another clock than the law's.
        var distance = at - now.Value;
        var wake = new WakeCase(caseId, at);
        return distance > TimeSpan.Zero ? [wake.DelayedFor(distance)] : [wake];
    }

    public void Execute(IDocumentSession session)
    {
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
