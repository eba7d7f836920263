using Reporting.Server.Deadlines;

namespace Reporting.Server.Tests.Notifications;

/// <summary>Deadlines and evaluations as tests need them: every detail that does not matter is the same.</summary>
internal static class Books
{
    public static readonly DateTimeOffset Monday = new(2026, 9, 7, 8, 0, 0, TimeSpan.Zero);

    public static DeadlineRecord Deadline(
        string obligation, DateTimeOffset? due, string state = "running", int revision = 1, string regime = "eu-nis2", string lawStatus = "in-force", string binds = "firm", DateTimeOffset? half = null, DateTimeOffset? three = null) =>
        new(regime, "2024-10-18", lawStatus, obligation, "Title of " + obligation, binds, "be-csirt", state, revision, due, null, "Europe/Brussels", due, null,
            due is null ? null : new RemainingTime("hours", 1), "art 23", null, [], HalfTime: half, ThreeWorkingDays: three);

    public static DeadlinesComputed Computed(DateTimeOffset at, params DeadlineRecord[] deadlines) => Computed(at, "applies", deadlines);

    public static DeadlinesComputed Computed(DateTimeOffset at, string applicability, params DeadlineRecord[] deadlines) => new(
        "incident-opened",
        at,
        "2",
        new Dictionary<string, System.Text.Json.JsonElement?>(),
        [],
        [.. deadlines.Select(d => d.Regime).Distinct().Select(r => new RegimeHeld(r, "2024-10-18", "Title of " + r, "in-force", applicability, new Dictionary<string, System.Text.Json.JsonElement?>(), applicability == "undetermined" ? ["entityClass"] : []))],
        deadlines,
        [.. deadlines.Select(d => d.Key)],
        []);

    public static DeadlineBook Book(params DeadlinesComputed[] evaluations) => evaluations.Aggregate(new DeadlineBook(Guid.Empty), (book, e) => book.With(e));

    public static IReadOnlyList<string> StepsOf(this DeadlineBook book) => [.. ReminderPlan.Steps(book).Where(s => !s.Step.StartsWith("overdue-", StringComparison.Ordinal)).Select(s => s.Step)];
}
