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
        (await StepsAsync(at)).ShouldBe(["notify"]);
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

    private static object Step(string step, string regime = "us-cfius", string? until = null) => until is null
        ? new { regime, step, at = "2026-08-21T14:00:00Z" }
        : (object)new { regime, step, at = "2026-09-04T14:00:00Z", until };

    private static Task<Answer> TakeAsync(StatuteUnderTest at, string step) => at.DoDeskAsync("steps", new { regime = "us-cfius", step, at = Text(at.Host.Now) });

    private static async Task<IEnumerable<string>> StepsAsync(StatuteUnderTest at) => (await at.DeskAsync())["steps"].AsArray().Select(s => s!["step"]!.GetValue<string>());

    private Task<StatuteUnderTest> FiledAsync(string authority, string filing, string kind = "none")
    {
        var notice = world.Notice("albion");
        (notice["noticeKind"], notice["cfiusFiling"]) = (kind, filing);
        return SubmittedAsync(world, host, notice: notice, authority: authority);
    }
}
