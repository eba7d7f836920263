namespace Reporting.Rulebook.Tests;

/// <summary>What the format of the documents can state and the project's own do not state, or not at the edge.</summary>
public class FormatTests
{
    private static Given Under(string obligations) => Given.A("xx").In(Documents.Load([("xx.json", $$"""
        {
          "id": "xx", "title": "A rule", "jurisdiction": "XX", "edition": "2020-01-01", "effectiveFrom": "2020-01-01", "lawStatus": "in-force", "verified": "unverified",
          "source": "made up", "caseTypes": ["incident"], "zone": "Europe/Brussels", "authorities": [ { "id": "a", "name": "A", "part": "a" } ], "facts": [], "applies": { "all": [] },
          "obligations": [ {{obligations}} ]
        }
        """)], Documents.Calendars));

    private static string Owed(string period, string more = "", string id = "duty", string trigger = "started") => $$"""
        { "id": "{{id}}", "title": "A duty", "binds": "firm", "owedTo": "a", "trigger": { "events": ["{{trigger}}"] }, "period": {{period}}, "metBy": ["done"], {{more}} "citation": "s.1", "verified": "unverified" }
        """;

    // 13 March 2026 is a Friday.
    [Theory]
    [InlineData("calendar-days", "2026-03-14")]
    [InlineData("working-days", "2026-03-16")]
    public void a_period_that_follows_begins_with_the_next_day_that_its_unit_counts(string unit, string day)
    {
        var second = Under(
            Owed("""{ "amount": 5, "unit": "calendar-days", "firstDay": "counted", "calendar": "be" }""", id: "first") + ","
            + Owed($$"""{ "amount": 1, "unit": "{{unit}}", "firstDay": "counted", "calendar": "be" }""", """ "follows": { "obligation": "first", "citation": "s.2" }, """, "second", "ordered"))
            .When("started", "2026-03-09T09:00:00Z").When("ordered", "2026-03-10T09:00:00Z").Owes("second");
        second.Explanation.Single(s => s.Code == "follows").Date.ShouldBe(Given.Day(day));
        second.DueDate.ShouldBe(Given.Day(day));
    }

    // From Saturday to Monday.
    [Theory]
    [InlineData("", "", "2026-03-16T22:59:59Z")]
    [InlineData(""" "endsAt": "17:00", """, "", "2026-03-16T16:00:00Z")]
    [InlineData("", """ "at": "12:00", """, "2026-03-16T11:00:00Z")]
    [InlineData(""" "endsAt": "17:00", """, """ "at": "12:00", """, "2026-03-16T11:00:00Z")]
    public void a_roll_goes_to_its_own_hour_or_to_that_of_the_period(string endsAt, string at, string due) =>
        Under(Owed($$"""{ "amount": 5, "unit": "calendar-days", "firstDay": "counted", {{endsAt}} "calendar": "be", "roll": { {{at}} "to": "next-working-day", "citation": "s.2" } }"""))
            .When("started", "2026-03-10T09:00:00Z").Owes("duty").Due.ShouldBe(Given.At(due));

    // The fifth day is a Saturday and moves to Monday the 16th.
    [Theory]
    [InlineData("2026-03-13", "2026-03-16")]
    [InlineData("2026-03-15", "2026-03-16")]
    [InlineData("2026-03-16", "2026-03-16")]
    [InlineData("2026-03-17", "2026-03-17")]
    public void an_extension_to_a_day_never_shortens_what_the_law_rolls_to(string until, string last) =>
        Under(Owed("""{ "amount": 5, "unit": "calendar-days", "firstDay": "counted", "calendar": "be", "roll": { "to": "next-working-day", "citation": "s.2" }, "extensions": [ { "event": "extended", "until": true, "citation": "s.3" } ] }"""))
            .When("started", "2026-03-10T09:00:00Z").When("extended", "2026-03-11T09:00:00Z", more: e => e with { Until = Given.Day(until) })
            .Owes("duty").DueDate.ShouldBe(Given.Day(last));

    [Theory]
    [InlineData("both-days", "2026-03-14", 8)]
    [InlineData("opening-day", "2026-03-13", 8)]
    public void on_the_day_of_the_restart_what_is_left_leaves_out_what_was_stopped(string leavesOut, string last, int left)
    {
        var duty = Under(Owed($$"""{ "amount": 10, "unit": "calendar-days", "firstDay": "counted", "calendar": "be", "stop": { "opens": "stopped", "closes": "restarted", "leavesOut": "{{leavesOut}}", "citation": "s.2" } }"""))
            .When("started", "2026-03-02T09:00:00Z").When("stopped", "2026-03-04T09:00:00Z").When("restarted", "2026-03-06T09:00:00Z").Owes("duty");
        (duty.DueDate, duty.Remaining).ShouldBe((Given.Day(last), new Remaining("calendarDays", left)));
    }

    [Theory]
    [InlineData(21, "calendar-days")]
    [InlineData(3, "weeks")]
    public void weeks_are_told_in_days(int amount, string unit)
    {
        var duty = Under(Owed($$"""{ "amount": {{amount}}, "unit": "{{unit}}", "firstDay": "counted", "calendar": "be", "stop": { "opens": "stopped", "closes": "restarted", "citation": "s.2" } }"""))
            .When("started", "2026-03-02T09:00:00Z").When("stopped", "2026-03-10T09:00:00Z");
        var stopped = duty.Owes("duty").Explanation.Single(s => s.Code == "stopped").Args!;
        (stopped["used"], stopped["left"], stopped["unit"]).ShouldBe(("8", "13", "calendarDays"));
        duty.When("restarted", "2026-03-12T09:00:00Z").Owes("duty").Explanation.Single(s => s.Code == "calendar-days").Args!["days"].ShouldBe("21");
    }

    // 4 hours from 04:30, 24 from what was known at 06:00 the day before: whichever is earlier, also where either time is not exact.
    [Theory]
    [InlineData("none", null, null, "06:00")]
    [InlineData("none", null, "05:00", "06:00")]
    [InlineData("none", "08:00", "05:00", "08:00")]
    [InlineData("none", "10:00", "05:00", "09:00")]
    [InlineData("hour-not-counted", null, null, "06:00")]
    [InlineData("hour-not-counted", "08:00", null, "08:00")]
    [InlineData("hour-not-counted", "10:00", null, "09:00")]
    [InlineData("hour-not-counted", "10:00", "05:10", "10:00")]
    public void the_later_of_two_clocks_takes_the_latest_instant_of_each(string secondReading, string? knownLatest, string? startedLatest, string latest) =>
        Under(Owed(
            $$"""{ "amount": 4, "unit": "hours", "secondReading": "{{secondReading}}" }""",
            """ "orEarlier": { "trigger": { "events": ["known"] }, "amount": 24, "unit": "hours", "citation": "s.2" }, """))
            .When("known", "2026-03-10T06:00:00Z", more: e => knownLatest is null ? e : e with { LatestAt = Given.At($"2026-03-10T{knownLatest}:00Z") })
            .When("started", "2026-03-11T04:30:00Z", more: e => startedLatest is null ? e : e with { LatestAt = Given.At($"2026-03-11T{startedLatest}:00Z") })
            .Owes("duty").LatestLawful.ShouldBe(Given.At($"2026-03-11T{latest}:00Z"));

    // Whichever of them came first.
    [Theory]
    [InlineData(DeadlineState.Running)]
    [InlineData(DeadlineState.Lapsed, "withdrawn")]
    [InlineData(DeadlineState.Lapsed, "closed")]
    [InlineData(DeadlineState.Lapsed, "withdrawn", "done", "closed")]
    [InlineData(DeadlineState.Lapsed, "closed", "done", "withdrawn")]
    [InlineData(DeadlineState.Met, "done", "withdrawn", "closed")]
    public void of_several_things_that_end_a_duty_the_earliest_counts(DeadlineState state, params string[] happened)
    {
        var duty = Under(Owed("""{ "amount": 30, "unit": "calendar-days", "firstDay": "counted" }""", """ "lapsedBy": ["withdrawn", "closed"], """)).When("started", "2026-03-02T09:00:00Z");
        for (var i = 0; i < happened.Length; i++)
        {
            duty.When(happened[i], $"2026-03-0{i + 3}T09:00:00Z");
        }

        duty.Owes("duty").State.ShouldBe(state);
    }

    [Theory]
    [InlineData("started", "2026-03-19T22:59:59Z", "calendarDays")]
    [InlineData("reported", "2026-03-11T09:00:00Z", "hours")]
    public void another_length_can_have_another_unit(string trigger, string due, string unit)
    {
        var duty = Under("""
            { "id": "duty", "title": "A duty", "binds": "firm", "owedTo": "a", "trigger": { "events": ["started", "reported"] }, "metBy": ["done"], "citation": "s.1", "verified": "unverified",
              "period": { "amount": 10, "unit": "calendar-days", "firstDay": "counted", "instead": [ { "trigger": "reported", "amount": 24, "unit": "hours" } ] } }
            """).When(trigger, "2026-03-10T09:00:00Z").Owes("duty");
        (duty.Due, duty.Remaining!.Unit).ShouldBe((Given.At(due), unit));
        duty.Explanation.Where(s => s.Code == "other-length").Select(s => string.Join(' ', s.Args!.Values)).ShouldBe(unit == "hours" ? ["24 hours"] : []);
    }

    // The first kind of the list that has happened, the earliest, the latest.
    [Theory]
    [InlineData("in-order", "2026-03-10", "2026-03-12", "2026-03-10")]
    [InlineData("in-order", "2026-03-12", "2026-03-10", "2026-03-12")]
    [InlineData("earliest", "2026-03-10", "2026-03-12", "2026-03-10")]
    [InlineData("earliest", "2026-03-12", "2026-03-10", "2026-03-10")]
    [InlineData("latest", "2026-03-10", "2026-03-12", "2026-03-12")]
    [InlineData("latest", "2026-03-12", "2026-03-10", "2026-03-12")]
    public void of_several_kinds_of_events_the_one_that_the_document_says_starts_the_clock(string among, string one, string other, string started) =>
        Under($$"""
            { "id": "duty", "title": "A duty", "binds": "firm", "owedTo": "a", "trigger": { "events": ["one", "other"], "among": "{{among}}" }, "metBy": ["done"], "citation": "s.1", "verified": "unverified",
              "period": { "amount": 1, "unit": "calendar-days", "firstDay": "counted" } }
            """).When("one", one + "T09:00:00Z").When("other", other + "T09:00:00Z", recorded: "2026-03-14T09:00:00Z").Owes("duty").DueDate.ShouldBe(Given.Day(started));

    [Fact]
    public void what_is_ordered_while_days_stand_has_its_days_left()
    {
        var second = Under(
            Owed("""{ "amount": 5, "unit": "calendar-days", "firstDay": "counted", "calendar": "be", "stop": { "opens": "stopped", "closes": "restarted", "citation": "s.3" } }""", id: "first") + ","
            + Owed("""{ "amount": 12, "unit": "calendar-days", "firstDay": "counted", "calendar": "be" }""", """ "follows": { "obligation": "first", "citation": "s.2" }, """, "second", "ordered"))
            .When("started", "2026-03-09T09:00:00Z").When("stopped", "2026-03-10T09:00:00Z").When("ordered", "2026-03-11T09:00:00Z").Owes("second");
        (second.State, second.Remaining).ShouldBe((DeadlineState.Paused, new Remaining("calendarDays", 12)));
    }

    // Monday 1 January 2029 is not published yet, nor is the second, which is Scotland's.
    [Fact]
    public void a_roll_over_a_day_that_is_not_published_yet_says_so() =>
        Under(Owed("""{ "amount": 5, "unit": "calendar-days", "firstDay": "counted", "calendar": "gb-all", "roll": { "to": "next-working-day", "citation": "s.2" } }"""))
            .When("started", "2028-12-26T09:00:00Z").Owes("duty").ShouldSatisfyAllConditions(
                d => d.DueDate.ShouldBe(Given.Day("2029-01-03")),
                d => d.Explanation.Where(s => s.Code == "projected-day").Select(s => s.Date).ShouldBe([Given.Day("2029-01-01"), Given.Day("2029-01-02")]));

    [Theory]
    [InlineData("c", false, false)]
    [InlineData("a", true, true)]
    [InlineData("a", true, false)]
    [InlineData("b", false, true)]
    public void of_several_other_parts_it_is_owed_to_the_first_whose_condition_holds(string owedTo, bool one, bool other)
    {
        var rulebook = Documents.Load([("xx.json", """
            {
              "id": "xx", "title": "A rule", "jurisdiction": "XX", "edition": "2020-01-01", "effectiveFrom": "2020-01-01", "lawStatus": "in-force", "verified": "unverified",
              "source": "made up", "caseTypes": ["incident"], "zone": "Europe/Brussels", "applies": { "all": [] },
              "authorities": [ { "id": "a", "name": "A", "part": "a" }, { "id": "b", "name": "B", "part": "b" }, { "id": "c", "name": "C", "part": "c" } ],
              "facts": [ { "id": "one", "question": "One?" }, { "id": "other", "question": "The other?" } ],
              "obligations": [ { "id": "duty", "title": "A duty", "binds": "firm", "owedTo": "c",
                "owedToInstead": [ { "when": { "fact": "one", "is": true }, "part": "a" }, { "when": { "fact": "other", "is": true }, "part": "b" } ],
                "trigger": { "events": ["started"] }, "period": { "amount": 1, "unit": "hours" }, "metBy": ["done"], "citation": "s.1", "verified": "unverified" } ]
            }
            """)], Documents.Calendars);
        Given.A("xx").In(rulebook).Knowing("one", one).Knowing("other", other).When("started", "2026-03-10T09:00:00Z").Owes("duty").OwedTo.ShouldBe(owedTo);
    }
}
