using System.Net;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>CFIUS and the EU mechanism, by the steps that their documents name. Days were computed apart from the rules and the federal holidays.</summary>
public sealed class StepTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 8, 21, 14, 0, 0, TimeSpan.Zero));
        world = await World.BuildAsync(host);
        var admin = await host.AdminAsync();
        foreach (var id in (string[])["us-cfius", "be-isc"])
        {
            (await admin.PostAsync("/v1/authorities", new { id, name = id.ToUpperInvariant(), jurisdiction = "US", worksHere = true, door = new { url = $"https://{id}.example/" } })).ShouldBe(HttpStatusCode.OK);
            await world.AddAuthorityClientsAsync(id);
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task a_cfius_notice_from_acceptance_to_the_presidents_decision()
    {
        var at = await FiledAsync("us-cfius", "notice");
        (await StepsAsync(at)).ShouldBe(["accept-notice"]);
        (await at.TryDeskAsync("steps", Step("start-investigation"))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        // 45 days, 21 August the first: Sunday 4 October, and so Monday the 5th.
        (await TakeAsync(at, "accept-notice")).Deadline("us-cfius", "review")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-05");
        (await at.TryDeskAsync("steps", Step("accept-notice"))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryDeskAsync("steps", Step("answer"))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/step"]);

        // Asked on Friday 4 September: three business days, Labor Day left out.
        await at.ToAsync(new DateTimeOffset(2026, 9, 4, 14, 0, 0, TimeSpan.Zero));
        (await TakeAsync(at, "ask")).Deadline("us-cfius", "follow-up-response")["dueDate"]!.GetValue<string>().ShouldBe("2026-09-10");
        (await at.ReadAsync())["steps"].AsArray().Select(s => s!["step"]!.GetValue<string>()).ShouldBe(["answer"]);
        (await at.TryDeskAsync("steps", Step("extend-answer"))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/until"]);
        (await at.DoDeskAsync("steps", Step("extend-answer", until: "2026-09-15"))).Deadline("us-cfius", "follow-up-response")["dueDate"]!.GetValue<string>().ShouldBe("2026-09-15");
        (await at.DoAsync("steps", new { regime = "us-cfius", step = "answer", at = Text(host.Now) })).Deadline("us-cfius", "follow-up-response")["state"]!.GetValue<string>().ShouldBe("met");

        await at.ToAsync(new DateTimeOffset(2026, 10, 5, 14, 0, 0, TimeSpan.Zero));
        var investigation = (await TakeAsync(at, "start-investigation")).Deadline("us-cfius", "investigation");
        investigation["dueDate"]!.GetValue<string>().ShouldBe("2026-11-18");
        investigation["latestLawfulDate"]!.GetValue<string>().ShouldBe("2026-11-19");
        // One extension of fifteen days: Thursday 3 December; by the rule the day after.
        var extended = (await TakeAsync(at, "extend-investigation")).Deadline("us-cfius", "investigation");
        extended["dueDate"]!.GetValue<string>().ShouldBe("2026-12-03");
        extended["latestLawfulDate"]!.GetValue<string>().ShouldBe("2026-12-04");
        (await at.TryDeskAsync("steps", Step("extend-investigation"))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");

        // Appropriations lapse from the 12th of October and are restored on the 15th: three days left out, to Sunday 6 December and so to Monday.
        await at.ToAsync(new DateTimeOffset(2026, 10, 12, 14, 0, 0, TimeSpan.Zero));
        (await TakeAsync(at, "record-lapse")).Deadline("us-cfius", "investigation")["state"]!.GetValue<string>().ShouldBe("paused");
        await at.ToAsync(new DateTimeOffset(2026, 10, 15, 14, 0, 0, TimeSpan.Zero));
        (await TakeAsync(at, "record-restoration")).Deadline("us-cfius", "investigation")["dueDate"]!.GetValue<string>().ShouldBe("2026-12-07");

        await at.ToAsync(new DateTimeOffset(2026, 11, 19, 15, 0, 0, TimeSpan.Zero));
        await TakeAsync(at, "complete-investigation");
        // The decision is the President's, who has no account here: the firm sees the clock.
        (await at.ReadAsync()).Deadline("us-cfius", "presidential-decision")["dueDate"]!.GetValue<string>().ShouldBe("2026-12-04");
        await TakeAsync(at, "announce-decision");
        (await at.ReadAsync()).Deadline("us-cfius", "presidential-decision")["state"]!.GetValue<string>().ShouldBe("met");
    }

    [Fact]
    public async Task a_cfius_declaration_is_assessed_within_thirty_days()
    {
        var at = await FiledAsync("us-cfius", "declaration");
        (await StepsAsync(at)).ShouldBe(["start-declaration-assessment"]);
        await at.ToAsync(new DateTimeOffset(2026, 9, 1, 14, 0, 0, TimeSpan.Zero));
        (await TakeAsync(at, "start-declaration-assessment")).Deadline("us-cfius", "declaration-assessment")["dueDate"]!.GetValue<string>().ShouldBe("2026-09-30");
        (await TakeAsync(at, "conclude-assessment")).Deadline("us-cfius", "declaration-assessment")["state"]!.GetValue<string>().ShouldBe("met");
        (await StepsAsync(at)).ShouldNotContain("ask");
    }

    [Fact]
    public async Task the_screening_authority_records_the_cooperation_of_the_union_and_the_clocks_follow()
    {
        var at = await FiledAsync("be-isc", "none", "voluntary");
        (await StepsAsync(at)).ShouldBe(["notify", "authorise"]);
        // Received on Friday 21 August: fifteen days to Saturday 5 September, by the other reading Monday the 7th; thirty-five to Friday the 25th.
        await at.DoDeskAsync("steps", new { regime = "eu-fdi-2019-452", step = "notify", at = Text(host.Now) });
        var seen = await at.DeskAsync();
        seen.Deadline("eu-fdi-2019-452", "comment-intention")["dueDate"]!.GetValue<string>().ShouldBe("2026-09-05");
        seen.Deadline("eu-fdi-2019-452", "comment-intention")["latestLawfulDate"]!.GetValue<string>().ShouldBe("2026-09-07");
        seen.Deadline("eu-fdi-2019-452", "opinion")["dueDate"]!.GetValue<string>().ShouldBe("2026-09-25");
        await at.ToAsync(new DateTimeOffset(2026, 9, 15, 9, 0, 0, TimeSpan.Zero));
        await at.DoDeskAsync("steps", new { regime = "eu-fdi-2019-452", step = "notify-intention", at = "2026-09-04T09:00:00Z" });
        // Further information on 15 September: twenty days to Monday 5 October.
        await at.DoDeskAsync("steps", new { regime = "eu-fdi-2019-452", step = "pass-on-information", at = Text(host.Now) });
        (await at.DeskAsync()).Deadline("eu-fdi-2019-452", "comments")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-05");
        (await at.DeskAsync()).Deadline("eu-fdi-2019-452", "comment-intention")["state"]!.GetValue<string>().ShouldBe("met");
        await at.DoDeskAsync("steps", new { regime = "eu-fdi-2019-452", step = "record-opinion", at = Text(host.Now) });
        (await at.ReadAsync()).Deadline("eu-fdi-2019-452", "opinion")["state"]!.GetValue<string>().ShouldBe("met");
    }

    [Fact]
    public async Task from_2028_the_screening_authority_asks_and_the_firm_has_fifteen_days()
    {
        await host.AdvanceAsync(new DateTimeOffset(2028, 2, 1, 9, 0, 0, TimeSpan.Zero) - host.Now);
        var at = await FiledAsync("be-isc", "none", "voluntary");
        // Tuesday 1 February 2028: forty-five days to Friday 17 March; to be notified within fifteen, to Wednesday the 16th.
        var completed = await at.DoDeskAsync("steps", new { regime = "eu-fdi-2026-1386", step = "complete-filing", at = Text(host.Now) });
        completed.Deadline("eu-fdi-2026-1386", "initial-review")["dueDate"]!.GetValue<string>().ShouldBe("2028-03-17");
        completed.Deadline("eu-fdi-2026-1386", "cooperation-notification")["dueDate"]!.GetValue<string>().ShouldBe("2028-02-16");
        await at.DoDeskAsync("steps", new { regime = "eu-fdi-2026-1386", step = "ask", at = Text(host.Now), text = "Who holds the fund?" });
        (await at.ReadAsync()).Deadline("eu-fdi-2026-1386", "information-response")["dueDate"]!.GetValue<string>().ShouldBe("2028-02-16");
        (await at.DoAsync("steps", new { regime = "eu-fdi-2026-1386", step = "answer", at = Text(host.Now) })).Deadline("eu-fdi-2026-1386", "information-response")["state"]!.GetValue<string>().ShouldBe("met");
    }

    [Fact]
    public async Task the_cooperation_of_2026_runs_from_the_notification_to_the_investment_being_allowed()
    {
        await host.AdvanceAsync(new DateTimeOffset(2028, 2, 1, 9, 0, 0, TimeSpan.Zero) - host.Now);
        var at = await FiledAsync("be-isc", "none", "voluntary", n => n["standstillInMemberState"] = "yes");
        Task<Answer> TakeAsync(string step) => at.DoDeskAsync("steps", new { regime = "eu-fdi-2026-1386", step, at = Text(host.Now) });
        (await at.TryDeskAsync("steps", new { regime = "eu-fdi-2026-1386", step = "authorise", at = Text(host.Now) })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await TakeAsync("complete-filing");
        (await ClosingAsync(at, "eu-fdi-2026-1386"))["standstill"]!.GetValue<string>().ShouldBe("yes");
        await at.ToAsync(new DateTimeOffset(2028, 2, 10, 9, 0, 0, TimeSpan.Zero));
        (await TakeAsync("notify")).Deadline("eu-fdi-2026-1386", "cooperation-notification")["state"]!.GetValue<string>().ShouldBe("met");

        // Received on Friday 11 February 2028; February has 29 days.
        await at.ToAsync(new DateTimeOffset(2028, 2, 11, 9, 0, 0, TimeSpan.Zero));
        await TakeAsync("record-notification");
        await DueAsync(at, ("comment-intention", "2028-02-26", "2028-02-28"), ("commission-intention", "2028-03-02", "2028-03-02"), ("comments", "2028-03-02", "2028-03-02"), ("opinion", "2028-03-12", "2028-03-13"));
        await at.ToAsync(new DateTimeOffset(2028, 2, 25, 9, 0, 0, TimeSpan.Zero));
        await TakeAsync("notify-intention");
        await TakeAsync("notify-commission-intention");
        (await at.DeskAsync()).Deadline("eu-fdi-2026-1386", "commission-intention")["state"]!.GetValue<string>().ShouldBe("met");

        // Further information on Wednesday 1 March: fifteen and twenty-five days.
        await at.ToAsync(new DateTimeOffset(2028, 3, 1, 9, 0, 0, TimeSpan.Zero));
        await TakeAsync("pass-on-information");
        await DueAsync(at, ("comments", "2028-03-16", "2028-03-16"), ("opinion", "2028-03-26", "2028-03-27"));
        await at.ToAsync(new DateTimeOffset(2028, 3, 14, 9, 0, 0, TimeSpan.Zero));
        await TakeAsync("record-comments");
        await TakeAsync("record-opinion");
        (await TakeAsync("conclude-review")).Deadline("eu-fdi-2026-1386", "initial-review")["state"]!.GetValue<string>().ShouldBe("met");

        // It is the screening authority that allows it, and no one else's step.
        (await at.TryAsync("steps", new { regime = "eu-fdi-2026-1386", step = "authorise", at = Text(host.Now) })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/step"]);
        await TakeAsync("authorise");
        var free = await ClosingAsync(at, "eu-fdi-2026-1386");
        (free["state"]!.GetValue<string>(), free["day"]!.GetValue<string>()).ShouldBe(("free", "2028-03-14"));
        (await at.TryDeskAsync("steps", new { regime = "eu-fdi-2026-1386", step = "authorise", at = Text(host.Now) })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");

        async Task DueAsync(StatuteUnderTest of, params (string Obligation, string Due, string LatestLawful)[] clocks)
        {
            foreach (var seen in (Answer[])[await of.ReadAsync(), await of.DeskAsync()])
            {
                foreach (var clock in clocks)
                {
                    var deadline = seen.Deadline("eu-fdi-2026-1386", clock.Obligation);
                    (deadline["dueDate"]!.GetValue<string>(), deadline["latestLawfulDate"]!.GetValue<string>()).ShouldBe((clock.Due, clock.LatestLawful), clock.Obligation);
                }
            }
        }
    }

    [Fact]
    public async Task a_report_to_the_president_begins_the_fifteen_days_and_what_must_be_declared_must_wait()
    {
        var at = await FiledAsync("us-cfius", "notice", with: n => n["mandatoryDeclaration"] = "yes");
        (await ClosingAsync(at, "us-cfius"))["standstill"]!.GetValue<string>().ShouldBe("yes");
        await TakeAsync(at, "accept-notice");
        await at.ToAsync(new DateTimeOffset(2026, 9, 1, 14, 0, 0, TimeSpan.Zero));
        (await TakeAsync(at, "start-investigation")).Deadline("us-cfius", "review")["state"]!.GetValue<string>().ShouldBe("met");
        (await at.TryDeskAsync("steps", Step("conclude-review"))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        // Sent to the President on Thursday 1 October: fifteen days to Friday the 16th.
        await at.ToAsync(new DateTimeOffset(2026, 10, 1, 14, 0, 0, TimeSpan.Zero));
        await TakeAsync(at, "refer-to-president");
        await TakeAsync(at, "complete-investigation");
        (await at.ReadAsync()).Deadline("us-cfius", "presidential-decision")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-16");
        await TakeAsync(at, "announce-decision");
        (await at.ReadAsync()).Deadline("us-cfius", "presidential-decision")["state"]!.GetValue<string>().ShouldBe("met");
        (await ClosingAsync(at, "us-cfius"))["state"]!.GetValue<string>().ShouldBe("decided");

        var free = await FiledAsync("us-cfius", "notice", with: n => n["mandatoryDeclaration"] = "no");
        await TakeAsync(free, "accept-notice");
        (await ClosingAsync(free, "us-cfius"))["standstill"]!.GetValue<string>().ShouldBe("no");
        await TakeAsync(free, "conclude-review");
        (await ClosingAsync(free, "us-cfius"))["state"]!.GetValue<string>().ShouldBe("free");
    }

    [Fact]
    public async Task a_deal_that_its_firm_notifies_to_nobody_is_safe_five_years_after_its_completion()
    {
        var notice = world.Notice("albion");
        (notice["noticeKind"], notice["status"]) = ("not-notified", "completed");
        notice["completedAt"] = new System.Text.Json.Nodes.JsonObject { ["at"] = "2024-02-29T10:00:00Z" };
        notice["control"] = new System.Text.Json.Nodes.JsonObject { ["thresholds"] = new System.Text.Json.Nodes.JsonArray("material-influence") };
        notice["areas"] = new System.Text.Json.Nodes.JsonArray();
        var officer = await world.AsAsync("albion/officer");
        var opened = (await officer.PostAsync("/v1/screening-notices", notice)).ShouldBe(HttpStatusCode.Created);
        opened.Deadline("uk-nsi-2021", "call-in-event-limit")["dueDate"]!.GetValue<string>().ShouldBe("2029-02-28");
        var closing = (await officer.ReadAsync($"/v1/screening-notices/{opened["id"]}/earliest-closing"))["regimes"].AsArray().Single(r => r!["regime"]!.GetValue<string>() == "uk-nsi-2021")!;
        (closing["obligation"]!.GetValue<string>(), closing["day"]!.GetValue<string>()).ShouldBe(("call-in-event-limit", "2029-03-01"));
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> ClosingAsync(StatuteUnderTest at, string regime) =>
        (await at.Officer.ReadAsync($"/v1/screening-notices/{at.Id}/earliest-closing"))["regimes"].AsArray().Single(r => r!["regime"]!.GetValue<string>() == regime)!;

    private static object Step(string step, string regime = "us-cfius", string? until = null) => until is null
        ? new { regime, step, at = "2026-08-21T14:00:00Z" }
        : (object)new { regime, step, at = "2026-09-04T14:00:00Z", until };

    private static Task<Answer> TakeAsync(StatuteUnderTest at, string step) => at.DoDeskAsync("steps", new { regime = "us-cfius", step, at = Text(at.Host.Now) });

    private static async Task<IEnumerable<string>> StepsAsync(StatuteUnderTest at) => (await at.DeskAsync())["steps"].AsArray().Select(s => s!["step"]!.GetValue<string>());

    private Task<StatuteUnderTest> FiledAsync(string authority, string filing, string kind = "none", Action<System.Text.Json.Nodes.JsonObject>? with = null)
    {
        var notice = world.Notice("albion");
        (notice["noticeKind"], notice["cfiusFiling"]) = (kind, filing);
        with?.Invoke(notice);
        return SubmittedAsync(world, host, notice: notice, authority: authority);
    }
}
