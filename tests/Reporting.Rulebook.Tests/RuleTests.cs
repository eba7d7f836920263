using NodaTime;

namespace Reporting.Rulebook.Tests;

/// <summary>Rules of the documents that no vector states, each worked out from its citation.</summary>
public class RuleTests
{
    private static Given Nsi() => Given.A("uk-nsi-2021").Knowing("noticeKind", "mandatory");

    private static Given Nis2() => Given.A("eu-nis2").Knowing("entityClass", "essential").Knowing("significant", true).Knowing("memberState", "BE");

    // ---- duties without a number ----

    // NSI Act 2021 s.14(5), s.18(5): as soon as reasonably practicable.
    [Fact]
    public void a_decision_to_accept_shows_its_age_and_is_never_missed()
    {
        var waiting = Nsi().When("notice-submitted", "2026-08-27T09:00:00Z").Owes("acceptance-decision", "2026-10-06T09:00:00Z");
        (waiting.State, waiting.Due, waiting.Remaining).ShouldBe((DeadlineState.Running, null, null));
        waiting.Explanation.Single(s => s.Code == "no-number").Args!["ageDays"].ShouldBe("40");
        Nsi().When("notice-submitted", "2026-08-27T09:00:00Z").When("acceptance-notified", "2026-10-07T09:00:00Z")
            .Owes("acceptance-decision").State.ShouldBe(DeadlineState.Met);
    }

    // UK GDPR art 34(1); Regulation (EU) 2016/679 art 34(1): without undue delay, where a high risk is likely.
    [Theory]
    [InlineData("uk-gdpr-33")]
    [InlineData("eu-gdpr-33")]
    public void persons_are_told_where_a_high_risk_is_likely(string regime)
    {
        var breach = Given.A(regime).Knowing("personalDataAffected", true).When("became-aware", "2026-09-07T08:00:00Z").When("high-risk-determined", "2026-09-08T08:00:00Z");
        breach.Knowing("highRiskToPersons", true).Owes("communication-to-persons").State.ShouldBe(DeadlineState.Running);
        breach.When("communication-to-persons-submitted", "2026-12-08T08:00:00Z").Owes("communication-to-persons").State.ShouldBe(DeadlineState.Met);
        breach.Knowing("highRiskToPersons", false).Outcome().Deadlines.ShouldNotContain(d => d.Obligation == "communication-to-persons");
    }

    // Bill cl.16: customers of a managed service provider or data centre, after the full notification.
    [Fact]
    public void customers_are_told_after_the_full_notification()
    {
        var notice = Given.A("uk-csr-bill").Knowing("regulatedPerson", true).Knowing("significant", true).Knowing("entityType", "data-centre").Knowing("relevantDigitalServiceProvider", false)
            .When("became-aware", "2026-09-07T08:00:00Z");
        notice.Owes("customers-notice").State.ShouldBe(DeadlineState.Pending);
        notice.When("full-notification-submitted", "2026-09-09T08:00:00Z");
        (notice.Owes("customers-notice").State, notice.Owes("customers-notice").OwedTo).ShouldBe((DeadlineState.Running, "uk-customers"));
    }

    // ---- National Security and Investment Act 2021 ----

    // s.49(4): 28 days beginning with the day after the day on which the grounds first arose.
    [Fact]
    public void a_claim_for_judicial_review_has_twenty_eight_days()
    {
        var claim = Nsi().When("grounds-arose", "2026-10-09T09:00:00Z").Owes("judicial-review");
        (claim.DueDate, claim.Binds, claim.OwedTo).ShouldBe((Given.Day("2026-11-06"), Binds.Firm, "uk-admin-court"));
    }

    // s.23(5), s.24(4): a period that stands has no end yet that an order of the next could miss.
    [Fact]
    public void what_is_ordered_while_the_clock_stands_is_in_time_and_has_no_end_yet()
    {
        var stopped = Nsi().When("called-in", "2026-09-01T09:00:00Z")
            .When("assessment-clock-stopped", "2026-09-14T09:00:00Z").When("additional-period-notified", "2026-10-20T09:00:00Z");
        var additional = stopped.Owes("additional");
        (additional.State, additional.DueDate, additional.Remaining).ShouldBe((DeadlineState.Paused, null, new Remaining("workingDays", 45)));
        stopped.Owes("initial").State.ShouldBe(DeadlineState.Lapsed);
        stopped.When("assessment-clock-restarted", "2026-10-21T09:00:00Z").Owes("additional").DueDate.ShouldBe(Given.Day("2027-01-28"));
    }

    // s.24(4): what stops an assessment period stops none that has ended.
    [Fact]
    public void a_stop_after_the_period_has_ended_changes_nothing() =>
        Nsi().When("called-in", "2026-09-01T09:00:00Z").When("assessment-clock-stopped", "2026-10-13T09:00:00Z")
            .Owes("initial").ShouldSatisfyAllConditions(d => d.State.ShouldBe(DeadlineState.Missed), d => d.DueDate.ShouldBe(Given.Day("2026-10-12")));

    // s.23(3)(c), (6): a further voluntary period must be agreed before the one before it ends.
    [Fact]
    public void a_voluntary_period_agreed_too_late_leaves_the_one_before_it()
    {
        var agreed = Nsi().When("called-in", "2026-09-01T09:00:00Z").When("additional-period-notified", "2026-10-12T09:00:00Z")
            .When("voluntary-period-agreed", "2026-12-15T10:00:00Z", more: e => e with { Numbers = new Dictionary<string, int> { ["workingDays"] = 20 } })
            .When("voluntary-period-agreed", "2027-01-19T10:00:00Z", more: e => e with { Numbers = new Dictionary<string, int> { ["workingDays"] = 10 } })
            .Owes("voluntary");
        (agreed.State, agreed.DueDate).ShouldBe((DeadlineState.Missed, Given.Day("2027-01-18")));
        agreed.Explanation.ShouldContain(s => s.Code == "void");
    }

    [Fact]
    public void a_voluntary_period_of_no_stated_length_has_no_end() =>
        Nsi().When("called-in", "2026-09-01T09:00:00Z").When("additional-period-notified", "2026-10-12T09:00:00Z").When("voluntary-period-agreed", "2026-12-15T10:00:00Z")
            .Owes("voluntary").ShouldSatisfyAllConditions(d => d.State.ShouldBe(DeadlineState.Running), d => d.Due.ShouldBeNull(), d => d.Explanation.ShouldContain(s => s.Code == "amount-missing"));

    // SI 2021/1267: a call-in notice posted on the last day is given two working days later: too late for s.14(8).
    [Fact]
    public void a_notice_in_the_post_on_the_last_day_is_late() =>
        Nsi().When("acceptance-notified", "2026-09-01T09:00:00Z").When("called-in", "2026-10-12T09:00:00Z", more: e => e with { Method = "post-uk" })
            .Owes("review").State.ShouldBe(DeadlineState.MetLate);

    // s.22: the first call-in does not answer false information that was found out later.
    [Fact]
    public void a_call_in_before_the_decision_was_revoked_does_not_answer_false_information() =>
        Nsi().When("called-in", "2026-01-06T09:00:00Z").When("false-information-discovered", "2026-05-06T09:00:00Z").When("decision-revoked", "2026-05-20T09:00:00Z")
            .Owes("call-in-false-information-limit").State.ShouldBe(DeadlineState.Running);

    // ---- filings that answer filings ----

    // Directive (EU) 2022/2555 art 23(4)(d): the final report follows the notification.
    [Fact]
    public void a_final_report_sent_before_the_notification_does_not_silently_meet_the_duty()
    {
        var final = Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("final-report-submitted", "2026-09-08T08:00:00Z").When("notification-submitted", "2026-09-09T08:00:00Z").Owes("final-report");
        final.State.ShouldBe(DeadlineState.Running);
        final.Explanation.ShouldContain(s => s.Code == "too-early");
    }

    [Fact]
    public void a_report_received_before_awareness_was_corrected_to_later_still_meets_it() =>
        Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("notification-submitted", "2026-09-08T08:00:00Z")
            .When("became-aware", "2026-09-08T10:00:00Z", recorded: "2026-09-09T10:00:00Z")
            .Owes("notification").State.ShouldBe(DeadlineState.Met);

    [Fact]
    public void a_second_notification_neither_corrects_the_first_nor_moves_the_final_report()
    {
        var twice = Nis2().When("became-aware", "2026-09-07T08:00:00Z").When("notification-submitted", "2026-09-09T08:00:00Z").When("notification-submitted", "2026-09-20T08:00:00Z");
        twice.Owes("notification").State.ShouldBe(DeadlineState.Met);
        twice.Owes("final-report").DueDate.ShouldBe(Given.Day("2026-10-09"));
    }

    // What can be true once: the statement recorded last stands.
    [Fact]
    public void a_call_in_corrected_to_after_the_last_day_is_late() =>
        Nsi().When("acceptance-notified", "2026-09-01T09:00:00Z").When("called-in", "2026-10-12T09:00:00Z").When("called-in", "2026-10-13T09:00:00Z")
            .Owes("review").State.ShouldBe(DeadlineState.MetLate);

    // Directive (EU) 2022/2555 art 23(4)(e): a progress report, and the final one a month after the incident was handled.
    [Fact]
    public void an_incident_still_ongoing_owes_a_progress_report_and_the_final_one_later()
    {
        var ongoing = Nis2().Knowing("incidentOngoing", true).When("became-aware", "2026-09-07T08:00:00Z").When("notification-submitted", "2026-09-09T08:00:00Z");
        ongoing.Owes("progress-report").DueDate.ShouldBe(Given.Day("2026-10-09"));
        ongoing.Owes("final-report").State.ShouldBe(DeadlineState.Pending);
        ongoing.When("incident-handled", "2026-11-02T09:00:00Z").Owes("final-report").DueDate.ShouldBe(Given.Day("2026-12-02"));
    }

    // ---- rounds ----

    // Code of Practice, Measure 9.3: at least every four weeks until it is resolved.
    [Fact]
    public void intermediate_reports_come_round_again_until_the_incident_is_resolved()
    {
        var code = Given.A("eu-gpai-code").Knowing("gpaiSystemicRisk", true).Knowing("outcome", "weight-exfiltration")
            .When("initial-report-submitted", "2026-09-07T08:00:00Z").When("intermediate-report-submitted", "2026-10-06T08:00:00Z").When("intermediate-report-submitted", "2026-10-20T08:00:00Z");
        var report = code.Owes("intermediate-report");
        (report.State, report.DueDate).ShouldBe((DeadlineState.Running, Given.Day("2026-11-17")));
        report.Explanation.Select(s => s.Code).Where(c => c.StartsWith("round", StringComparison.Ordinal)).ShouldBe(["round-met-late", "round-met"]);
        code.When("incident-resolved", "2026-10-25T08:00:00Z").Owes("intermediate-report").State.ShouldBe(DeadlineState.Lapsed);
        code.Owes("final-report").DueDate.ShouldBe(Given.Day("2026-12-24"));
    }

    // ---- United States ----

    // 6 U.S.C. 681b(a)(1), (2).
    [Theory]
    [InlineData("incident-report", "reasonable-belief", 72)]
    [InlineData("ransom-report", "ransom-paid", 24)]
    public void circia_counts_elapsed_hours_and_is_never_missed(string obligation, string trigger, int hours)
    {
        var report = Given.A("us-circia").Knowing("coveredEntity", true).When(trigger, "2026-11-01T01:00:00Z").Owes(obligation, "2026-12-01T00:00:00Z");
        (report.Due, report.State, report.LawStatus).ShouldBe((Given.At("2026-11-01T01:00:00Z") + Duration.FromHours(hours), DeadlineState.Lapsed, LawStatus.Proposed));
    }

    // Form 8-K item 1.05(c): the Attorney General's determination delays the disclosure; given before the filing was due.
    [Fact]
    public void a_form_8_k_is_due_at_half_past_five_in_new_york_and_can_be_delayed()
    {
        var form = Given.A("us-sec-8k-105").Knowing("publicCompany", true).When("materiality-determined", "2026-11-23T15:00:00Z");
        form.Owes("form-8-k").Due.ShouldBe(Given.At("2026-11-30T22:30:00Z"));
        form.Owes("form-8-k", "2026-11-30T22:30:00Z").State.ShouldBe(DeadlineState.Running);
        form.Owes("form-8-k", "2026-11-30T22:30:01Z").State.ShouldBe(DeadlineState.Missed);
        form.When("disclosure-delay-granted", "2026-11-25T15:00:00Z", more: e => e with { Until = Given.Day("2026-12-25") });
        form.Owes("form-8-k").Due.ShouldBe(Given.At("2026-12-25T22:30:00Z"));
        form.When("disclosure-delay-granted", "2026-12-28T15:00:00Z", more: e => e with { Until = Given.Day("2027-01-25") });
        form.Owes("form-8-k").ShouldSatisfyAllConditions(d => d.DueDate.ShouldBe(Given.Day("2026-12-25")), d => d.Explanation.ShouldContain(s => s.Code == "not-extended"));
    }

    // 31 CFR 800.504(a)(4): three business days, longer where granted; 800.406(a)(3): two, of a declaration. Each request asks anew.
    [Fact]
    public void a_question_of_the_committee_is_answered_within_three_business_days()
    {
        var asked = Given.A("us-cfius").Knowing("filing", "notice").When("information-requested", "2026-10-08T14:00:00Z");
        asked.Owes("follow-up-response").DueDate.ShouldBe(Given.Day("2026-10-14"));
        asked.When("information-deadline-extended", "2026-10-09T14:00:00Z", more: e => e with { Until = Given.Day("2026-10-20") }).Owes("follow-up-response").DueDate.ShouldBe(Given.Day("2026-10-20"));
        asked.When("information-provided", "2026-10-19T14:00:00Z").Owes("follow-up-response").State.ShouldBe(DeadlineState.Met);
        asked.When("information-requested", "2026-10-21T14:00:00Z").Owes("follow-up-response").ShouldSatisfyAllConditions(
            d => d.State.ShouldBe(DeadlineState.Running), d => d.DueDate.ShouldBe(Given.Day("2026-10-26")));
        asked.Knowing("filing", "declaration").Owes("follow-up-response").DueDate.ShouldBe(Given.Day("2026-10-23"));
    }

    // FIRRMA s.1709; 31 CFR 800.604: a lapse in appropriations tolls; the day they are restored counts again.
    [Fact]
    public void a_lapse_in_appropriations_tolls_the_review()
    {
        var review = Given.A("us-cfius").Knowing("filing", "notice").When("notice-accepted", "2026-03-02T14:00:00Z");
        review.Owes("review").DueDate.ShouldBe(Given.Day("2026-04-15"));
        review.When("appropriations-lapsed", "2026-03-10T05:00:00Z").Owes("review").ShouldSatisfyAllConditions(
            d => d.State.ShouldBe(DeadlineState.Paused), d => d.Remaining.ShouldBe(new Remaining("calendarDays", 37)));
        review.When("appropriations-restored", "2026-03-20T14:00:00Z").Owes("review").DueDate.ShouldBe(Given.Day("2026-04-27"));
    }

    // 50 U.S.C. 4565(b)(2)(C): one extension of 15 days in extraordinary circumstances.
    [Fact]
    public void an_investigation_is_extended_once()
    {
        var investigation = Given.A("us-cfius").Knowing("filing", "notice").When("investigation-started", "2026-10-05T14:00:00Z")
            .When("investigation-extended", "2026-11-17T14:00:00Z").When("investigation-extended", "2026-11-30T14:00:00Z").Owes("investigation");
        (investigation.DueDate, investigation.LatestLawfulDate).ShouldBe((Given.Day("2026-12-03"), Given.Day("2026-12-04")));
        investigation.Explanation.ShouldContain(s => s.Code == "not-extended");
    }

    // N.Y. Gen. Constr. Law 25-a: to the same hour of the next business day. 18 January 2027 is a federal holiday.
    [Fact]
    public void the_other_reading_of_raise_goes_to_the_same_hour_of_the_next_business_day()
    {
        var report = Given.A("us-ny-raise").Knowing("frontierDeveloper", true).Knowing("criticalSafetyIncident", true).When("reasonable-belief", "2027-01-15T22:45:00Z").Owes("incident-report", "2027-01-18T22:46:00Z");
        (report.LatestLawful, report.State, report.LawStatus).ShouldBe((Given.At("2027-01-19T22:45:00Z"), DeadlineState.Missed, LawStatus.Enacted));
        report.Explanation[^1].Code.ShouldBe("missed-other-reading-open");
    }

    // ---- European Union ----

    // Regulation (EU) 2024/1689 art 75(1a): systems built on the provider's own general-purpose model are the AI Office's.
    [Fact]
    public void a_system_on_its_providers_own_model_reports_to_the_ai_office()
    {
        var report = Given.A("eu-ai-act-73").Knowing("highRisk", true).Knowing("outcome", "serious").Knowing("memberState", "BE").When("became-aware", "2028-03-03T09:00:00Z");
        report.Owes("serious-incident-report").OwedTo.ShouldBe("eu-market-surveillance");
        report.Knowing("builtOnOwnGpaiModel", true).Owes("serious-incident-report").OwedTo.ShouldBe("eu-ai-office");
    }

    // Delegated Regulation (EU) 2025/301: a downgrade ends the duty.
    [Fact]
    public void an_incident_reclassified_as_not_major_owes_nothing_more() =>
        Given.A("eu-dora").Knowing("financialEntity", "small-insurer").Knowing("memberState", "BE").When("became-aware", "2026-06-02T06:00:00Z").When("classified-major", "2026-06-02T08:30:00Z")
            .When("reclassified-not-major", "2026-06-02T10:00:00Z").Outcome().Deadlines.ShouldAllBe(d => d.State == DeadlineState.Lapsed);

    // Regulation (EU) 2019/452 art 6, replaced on 2028-01-17: what began before stays under it.
    [Theory]
    [InlineData("2028-01-14T09:00:00Z", Applicability.Applies)]
    [InlineData("2028-01-16T22:59:59Z", Applicability.Applies)]
    [InlineData("2028-01-17T09:00:00Z", Applicability.DoesNotApply)]
    public void a_regulation_that_ended_governs_what_began_under_it(string received, Applicability applicability) =>
        Given.A("eu-fdi-2019-452").Knowing("memberState", "BE").When("notification-received", received).When("additional-information-received", "2028-02-14T09:00:00Z")
            .Outcome().Applicability.ShouldBe(applicability);

    [Fact]
    public void nothing_is_owed_for_what_was_triggered_before_a_regimes_first_day() =>
        Given.A("eu-cra-14").Knowing("severeIncident", true).Knowing("memberState", "BE").When("became-aware", "2026-09-10T12:00:00Z")
            .Outcome().ShouldSatisfyAllConditions(r => r.Applicability.ShouldBe(Applicability.DoesNotApply), r => r.Deadlines.ShouldBeEmpty());

    // ---- what cannot be known ----

    [Theory]
    [InlineData("PL")]
    [InlineData(null)]
    public void without_a_calendar_of_the_member_state_no_later_day_is_named(string? memberState)
    {
        var final = Nis2().Knowing("memberState", memberState).When("notification-submitted", "2026-03-06T09:00:00Z").Owes("final-report");
        (final.DueDate, final.LatestLawful).ShouldBe((Given.Day("2026-04-06"), null));
        final.Explanation.ShouldContain(s => s.Code == "calendar-ends");
        var insurer = Given.A("eu-dora").Knowing("financialEntity", "small-insurer").Knowing("memberState", memberState)
            .When("became-aware", "2026-06-05T18:00:00Z").When("classified-major", "2026-06-05T20:00:00Z").Owes("initial-notification");
        (insurer.Due, insurer.State).ShouldBe((null, DeadlineState.Running));
        insurer.Explanation.ShouldContain(s => s.Code == "calendar-ends");
    }

    [Fact]
    public void a_deadline_that_rests_on_a_day_nobody_has_published_says_so()
    {
        Nsi().When("acceptance-notified", "2028-12-20T09:00:00Z").Owes("review").Explanation.ShouldContain(s => s.Code == "projected-day" && s.Date == Given.Day("2029-01-01"));
        Nsi().When("acceptance-notified", "2028-10-02T09:00:00Z").Owes("review").Explanation.ShouldNotContain(s => s.Code == "projected-day");
    }

    [Fact]
    public void a_fact_that_decides_one_obligation_leaves_the_regime_applying_and_a_question_open()
    {
        var outcome = Given.A("us-ca-sb53").Knowing("frontierDeveloper", true).Knowing("criticalSafetyIncident", true).When("discovered", "2026-02-20T18:00:00Z").Outcome();
        outcome.Applicability.ShouldBe(Applicability.Applies);
        outcome.Deadlines.Single(d => d.Obligation == "imminent-risk-report").Explanation[0].ShouldSatisfyAllConditions(s => s.Code.ShouldBe("open-question"), s => s.Reason.ShouldBe("imminentRisk"));
    }

    // ---- two times ----

    [Fact]
    public void each_recording_that_changed_the_answer_is_a_revision()
    {
        var corrected = Nis2().When("became-aware", "2026-09-07T08:00:00Z", "2026-09-07T09:00:00Z");
        corrected.Owes("notification").Revision.ShouldBe(1);
        corrected.When("became-aware", "2026-09-06T19:15:00Z", "2026-09-08T07:00:00Z").Owes("notification").Revision.ShouldBe(2);
        corrected.When("early-warning-submitted", "2026-09-08T08:00:00Z").Owes("notification").Revision.ShouldBe(2);
        corrected.When("notification-submitted", "2026-09-09T08:00:00Z").Owes("notification").Revision.ShouldBe(3);
        corrected.Owes("notification", "2026-09-07T16:00:00Z").Revision.ShouldBe(1);
    }

    [Fact]
    public void a_corrected_trigger_says_from_what_to_what() =>
        Nis2().When("became-aware", "2026-09-07T08:00:00Z", "2026-09-07T09:00:00Z").When("became-aware", "2026-09-06T19:15:00Z", "2026-09-08T07:00:00Z")
            .Owes("notification").Explanation.Select(s => Prose.Render(s, "Europe/Brussels")).ShouldContain(
                "The time of became-aware was corrected from Mon 7 Sep 2026 10:00 Europe/Brussels to Sun 6 Sep 2026 21:15 Europe/Brussels, recorded on Tue 8 Sep 2026 09:00 Europe/Brussels.");
}
