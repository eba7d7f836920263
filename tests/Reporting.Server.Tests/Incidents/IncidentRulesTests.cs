using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;

namespace Reporting.Server.Tests.Incidents;

public sealed class IncidentRulesTests
{
    private static readonly Now Noon = new(Time("2026-11-24T12:00:00Z"));

    private static readonly IncidentStatement Opening = new()
    {
        ExternalReference = "INC-1",
        Title = "Weights copied",
        Summary = "An account copied checkpoints.",
        TheftKinds = [TheftKind.WeightExfiltration],
        Handling = new IncidentHandling { Tlp = Tlp.Amber, NotAboveOfficial = true },
        ReportingEntity = new ReportingEntity { Country = "GB" },
        DetectedAt = new Awareness { At = Time("2026-11-23T22:00:00Z") },
    };

    private static DateTimeOffset Time(string text) => InstantConverter.TryRead(text, out var at) ? at : throw new FormatException(text);

    private static TimeStatement At(string at, TimePrecision precision = TimePrecision.Exact) => new() { At = Time(at), Precision = precision };

    private static Awareness Aware(string at, TimePrecision precision = TimePrecision.Exact) => new() { At = Time(at), Precision = precision };

    private static string[] Opened(IncidentStatement stated) => [.. IncidentRules.ToOpen(stated, Noon).Select(e => $"{e.Pointer} {e.Code}")];

    private static FileReport Report(IncidentStatement? incident = null) => new()
    {
        Stage = SubmissionKind.EarlyWarning,
        Authorities = ["be-ccb"],
        Incident = incident,
        SubmittedBy = new Submitter { Name = "A. Person", Role = "Head of security" },
    };

    private static string[] Filed(FileReport report, IncidentStatement? earlier = null) =>
        [.. IncidentRules.ToFile(report, earlier ?? Opening, Noon).Select(e => $"{e.Pointer} {e.Code}")];

    [Theory]
    [InlineData(SubmissionKind.EarlyWarning, false)]
    [InlineData(SubmissionKind.Update, false)]
    [InlineData(SubmissionKind.Voluntary, false)]
    [InlineData(SubmissionKind.Notification, true)]
    [InlineData(SubmissionKind.Intermediate, true)]
    [InlineData(SubmissionKind.Final, true)]
    [InlineData(SubmissionKind.ReclassifiedNotReportable, true)]
    public void a_formal_report_is_declared_by_a_named_person(SubmissionKind stage, bool formal)
    {
        var report = Report() with { Stage = stage };
        Filed(report).ShouldBe(formal ? ["/declaration required"] : []);
        Filed(report with { Declaration = new ReportDeclaration { Name = "A. Person", Role = "General counsel", At = Noon.Value, Text = "True." } }).ShouldBeEmpty();
    }

    [Fact]
    public void a_case_opens_with_few_members() => Opened(Opening).ShouldBeEmpty();

    [Fact]
    public void every_member_an_opening_lacks_is_named() => Opened(new IncidentStatement()).ShouldBe(
    [
        "/externalReference required", "/title required", "/summary required", "/theftKinds required",
        "/handling required", "/reportingEntity required", "/detectedAt required",
    ]);

    [Fact]
    public void an_empty_list_of_kinds_states_no_kind() => Opened(Opening with { TheftKinds = [] }).ShouldBe(["/theftKinds required"]);

    [Fact]
    public void awareness_before_occurrence_is_refused() =>
        Opened(Opening with { OccurredFrom = At("2026-11-23T20:00:00Z"), BecameAwareAt = Aware("2026-11-23T19:59:59Z") })
            .ShouldBe(["/becameAwareAt/at aware-before-occurred", "/becameAwareAt/at aware-before-detected"]);

    [Theory]
    // Some time on the 23rd may have been before 08:00 on the 23rd.
    [InlineData("2026-11-23T20:00:00Z", TimePrecision.Day, "2026-11-23T08:00:00Z", TimePrecision.Exact, true)]
    // The local day of the offset counts: the 23rd in Brussels begins at 23:00 UTC on the 22nd.
    [InlineData("2026-11-23T20:00:00+01:00", TimePrecision.Day, "2026-11-22T23:00:00Z", TimePrecision.Exact, true)]
    [InlineData("2026-11-23T20:00:00+01:00", TimePrecision.Day, "2026-11-22T22:59:59Z", TimePrecision.Exact, false)]
    [InlineData("2026-11-23T20:30:00Z", TimePrecision.Exact, "2026-11-23T20:05:00Z", TimePrecision.Hour, true)]
    [InlineData("2026-11-23T21:00:00Z", TimePrecision.Exact, "2026-11-23T20:05:00Z", TimePrecision.Hour, false)]
    [InlineData("2026-11-23T21:00:00Z", TimePrecision.Exact, "2026-11-01T00:00:00Z", TimePrecision.Month, true)]
    [InlineData("2026-11-23T21:00:00Z", TimePrecision.Exact, "2026-01-01T00:00:00Z", TimePrecision.Year, true)]
    [InlineData("2026-11-23T21:00:00Z", TimePrecision.Exact, "2025-12-31T00:00:00Z", TimePrecision.Year, false)]
    [InlineData("2026-11-23T21:00:00Z", TimePrecision.Approximate, "2026-11-20T00:00:00Z", TimePrecision.Exact, true)]
    public void an_order_is_refused_only_when_no_instant_allows_it(string occurred, TimePrecision known, string aware, TimePrecision awareKnown, bool allowed) =>
        Opened(Opening with { DetectedAt = Aware("2026-11-01T00:00:00Z", TimePrecision.Approximate), OccurredFrom = At(occurred, known), BecameAwareAt = Aware(aware, awareKnown) })
            .ShouldBe(allowed ? [] : ["/becameAwareAt/at aware-before-occurred"]);

    [Theory]
    [InlineData("2026-11-24T12:05:00Z", TimePrecision.Exact, true)]
    [InlineData("2026-11-24T12:05:01Z", TimePrecision.Exact, false)]
    [InlineData("2026-11-24T23:00:00Z", TimePrecision.Day, true)]
    [InlineData("2026-11-25T00:00:00Z", TimePrecision.Day, false)]
    [InlineData("2026-12-31T00:00:00Z", TimePrecision.Year, true)]
    [InlineData("2026-11-25T00:00:00Z", TimePrecision.Approximate, false)]
    public void what_has_happened_cannot_lie_in_the_future(string at, TimePrecision precision, bool allowed) =>
        Opened(Opening with { DetectedAt = Aware(at, precision) }).ShouldBe(allowed ? [] : ["/detectedAt/at in-the-future"]);

    [Fact]
    public void what_is_to_come_may_lie_in_the_future() =>
        Opened(Opening with
        {
            DisclosureDelay = new DisclosureDelay { By = "Attorney General", Until = At("2026-12-24T00:00:00Z") },
            Measures = [new Measure { State = MeasureState.Planned, Text = "Rotate keys", At = At("2026-12-01T00:00:00Z") }],
            EvidencePreservedUntil = new DateOnly(2028, 11, 24),
        }).ShouldBeEmpty();

    [Fact]
    public void all_that_is_wrong_is_named_at_once() =>
        Opened(Opening with
        {
            Handling = new IncidentHandling { Tlp = Tlp.Red, NotAboveOfficial = false },
            OccurredFrom = At("2026-11-23T20:00:00Z"),
            OccurredTo = At("2026-11-23T19:00:00Z"),
            ResolvedAt = new DecidedTime { At = Time("2026-11-23T10:00:00Z") },
            NotHandledYet = true,
            HandledAt = new DecidedTime { At = Time("2026-11-24T10:00:00Z") },
            TheftKinds = [TheftKind.Insider, TheftKind.Insider],
            ReportingEntity = new ReportingEntity { Lei = "529900T8BM49AURSDO56" },
            Assets = [new StolenAsset { Id = "a", Kind = AssetKind.Weights }, new StolenAsset { Id = "a", Kind = AssetKind.Source }],
            Contacts = [new IncidentContact { Role = ContactRole.Primary }, new IncidentContact { Role = ContactRole.Primary }],
            Determinations = [new Determination { Kind = DeterminationKind.Significant, Outcome = Tri.Yes, DecidedBy = "CISO" }],
            Indicators = [new Indicator { Type = IndicatorType.Domain, Value = "x.example", FirstSeen = At("2026-11-23T20:00:00Z"), LastSeen = At("2026-11-22T20:00:00Z") }],
        }).ShouldBe(
        [
            "/handling/notAboveOfficial above-official",
            "/occurredTo/at ended-before-begun",
            "/resolvedAt/at before-occurred",
            "/indicators/0/lastSeen/at ended-before-begun",
            "/reportingEntity/lei check-digits",
            "/theftKinds/1 duplicate",
            "/contacts/1/role second-primary",
            "/assets/1/id duplicate-id",
            "/determinations/0/decidedAt required",
            "/determinations/0/reasons required",
            "/notHandledYet contradiction",
        ]);

    [Fact]
    public void the_check_digits_of_an_lei_are_held_against_it() =>
        Opened(Opening with { ReportingEntity = new ReportingEntity { Lei = "529900T8BM49AURSDO55" } }).ShouldBeEmpty();

    [Fact]
    public void an_undecided_question_needs_no_reasons() =>
        Opened(Opening with { Determinations = [new Determination { Kind = DeterminationKind.Significant, Outcome = Tri.Unknown }] }).ShouldBeEmpty();

    [Fact]
    public void a_report_need_state_nothing_anew() => Filed(Report()).ShouldBeEmpty();

    [Fact]
    public void a_report_is_judged_together_with_what_the_case_says() =>
        Filed(Report(new IncidentStatement { OccurredFrom = At("2026-11-23T23:00:00Z") }))
            .ShouldBe(["/incident/detectedAt/at detected-before-occurred"]);

    [Fact]
    public void a_report_goes_to_somebody_and_to_nobody_twice()
    {
        Filed(Report() with { Authorities = [] }).ShouldBe(["/authorities required"]);
        Filed(Report() with { Authorities = ["be-ccb", "gb-ncsc", "be-ccb"] }).ShouldBe(["/authorities/2 duplicate"]);
    }

    [Fact]
    public void nothing_above_official_is_filed_and_another_way_is_named() =>
        IncidentRules.ToFile(Report(), Opening with { Handling = new IncidentHandling { Tlp = Tlp.Red, NotAboveOfficial = false } }, Noon)
            .ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                e => e.Pointer.ShouldBe("/incident/handling/notAboveOfficial"),
                e => e.Detail.ShouldContain("accredited channel"));

    /// <summary>What lies in the store is sealed: rules that read it would throw.</summary>
    [Fact]
    public void rules_never_read_what_is_sealed() =>
        Filed(
            Report(new IncidentStatement { Title = "Anew" }),
            Opening with
            {
                ReportingEntity = new ReportingEntity { Name = new Sealed<string>(new SealedBox("k", "AAAA")) },
                Determinations = [new Determination { Kind = DeterminationKind.Major, Outcome = Tri.No, DecidedBy = new Sealed<string>(new SealedBox("k", "AAAA")), DecidedAt = At("2026-11-24T00:00:00Z"), Reasons = "r" }],
            }).ShouldBeEmpty();
}
