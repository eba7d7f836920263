using System.Globalization;
using System.Runtime.InteropServices;

namespace Reporting.Server.Deadlines;

/// <summary>One moment at which somebody is to be told of a deadline.</summary>
/// <param name="Key">The deadline within its case; or <see cref="ReminderPlan.Past"/>, or of a digest of questions the clock it is about.</param>
/// <param name="Step">What has come: one of <see cref="ReminderPlan"/>'s words.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DueStep(string Key, int Revision, string Step, DateTimeOffset At);

/// <summary>
/// When officers are told (docs/decisions/0040). At once: a deadline was set, shortened, moved, stopped, restarted, lapsed or
/// missed by a change. In time: at half time and three working days before the end, in the unit of the law; 24, 4 and 1 hours
/// before; when it is due, and daily after. What was past already when the deadline got its due is dropped. Of law that
/// binds nobody and of an authority's own clocks the same without an end, for whoever asks for it.
/// </summary>
public static class ReminderPlan
{
    // At once. The words of a change of a deadline are the words of the step that tells of it.
    public const string Set = "set";
    public const string Shortened = "shortened";
    public const string Moved = "moved";
    public const string Stopped = "stopped";
    public const string Restarted = "restarted";
    public const string Lapsed = "lapsed";
    public const string Missed = "missed";

    /// <summary>Key and step of the one notice of all that was past already when the case was told of it.</summary>
    public const string Past = "past";

    // In time.
    public const string HalfTime = "half-time";
    public const string ThreeWorkingDays = "3-working-days-before";
    public const string Due = "due";
    public const string DaysOverdue = "overdue";
    private const string Overdue = DaysOverdue + "-";
    private static readonly (string Step, TimeSpan Lead)[] Leads =
        [("24h-before", TimeSpan.FromHours(24)), ("4h-before", TimeSpan.FromHours(4)), ("1h-before", TimeSpan.FromHours(1))];

    /// <summary>For how many days an end that nothing met is told of again.</summary>
    public const int OverdueDays = 30;

    // Not acknowledged within a set time: the next in line.
    private const string Escalate = "escalate-";
    private const int EscalationLevels = 2;
    private static readonly TimeSpan SoonestEscalation = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LatestEscalation = TimeSpan.FromHours(4);

    // Undetermined: the questions that would settle it, in one message.
    private const string Questions = "questions@";
    private const string Open = "open";
    private const string ThreeDays = "72h-before";
    private static readonly TimeSpan QuestionIsNear = TimeSpan.FromHours(72);
    private static readonly TimeSpan BetweenDigests = TimeSpan.FromHours(4);

    public static bool IsAtOnce(string step) => step is Set or Shortened or Moved or Stopped or Restarted or Lapsed or Missed or Past or Open;

    /// <summary>Which rank of contacts a step is for: 0 those who are told first, then whoever stands in for them.</summary>
    public static int LevelOf(string step) =>
        step.StartsWith(Escalate, StringComparison.Ordinal) ? int.Parse(step.AsSpan(Escalate.Length), CultureInfo.InvariantCulture) : 0;

    /// <summary>The last reminders, which an acknowledgement never stops.</summary>
    public static bool IsLast(string step) => step == Due || Leads.Any(l => l.Step == step) || step.StartsWith(Overdue, StringComparison.Ordinal);

    public static bool IsQuestions(string key) => key.StartsWith(Questions, StringComparison.Ordinal);

    /// <summary>The words for the steps of a deadline, as filters and types of messages name them.</summary>
    public static IReadOnlyList<string> Words { get; } = [Set, Shortened, Moved, Stopped, Restarted, Lapsed, Missed, Past, HalfTime, ThreeWorkingDays, .. Leads.Select(l => l.Step), Due, DaysOverdue];

    /// <summary>Whether a filter may name a step so.</summary>
    public static bool IsStep(string word) => Words.Contains(word) || word is Open or ThreeDays;

    /// <summary>A step's word as filters name it: every day overdue is the same to them.</summary>
    public static string Named(string step) => step.StartsWith(Overdue, StringComparison.Ordinal) ? DaysOverdue : step;

    /// <summary>What the firm is told of without asking.</summary>
    public static bool IsChased(DeadlineRecord deadline) => deadline is { Binds: "firm", IsBinding: true };

    /// <summary>Every step the book asks for, in order of time.</summary>
    public static IReadOnlyList<DueStep> Steps(DeadlineBook book) =>
        [.. book.All.Where(d => !IsQuestion(d, book)).SelectMany(d => StepsOf(d, book.Changes[d.Key])).Concat(PastOf(book)).Concat(QuestionsOf(book)).OrderBy(s => s.At)];

    /// <summary>
    /// What is to be told at a moment: every change, every escalation that has come, and of the steps towards an end only
    /// the last: after a night without a server, the earlier ones would say what is no longer so.
    /// </summary>
    public static IReadOnlyList<DueStep> At(IReadOnlyList<DueStep> steps, DateTimeOffset now)
    {
        var come = steps.Where(s => s.At <= now).ToList();
        return [.. come.Where(IsAlwaysTold), .. come.Where(s => !IsAlwaysTold(s)).GroupBy(s => IsQuestions(s.Key) ? Questions : s.Key).Select(g => g.Last())];
    }

    private static bool IsAlwaysTold(DueStep step) => (IsAtOnce(step.Step) && !IsQuestions(step.Key)) || LevelOf(step.Step) > 0;

    /// <summary>Undetermined, and its clock runs: what is told is the question.</summary>
    private static bool IsQuestion(DeadlineRecord deadline, DeadlineBook book) => IsChased(deadline) && book.IsUndetermined(deadline);

    private static IEnumerable<DueStep> StepsOf(DeadlineRecord deadline, Change change)
    {
        if (change.Kind != Past && IsAtOnce(change.Kind) && Speaks(change.Kind, deadline))
        {
            yield return Of(deadline, change.Kind, change.At);
        }

        if (change.Kind == Past || deadline is not { State: "running" or "missed", Due: { } due })
        {
            yield break;
        }

        foreach (var (step, at) in Ladder(deadline, due, change.At).Where(s => s.At > change.At))
        {
            yield return Of(deadline, step, at);
        }
    }

    private static bool Speaks(string change, DeadlineRecord deadline) => change switch
    {
        Stopped => deadline.State == "paused",
        Lapsed => deadline.State == "lapsed",
        _ => deadline is { State: "running" or "missed", Due: not null },
    };

    private static IEnumerable<(string Step, DateTimeOffset At)> Ladder(DeadlineRecord deadline, DateTimeOffset due, DateTimeOffset since)
    {
        foreach (var (step, at) in (IEnumerable<(string, DateTimeOffset?)>)[(HalfTime, deadline.HalfTime), (ThreeWorkingDays, deadline.ThreeWorkingDays)])
        {
            if (at is { } moment && moment < due && !Leads.Any(l => (due - l.Lead - moment).Duration() < TimeSpan.FromHours(1)) && !(step == HalfTime && moment == deadline.ThreeWorkingDays))
            {
                yield return (step, moment);
            }
        }

        foreach (var (step, lead) in Leads)
        {
            yield return (step, due - lead);
        }

        if (!IsChased(deadline))
        {
            yield break;
        }

        var wait = TimeSpan.FromTicks(Math.Clamp((due - since).Ticks / 6, SoonestEscalation.Ticks, LatestEscalation.Ticks));
        for (var level = 1; level <= EscalationLevels && since + (wait * level) < due; level++)
        {
            yield return (Escalate + level.ToString(CultureInfo.InvariantCulture), since + (wait * level));
        }

        yield return (Due, due);
        for (var day = 1; day <= OverdueDays; day++)
        {
            yield return (Overdue + day.ToString(CultureInfo.InvariantCulture), due.AddDays(day));
        }
    }

    /// <summary>History is quiet: what was past when it became known raises one notice, whatever the number, and no steps.</summary>
    private static IEnumerable<DueStep> PastOf(DeadlineBook book) =>
        book.All.Where(d => IsPast(d, book))
            .Select(d => book.Changes[d.Key])
            .GroupBy(c => c.Evaluation)
            .Select(g => new DueStep(Past, g.Key, Past, g.First().At));

    public static bool IsPast(DeadlineRecord deadline, DeadlineBook book) =>
        deadline is { State: "missed" } && IsChased(deadline) && !IsQuestion(deadline, book) && book.Changes[deadline.Key].Kind == Past;

    /// <summary>
    /// Of questions whose clock is near: three days, a day and four hours before each end, at once where an end is nearer than
    /// that already; two that fall close together are one, since each lists every question, nearest clock first.
    /// </summary>
    private static IEnumerable<DueStep> QuestionsOf(DeadlineBook book)
    {
        DateTimeOffset? last = null;
        foreach (var step in Asking(book).GroupBy(d => d.Due!.Value).SelectMany(g => DigestsOf(g.Key, g.Min(d => book.Changes[d.Key].At))).OrderBy(s => s.At).ThenBy(s => s.Key, StringComparer.Ordinal))
        {
            if (last is not { } before || step.At - before >= BetweenDigests)
            {
                last = step.At;
                yield return step;
            }
        }
    }

    /// <summary>The running deadlines under regimes that cannot be told yet.</summary>
    public static IEnumerable<DeadlineRecord> Asking(DeadlineBook book) =>
        book.Deadlines.Where(d => d is { State: "running", Due: not null } && IsQuestion(d, book));

    private static IEnumerable<DueStep> DigestsOf(DateTimeOffset due, DateTimeOffset since)
    {
        var key = Questions + due.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        yield return due - since <= QuestionIsNear ? new DueStep(key, 1, Open, since) : new DueStep(key, 1, ThreeDays, due - QuestionIsNear);
        foreach (var (step, lead) in Leads.Take(2).Where(l => due - l.Lead > since))
        {
            yield return new DueStep(key, 1, step, due - lead);
        }
    }

    private static DueStep Of(DeadlineRecord deadline, string step, DateTimeOffset at) => new(deadline.Key, deadline.Revision, step, at);
}
