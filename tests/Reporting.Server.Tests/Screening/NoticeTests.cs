using System.Net;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Screening;

public sealed class NoticeTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task a_notice_is_drafted_submitted_and_accepted_and_its_review_ends_on_the_thirtieth_working_day()
    {
        var officer = await world.AsAsync("albion/officer");
        var opened = (await officer.PostAsync("/v1/screening-notices", world.Notice("albion"))).ShouldBe(HttpStatusCode.Created);
        opened.Deadline("uk-nsi-2021", "review")["state"]!.GetValue<string>().ShouldBe("pending");
        opened["gaps"].AsArray().ShouldContain(g => g!["pointer"]!.GetValue<string>() == "/target");

        var submitted = await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"");
        submitted.ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "review")["state"]!.GetValue<string>().ShouldBe("pending");

        var desk = await world.AsAsync("uk-isu/caseworker");
        var reference = await ReferenceAsync(desk);
        var accepted = await AcceptAsync(desk, reference, host.Now, "email");
        var review = accepted.ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "review");

        // NSI Act 2021 s.14(9): 30 working days beginning with the day on which acceptance was given; 1 September is day one.
        review["dueDate"]!.GetValue<string>().ShouldBe("2026-10-12");
        review["zone"]!.GetValue<string>().ShouldBe("Europe/London");
        review["explanation"]!.AsArray().ShouldNotBeEmpty();
        var read = await officer.ReadAsync($"/v1/screening-notices/{opened["id"]}");
        read["state"].GetValue<string>().ShouldBe("accepted");
        read.Deadline("uk-nsi-2021", "review")["remaining"]!["amount"]!.GetValue<decimal>().ShouldBe(30);
        (await AcceptAsync(desk, reference, host.Now, "email")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"2\"")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task an_acceptance_by_post_counts_from_the_second_working_day_after_posting()
    {
        var officer = await world.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/screening-notices", world.Notice("northwind"));
        await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"");
        var desk = await world.AsAsync("uk-isu/decision-maker");

        // SI 2021/1267: posted on Tuesday the 1st, given on Thursday the 3rd.
        (await AcceptAsync(desk, await ReferenceAsync(desk), host.Now, "post-uk")).ShouldBe(HttpStatusCode.Created)
            .Deadline("uk-nsi-2021", "review")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-14");
    }

    [Theory]
    [InlineData(24, "in-the-future")]
    [InlineData(-24, "before-submission")]
    public async Task an_acceptance_is_given_after_the_notice_came_and_before_it_is_recorded(int hours, string code)
    {
        var officer = await world.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/screening-notices", world.Notice("northwind"));
        await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"");
        var desk = await world.AsAsync("uk-isu/caseworker");
        var refused = await AcceptAsync(desk, await ReferenceAsync(desk), host.Now.AddHours(hours), "email");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused["errors"][0]!["code"]!.GetValue<string>().ShouldBe(code);
        refused.Pointers.ShouldBe(["/givenAt"]);
    }

    [Fact]
    public async Task a_submission_declared_above_official_is_refused()
    {
        var notice = world.Notice("albion");
        notice["handling"]!["notAboveOfficial"] = false;
        var refused = await (await world.AsAsync("albion/officer")).PostAsync("/v1/screening-notices", notice);
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused.Pointers.ShouldBe(["/handling/notAboveOfficial"]);
    }

    private static async Task<Answer> AcceptAsync(HttpClient desk, string reference, DateTimeOffset givenAt, string method)
    {
        var seen = (await desk.ReadAsync($"/v1/regulator/cases/{reference}")).ShouldBe(HttpStatusCode.OK);
        return await desk.PostAsync(
            $"/v1/regulator/cases/{reference}/acceptance", new { givenAt = givenAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), method }, ifMatch: seen.Response.Headers.ETag!.ToString());
    }

    /// <summary>The newest notice in the queue, once the view shows it.</summary>
    private static Task<string> ReferenceAsync(HttpClient desk) =>
        Poll.UntilAsync(
            async () => (await desk.ReadAsync("/v1/regulator/cases?type=screening-notice&state=received"))["items"].AsArray().FirstOrDefault()?["reference"]?.GetValue<string>(),
            TimeSpan.FromSeconds(10),
            "the queue");
}
