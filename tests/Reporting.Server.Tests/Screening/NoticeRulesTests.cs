using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Kernel;
using Reporting.Server.Screening;

namespace Reporting.Server.Tests.Screening;

public sealed class NoticeRulesTests
{
    private static readonly Now Noon = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    private static readonly NoticeStatement Opening = new()
    {
        ExternalReference = "NSI-1",
        NoticeKind = NoticeKind.Mandatory,
        Handling = new NoticeHandling { NotAboveOfficial = true },
        NotifyingParty = new NotifyingParty { Role = NotifyingRole.Acquirer },
    };

    private static string[] Opened(NoticeStatement stated) => [.. NoticeRules.ToOpen(stated, Noon).Select(e => $"{e.Pointer} {e.Code}")];

    private static SubmitNotice Submission(NoticeStatement? notice = null) => new()
    {
        Authorities = ["gb-isu"],
        Notice = notice,
        DeclarationA = new NoticeDeclaration { Name = "A. Person", Position = "Director", Date = new DateOnly(2026, 11, 24) },
    };

    private static string[] Submitted(SubmitNotice submission, NoticeStatement? earlier = null) =>
        [.. NoticeRules.ToSubmit(submission, earlier ?? Opening, Noon).Select(e => $"{e.Pointer} {e.Code}")];

    [Fact]
    public void a_case_opens_with_few_members() => Opened(Opening).ShouldBeEmpty();

    [Fact]
    public void every_member_an_opening_lacks_is_named() =>
        Opened(new NoticeStatement()).ShouldBe(["/externalReference required", "/noticeKind required", "/handling required", "/notifyingParty required"]);

    [Theory]
    // National Security and Investment Act 2021 s.14(1), s.16(1), s.18(2).
    [InlineData(NoticeKind.Mandatory, NotifyingRole.Acquirer, null)]
    [InlineData(NoticeKind.Mandatory, NotifyingRole.Seller, "not-the-acquirer")]
    [InlineData(NoticeKind.Voluntary, NotifyingRole.Seller, null)]
    [InlineData(NoticeKind.Voluntary, NotifyingRole.MateriallyAffected, "not-a-party")]
    [InlineData(NoticeKind.Validation, NotifyingRole.MateriallyAffected, null)]
    public void who_may_give_which_notice(NoticeKind kind, NotifyingRole role, string? refusal) =>
        Opened(Opening with { NoticeKind = kind, NotifyingParty = new NotifyingParty { Role = role } })
            .ShouldBe(refusal is null ? [] : ["/notifyingParty/role " + refusal]);

    /// <summary>How the applicant is affected is asked by the form: without it the notice has a gap, and is no less a notice.</summary>
    [Fact]
    public void a_validation_without_how_it_affects_is_partial_and_legal() =>
        Opened(Opening with { NoticeKind = NoticeKind.Validation, NotifyingParty = new NotifyingParty { Role = NotifyingRole.MateriallyAffected } }).ShouldBeEmpty();

    [Theory]
    // s.8(2), (5): from 25 or less to more; from 50 or less to more; from less than 75 to 75 or more.
    [InlineData(ControlThreshold.SharesAbove25, 25, 25.0001, true)]
    [InlineData(ControlThreshold.SharesAbove25, 20, 25, false)]
    [InlineData(ControlThreshold.SharesAbove25, 26, 40, false)]
    [InlineData(ControlThreshold.SharesAbove50, 50, 51, true)]
    [InlineData(ControlThreshold.Shares75OrMore, 74.9999, 75, true)]
    [InlineData(ControlThreshold.Shares75OrMore, 75, 80, false)]
    [InlineData(ControlThreshold.MaterialInfluence, 0, 10, true)]
    public void a_threshold_named_is_crossed_by_the_holdings_stated(ControlThreshold threshold, decimal before, decimal after, bool crossed)
    {
        var control = new ControlStatement
        {
            Thresholds = [threshold],
            Before = new Holding { SharesPercent = before },
            After = new Holding { SharesPercent = after },
        };
        Opened(Opening with { Control = control }).ShouldBe(crossed ? [] : ["/control/thresholds/0 not-crossed"]);
    }

    [Fact]
    public void a_threshold_without_holdings_is_partial_and_legal() =>
        Opened(Opening with { Control = new ControlStatement { Thresholds = [ControlThreshold.VotesAbove50], After = new Holding { SharesPercent = 10 } } }).ShouldBeEmpty();

    [Fact]
    public void the_parts_of_a_whole_are_at_most_the_whole()
    {
        Shareholder[] rounded = [Holder(33.34m), Holder(33.34m), Holder(33.34m)];
        Opened(Opening with { TargetShareholders = new TargetShareholders { Before = rounded } }).ShouldBeEmpty();
        Opened(Opening with { TargetShareholders = new TargetShareholders { ExpectedAfter = [Holder(60), Holder(41)] } })
            .ShouldBe(["/targetShareholders/expectedAfter more-than-the-whole"]);
    }

    private static Shareholder Holder(decimal percent, string? of = null) => new() { Name = "H", Percent = percent, Of = of };

    [Fact]
    public void holders_of_two_acquirers_are_two_wholes()
    {
        var two = Opening with
        {
            Acquirers = [new Acquirer { Id = "a", Party = new Party() }, new Acquirer { Id = "b", Party = new Party() }],
            AcquirerShareholders = [Holder(80, "a"), Holder(80, "b")],
        };
        Opened(two).ShouldBeEmpty();
        Opened(two with { AcquirerShareholders = [Holder(80, "a"), Holder(80, "c")] }).ShouldBe(["/acquirerShareholders/1/of unknown-item"]);
    }

    [Fact]
    public void all_that_is_wrong_is_named_at_once() =>
        Opened(Opening with
        {
            Handling = new NoticeHandling { NotAboveOfficial = false },
            NotifyingParty = new NotifyingParty { Role = NotifyingRole.Seller },
            Status = DealStatus.InProgress,
            CompletedAt = new TimeStatement { At = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) },
            Licences = [new Licence { Name = "L", IssuedOn = new DateOnly(2026, 11, 26) }],
            Target = new Target { Party = new Party { Lei = "529900T8BM49AURSDO56" } },
            Documents = [Chart("c"), Chart("c")],
            Ownership =
            [
                new OwnershipStatement
                {
                    Subject = new OwnershipParty { Key = "t" },
                    Holder = new OwnershipParty { Key = "t" },
                    Interest = OwnershipInterest.Shareholding,
                    Share = new OwnershipShare { Exact = 5, Minimum = 6, Maximum = 4 },
                },
            ],
        }).ShouldBe(
        [
            "/handling/notAboveOfficial above-official",
            "/notifyingParty/role not-the-acquirer",
            "/completedAt/at in-the-future",
            "/licences/0/issuedOn in-the-future",
            "/status contradiction",
            "/ownership/0/share contradiction",
            "/ownership/0/share/minimum contradiction",
            "/ownership/0/holder/key holds-itself",
            "/target/party/lei check-digits",
            "/documents/1/id duplicate-id",
        ]);

    private static NoticeDocument Chart(string id) => new() { Id = id, Kind = DocumentKind.AcquirerStructureChart, EvidenceId = Guid.Empty };

    [Fact]
    public void completion_may_be_expected_in_the_future() =>
        Opened(Opening with { ExpectedCompletion = new TimeStatement { At = new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero), Precision = TimePrecision.Month } }).ShouldBeEmpty();

    [Fact]
    public void a_submission_need_state_nothing_anew() => Submitted(Submission()).ShouldBeEmpty();

    [Fact]
    public void what_is_stated_anew_is_judged_together_with_the_case() =>
        Submitted(Submission(new NoticeStatement { NotifyingParty = new NotifyingParty { Role = NotifyingRole.Seller } }))
            .ShouldBe(["/notice/notifyingParty/role not-the-acquirer"]);

    [Theory]
    [InlineData(NoticeKind.NotNotified, CfiusFiling.None, false)]
    [InlineData(NoticeKind.None, CfiusFiling.None, false)]
    [InlineData(NoticeKind.None, CfiusFiling.Declaration, true)]
    [InlineData(NoticeKind.Voluntary, CfiusFiling.None, true)]
    public void only_a_notice_or_a_filing_is_submitted(NoticeKind kind, CfiusFiling filing, bool allowed) =>
        Submitted(Submission(), Opening with { NoticeKind = kind, CfiusFiling = filing }).ShouldBe(allowed ? [] : ["/notice/noticeKind not-a-notice"]);

    [Fact]
    public void a_declaration_is_not_of_tomorrow() =>
        Submitted(Submission() with { DeclarationA = new NoticeDeclaration { Name = "A", Position = "Director", Date = new DateOnly(2026, 11, 26) } })
            .ShouldBe(["/declarationA/date in-the-future"]);
}
