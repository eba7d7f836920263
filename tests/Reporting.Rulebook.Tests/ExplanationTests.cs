using NodaTime.Text;

namespace Reporting.Rulebook.Tests;

/// <summary>
/// What an explanation tells, step by step: its code, its day, its instant and its arguments. "+" is a day that counts, "-" one that
/// does not. Not its words: those are made when it is read.
/// </summary>
public class ExplanationTests
{
    private static Given Nsi() => Given.A("uk-nsi-2021").Knowing("noticeKind", "mandatory");

    private static Given Nis2() => Given.A("eu-nis2").Knowing("entityClass", "essential").Knowing("entityType", "cloud-computing").Knowing("significant", true).Knowing("memberState", "BE").Knowing("incidentOngoing", false);

    private static Given Dora() => Given.A("eu-dora").Knowing("financialEntity", "small-insurer").Knowing("memberState", "BE");

    private static Given Cfius() => Given.A("us-cfius").Knowing("filing", "notice");

    // ---- days ----

    // NSI Act 2021 s.14(9); SI 2021/1267: two working days in the post.
    [Fact]
    public void working_days_name_the_post_and_each_holiday_left_out() =>
        Told(Nsi().When("acceptance-notified", "2026-12-10T09:00:00Z", more: e => e with { Method = "post-uk" }).Owes("review")).ShouldBe([
            "deemed-given 2026-12-14 2026-12-10 2",
            "+day-of-trigger 2026-12-14 2026-12-10T09:00:00Z acceptance-notified",
            "-day-off 2026-12-25",
            "-day-off 2026-12-28",
            "-day-off 2027-01-01",
            "-day-off 2027-01-04",
            "+working-days 2027-01-28 30 2026-12-14 gb-all",
            "end-of-day 2027-01-28 2027-01-28T23:59:59Z",
        ]);

    // NSI Act 2021 s.23(5), s.24(4).
    [Fact]
    public void a_stop_names_its_days_and_what_follows_the_period_before_it()
    {
        var assessed = Nsi().When("called-in", "2026-12-14T09:00:00Z")
            .When("assessment-clock-stopped", "2026-12-18T09:00:00Z").When("assessment-clock-restarted", "2026-12-29T09:00:00Z").When("additional-period-notified", "2027-01-20T09:00:00Z");
        Told(assessed.Owes("initial")).ShouldBe([
            "+day-of-trigger 2026-12-14 2026-12-14T09:00:00Z called-in",
            "-day-off 2026-12-25",
            "-day-off 2026-12-28",
            "-day-off 2027-01-01",
            "-day-off 2027-01-04",
            "-stopped-days 2026-12-18 2026-12-18 2026-12-29 6 workingDays",
            "+working-days 2027-02-05 30 2026-12-14 gb-all",
            "end-of-day 2027-02-05 2027-02-05T23:59:59Z",
            "followed 2027-01-20T09:00:00Z",
        ]);
        Told(assessed.Owes("additional")).ShouldBe([
            "follows 2027-02-08 additional-period-notified initial 2027-02-05",
            "-day-off 2027-03-17",
            "-day-off 2027-03-26",
            "-day-off 2027-03-29",
            "+working-days 2027-04-14 45 2027-02-08 gb-all",
            "end-of-day 2027-04-14 2027-04-14T22:59:59Z",
        ]);
    }

    // NSI Act 2021 s.24(4): a day that two notices stop is left out once.
    [Theory]
    [InlineData("2026-09-17T09:00:00Z", "2026-09-14 2026-09-25 10 workingDays")]
    [InlineData("2026-09-22T09:00:00Z", "2026-09-14 2026-09-25 10 workingDays")]
    [InlineData("2026-09-24T09:00:00Z", "2026-09-14 2026-09-22 7 workingDays", "2026-09-24 2026-09-25 2 workingDays")]
    public void stops_that_meet_are_told_as_one(string second, params string[] windows) =>
        Nsi().When("called-in", "2026-09-01T09:00:00Z")
            .When("assessment-clock-stopped", "2026-09-14T09:00:00Z", more: e => e with { Notice = "IN1" }).When("assessment-clock-stopped", second, more: e => e with { Notice = "IN2" })
            .When("assessment-clock-restarted", "2026-09-22T09:00:00Z", more: e => e with { Notice = "IN1" }).When("assessment-clock-restarted", "2026-09-25T09:00:00Z", more: e => e with { Notice = "IN2" })
            .Owes("initial").Explanation.Where(s => s.Code == "stopped-days").Select(s => string.Join(' ', s.Args!.Values)).ShouldBe(windows);

    [Fact]
    public void a_stop_of_one_day_is_told() =>
        Told(Nsi().When("called-in", "2026-09-01T09:00:00Z").When("assessment-clock-stopped", "2026-09-14T09:00:00Z").When("assessment-clock-restarted", "2026-09-14T15:00:00Z").Owes("initial"))
            .ShouldContain("-stopped-days 2026-09-14 2026-09-14 2026-09-14 1 workingDays");

    [Theory]
    [InlineData("2026-12-21T09:00:00Z", "2026-12-30T09:00:00Z", "+day-of-trigger 2026-12-21 2026-12-21T09:00:00Z called-in", "-day-off 2026-12-25", "-day-off 2026-12-28", "-stopped 2026-12-30 5 25 workingDays")]
    [InlineData("2026-12-21T09:00:00Z", "2026-12-29T09:00:00Z", "+day-of-trigger 2026-12-21 2026-12-21T09:00:00Z called-in", "-day-off 2026-12-25", "-day-off 2026-12-28", "-stopped 2026-12-29 4 26 workingDays")]
    [InlineData("2026-12-24T09:00:00Z", "2026-12-28T10:00:00Z", "+day-of-trigger 2026-12-24 2026-12-24T09:00:00Z called-in", "-day-off 2026-12-25", "-stopped 2026-12-28 1 29 workingDays")]
    [InlineData("2026-12-24T09:00:00Z", "2026-12-24T10:00:00Z", "+day-of-trigger 2026-12-24 2026-12-24T09:00:00Z called-in", "-stopped 2026-12-24 0 30 workingDays")]
    public void a_clock_that_stands_tells_what_is_used_and_what_is_left(string calledIn, string stopped, params string[] steps) =>
        Told(Nsi().When("called-in", calledIn).When("assessment-clock-stopped", stopped).Owes("initial")).ShouldBe(steps);

    // FIRRMA s.1709; 31 CFR 800.503(b).
    [Fact]
    public void a_lapse_in_appropriations_and_a_roll_are_told_in_days()
    {
        var review = Cfius().When("notice-accepted", "2026-03-02T14:00:00Z").When("appropriations-lapsed", "2026-03-10T05:00:00Z");
        Told(review.Owes("review")).ShouldBe(["+day-of-trigger 2026-03-02 2026-03-02T14:00:00Z notice-accepted", "-stopped 2026-03-10 8 37 calendarDays"]);
        Told(review.When("appropriations-restored", "2026-03-20T14:00:00Z").Owes("review")).ShouldBe([
            "+day-of-trigger 2026-03-02 2026-03-02T14:00:00Z notice-accepted",
            "-stopped-days 2026-03-10 2026-03-10 2026-03-19 10 calendarDays",
            "+calendar-days 2026-04-25 45 2026-03-02 us-federal-dc",
            "law-roll 2026-04-27 2026-04-25 us-federal-dc",
            "end-of-day 2026-04-27 2026-04-28T03:59:59Z",
        ]);
    }

    // 50 U.S.C. 4565(b)(2)(C).
    [Fact]
    public void an_extension_a_refused_one_and_the_other_reading_are_told() =>
        Told(Cfius().When("investigation-started", "2026-10-05T14:00:00Z").When("investigation-extended", "2026-11-17T14:00:00Z").When("investigation-extended", "2026-11-30T14:00:00Z").Owes("investigation")).ShouldBe([
            "extended 2026-11-17T14:00:00Z 15 60 calendar-days",
            "not-extended 2026-11-30T14:00:00Z no-more 1",
            "+day-of-trigger 2026-10-05 2026-10-05T14:00:00Z investigation-started",
            "+calendar-days 2026-12-03 60 2026-10-05 us-federal-dc",
            "end-of-day 2026-12-03 2026-12-04T04:59:59Z",
            "first-day-not-counted 2026-12-04 2026-12-05T04:59:59Z",
        ]);

    // Form 8-K item 1.05(c).
    [Fact]
    public void an_end_at_an_hour_and_an_extension_to_a_day_are_told()
    {
        var form = Given.A("us-sec-8k-105").Knowing("publicCompany", true).When("materiality-determined", "2026-11-23T15:00:00Z");
        string[] counted = ["-day-of-trigger 2026-11-23 2026-11-23T15:00:00Z materiality-determined", "-day-off 2026-11-26", "+working-days 2026-11-30 4 2026-11-24 us-federal"];
        Told(form.Owes("form-8-k")).ShouldBe([.. counted, "end-at-hour 2026-11-30 2026-11-30T22:30:00Z"]);
        form.When("disclosure-delay-granted", "2026-11-25T15:00:00Z", more: e => e with { Until = Given.Day("2026-12-25") });
        Told(form.Owes("form-8-k")).ShouldBe(["extended-until 2026-12-25 2026-11-25T15:00:00Z", .. counted, "end-at-hour 2026-12-25 2026-12-25T22:30:00Z"]);
    }

    // ---- months and years ----

    [Theory]
    [InlineData("notification-submitted", "2026-01-28T09:00:00Z", "final-report", "corresponding-date 2026-02-28", "months 1")]
    [InlineData("notification-submitted", "2026-01-31T09:00:00Z", "final-report", "month-lacks-day 2026-02-28", "months 1")]
    [InlineData("notification-submitted", "2026-03-31T09:00:00Z", "final-report", "month-lacks-day 2026-04-30", "months 1")]
    public void a_month_that_lacks_the_day_says_so(string trigger, string at, string obligation, string step, string length) =>
        Corresponding(Nis2().When(trigger, at).Owes(obligation)).ShouldBe((step, length));

    // NSI Act 2021 s.2(2): six months, five years, each beginning with the day.
    [Theory]
    [InlineData("became-aware-of-trigger-event", "2026-08-28T09:00:00Z", "call-in-awareness-limit", "corresponding-date 2027-02-27", "months 6")]
    [InlineData("became-aware-of-trigger-event", "2026-08-31T09:00:00Z", "call-in-awareness-limit", "month-lacks-day 2027-02-28", "months 6")]
    [InlineData("trigger-event-occurred", "2024-03-01T09:00:00Z", "call-in-event-limit", "corresponding-date 2029-02-28", "years 5")]
    [InlineData("trigger-event-occurred", "2024-02-29T09:00:00Z", "call-in-event-limit", "month-lacks-day 2029-02-28", "years 5")]
    public void a_period_beginning_with_a_day_says_whether_the_month_lacks_it(string trigger, string at, string obligation, string step, string length) =>
        Corresponding(Nsi().When(trigger, at).Owes(obligation)).ShouldBe((step, length));

    [Fact]
    public void months_tell_no_count_of_days_and_the_roll_of_the_other_reading() =>
        Told(Nis2().When("notification-submitted", "2026-01-31T09:00:00Z").Owes("final-report")).ShouldBe([
            "-day-of-trigger 2026-01-31 2026-01-31T09:00:00Z notification-submitted",
            "month-lacks-day 2026-02-28 1",
            "end-of-day 2026-02-28 2026-02-28T22:59:59Z",
            "roll 2026-03-02 2026-02-28 be",
        ]);

    // Regulation (EU) 2024/1689 art 73(2); Regulation 1182/71 art 3(4): Saturday by the earlier reading, Monday by the later.
    [Fact]
    public void a_time_that_is_not_exact_has_a_later_last_day() =>
        Told(Given.A("eu-ai-act-73").Knowing("highRisk", true).Knowing("outcome", "serious").Knowing("memberState", "BE")
            .When("became-aware", "2028-03-03T09:00:00Z", more: e => e with { LatestAt = Given.At("2028-03-05T09:00:00Z") }).Owes("serious-incident-report")).ShouldBe([
            "-day-of-trigger 2028-03-03 2028-03-03T09:00:00Z became-aware",
            "+calendar-days 2028-03-18 15 2028-03-04 be",
            "end-of-day 2028-03-18 2028-03-18T22:59:59Z",
            "imprecise 2028-03-05T09:00:00Z",
            "second-reading-later 2028-03-20 2028-03-20T22:59:59Z",
        ]);

    // ---- hours ----

    // Delegated Regulation (EU) 2025/301 art 5(1)(a): 4 hours from classification, 24 from awareness at most, unless classified later than that.
    [Theory]
    [InlineData("2026-06-02T07:00:00Z", "2026-06-02T11:00:00Z", "or-earlier-later")]
    [InlineData("2026-06-03T02:00:00Z", "2026-06-03T06:00:00Z", "or-earlier-later")]
    [InlineData("2026-06-03T04:00:00Z", "2026-06-03T06:00:00Z", "or-earlier")]
    [InlineData("2026-06-03T06:00:00Z", "2026-06-03T06:00:00Z", "or-earlier")]
    [InlineData("2026-06-03T06:00:01Z", "2026-06-03T10:00:01Z", "or-earlier-passed")]
    public void of_two_clocks_it_is_told_which_counts(string classified, string due, string which)
    {
        var initial = Dora().When("became-aware", "2026-06-02T06:00:00Z").When("classified-major", classified).Owes("initial-notification", classified);
        initial.Due.ShouldBe(Given.At(due));
        Told(initial).Where(s => s.StartsWith("or-", StringComparison.Ordinal)).ShouldBe([$"{which} 2026-06-03T06:00:00Z 24 became-aware"]);
    }

    [Fact]
    public void an_end_on_a_saturday_is_told_with_the_hour_to_which_it_moves() =>
        Told(Dora().When("became-aware", "2026-06-06T06:00:00Z").When("classified-major", "2026-06-06T07:00:00Z").Owes("initial-notification")).ShouldBe([
            "triggered 2026-06-06T07:00:00Z classified-major",
            "hours 2026-06-06T11:00:00Z 4",
            "or-earlier-later 2026-06-07T06:00:00Z 24 became-aware",
            "law-roll 2026-06-08 2026-06-06 be 12:00",
        ]);

    // Regulation 1182/71 art 3(1): the hour of the event is not counted. The clocks went back on 25 October 2026.
    [Fact]
    public void an_hour_that_is_not_counted_is_that_of_the_latest_instant_it_allows() =>
        Told(Given.A("eu-gdpr-33").Knowing("personalDataAffected", true).Knowing("memberState", "BE")
            .When("became-aware", "2026-10-23T08:10:00Z", more: e => e with { LatestAt = Given.At("2026-10-23T10:20:00Z") }).Owes("notification")).ShouldBe([
            "triggered 2026-10-23T08:10:00Z became-aware",
            "hours 2026-10-26T08:10:00Z 72",
            "clock-change +02 +01",
            "imprecise 2026-10-23T10:20:00Z",
            "hour-not-counted 2026-10-26T11:00:00Z",
        ]);

    [Fact]
    public void a_change_of_the_clocks_is_told_only_where_there_is_one() =>
        Told(Nis2().When("became-aware", "2026-09-07T08:00:00Z").Owes("notification")).ShouldBe(["triggered 2026-09-07T08:00:00Z became-aware", "hours 2026-09-10T08:00:00Z 72"]);

    // ---- what is not known ----

    [Theory]
    [InlineData(null, "open-question", "triggered", "hours")]
    [InlineData(true, "triggered", "hours")]
    public void a_question_is_told_only_while_it_is_open(bool? imminentRisk, params string[] codes) =>
        Given.A("us-ca-sb53").Knowing("frontierDeveloper", true).Knowing("criticalSafetyIncident", true).Knowing("imminentRisk", imminentRisk).When("discovered", "2026-02-20T18:00:00Z")
            .Owes("imminent-risk-report").Explanation.Select(s => s.Code).ShouldBe(codes);

    [Fact]
    public void what_waits_says_for_what()
    {
        Waits(Nis2().When("became-aware", "2026-09-07T08:00:00Z").Owes("final-report")).ShouldBe("pending notification-submitted");
        Waits(Dora().When("classified-major", "2026-09-07T08:00:00Z").Owes("initial-notification")).ShouldBe("pending became-aware");
        Waits(Cfius().When("notice-accepted", "2026-03-02T14:00:00Z").Owes("presidential-decision")).ShouldBe("pending investigation-completed or referred-to-president");
        Waits(Nsi().When("acceptance-notified", "2026-09-01T09:00:00Z").Owes("additional")).ShouldBe("pending additional-period-notified");
        Waits(Nsi().When("called-in", "2026-09-01T09:00:00Z").Owes("additional")).ShouldBe("pending additional-period-notified");
    }

    [Fact]
    public void what_is_not_known_and_would_make_it_another_is_named()
    {
        var open = Nis2().Knowing("entityType", null).Knowing("incidentOngoing", null).When("became-aware", "2026-09-07T08:00:00Z");
        open.Owes("notification").Explanation[0].ShouldSatisfyAllConditions(s => s.Code.ShouldBe("other-length-open"), s => s.Reason.ShouldBe("entityType"), s => s.Args!["unit"].ShouldBe("hours"));
        open.Owes("final-report").Explanation[0].ShouldSatisfyAllConditions(s => s.Code.ShouldBe("other-trigger-open"), s => s.Reason.ShouldBe("incidentOngoing"), s => s.Args!["events"].ShouldBe("incident-handled"));
    }

    [Theory]
    [InlineData("PL", "Member State PL")]
    [InlineData(null, "the Member State, which is not known yet")]
    public void a_calendar_that_there_is_not_says_of_which_member_state(string? memberState, string reason) =>
        Nis2().Knowing("memberState", memberState).When("notification-submitted", "2026-03-06T09:00:00Z").Owes("final-report").Explanation.Single(s => s.Code == "calendar-ends")
            .ShouldSatisfyAllConditions(s => s.Reason.ShouldBe(reason), s => s.Date.ShouldBeNull());

    [Fact]
    public void a_calendar_that_ends_says_with_which_day()
    {
        var calendar = Documents.Rulebook.Calendars.Find("gb-all")!;
        var ends = Nsi().When("acceptance-notified", "2030-12-20T09:00:00Z").Owes("review").Explanation.Single(s => s.Code == "calendar-ends");
        (ends.Date, ends.Reason, ends.Args!["calendar"]).ShouldBe((calendar.Last, calendar.Title, "gb-all"));
    }

    // NSI Act 2021 s.23(5), s.24(4).
    [Fact]
    public void what_is_ordered_while_the_clock_stands_says_so() =>
        Told(Nsi().When("called-in", "2026-09-01T09:00:00Z").When("assessment-clock-stopped", "2026-09-14T09:00:00Z").When("additional-period-notified", "2026-10-20T09:00:00Z").Owes("additional"))
            .ShouldBe(["follows-paused 2026-10-20T09:00:00Z initial"]);

    [Fact]
    public void a_period_whose_trigger_should_say_how_long_and_does_not_says_so() =>
        Told(Nsi().When("called-in", "2026-09-01T09:00:00Z").When("additional-period-notified", "2026-10-12T09:00:00Z").When("voluntary-period-agreed", "2026-12-15T10:00:00Z").Owes("voluntary"))
            .ShouldBe(["amount-missing 2026-12-15T10:00:00Z workingDays"]);

    [Fact]
    public void a_correction_that_is_not_recorded_yet_is_not_told()
    {
        var corrected = Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("became-aware", "2026-09-06T19:15:00Z", recorded: "2026-09-08T07:00:00Z");
        corrected.Owes("notification", "2026-09-08T06:59:59Z").Explanation.ShouldNotContain(s => s.Code == "corrected");
        Told(corrected.Owes("notification", "2026-09-08T07:00:00Z"))[0].ShouldBe("corrected 2026-09-06T19:15:00Z 2026-09-07T08:00:00Z 2026-09-06T19:15:00Z 2026-09-08T07:00:00Z");
    }

    // ---- what came of it ----

    [Theory]
    [InlineData("2026-09-10T08:00:00Z", "met 2026-09-10T08:00:00Z")]
    [InlineData("2026-09-10T08:00:01Z", "met-late 2026-09-10T08:00:01Z")]
    public void the_last_step_tells_whether_it_was_met_in_time(string submitted, string last) =>
        Told(Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("notification-submitted", submitted).Owes("notification"))[^1].ShouldBe(last);

    // Directive (EU) 2022/2555 art 23(4)(d).
    [Fact]
    public void what_came_too_early_is_told_with_what_it_would_have_to_answer() =>
        Told(Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("final-report-submitted", "2026-09-08T08:00:00Z").When("notification-submitted", "2026-09-09T08:00:00Z").Owes("final-report"))[^1]
            .ShouldBe("too-early 2026-09-08T08:00:00Z 2026-09-09T08:00:00Z");

    // N.Y. Gen. Constr. Law 25-a.
    [Theory]
    [InlineData("2027-01-18T22:46:00Z", "missed-other-reading-open 2027-01-19T22:45:00Z")]
    [InlineData("2027-01-19T22:46:00Z", "missed 2027-01-18T22:45:00Z")]
    public void what_is_missed_tells_whether_the_other_reading_is_open(string asOf, string last)
    {
        var told = Told(Given.A("us-ny-raise").Knowing("frontierDeveloper", true).Knowing("criticalSafetyIncident", true).When("reasonable-belief", "2027-01-15T22:45:00Z").Owes("incident-report", asOf));
        told.ShouldBe(["triggered 2027-01-15T22:45:00Z reasonable-belief", "hours 2027-01-18T22:45:00Z 72", "second-roll-hour 2027-01-19 2027-01-18 us-federal 17:45", last]);
    }

    // Regulation 1182/71 art 3(4): Saturday by the earlier reading, the end of Monday in Brussels by the later.
    [Theory]
    [InlineData("2028-03-20T22:59:59Z", "missed-other-reading-open 2028-03-20T22:59:59Z")]
    [InlineData("2028-03-20T23:00:00Z", "missed 2028-03-18T22:59:59Z")]
    public void the_other_reading_is_open_to_the_end_of_its_last_day(string asOf, string last) =>
        Told(Given.A("eu-ai-act-73").Knowing("highRisk", true).Knowing("outcome", "serious").Knowing("memberState", "BE").When("became-aware", "2028-03-03T09:00:00Z").Owes("serious-incident-report", asOf))[^1].ShouldBe(last);

    [Fact]
    public void what_lapsed_tells_by_what_and_what_is_no_law_says_so()
    {
        Told(Dora().When("became-aware", "2026-06-02T06:00:00Z").When("classified-major", "2026-06-02T08:30:00Z").When("reclassified-not-major", "2026-06-02T10:00:00Z").Owes("initial-notification"))[^1].ShouldBe("lapsed 2026-06-02T10:00:00Z");
        Given.A("us-circia").Knowing("coveredEntity", true).When("ransom-paid", "2026-11-01T01:00:00Z").Owes("ransom-report", "2026-12-01T00:00:00Z").Explanation[^1]
            .ShouldSatisfyAllConditions(s => s.Code.ShouldBe("not-in-force"), s => s.Reason.ShouldBe("proposed"));
    }

    private static (string Step, string Length) Corresponding(Deadline deadline)
    {
        var step = deadline.Explanation.Single(s => s.Code is "corresponding-date" or "month-lacks-day");
        return ($"{step.Code} {LocalDatePattern.Iso.Format(step.Date!.Value)}", string.Join(' ', step.Args!.Select(a => $"{a.Key} {a.Value}")));
    }

    private static string Waits(Deadline deadline) => $"{deadline.Explanation[^1].Code} {deadline.Explanation[^1].Reason}";

    private static List<string> Told(Deadline deadline) => [.. deadline.Explanation.Select(s => string.Join(' ', (IEnumerable<string>)[
        s.Counted switch { true => "+", false => "-", null => "" } + s.Code,
        .. s.Date is { } day ? [LocalDatePattern.Iso.Format(day)] : (string[])[],
        .. s.At is { } at ? [InstantPattern.General.Format(at)] : (string[])[],
        .. (s.Args?.Values ?? []).Where(a => a.Length > 0)]))];
}
