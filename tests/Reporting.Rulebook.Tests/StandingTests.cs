using System.Text.Json;

namespace Reporting.Rulebook.Tests;

/// <summary>Where a deadline stands at the edges: on the very instant, on the last day, and as of which recording.</summary>
public class StandingTests
{
    private static Given Nsi() => Given.A("uk-nsi-2021").Knowing("noticeKind", "mandatory");

    private static Given Nis2() => Given.A("eu-nis2").Knowing("entityClass", "essential").Knowing("significant", true).Knowing("memberState", "BE");

    // NSI Act 2021 s.14(9): to the end of Monday 12 October 2026, summer time.
    [Theory]
    [InlineData("2026-10-12T22:59:59Z", DeadlineState.Met)]
    [InlineData("2026-10-12T23:00:00Z", DeadlineState.MetLate)]
    public void midnight_is_too_late(string calledIn, DeadlineState state) =>
        Nsi().When("acceptance-notified", "2026-09-01T09:00:00Z").When("called-in", calledIn).Owes("review").State.ShouldBe(state);

    // SI 2021/1267: given two working days after it was posted.
    [Theory]
    [InlineData("2026-10-07T09:00:00Z", DeadlineState.Met)]
    [InlineData("2026-10-08T09:00:00Z", DeadlineState.Met)]
    [InlineData("2026-10-09T09:00:00Z", DeadlineState.MetLate)]
    public void a_notice_in_the_post_is_in_time_where_it_is_given_by_the_last_day(string posted, DeadlineState state) =>
        Nsi().When("acceptance-notified", "2026-09-01T09:00:00Z").When("called-in", posted, more: e => e with { Method = "post-uk" }).Owes("review").State.ShouldBe(state);

    [Fact]
    public void what_is_met_at_the_instant_at_which_it_lapses_is_met() =>
        Nsi().When("acceptance-notified", "2026-09-01T09:00:00Z").When("no-further-action-notified", "2026-09-10T09:00:00Z").When("notice-withdrawn", "2026-09-10T09:00:00Z")
            .Owes("review").State.ShouldBe(DeadlineState.Met);

    // NSI Act 2021 s.22.
    [Theory]
    [InlineData("2026-05-20T08:59:59Z", DeadlineState.Running)]
    [InlineData("2026-05-20T09:00:00Z", DeadlineState.Met)]
    public void a_call_in_answers_false_information_from_the_instant_of_the_revocation(string calledIn, DeadlineState state) =>
        Nsi().When("false-information-discovered", "2026-05-06T09:00:00Z").When("decision-revoked", "2026-05-20T09:00:00Z").When("called-in", calledIn)
            .Owes("call-in-false-information-limit").State.ShouldBe(state);

    [Theory]
    [InlineData("2026-09-07T08:00:00Z", "72")]
    [InlineData("2026-09-07T08:03:00Z", "71.9")]
    [InlineData("2026-09-09T19:30:00Z", "12.5")]
    [InlineData("2026-09-10T07:59:59Z", "0")]
    public void hours_are_left_in_tenths_and_never_more_than_there_are(string asOf, string left) =>
        Nis2().When("became-aware", "2026-09-07T08:00:00Z").Owes("notification", asOf).Remaining.ShouldBe(new Remaining("hours", decimal.Parse(left)));

    [Fact]
    public void what_is_stated_again_and_changes_nothing_is_no_revision()
    {
        var stated = Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("became-aware", "2026-09-07T08:00:00Z", recorded: "2026-09-07T10:00:00Z");
        stated.Owes("notification").Revision.ShouldBe(1);
        stated.When("became-aware", "2026-09-07T08:00:00Z", recorded: "2026-09-07T11:00:00Z", more: e => e with { LatestAt = Given.At("2026-09-07T09:00:00Z") });
        stated.Owes("notification").ShouldSatisfyAllConditions(d => d.Revision.ShouldBe(2), d => d.Due.ShouldBe(Given.At("2026-09-10T08:00:00Z")), d => d.LatestLawful.ShouldBe(Given.At("2026-09-10T09:00:00Z")));
    }

    // A receipt that its authority corrects, and one that is taken back; an evaluation as of before knows neither.
    [Fact]
    public void of_one_record_the_statement_recorded_last_stands_and_one_taken_back_does_not()
    {
        var filed = Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("early-warning-submitted", "2026-09-08T09:00:00Z", more: e => e with { Record = "r1" });
        filed.Owes("early-warning").State.ShouldBe(DeadlineState.MetLate);
        filed.When("early-warning-submitted", "2026-09-08T07:00:00Z", recorded: "2026-09-09T00:00:00Z", more: e => e with { Record = "r1" });
        filed.Owes("early-warning").State.ShouldBe(DeadlineState.Met);
        filed.Owes("early-warning", "2026-09-08T12:00:00Z").State.ShouldBe(DeadlineState.MetLate);
        filed.When("early-warning-submitted", "2026-09-08T07:00:00Z", recorded: "2026-09-09T01:00:00Z", more: e => e with { Record = "r1", Void = true });
        filed.Owes("early-warning").State.ShouldBe(DeadlineState.Missed);
        filed.Owes("early-warning").Revision.ShouldBe(4);
        filed.When("early-warning-submitted", "2026-09-08T06:00:00Z", recorded: "2026-09-09T02:00:00Z", more: e => e with { Record = "r2" });
        filed.Owes("early-warning").State.ShouldBe(DeadlineState.Met);
    }

    // Everything that is recorded at one instant is one recording; the first is where counting begins.
    [Theory]
    [InlineData(1, "2026-09-07T08:00:00Z incident-classified", "2026-09-07T08:00:00Z became-aware")]
    [InlineData(2, "2026-09-07T08:00:00Z became-aware", "2026-09-08T08:00:00Z incident-classified", "2026-09-08T08:00:00Z notification-submitted")]
    [InlineData(2, "2026-09-07T08:00:00Z became-aware", "2026-09-08T08:00:00Z notification-submitted", "2026-09-08T08:00:00Z incident-classified")]
    [InlineData(2, "2026-09-07T08:00:00Z became-aware", "2026-09-08T08:00:00Z became-aware", "2026-09-08T08:00:00Z notification-submitted")]
    [InlineData(3, "2026-09-07T08:00:00Z became-aware", "2026-09-08T08:00:00Z became-aware", "2026-09-08T08:00:01Z notification-submitted")]
    public void what_is_recorded_at_one_instant_is_one_revision(int revision, params string[] recorded)
    {
        var incident = Nis2();
        foreach (var at in recorded.Select(r => r.Split(' ')))
        {
            incident.When(at[1], at[0]);
        }

        incident.Owes("notification", recorded[^1].Split(' ')[0]).Revision.ShouldBe(revision);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("eu-nis2", 2)]
    [InlineData("eu-cra-14", 1)]
    public void what_speaks_to_another_regime_is_no_revision(string? regime, int revision) =>
        Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("became-aware", "2026-09-07T10:00:00Z", more: e => e with { Regime = regime }).Owes("notification").Revision.ShouldBe(revision);

    // The authority of the Member State where it has one of its own, the one for all otherwise; without either its part is named.
    [Theory]
    [InlineData("BE", "be-nbb", "be-csirt")]
    [InlineData("AT", "at-fma", "at-csirt")]
    [InlineData("FR", "eu-financial-authority", "fr-csirt")]
    [InlineData(null, "eu-financial-authority", "csirt")]
    public void it_is_owed_to_the_authority_of_the_member_state(string? memberState, string financial, string csirt)
    {
        Given.A("eu-dora").Knowing("memberState", memberState).Knowing("financialEntity", "small-insurer").When("classified-major", "2026-09-07T08:00:00Z").Owes("initial-notification").OwedTo.ShouldBe(financial);
        Nis2().Knowing("memberState", memberState).When("became-aware", "2026-09-07T08:00:00Z").Owes("notification").OwedTo.ShouldBe(csirt);
    }

    [Fact]
    public void questions_are_open_only_while_it_is_not_known_whether_a_regime_applies()
    {
        var aware = Given.A("eu-nis2").Knowing("entityClass", "essential").Knowing("memberState", "BE").When("became-aware", "2026-09-07T08:00:00Z");
        aware.Outcome().ShouldSatisfyAllConditions(r => r.Applicability.ShouldBe(Applicability.Undetermined), r => r.OpenQuestions.ShouldContain("significant"));
        aware.Knowing("significant", true).Outcome().ShouldSatisfyAllConditions(r => r.Applicability.ShouldBe(Applicability.Applies), r => r.OpenQuestions.ShouldBeEmpty());
        Given.A("eu-fdi-2019-452").When("notification-received", "2028-01-18T09:00:00Z").Outcome()
            .ShouldSatisfyAllConditions(r => r.Applicability.ShouldBe(Applicability.DoesNotApply), r => r.OpenQuestions.ShouldBeEmpty());
    }

    // Regulation (EU) 2024/2847 art 71(2): article 14 applies from 11 September 2026.
    [Fact]
    public void what_begins_after_a_regimes_first_day_is_owed_though_something_began_before() =>
        Given.A("eu-cra-14").Knowing("activelyExploitedVulnerability", true).Knowing("severeIncident", true).Knowing("memberState", "BE")
            .When("became-aware", "2026-09-10T12:00:00Z").When("corrective-measure-available", "2026-09-14T12:00:00Z").When("notification-submitted", "2026-09-15T12:00:00Z").Outcome()
            .ShouldSatisfyAllConditions(r => r.Applicability.ShouldBe(Applicability.Applies), r => r.Deadlines.Select(d => d.Obligation).ShouldBe(["vulnerability-final-report", "incident-final-report"]));

    // Directive (EU) 2022/2555 art 23(1), (3); what is settled otherwise is no question.
    [Fact]
    public void every_fact_that_would_settle_it_is_a_question_and_none_that_would_not()
    {
        var incident = Given.A("eu-nis2").When("became-aware", "2026-09-07T08:00:00Z");
        incident.Outcome().OpenQuestions.ShouldBe(["entityClass", "significant", "tradeSecretsExfiltrated", "entityType"]);
        incident.Knowing("tradeSecretsExfiltrated", true).Knowing("entityType", "dns").Outcome().OpenQuestions.ShouldBe(["entityClass"]);
    }

    // Regulation (EU) 2016/679 art 33(1).
    [Theory]
    [InlineData(null, Applicability.Applies, "personalDataAffected")]
    [InlineData(false, Applicability.Applies, "personalDataAffected", "riskToPersonsUnlikely")]
    [InlineData(true, Applicability.DoesNotApply, "personalDataAffected", "riskToPersonsUnlikely")]
    public void an_exemption_exempts_only_where_it_is_stated(bool? unlikely, Applicability applicability, params string[] decidedBy)
    {
        var breach = Given.A("eu-gdpr-33").Knowing("personalDataAffected", true).Knowing("riskToPersonsUnlikely", unlikely).When("became-aware", "2026-09-07T08:00:00Z").Outcome();
        breach.Applicability.ShouldBe(applicability);
        breach.DecidedBy.Keys.ShouldBe(decidedBy, ignoreOrder: true);
    }

    [Theory]
    [InlineData("[]", Answer.No)]
    [InlineData("[\"x\"]", Answer.No)]
    [InlineData("[\"x\", \"death\"]", Answer.Yes)]
    [InlineData("\"death\"", Answer.Yes)]
    [InlineData("\"x\"", Answer.No)]
    public void a_fact_of_several_values_has_any_of_them(string value, Answer answer) =>
        new Condition.OneOf("outcome", [Json("\"death\""), Json("\"serious\"")]).Ask(Facts.Of(new Dictionary<string, JsonElement?> { ["outcome"] = Json(value) })).ShouldBe(answer);

    [Theory]
    [InlineData(Comparison.AtLeast, Answer.No, Answer.Yes, Answer.Yes)]
    [InlineData(Comparison.MoreThan, Answer.No, Answer.No, Answer.Yes)]
    [InlineData(Comparison.AtMost, Answer.Yes, Answer.Yes, Answer.No)]
    [InlineData(Comparison.LessThan, Answer.Yes, Answer.No, Answer.No)]
    public void a_number_is_compared_with_what_is_below_and_above_it(Comparison by, Answer four, Answer five, Answer six) =>
        ((string[])["4", "5", "6"]).Select(n => new Condition.Compared("size", by, 5).Ask(Facts.Of(new Dictionary<string, JsonElement?> { ["size"] = Json(n) }))).ShouldBe([four, five, six]);

    // NSI Act 2021 s.23(3)(c): a number that cannot be counted is none.
    [Theory]
    [InlineData(0, "amount-missing")]
    [InlineData(-1, "amount-missing")]
    [InlineData(5_001, "amount-missing")]
    [InlineData(5_000, "calendar-ends")]
    public void a_number_of_days_that_cannot_be_counted_has_no_end(int days, string code) =>
        Nsi().When("called-in", "2026-09-01T09:00:00Z").When("additional-period-notified", "2026-10-12T09:00:00Z")
            .When("voluntary-period-agreed", "2026-12-15T10:00:00Z", more: e => e with { Numbers = new Dictionary<string, int> { ["workingDays"] = days } })
            .Owes("voluntary").ShouldSatisfyAllConditions(d => d.Due.ShouldBeNull(), d => d.Explanation.ShouldContain(s => s.Code == code));

    // A round after one whose end cannot be named has no end either; it does not stand.
    [Fact]
    public void a_round_after_one_without_an_end_is_running_and_has_none()
    {
        var voluntary = Nsi().When("called-in", "2026-09-01T09:00:00Z").When("additional-period-notified", "2026-10-12T09:00:00Z").When("voluntary-period-agreed", "2026-12-15T10:00:00Z")
            .When("voluntary-period-agreed", "2026-12-16T10:00:00Z", more: e => e with { Numbers = new Dictionary<string, int> { ["workingDays"] = 10 } }).Owes("voluntary");
        (voluntary.State, voluntary.Due, voluntary.Remaining).ShouldBe((DeadlineState.Running, null, null));
        voluntary.Explanation.ShouldContain(s => s.Code == "follows-endless");
    }

    [Fact]
    public void rounds_stand_in_the_order_in_which_they_were_agreed_whenever_they_were_recorded()
    {
        var voluntary = Nsi().When("called-in", "2026-09-01T09:00:00Z").When("additional-period-notified", "2026-10-12T09:00:00Z")
            .When("voluntary-period-agreed", "2026-12-16T10:00:00Z", more: e => e with { Numbers = new Dictionary<string, int> { ["workingDays"] = 10 } })
            .When("voluntary-period-agreed", "2026-12-15T10:00:00Z", recorded: "2026-12-18T10:00:00Z", more: e => e with { Numbers = new Dictionary<string, int> { ["workingDays"] = 20 } }).Owes("voluntary");
        voluntary.Explanation.Single(s => s.Code == "round-over").At.ShouldBe(Given.At("2026-12-15T10:00:00Z"));
        voluntary.Explanation.Single(s => s.Code == "follows").Args!["obligation"].ShouldBe("voluntary");
    }

    // 31 CFR 800.504(a)(4).
    [Fact]
    public void what_is_not_recorded_yet_asks_nothing_yet()
    {
        var asked = Given.A("us-cfius").Knowing("filing", "notice").When("information-requested", "2026-10-08T14:00:00Z").When("information-requested", "2026-10-13T14:00:00Z", recorded: "2026-10-14T14:00:00Z");
        asked.Owes("follow-up-response", "2026-10-14T13:00:00Z").DueDate.ShouldBe(Given.Day("2026-10-14"));
        asked.Owes("follow-up-response", "2026-10-14T14:00:00Z").DueDate.ShouldBe(Given.Day("2026-10-16"));
    }

    [Fact]
    public void what_answers_at_the_very_instant_and_what_extends_at_it_count()
    {
        var asked = Given.A("us-cfius").Knowing("filing", "notice").When("information-requested", "2026-10-08T14:00:00Z");
        asked.When("information-deadline-extended", "2026-10-08T14:00:00Z", more: e => e with { Until = Given.Day("2026-10-20") }).Owes("follow-up-response").DueDate.ShouldBe(Given.Day("2026-10-20"));
        asked.When("information-provided", "2026-10-08T14:00:00Z").Owes("follow-up-response").State.ShouldBe(DeadlineState.Met);
    }

    // Form 8-K item 1.05(c): what names no later day extends nothing.
    [Theory]
    [InlineData("2026-12-25")]
    [InlineData("2026-12-20")]
    public void a_delay_to_no_later_day_changes_nothing(string until)
    {
        var form = Given.A("us-sec-8k-105").Knowing("publicCompany", true).When("materiality-determined", "2026-11-23T15:00:00Z")
            .When("disclosure-delay-granted", "2026-11-25T15:00:00Z", more: e => e with { Until = Given.Day("2026-12-25") })
            .When("disclosure-delay-granted", "2026-11-26T15:00:00Z", more: e => e with { Until = Given.Day(until) }).Owes("form-8-k");
        form.DueDate.ShouldBe(Given.Day("2026-12-25"));
        form.Explanation.Count(s => s.Code == "extended-until").ShouldBe(1);
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
