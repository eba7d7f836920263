namespace Reporting.Rulebook.Tests;

/// <summary>A document that was given to several persons on different days: the earlier reading goes by the first, the later by the last. Days were computed apart from the lists of all parts of the United Kingdom.</summary>
public class ServiceTests
{
    private static Given Nsi() => Given.A("uk-nsi-2021").Knowing("noticeKind", "mandatory");

    private static Func<TimelineEvent, TimelineEvent> Also(string at, string? method = "email", string? notice = null) =>
        e => e with { Method = "email", Notice = notice, Also = [new Delivery(Given.At(at), method)] };

    // NSI Act 2021 s.23(2): 30 working days beginning with the day on which the call-in notice is given to the acquirer; of two acquirers?
    [Fact]
    public void a_period_begun_for_several_on_different_days_has_two_ends_and_says_why()
    {
        var initial = Nsi().When("called-in", "2026-10-05T09:00:00Z", more: Also("2026-10-07T09:00:00Z")).Owes("initial");
        initial.DueDate.ShouldBe(Given.Day("2026-11-13"));
        initial.LatestLawfulDate.ShouldBe(Given.Day("2026-11-17"));
        initial.Explanation.ShouldContain(s => s.Code == "given-to-some-later" && s.Date == Given.Day("2026-10-07"));
    }

    // Sent on one day, by e-mail and by post: given on that day to one, two working days later to the other.
    [Fact]
    public void each_is_given_by_the_way_it_went() =>
        Nsi().When("called-in", "2026-10-05T09:00:00Z", more: Also("2026-10-05T09:00:00Z", "post-uk")).Owes("initial").LatestLawfulDate.ShouldBe(Given.Day("2026-11-17"));

    [Fact]
    public void what_was_given_to_all_on_one_day_has_one_reading()
    {
        var initial = Nsi().When("called-in", "2026-10-05T09:00:00Z", more: Also("2026-10-05T15:00:00Z")).Owes("initial");
        initial.LatestLawful.ShouldBe(initial.Due);
        initial.Explanation.ShouldNotContain(s => s.Code == "given-to-some-later");
    }

    // NSI Act 2021 s.24(4), several addressees: the Act is silent, so both are shown.
    [Fact]
    public void a_stop_told_to_some_later_leaves_out_fewer_days_by_the_earlier_reading_and_more_by_the_later()
    {
        var initial = Nsi().When("called-in", "2026-10-02T09:00:00Z")
            .When("assessment-clock-stopped", "2026-10-14T09:00:00Z", more: Also("2026-10-15T09:00:00Z", notice: "IN1"))
            .When("assessment-clock-restarted", "2026-10-21T09:00:00Z", more: Also("2026-10-22T09:00:00Z", notice: "IN1"))
            .Owes("initial");
        initial.DueDate.ShouldBe(Given.Day("2026-11-19"));
        initial.LatestLawfulDate.ShouldBe(Given.Day("2026-11-23"));
        initial.Explanation.ShouldContain(s => s.Code == "stopped-for-some");
    }

    // s.23(8): to each call-in addressee before the end of the initial period, which is Monday 12 October.
    [Theory]
    [InlineData("2026-10-12T09:00:00Z", DeadlineState.Running)]
    [InlineData("2026-10-13T09:00:00Z", DeadlineState.Pending)]
    public void a_period_notice_is_in_time_when_the_last_was_given_it_in_time(string last, DeadlineState state) =>
        Nsi().When("called-in", "2026-09-01T09:00:00Z").When("additional-period-notified", "2026-10-09T09:00:00Z", more: Also(last)).Owes("additional", asOf: "2026-10-20T09:00:00Z").State.ShouldBe(state);

    [Fact]
    public void the_period_that_follows_begins_after_each_reading_of_the_one_before_it()
    {
        var additional = Nsi().When("called-in", "2026-10-05T09:00:00Z", more: Also("2026-10-07T09:00:00Z")).When("additional-period-notified", "2026-11-10T09:00:00Z").Owes("additional");
        // After Friday 13 November from Monday the 16th; after Tuesday the 17th from Wednesday the 18th.
        additional.DueDate.ShouldBe(Given.Day("2027-01-22"));
        additional.LatestLawfulDate.ShouldBe(Given.Day("2027-01-26"));
        additional.Explanation.ShouldContain(s => s.Code == "follows-later");
    }

    [Theory]
    [InlineData("""{ "id": "a", "title": "A", "by": "firm", "part": "nobody", "records": "called-in", "citation": "c" }""", "/steps/0/part")]
    [InlineData("""{ "id": "a", "title": "A", "by": "firm", "part": "secretary-of-state", "records": "sung", "citation": "c" }""", "/steps/0/records")]
    [InlineData("""{ "id": "a", "title": "A", "by": "firm", "part": "secretary-of-state", "records": "called-in", "after": ["sung"], "citation": "c" }""", "/steps/0/after/0")]
    public void a_step_that_leads_nowhere_is_a_fault(string step, string pointer)
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(Documents.Regimes.Single(r => r.Name == "regimes/uk-nsi-2021.json").Json)!.AsObject();
        document["steps"] = new System.Text.Json.Nodes.JsonArray(System.Text.Json.Nodes.JsonNode.Parse(step));
        RegimeReader.Read(document.ToJsonString(), "x").Faults.Select(f => f.Pointer).ShouldContain(pointer);
    }
}
