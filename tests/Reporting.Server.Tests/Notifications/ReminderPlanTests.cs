using Reporting.Server.Deadlines;
using Reporting.Server.Notifications;
using static Reporting.Server.Tests.Notifications.Books;

namespace Reporting.Server.Tests.Notifications;

/// <summary>When somebody is told, over books made by hand.</summary>
public class ReminderPlanTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void a_clock_of_three_days_is_told_of_at_once_at_half_time_and_towards_its_end()
    {
        var book = Book(Computed(Monday, Deadline("notification", Monday + (72 * Hour), half: Monday + (36 * Hour))));
        ReminderPlan.Steps(book).Take(10).Select(s => (s.Step, s.At - Monday)).ShouldBe(
        [
            ("set", TimeSpan.Zero), ("escalate-1", 4 * Hour), ("escalate-2", 8 * Hour), ("half-time", 36 * Hour), ("24h-before", 48 * Hour), ("4h-before", 68 * Hour),
            ("1h-before", 71 * Hour), ("due", 72 * Hour), ("overdue-1", 96 * Hour), ("overdue-2", 120 * Hour),
        ]);
    }

    [Fact]
    public void steps_that_are_past_when_a_deadline_is_set_are_dropped() =>
        Book(Computed(Monday, Deadline("notification", Monday + (3 * Hour), half: Monday - Hour))).StepsOf().ShouldBe(["set", "escalate-1", "escalate-2", "1h-before", "due"]);

    [Fact]
    public void in_the_unit_of_the_law_three_working_days_come_before_a_day_and_a_half_time_beside_another_step_is_dropped()
    {
        var due = Monday.AddDays(30);
        var book = Book(Computed(Monday, Deadline("review", due, half: due.AddDays(-5), three: due.AddDays(-5))));
        book.StepsOf().ShouldBe(["set", "escalate-1", "escalate-2", "3-working-days-before", "24h-before", "4h-before", "1h-before", "due"]);
    }

    [Theory]
    [InlineData(48, "running", "shortened")]
    [InlineData(96, "running", "moved")]
    [InlineData(null, "paused", "stopped")]
    [InlineData(72, "lapsed", "lapsed")]
    [InlineData(-1, "missed", "missed")]
    public void a_change_is_told_of_at_once_by_what_it_is(int? hours, string state, string told)
    {
        var before = Computed(Monday, Deadline("notification", Monday + (72 * Hour)));
        var after = Computed(Monday + Hour, Deadline("notification", hours is { } h ? Monday + (h * Hour) : null, state, revision: 2));
        ReminderPlan.Steps(Book(before, after)).Single(s => ReminderPlan.IsAtOnce(s.Step)).ShouldBe(new DueStep("eu-nis2/notification", 2, told, Monday + Hour));
    }

    [Fact]
    public void a_clock_that_runs_again_is_told_of_as_restarted() =>
        Book(
            Computed(Monday, Deadline("review", Monday.AddDays(9))),
            Computed(Monday.AddDays(1), Deadline("review", null, "paused", 2)),
            Computed(Monday.AddDays(2), Deadline("review", Monday.AddDays(10), revision: 3))).StepsOf()[0].ShouldBe("restarted");

    [Fact]
    public void a_deadline_that_goes_with_its_regime_has_lapsed()
    {
        var book = Book(Computed(Monday, Deadline("notification", Monday.AddDays(3))), Computed(Monday + Hour, Deadline("other", Monday.AddDays(3), regime: "uk-nis-2018")));
        ReminderPlan.Steps(book).ShouldContain(new DueStep("eu-nis2/notification", 1, "lapsed", Monday + Hour));
    }

    [Theory]
    [InlineData("met")]
    [InlineData("met-late")]
    [InlineData("pending")]
    public void nothing_is_told_of_what_is_met_or_waits(string state) =>
        Book(Computed(Monday, Deadline("notification", Monday.AddDays(3))), Computed(Monday + Hour, Deadline("notification", Monday.AddDays(3), state, 2))).StepsOf().ShouldBeEmpty();

    [Fact]
    public void that_a_limit_has_passed_is_no_change_and_the_days_after_are_told_of()
    {
        var due = Monday + (24 * Hour);
        var book = Book(Computed(Monday, Deadline("early-warning", due)), Computed(due + Hour, Deadline("early-warning", due, "missed")));
        ReminderPlan.At(ReminderPlan.Steps(book), due + Hour).Select(s => s.Step).ShouldBe(["set", "escalate-1", "escalate-2", "due"]);
        ReminderPlan.At(ReminderPlan.Steps(book), due.AddDays(3)).Select(s => s.Step).ShouldBe(["set", "escalate-1", "escalate-2", "overdue-3"]);
        ReminderPlan.Steps(book).Count(s => s.Step.StartsWith("overdue-", StringComparison.Ordinal)).ShouldBe(ReminderPlan.OverdueDays);
    }

    [Fact]
    public void history_raises_one_notice_and_no_steps()
    {
        var book = Book(Computed(Monday, Deadline("early-warning", Monday.AddDays(-300), "missed"), Deadline("notification", Monday.AddDays(-298), "missed")));
        ReminderPlan.Steps(book).ShouldBe([new DueStep("past", 1, "past", Monday)]);
    }

    [Fact]
    public void what_is_found_past_later_is_a_notice_of_its_own_and_the_first_is_not_repeated()
    {
        var first = Deadline("early-warning", Monday.AddDays(-300), "missed");
        var book = Book(Computed(Monday, first), Computed(Monday + Hour, first, Deadline("notification", Monday.AddDays(-298), "missed", regime: "uk-nis-2018")));
        ReminderPlan.Steps(book).ShouldBe([new DueStep("past", 1, "past", Monday), new DueStep("past", 2, "past", Monday + Hour)]);
    }

    [Fact]
    public void an_empty_profile_asks_its_questions_in_few_messages()
    {
        // Eight regimes that cannot be told, with clocks of a day and of three.
        var deadlines = Enumerable.Range(1, 8).SelectMany(i => (DeadlineRecord[])[
            Deadline("early", Monday + (24 * Hour), regime: $"regime-{i}"), Deadline("full", Monday + (72 * Hour), regime: $"regime-{i}")]).ToArray();
        var steps = ReminderPlan.Steps(Book(Computed(Monday, "undetermined", deadlines)));
        steps.Select(s => (s.Step, s.At - Monday)).ShouldBe([("open", TimeSpan.Zero), ("4h-before", 20 * Hour), ("24h-before", 48 * Hour), ("4h-before", 68 * Hour)]);
        steps.ShouldAllBe(s => ReminderPlan.IsQuestions(s.Key));
    }

    [Fact]
    public void once_it_is_settled_that_a_regime_applies_its_deadlines_are_set()
    {
        var deadline = Deadline("notification", Monday.AddDays(3));
        var book = Book(Computed(Monday, "undetermined", deadline), Computed(Monday + Hour, deadline) with { Changed = [] });
        ReminderPlan.Steps(book)[0].ShouldBe(new DueStep("eu-nis2/notification", 1, "set", Monday + Hour));
    }

    [Theory]
    [InlineData("proposed", "firm")]
    [InlineData("bill", "firm")]
    [InlineData("voluntary", "firm")]
    [InlineData("in-force", "regulator")]
    public void what_binds_nobody_here_is_never_escalated_due_or_overdue(string lawStatus, string binds) =>
        Book(Computed(Monday, Deadline("notification", Monday + (72 * Hour), lawStatus: lawStatus, binds: binds))).StepsOf()
            .ShouldBe(["set", "24h-before", "4h-before", "1h-before"]);

    [Fact]
    public void a_clock_set_back_an_hour_finds_less_come_and_sets_its_alarm_anew()
    {
        var book = Book(Computed(Monday, Deadline("notification", Monday + (72 * Hour))));
        var at = Monday + (68 * Hour);
        var (next, messages) = WakeCaseHandler.Look(book.Id, book, new Kernel.Now(at - Hour));
        next.ShouldBe(at);
        messages.OfType<TellOfDeadlines>().Single().Steps.ShouldNotContain(s => s.Step == "4h-before");
        messages.Count.ShouldBe(2);
    }

    // A handful holds messages of several cases: a later step of another's says nothing of this one.
    [Theory]
    [InlineData(true, "superseded")]
    [InlineData(false, null)]
    public void a_reminder_is_left_out_for_a_later_one_of_its_own_case_alone(bool same, string? left)
    {
        var (first, second, contact) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var book = Books.Book(Books.Computed(Books.Monday, Books.Deadline("early-warning", Books.Monday.AddHours(24))));
        var mine = Of(first, "4h-before");
        Sending.Superseded(mine, book, [mine, Of(same ? first : second, "1h-before")]).ShouldBe(left);

        Notification Of(Guid caseId, string step) => Notification.Of(
            new NotificationPlanned(Notification.IdOf(caseId, "eu-nis2/early-warning", 1, step, contact, Recipient.Mail), caseId, "eu-nis2/early-warning", 1, step, contact, Recipient.Mail, "id", null, Books.Monday), Books.Monday);
    }
}
