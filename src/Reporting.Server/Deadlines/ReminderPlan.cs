namespace Reporting.Server.Deadlines;

/// <summary>One moment at which somebody is to be told of a deadline.</summary>
/// <param name="Key">The deadline, within its case.</param>
/// <param name="Step"><c>set</c>, or the lead before the end (<c>4h-before</c>).</param>
public sealed record DueStep(string Key, int Revision, string Step, DateTimeOffset At);

/// <summary>
/// When officers are told: at once when a deadline is set or moves (also one that is past already), and four hours before each end. Only of what binds
/// the firm under law that binds anybody (docs/decisions/0011): a proposal is shown and never chased, and a regulator's own clock is the regulator's to watch.
/// </summary>
public static class ReminderPlan
{
    public const string Set = "set";
    public static readonly TimeSpan Lead = TimeSpan.FromHours(4);
    public const string LeadStep = "4h-before";

    /// <summary>Every step the book still asks for, in order of time. A step that was past when its deadline was set is dropped: it would say nothing that "set" does not.</summary>
    public static IEnumerable<DueStep> Steps(DeadlineBook book) =>
        book.Deadlines
            .Where(IsChased)
            .SelectMany(d => StepsOf(d, book.SetAt[d.Key]))
            .OrderBy(s => s.At);

    private static bool IsChased(DeadlineRecord deadline) =>
        deadline is { Binds: "firm", State: "running" or "missed", IsBinding: true, Due: not null };

    private static IEnumerable<DueStep> StepsOf(DeadlineRecord deadline, DateTimeOffset setAt)
    {
        yield return new DueStep(deadline.Key, deadline.Revision, Set, setAt);
        var lead = deadline.Due!.Value - Lead;
        if (lead > setAt && deadline.State == "running")
        {
            yield return new DueStep(deadline.Key, deadline.Revision, LeadStep, lead);
        }
    }
}
