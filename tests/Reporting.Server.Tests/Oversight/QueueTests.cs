using System.Net;
using System.Text.Json.Nodes;
using Marten.Events;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Oversight;

public sealed class QueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync();
        world = await World.BuildAsync(host);
        await world.FiledAsync("northwind", "be-csirt");
        await world.FiledAsync("albion", "be-csirt", "uk-cyber");
        await world.FiledAsync("northwind", "uk-cyber");
        await CaughtUpAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task each_queue_holds_what_was_submitted_to_its_authority()
    {
        (await RowsAsync("be-csirt")).Count.ShouldBe(2);
        (await RowsAsync("uk-cyber")).Count.ShouldBe(2);
        (await RowsAsync("uk-isu")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_row_says_what_is_due_next_under_this_authoritys_own_regimes()
    {
        var row = (await RowsAsync("be-csirt"))[0];
        row["regimes"]!.AsArray().Select(r => r!.GetValue<string>()).ShouldBe(["eu-nis2"]);
        row["nextObligation"]!.GetValue<string>().ShouldBe("eu-nis2/csirt-response");
        row["stage"]!.GetValue<string>().ShouldBe("early-warning");
    }

    [Fact]
    public async Task pages_follow_by_a_cursor_that_opens_no_other_list()
    {
        var desk = await world.AsAsync("be-csirt/caseworker");
        var first = (await desk.ReadAsync("/v1/regulator/cases?limit=1")).ShouldBe(HttpStatusCode.OK);
        var next = first.Response.Headers.GetValues("Link").Single().Split('<', '>')[1];
        var second = (await desk.ReadAsync(next)).ShouldBe(HttpStatusCode.OK);
        second["items"].AsArray().Count.ShouldBe(1);
        second["items"][0]!["reference"]!.GetValue<string>().ShouldNotBe(first["items"][0]!["reference"]!.GetValue<string>());
        second.Body!["next"].ShouldBeNull();

        var other = await world.AsAsync("uk-cyber/caseworker");
        (await other.ReadAsync(next)).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        (await desk.ReadAsync(next + "&type=incident")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
    }

    [Fact]
    public async Task filters_combine()
    {
        var desk = await world.AsAsync("be-csirt/caseworker");
        (await desk.ReadAsync("/v1/regulator/cases?type=incident&regime=eu-nis2&state=received"))["items"].AsArray().Count.ShouldBe(2);
        (await desk.ReadAsync("/v1/regulator/cases?type=screening-notice"))["items"].AsArray().ShouldBeEmpty();
        (await desk.ReadAsync("/v1/regulator/cases?dueBefore=2020-01-01T00:00:00Z"))["items"].AsArray().ShouldBeEmpty();
        (await desk.ReadAsync("/v1/regulator/cases?dueBefore=soon")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
    }

    [Fact]
    public async Task what_is_not_asked_in_these_words_is_refused_by_its_name()
    {
        var desk = await world.AsAsync("be-csirt/caseworker");
        (await desk.ReadAsync("/v1/regulator/cases?statee=received&colour=red")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/colour", "/statee"]);
        (await desk.ReadAsync("/v1/regulator/cases?type=theft&lane=old&overdue=yes&sort=colour&limit=1000&firm=x&receivedFrom=today")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request")
            .Pointers.ShouldBe(["/type", "/lane", "/overdue", "/sort", "/limit", "/firm", "/receivedFrom"], ignoreOrder: true);
        (await desk.ReadAsync("/v1/regulator/cases?sort=relevance")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/sort"]);
        (await desk.ReadAsync("/v1/regulator/cases?q=" + string.Join("+", Enumerable.Range(0, 40)))).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/q"]);
        (await desk.ReadAsync("/v1/regulator/cases?q=" + string.Join("+", Enumerable.Range(0, 10_000)))).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/q"]);
        (await desk.ReadAsync("/v1/regulator/cases?q=%26%7C!():*")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/q"]);
        (await desk.ReadAsync("/v1/regulator/cases?cursor=forged")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/cursor"]);
    }

    [Fact]
    public async Task counts_go_with_the_list_they_are_of()
    {
        var desk = await world.AsAsync("be-csirt/caseworker");
        var counts = (await desk.ReadAsync("/v1/regulator/cases/counts?type=incident")).ShouldBe(HttpStatusCode.OK);
        counts["total"].GetValue<int>().ShouldBe(2);
        Facet(counts, "firm").Values.ShouldBe([1, 1]);
        Facet(counts, "kind").ShouldBe(new Dictionary<string, int> { ["weight-exfiltration"] = 2 });
        Facet(counts, "regime").ShouldBe(new Dictionary<string, int> { ["eu-nis2"] = 2 });
        Facet(counts, "assigned").ShouldBe(new Dictionary<string, int> { ["nobody"] = 2 });
        var firm = world.Firms["northwind"];
        (await desk.ReadAsync($"/v1/regulator/cases?firm={firm}&kind=weight-exfiltration&kind=insider&lane=in-force&assigned=nobody"))["items"].AsArray().Single()!["firmName"]!.GetValue<string>().ShouldBe("northwind");
        (await desk.ReadAsync($"/v1/regulator/cases/counts?firm={firm}"))["total"].GetValue<int>().ShouldBe(1);
        (await (await world.AsAsync("uk-isu/analyst")).ReadAsync($"/v1/regulator/cases/counts?firm={firm}"))["total"].GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task who_has_the_list_is_not_sent_it_again()
    {
        var desk = await world.AsAsync("be-csirt/caseworker");
        var first = await desk.ReadAsync("/v1/regulator/cases");
        var tag = first.Response.Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/regulator/cases") { Headers = { IfNoneMatch = { tag } } };
        var same = await desk.SendAsync(again);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await same.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        await desk.PostAsync($"/v1/regulator/cases/{first["items"][0]!["reference"]}/tags", new { add = new[] { "seen" } });
        using var changed = new HttpRequestMessage(HttpMethod.Get, "/v1/regulator/cases") { Headers = { IfNoneMatch = { tag } } };
        (await desk.SendAsync(changed)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task pages_are_of_one_moment_while_cases_arrive_and_change()
    {
        var desk = await world.AsAsync("be-csirt/caseworker");
        foreach (var sort in (string[])["newest", "oldest", "due"])
        {
            var all = (await desk.ReadAsync($"/v1/regulator/cases?sort={sort}&limit=200"))["items"].AsArray().Select(i => i!["reference"]!.GetValue<string>()).ToList();
            var seen = new List<string>();
            for (var url = $"/v1/regulator/cases?sort={sort}&limit=1"; ;)
            {
                var page = (await desk.ReadAsync(url)).ShouldBe(HttpStatusCode.OK);
                seen.Add(page["items"].AsArray().Single()!["reference"]!.GetValue<string>());
                if (page.Body!["next"] is null)
                {
                    break;
                }

                url = page.Response.Headers.GetValues("Link").Single().Split('<', '>')[1];
                await host.AdvanceAsync(TimeSpan.FromSeconds(1));
                await world.FiledAsync("albion", "be-csirt");
                await CaughtUpAsync();
            }

            seen.ShouldBe(all, sort);
        }
    }

    [Fact]
    public async Task a_list_of_an_earlier_moment_is_as_it_was_then()
    {
        var desk = await world.AsAsync("uk-cyber/caseworker");
        var before = (await desk.ReadAsync("/v1/regulator/cases")).Body!["items"]!.ToJsonString();
        var reference = JsonNode.Parse(before)![0]!["reference"]!.GetValue<string>();
        var then = Contracts.InstantConverter.Text(host.Now);
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        await desk.PostAsync($"/v1/regulator/cases/{reference}/acknowledgement", new { text = "Seen." }, ifMatch: "*");
        await desk.PostAsync($"/v1/regulator/cases/{reference}/severity", new { scheme = "uk-ncsc-categories", level = "category-1", reasons = "Grave." });
        await world.FiledAsync("albion", "uk-cyber");
        await CaughtUpAsync();
        var now = (await desk.ReadAsync("/v1/regulator/cases"))["items"].AsArray();
        now.Count.ShouldBe(3);
        var row = now.Single(r => r!["reference"]!.GetValue<string>() == reference)!;
        (row["state"]!.GetValue<string>(), row["severity"]!.GetValue<string>()).ShouldBe(("acknowledged", "category-1"));
        (await desk.ReadAsync($"/v1/regulator/cases?asOf={then}")).Body!["items"]!.ToJsonString().ShouldBe(before);
        (await desk.ReadAsync($"/v1/regulator/cases/counts?asOf={then}"))["total"].GetValue<int>().ShouldBe(2);
        (await desk.ReadAsync("/v1/regulator/cases?asOf=1901-01-01T00:00:00Z"))["items"].AsArray().ShouldBeEmpty();
        (await desk.ReadAsync($"/v1/regulator/cases?asOf={Contracts.InstantConverter.Text(host.Now.AddMinutes(1))}")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/asOf"]);
    }

    [Fact]
    public async Task every_view_rebuilt_equals_the_view_as_it_ran()
    {
        await LivedIncident.LiveAsync(world, host);
        await LivedNotice.LiveAsync(world, host);
        (await host.ScalarAsync<long>($"select count(*) from {Server.Casework.DeskTable.Name}")).ShouldBeGreaterThan(1);
        await Views.ShouldComeOutTheSameAsync(host, world);
    }

    private static Dictionary<string, int> Facet(Answer counts, string name) =>
        counts[name].AsArray().ToDictionary(f => f!["value"]!.GetValue<string>(), f => f!["count"]!.GetValue<int>());

    private Task CaughtUpAsync() => host.Store.WaitForNonStaleProjectionDataAsync(Limit);

    private async Task<List<System.Text.Json.Nodes.JsonNode>> RowsAsync(string authority) =>
        [.. (await (await world.AsAsync(authority + "/analyst")).ReadAsync("/v1/regulator/cases")).ShouldBe(HttpStatusCode.OK)["items"].AsArray().Select(r => r!)];
}
