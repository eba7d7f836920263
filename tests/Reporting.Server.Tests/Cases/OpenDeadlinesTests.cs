using System.Net;
using System.Text.Json.Nodes;
using Reporting.Contracts;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Cases;

/// <summary>What is owed next over all cases of a firm. Moves the law's clock, so it has a server of its own.</summary>
public sealed class OpenDeadlinesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(Start);
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task the_nearest_of_all_cases_comes_first_and_a_filing_is_seen_at_once()
    {
        var officer = await world.AsAsync("northwind/officer");
        var later = await OpenAsync(officer, world.Incident("northwind", TimeSpan.FromHours(1)));
        var nearer = await OpenAsync(officer, world.Incident("northwind", TimeSpan.FromHours(20)));
        await OpenAsync(officer, world.Notice("northwind"), "/v1/screening-notices");
        await OpenAsync(await world.AsAsync("albion/officer"), world.Incident("albion"));

        var list = await AllAsync(officer, "limit=7");
        var actBy = list.Select(d => d["actBy"]?.GetValue<DateTimeOffset>() ?? DateTimeOffset.MaxValue).ToList();
        actBy.ShouldBe(actBy.Order());
        list.Select(d => d["case"]!.GetValue<string>()).Distinct().Count().ShouldBe(3);
        list[0]["case"]!.GetValue<string>().ShouldBe(nearer);
        list.ShouldContain(d => d["actBy"] == null);

        var warnings = await AllAsync(officer, "regime=eu-nis2&binds=firm&state=running&limit=1");
        warnings.Where(d => d["obligation"]!.GetValue<string>() == "early-warning").Select(d => d["case"]!.GetValue<string>()).ShouldBe([nearer, later]);
        var first = warnings[0];
        first["actBy"]!.GetValue<DateTimeOffset>().ShouldBe(Start.AddHours(4));
        first["remaining"]!["amount"]!.GetValue<decimal>().ShouldBe(4);
        first["owedTo"]!.GetValue<string>().ShouldBe("be-csirt");
        first["authority"]!["url"]!.GetValue<string>().ShouldBe("https://be-csirt.example/");
        first["authority"]!["worksHere"]!.GetValue<bool>().ShouldBeTrue();
        first.AsObject().ContainsKey("assignee").ShouldBeTrue();

        // In the filing's own transaction: the next read knows.
        (await officer.PostAsync($"/v1/incidents/{nearer}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await AllAsync(officer, "regime=eu-nis2&binds=firm&state=running")).Where(d => d["obligation"]!.GetValue<string>() == "early-warning").Select(d => d["case"]!.GetValue<string>()).ShouldBe([later]);

        // Time alone passes without a write: less remains, and then it is missed.
        await host.AdvanceAsync(TimeSpan.FromHours(20));
        (await AllAsync(officer, "regime=eu-nis2&state=running")).First(d => d["obligation"]!.GetValue<string>() == "early-warning")["remaining"]!["amount"]!.GetValue<decimal>().ShouldBe(3);
        await host.AdvanceAsync(TimeSpan.FromHours(4));
        var missed = await AllAsync(officer, "regime=eu-nis2&state=missed");
        missed.Select(d => d["case"]!.GetValue<string>()).ShouldContain(later);
        missed.ShouldAllBe(d => d["state"]!.GetValue<string>() == "missed");

        // What is no law has a lane of its own and is never missed.
        (await AllAsync(officer, "lane=proposed")).ShouldAllBe(d => d["lane"]!.GetValue<string>() == "proposed" && d["state"]!.GetValue<string>() != "missed");
        (await AllAsync(officer, "lane=proposed&state=missed")).ShouldBeEmpty();
        (await AllAsync(officer, $"until={InstantConverter.Text(Start.AddHours(60))}")).ShouldAllBe(d => d["actBy"]!.GetValue<DateTimeOffset>() <= Start.AddHours(60));
    }

    [Fact]
    public async Task it_shows_who_is_on_what_of_a_case_and_nobody_of_another_firm_can_be()
    {
        var officer = await world.AsAsync("northwind/officer");
        var id = await OpenAsync(officer, world.Incident("northwind"));
        var ((ann, _), (bob, _), (stranger, _)) = (await world.PersonAsync("northwind", "officer"), await world.PersonAsync("northwind", "filer"), await world.PersonAsync("albion", "officer"));
        Task<Answer> AssignAsync(object body) => officer.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/assignment", body, key: null);
        async Task<List<string?>> OnAsync() => [.. (await AllAsync(officer, "regime=eu-nis2&binds=firm")).Select(d => d["assignee"]?.GetValue<string>()).Distinct()];
        (await OnAsync()).ShouldBe([null]);

        (await AssignAsync(new { member = ann })).ShouldBe(HttpStatusCode.OK);
        (await OnAsync()).ShouldBe([ann]);
        (await AssignAsync(new { member = bob, deadlines = new[] { "eu-nis2/early-warning" } })).ShouldBe(HttpStatusCode.OK);
        (await AllAsync(officer, "regime=eu-nis2&binds=firm")).ShouldAllBe(d => d["assignee"]!.GetValue<string>() == (d["key"]!.GetValue<string>() == "eu-nis2/early-warning" ? bob : ann));
        (await AssignAsync(new { deadlines = new[] { "eu-nis2/early-warning" } })).ShouldBe(HttpStatusCode.OK);
        (await OnAsync()).ShouldBe([ann]);
        (await AssignAsync(new { })).ShouldBe(HttpStatusCode.OK);
        (await OnAsync()).ShouldBe([null]);

        (await AssignAsync(new { member = stranger, deadlines = new[] { "eu-nis2/notification", "eu-nis2/none" } })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/member", "/deadlines/1"]);
        (await (await world.AsAsync("albion/officer")).SendAsync(HttpMethod.Put, $"/v1/cases/{id}/assignment", new { member = stranger }, key: null)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await officer.ReadAsync($"/v1/incidents/{id}"))["revision"].GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task the_list_is_what_the_cases_themselves_answer()
    {
        var officer = await world.AsAsync("albion/officer");
        List<string> cases = [await OpenAsync(officer, world.Incident("albion")), await OpenAsync(officer, world.Notice("albion"), "/v1/screening-notices")];
        (await officer.PostAsync($"/v1/incidents/{cases[0]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await officer.PostAsync($"/v1/screening-notices/{cases[1]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        await host.AdvanceAsync(TimeSpan.FromHours(100));

        var expected = new List<string>();
        foreach (var id in cases)
        {
            expected.AddRange((await officer.ReadAsync($"/v1/cases/{id}/deadlines")).Deadlines
                .Where(d => d["state"]!.GetValue<string>() is "pending" or "running" or "paused" or "missed")
                .Select(d => $"{id} {d["regime"]}/{d["obligation"]} {d["state"]} {d["due"]} {d["remaining"]?.ToJsonString()}"));
        }

        (await AllAsync(officer, "limit=3")).Select(d => $"{d["case"]} {d["regime"]}/{d["obligation"]} {d["state"]} {d["actBy"]} {d["remaining"]?.ToJsonString()}").ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("state=mist", "/state")]
    [InlineData("state=met", "/state")]
    [InlineData("lane=law", "/lane")]
    [InlineData("binds=me", "/binds")]
    [InlineData("until=2026-03-02", "/until")]
    [InlineData("limit=0", "/limit")]
    [InlineData("limit=101", "/limit")]
    [InlineData("cursor=bm90LW91cnM", "/cursor")]
    public async Task what_cannot_be_asked_is_malformed(string query, string pointer)
    {
        var officer = await world.AsAsync("northwind/officer");
        (await officer.ReadAsync("/v1/deadlines?" + query)).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe([pointer]);
    }

    [Fact]
    public async Task a_cursor_opens_no_list_but_its_own()
    {
        var officer = await world.AsAsync("northwind/officer");
        await OpenAsync(officer, world.Incident("northwind"));
        var next = (await officer.ReadAsync("/v1/deadlines?limit=1"))["next"].GetValue<string>();
        (await officer.ReadAsync($"/v1/deadlines?limit=1&cursor={next}")).ShouldBe(HttpStatusCode.OK);
        (await officer.ReadAsync($"/v1/deadlines?limit=1&regime=eu-nis2&cursor={next}")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (await world.AsAsync("albion/officer")).ReadAsync($"/v1/deadlines?limit=1&cursor={next}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task a_case_closed_to_named_persons_is_in_the_list_of_those_alone()
    {
        var (member, named) = await world.PersonAsync("albion", "officer");
        var (_, other) = await world.PersonAsync("albion", "officer");
        var id = await OpenAsync(named, world.Incident("albion"));
        (await AllAsync(other, "")).ShouldContain(d => d["case"]!.GetValue<string>() == id);
        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", World.Confinement(member), key: null)).ShouldBe(HttpStatusCode.OK);
        foreach (var http in (HttpClient[])[other, await world.AsAsync("albion/officer")])
        {
            (await AllAsync(http, "")).ShouldNotContain(d => d["case"]!.GetValue<string>() == id);
        }

        (await AllAsync(named, "")).ShouldContain(d => d["case"]!.GetValue<string>() == id);
    }

    private static async Task<string> OpenAsync(HttpClient officer, JsonObject body, string url = "/v1/incidents") =>
        (await officer.PostAsync(url, body)).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();

    // Every page, by the link that each gives.
    private static async Task<List<JsonNode>> AllAsync(HttpClient officer, string query)
    {
        var all = new List<JsonNode>();
        for (var url = "/v1/deadlines?" + query; url is not null;)
        {
            var page = (await officer.ReadAsync(url)).ShouldBe(HttpStatusCode.OK);
            all.AddRange(page["items"].AsArray().Select(i => i!.DeepClone()));
            url = page.Response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        return all;
    }
}
