using System.Text.Json;

namespace Reporting.Rulebook.Tests;

/// <summary>Dates counted by hand on the published calendars: weekends and the bank holidays of any part of the United Kingdom left out.</summary>
public class ClosingTests
{
    private static ClosingPath Path(string? notice, string asOf, object? facts = null, params (string Kind, string At)[] events)
    {
        var known = facts is null ? [] : JsonSerializer.SerializeToElement(facts).EnumerateObject().ToDictionary(p => p.Name, p => (JsonElement?)p.Value.Clone());
        known["noticeKind"] = notice is null ? null : JsonSerializer.SerializeToElement(notice);
        known.TryAdd("notifiableAcquisition", JsonSerializer.SerializeToElement(notice == "mandatory"));
        return EarliestClosing.Of(
            Documents.Rulebook.For("screening-notice"),
            Documents.Rulebook.Calendars,
            Facts.Of(known),
            new Timeline(events.Select(e => Event(e.Kind, Given.At(e.At)))),
            Given.At(asOf));
    }

    // A number that is agreed stands behind a colon.
    private static TimelineEvent Event(string kind, NodaTime.Instant at) => kind.Split(':') is [var of, var days]
        ? new TimelineEvent(of, at, at) { Numbers = new Dictionary<string, int> { ["workingDays"] = int.Parse(days) } }
        : new TimelineEvent(kind, at, at);

    private static RegimeClosing Nsi(ClosingPath path) => path.Regimes.Single(r => r.Regime == "uk-nsi-2021");

    // 1 September 2026 is a Tuesday and day 1; 30 working days end on Monday 12 October. Without an acceptance it is counted as if given today.
    [Theory]
    [InlineData("2026-09-01T09:00:00Z", "2026-09-01T10:00:00Z", ClosingState.Running)]
    [InlineData(null, "2026-09-01T10:00:00Z", ClosingState.Assumed)]
    public void a_mandatory_notice_waits_for_the_review_and_says_whether_it_has_begun(string? accepted, string asOf, ClosingState state)
    {
        var path = Path("mandatory", asOf, new { filing = "none", memberState = "US" }, accepted is null ? [] : [("acceptance-notified", accepted)]);
        path.Day.ShouldBe(Given.Day("2026-10-13"));
        path.Lawful.ShouldBe(Given.Day("2026-10-13"));
        (path.HeldBy, path.Assumes).ShouldBe(("uk-nsi-2021", accepted is null));
        var nsi = Nsi(path);
        (nsi.State, nsi.Standstill, nsi.Obligation).ShouldBe((state, Answer.Yes, "review"));
        nsi.Ends.Later.ShouldBe(Given.Day("2026-10-12"));
        nsi.Movers.Where(m => m.Code == "may-follow").Select(m => m.Citation![..20]).ShouldBe(["NSI Act 2021 s.23(2)", "NSI Act 2021 s.23(3)", "NSI Act 2021 s.23(3)"]);
        nsi.Movers.ShouldContain(m => m.Code == "end-approves-nothing");
        nsi.Movers.Any(m => m.Code == "not-begun").ShouldBe(accepted is null);
        nsi.Movers.ShouldNotContain(m => m.Code == "may-stop", "the review is never stopped");
    }

    // Newport Wafer Fab was called in on 25 May 2022: the initial period ended on 7 July. 45 further working days end on 13 September, with 29 August
    // (England, Wales, Northern Ireland), 1 August (Scotland) and 12 July (Northern Ireland) left out.
    [Theory]
    [InlineData("initial", "2022-07-08")]
    [InlineData("additional", "2022-09-14")]
    public void after_a_call_in_the_assessment_holds_it(string clock, string day)
    {
        (string, string)[] called = [("acceptance-notified", "2022-05-03T09:00:00Z"), ("called-in", "2022-05-25T09:00:00Z")];
        var path = Path("voluntary", "2022-07-01T09:00:00Z", new { filing = "none", memberState = "US" }, clock == "additional" ? [.. called, ("additional-period-notified", "2022-06-30T09:00:00Z")] : called);
        path.Day.ShouldBe(Given.Day(day));
        path.Lawful.ShouldBeNull("nothing forbids the closing of what is notified by choice");
        var nsi = Nsi(path);
        (nsi.State, nsi.Standstill, nsi.Obligation).ShouldBe((ClosingState.Running, Answer.No, clock));
        nsi.Movers.ShouldContain(m => m.Code == "may-stop" && m.Citation == "NSI Act 2021 s.24(4)");
    }

    [Fact]
    public void while_the_clock_stands_no_day_is_named()
    {
        var path = Path("mandatory", "2022-06-20T09:00:00Z", null, ("acceptance-notified", "2022-05-03T09:00:00Z"), ("called-in", "2022-05-25T09:00:00Z"), ("assessment-clock-stopped", "2022-06-10T09:00:00Z"));
        (path.Day, path.Lawful, path.HeldBy).ShouldBe((null, null, "uk-nsi-2021"));
        (Nsi(path).State, Nsi(path).Day).ShouldBe((ClosingState.Stopped, null));
        Nsi(path).Movers.ShouldContain(m => m.Code == "restart");
    }

    [Theory]
    [InlineData("mandatory", ClosingState.Unapproved, null)]
    [InlineData("voluntary", ClosingState.Free, "2026-10-13")]
    public void a_review_that_ends_in_silence_allows_nothing_where_approval_is_needed(string notice, ClosingState state, string? day)
    {
        var path = Path(notice, "2026-10-20T09:00:00Z", new { filing = "none", memberState = "US" }, ("acceptance-notified", "2026-09-01T09:00:00Z"));
        Nsi(path).State.ShouldBe(state);
        path.Day.ShouldBe(day is null ? null : Given.Day(day));
        path.HeldBy.ShouldBe(notice == "mandatory" ? "uk-nsi-2021" : null);
    }

    [Theory]
    [InlineData("no-further-action-notified", false, ClosingState.Free, "2026-09-20")]
    [InlineData("final-notification-given", true, ClosingState.Free, "2026-09-20")]
    [InlineData("final-order-made", true, ClosingState.Decided, null)]
    public void a_decision_frees_it_or_says_how(string kind, bool calledIn, ClosingState state, string? day)
    {
        var path = Path(
            "mandatory", "2026-09-25T09:00:00Z", new { filing = "none", memberState = "US" },
            [("acceptance-notified", "2026-09-01T09:00:00Z"), .. calledIn ? [("called-in", "2026-09-10T09:00:00Z")] : ((string, string)[])[], (kind, "2026-09-20T12:00:00Z")]);
        Nsi(path).State.ShouldBe(state);
        Nsi(path).Day.ShouldBe(day is null ? null : Given.Day(day));
    }

    // Cleared on 18 September, and called in on Thursday 1 October 2026 because what was told was false: 30 working days end on Wednesday 11 November.
    [Fact]
    public void a_deal_that_is_taken_up_again_waits_again()
    {
        var path = Path(
            "mandatory", "2026-10-02T09:00:00Z", new { filing = "none", memberState = "US" },
            ("acceptance-notified", "2026-09-01T09:00:00Z"), ("no-further-action-notified", "2026-09-18T12:00:00Z"), ("decision-revoked", "2026-09-30T09:00:00Z"), ("called-in", "2026-10-01T09:00:00Z"));
        (Nsi(path).State, Nsi(path).Obligation, path.Day).ShouldBe((ClosingState.Running, "initial", Given.Day("2026-11-12")));
    }

    // The investigation began on Tuesday 1 September 2026: the 45th day by the statute is Thursday 15 October, by the rule Friday the 16th.
    [Fact]
    public void across_regimes_the_last_holds_and_the_later_reading_counts()
    {
        var path = Path(
            "voluntary", "2026-09-02T16:00:00Z", new { filing = "notice", memberState = "US", mandatoryDeclaration = false },
            ("acceptance-notified", "2026-09-01T09:00:00Z"), ("notice-accepted", "2026-07-20T14:00:00Z"), ("investigation-started", "2026-09-01T14:00:00Z"));
        path.Regimes.Select(r => r.Regime).ShouldBe(["us-cfius", "uk-nsi-2021"]);
        (path.Day, path.EarlierReading).ShouldBe((Given.Day("2026-10-17"), Given.Day("2026-10-16")));
        var cfius = path.Regimes[0];
        (cfius.Obligation, cfius.Standstill).ShouldBe(("investigation", Answer.No));
        cfius.Steps.ShouldContain(s => s.Code == "two-readings" && s.Citation == "31 CFR 800.508(a)");
        cfius.Movers.Select(m => m.Code).ShouldBe(["may-follow", "may-stop", "may-be-extended", "may-end-earlier"]);
        Nsi(path).Day.ShouldBe(Given.Day("2026-10-13"));
    }

    // Called in on 25 May 2022, the additional period ended on 13 September; 14 working days agreed, 19 September left out, end on Tuesday 4 October.
    [Fact]
    public void a_voluntary_period_holds_it_by_as_many_days_as_were_agreed()
    {
        var path = Path(
            "voluntary", "2022-09-01T09:00:00Z", new { filing = "none", memberState = "US" },
            ("called-in", "2022-05-25T09:00:00Z"), ("additional-period-notified", "2022-06-30T09:00:00Z"), ("voluntary-period-agreed:14", "2022-08-31T09:00:00Z"));
        // On 1 September nobody knew yet that the 19th would be a holiday.
        (Nsi(path).Obligation, path.Day).ShouldBe(("voluntary", Given.Day("2022-10-04")));
        path = Path(
            "voluntary", "2022-09-20T09:00:00Z", new { filing = "none", memberState = "US" },
            ("called-in", "2022-05-25T09:00:00Z"), ("additional-period-notified", "2022-06-30T09:00:00Z"), ("voluntary-period-agreed:14", "2022-08-31T09:00:00Z"));
        path.Day.ShouldBe(Given.Day("2022-10-05"));
    }

    // Day 1 is Tuesday 1 September 2026, the 30th Wednesday the 30th; from Friday the 4th the 30th day is Saturday 3 October, which rolls to Monday the 5th.
    [Theory]
    [InlineData("2026-09-01T14:00:00Z", "2026-10-01")]
    [InlineData("2026-09-04T14:00:00Z", "2026-10-06")]
    public void a_declaration_is_assessed_in_thirty_days_and_may_have_to_wait(string started, string day)
    {
        var path = Path("none", started, new { filing = "declaration", memberState = "US" }, ("declaration-assessment-started", started));
        var cfius = path.Regimes.Single();
        (cfius.Regime, cfius.Obligation, cfius.Standstill, cfius.Day).ShouldBe(("us-cfius", "declaration-assessment", Answer.Unknown, Given.Day(day)));
        (path.Day, path.Lawful).ShouldBe((Given.Day(day), Given.Day(day)));
        cfius.Steps.ShouldContain(s => s.Text.Contains("mandatoryDeclaration"));
    }

    // 35 days after Saturday 19 September 2026 is Saturday 24 October; by the other reading Monday the 26th.
    [Fact]
    public void whoever_relies_on_an_end_waits_for_the_later_reading()
    {
        var path = Path("none", "2026-09-21T16:00:00Z", new { filing = "none", memberState = "BE", standstillInMemberState = true }, ("notification-received", "2026-09-19T09:00:00Z"));
        var eu = path.Regimes.Single();
        (eu.Ends, eu.EarlierReading, eu.Day).ShouldBe(((Given.Day("2026-10-24"), Given.Day("2026-10-26")), Given.Day("2026-10-25"), Given.Day("2026-10-27")));
        path.Lawful.ShouldBe(Given.Day("2026-10-27"));
        eu.Steps.ShouldContain(s => s.Code == "two-readings");
    }

    // 15 days after Tuesday 1 September 2026, 35 days after: Tuesday 6 October. Nobody said whether the Member State forbids closing.
    [Fact]
    public void what_is_not_known_is_taken_to_hold_and_named()
    {
        var path = Path(null, "2026-09-01T16:00:00Z", new { filing = "none", memberState = "BE" }, ("notification-received", "2026-09-01T09:00:00Z"));
        var eu = path.Regimes.Single(r => r.Regime == "eu-fdi-2019-452");
        (eu.Needed, eu.Standstill, eu.State, eu.Day).ShouldBe((Applicability.Applies, Answer.Unknown, ClosingState.Running, Given.Day("2026-10-07")));
        eu.Steps.ShouldContain(s => s.Code == "standstill-open" && s.Text.Contains("standstillInMemberState"));
        var nsi = Nsi(path);
        (nsi.Needed, nsi.State).ShouldBe((Applicability.Undetermined, ClosingState.Assumed));
        nsi.Movers.ShouldContain(m => m.Code == "not-settled" && m.Text.Contains("noticeKind"));
        path.Regimes.ShouldNotContain(r => r.Regime == "eu-fdi-2026-1386", "it does not apply before 2028-01-17");
    }

    // Six months beginning with 15 June 2026 end with 14 December; five years beginning with 29 February 2024 with 28 February 2029, and beginning with 1 September 2026 with 31 August 2031.
    [Theory]
    [InlineData("2026-09-01T10:00:00Z", "2026-06-15T09:00:00Z", "2024-02-29T10:00:00Z", ClosingState.Running, "call-in-awareness-limit", "2026-12-15")]
    [InlineData("2026-09-01T10:00:00Z", null, "2024-02-29T10:00:00Z", ClosingState.Running, "call-in-event-limit", "2029-03-01")]
    [InlineData("2026-09-01T10:00:00Z", null, null, ClosingState.Assumed, "call-in-event-limit", "2031-09-01")]
    [InlineData("2027-01-11T10:00:00Z", "2026-06-15T09:00:00Z", "2024-02-29T10:00:00Z", ClosingState.Free, "call-in-awareness-limit", "2026-12-15")]
    public void a_deal_that_nobody_notified_is_safe_once_the_first_limit_has_run(string asOf, string? aware, string? completed, ClosingState state, string limit, string day)
    {
        var path = Path("not-notified", asOf, new { filing = "none", memberState = "US" }, [
            .. completed is null ? [] : ((string, string)[])[("trigger-event-occurred", completed)],
            .. aware is null ? [] : ((string, string)[])[("became-aware-of-trigger-event", aware)]]);
        (Nsi(path).State, Nsi(path).Obligation, path.Day).ShouldBe((state, limit, Given.Day(day)));
        Nsi(path).Movers.Any(m => m.Code == "may-end-earlier").ShouldBe(aware is null);
        Nsi(path).Movers.ShouldContain(m => m.Code == "may-follow" && m.Text.StartsWith("called-in", StringComparison.Ordinal));
        path.Lawful.ShouldBeNull();
    }

    [Fact]
    public void no_limit_frees_what_needs_approval()
    {
        var path = Path("not-notified", "2026-09-01T10:00:00Z", new { filing = "none", memberState = "US", notifiableAcquisition = true }, ("became-aware-of-trigger-event", "2023-06-15T09:00:00Z"));
        (Nsi(path).State, path.Day, path.HeldBy).ShouldBe((ClosingState.Unapproved, null, "uk-nsi-2021"));
        Nsi(path).Steps.ShouldContain(s => s.Code == "not-notified");
    }

    // Called in on Tuesday 1 September 2026: 30 working days end on Monday 12 October.
    [Fact]
    public void once_it_is_called_in_the_assessment_holds_it_and_no_limit_does()
    {
        var path = Path("not-notified", "2026-09-02T10:00:00Z", new { filing = "none", memberState = "US" }, ("became-aware-of-trigger-event", "2026-06-15T09:00:00Z"), ("called-in", "2026-09-01T09:00:00Z"));
        (Nsi(path).Obligation, path.Day).ShouldBe(("initial", Given.Day("2026-10-13")));
    }

    [Fact]
    public void a_deal_that_needs_no_regime_waits_for_nothing()
    {
        var path = Path("none", "2026-09-01T16:00:00Z", new { filing = "none", memberState = "US" });
        (path.Day, path.Lawful, path.HeldBy, path.Regimes.Count).ShouldBe((null, null, null, 0));
    }

    [Fact]
    public void every_regime_of_screening_says_what_it_has_to_do_with_closing() =>
        Documents.Rulebook.For("screening-notice").Where(r => r.Closing is null).Select(r => r.Id).ShouldBeEmpty();

    [Theory]
    [InlineData("""{ "path": [ { "obligation": "nothing" } ], "clearedBy": [], "citation": "s.1", "verified": "unverified" }""", "/closing/path/0/obligation")]
    [InlineData("""{ "path": [ { "obligation": "review" }, { "obligation": "review" } ], "clearedBy": [], "citation": "s.1", "verified": "unverified" }""", "/closing/path/1/obligation")]
    [InlineData("""{ "path": [], "clearedBy": [], "standstill": { "when": { "fact": "moon", "is": true }, "consequence": "x", "citation": "s.1", "verified": "unverified" }, "citation": "s.1", "verified": "unverified" }""", "/closing/standstill/when/fact")]
    [InlineData("""{ "path": [], "citation": "s.1", "verified": "unverified" }""", "/closing/clearedBy")]
    public void a_document_that_says_it_wrongly_is_refused(string closing, string pointer) => Faulty("closing", closing).ShouldContain(f => f.Pointer == pointer);

    [Theory]
    [InlineData("""{ "indirect": "x", "stakes": [], "combined": [], "thresholds": [ { "id": "a", "of": "shareholding", "citation": "s.1" } ], "verified": "confirmed" }""", "/attribution/thresholds/0")]
    [InlineData("""{ "indirect": "x", "stakes": [], "combined": [], "thresholds": [ { "id": "a", "of": "shareholding", "above": 1, "citation": "s.1" }, { "id": "a", "of": "shareholding", "above": 2, "citation": "s.1" } ], "verified": "confirmed" }""", "/attribution/thresholds/1/id")]
    [InlineData("""{ "stakes": [], "combined": [], "thresholds": [], "verified": "confirmed" }""", "/attribution/indirect")]
    public void so_is_one_that_attributes_holdings_wrongly(string attribution, string pointer) => Faulty("attribution", attribution).ShouldContain(f => f.Pointer == pointer);

    private static IReadOnlyList<Fault> Faulty(string member, string json)
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(Documents.Regimes.Single(r => r.Name.EndsWith("uk-nsi-2021.json", StringComparison.Ordinal)).Json)!.AsObject();
        document[member] = System.Text.Json.Nodes.JsonNode.Parse(json);
        return RegimeReader.Read(document.ToJsonString(), "nsi").Faults;
    }
}
