using System.Net;
using System.Text.Json.Nodes;
using Marten.Events;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Oversight;

/// <summary>What is owed to an authority or binds it, over all its cases; a firm as it knows it; whom its cases name.</summary>
public sealed class BoardTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task what_is_overdue_and_what_is_due_this_week_and_binds_us_are_one_call_each()
    {
        var (_, filed) = await world.FiledAsync("northwind", "be-csirt");
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        await CaughtUpAsync();
        var week = Text(host.Now.AddDays(7));
        var ours = await LinesAsync(desk, $"?binds=regulator&until={week}");
        ours.Select(d => d["key"]!.GetValue<string>()).ShouldBe(["eu-nis2/csirt-response"]);
        ours[0]["reference"]!.GetValue<string>().ShouldBe(reference);
        (await LinesAsync(desk, "?overdue=true")).ShouldBeEmpty();
        (await LinesAsync(desk, "?binds=firm&state=running&regime=eu-nis2&lane=in-force&type=incident")).ShouldNotBeEmpty();

        // Nothing is recorded while time passes: what is late is late all the same.
        var then = Text(host.Now);
        await host.AdvanceAsync(TimeSpan.FromDays(60));
        var late = await LinesAsync(desk, "?overdue=true");
        late.ShouldContain(d => d["key"]!.GetValue<string>() == "eu-nis2/csirt-response");
        late.ShouldAllBe(d => d["state"]!.GetValue<string>() == "missed");
        (await desk.ReadAsync("/v1/regulator/cases?overdue=true"))["items"].AsArray().Count.ShouldBe(1);
        (await LinesAsync(desk, $"?overdue=true&asOf={then}")).ShouldBeEmpty();
        (await LinesAsync(await world.AsAsync("uk-isu/analyst"), "?overdue=true")).ShouldBeEmpty();
        (await desk.ReadAsync("/v1/regulator/deadlines?binds=nobody&colour=red&until=soon")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/binds", "/colour", "/until"], ignoreOrder: true);
    }

    [Fact]
    public async Task what_is_left_is_what_the_case_itself_says_is_left()
    {
        var at = await StatuteUnderTest.CalledInAsync(world, host);
        await world.FiledAsync("northwind", "be-csirt");
        await CaughtUpAsync();
        var compared = 0;
        foreach (var (authority, wait) in ((string, double)[])[("uk-isu", 0), ("be-csirt", 0), ("uk-isu", 3.2), ("uk-isu", 9), ("be-csirt", 0.4)])
        {
            await host.AdvanceAsync(TimeSpan.FromDays(wait));
            var desk = await world.AsAsync(authority + "/caseworker");
            foreach (var line in await LinesAsync(desk, "?limit=200"))
            {
                var read = (await desk.ReadAsync($"/v1/regulator/cases/{line["reference"]}")).Deadlines.SingleOrDefault(d => d["key"]!.GetValue<string>() == line["key"]!.GetValue<string>());
                if (read is not null && read["state"]!.GetValue<string>() == line["state"]!.GetValue<string>())
                {
                    line["remaining"]?.ToJsonString().ShouldBe(read["remaining"]?.ToJsonString(), $"{line["key"]} {line["state"]}");
                    line["actBy"]?.ToJsonString().ShouldBe(read["due"]?.ToJsonString());
                    compared++;
                }
            }
        }

        compared.ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task duties_without_a_number_stand_by_age()
    {
        await StatuteUnderTest.CalledInAsync(world, host);
        await CaughtUpAsync();
        await host.AdvanceAsync(TimeSpan.FromDays(12));
        var desk = await world.AsAsync("uk-isu/caseworker");
        foreach (var line in await LinesAsync(desk, "?numbered=false&sort=age"))
        {
            if (line["beganAt"] is not null)
            {
                line["ageDays"]!.GetValue<int>().ShouldBe((int)(host.Now - DateTimeOffset.Parse(line["beganAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)).TotalDays);
                line["beyondTarget"]!.GetValue<bool>().ShouldBe(line["ageDays"]!.GetValue<int>() > 7);
            }
        }

        var began = (await LinesAsync(desk, "?sort=age&limit=200")).Select(d => d["beganAt"]?.GetValue<string>() ?? "9").ToList();
        began.ShouldBe(began.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task pages_of_the_board_hold_every_line_once()
    {
        await world.FiledAsync("northwind", "be-csirt");
        await world.FiledAsync("albion", "be-csirt");
        await CaughtUpAsync();
        var desk = await world.AsAsync("be-csirt/caseworker");
        foreach (var sort in (string[])["due", "age"])
        {
            var all = (await LinesAsync(desk, $"?sort={sort}&limit=200")).Select(Name).ToList();
            var seen = new List<string>();
            for (string? url = $"/v1/regulator/deadlines?sort={sort}&limit=2"; url is not null;)
            {
                var page = (await desk.ReadAsync(url)).ShouldBe(HttpStatusCode.OK);
                seen.AddRange(page["items"].AsArray().Select(i => Name(i!)));
                url = page.Body!["next"] is null ? null : page.Response.Headers.GetValues("Link").Single().Split('<', '>')[1];
            }

            seen.ShouldBe(all);
            all.Distinct().Count().ShouldBe(all.Count);
        }
    }

    [Fact]
    public async Task a_firm_is_shown_as_the_authority_knows_it_and_as_not_there_to_any_other()
    {
        await world.FiledAsync("northwind", "be-csirt");
        await world.FiledAsync("northwind", "be-csirt", "uk-cyber");
        await CaughtUpAsync();
        var firm = world.Firms["northwind"];
        var profile = (await (await world.AsAsync("be-csirt/analyst")).ReadAsync($"/v1/regulator/firms/{firm}")).ShouldBe(HttpStatusCode.OK);
        (profile["name"].GetValue<string>(), profile["counts"]["total"]!.GetValue<int>(), profile["cases"].AsArray().Count).ShouldBe(("northwind", 2, 2));
        (await (await world.AsAsync("uk-cyber/analyst")).ReadAsync($"/v1/regulator/firms/{firm}"))["counts"]["total"]!.GetValue<int>().ShouldBe(1);
        var stranger = await world.AsAsync("uk-isu/analyst");
        var unknown = await stranger.ReadAsync($"/v1/regulator/firms/{firm}");
        unknown.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        unknown.Whole().ShouldBe((await stranger.ReadAsync($"/v1/regulator/firms/{Guid.CreateVersion7()}")).Whole());
    }

    [Fact]
    public async Task what_an_acquirer_has_notified_before_is_one_call()
    {
        await SubmitAsync("albion", "Meridian Holdings SA", "Zhang Wei Capital", "LU-778");
        await SubmitAsync("albion", "Meridian Holding S.A.", "Zhang Wei Capital", null);
        await SubmitAsync("northwind", "Somebody Else BV", "Another Top", "LU-778");
        var latest = await SubmitAsync("northwind", "Meridian Holdings SA", "Zhang Wei Capital", "LU-778");
        var desk = await world.AsAsync("uk-isu/caseworker");
        var parties = (await desk.ReadAsync($"/v1/regulator/cases/{latest}/parties")).ShouldBe(HttpStatusCode.OK)["parties"].AsArray();
        var acquirer = parties.Single(p => p!["place"]!.GetValue<string>() == "/acquirers/0/party")!;
        acquirer["name"]!.GetValue<string>().ShouldBe("Meridian Holdings SA");
        acquirer["elsewhere"]!.AsArray().Select(e => e!["by"]!.GetValue<string>()).ShouldBe(["number", "number", "like"]);
        var top = parties.Single(p => p!["role"]!.GetValue<string>() == "ultimate-holder")!;
        top["elsewhere"]!.AsArray().Select(e => e!["by"]!.GetValue<string>()).ShouldBe(["name", "name"]);

        // What another authority was told is not found by it, and who is kept from a case does not find it here.
        (await (await world.AsAsync("be-csirt/caseworker")).ReadAsync($"/v1/regulator/cases/{latest}/parties")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        var first = acquirer["elsewhere"]![0]!["reference"]!.GetValue<string>();
        await (await world.AsAsync("uk-isu/decision-maker")).PostAsync($"/v1/regulator/cases/{first}/conflicts", new { member = world.MemberOf("uk-isu/caseworker"), reason = "Shares." });
        (await desk.ReadAsync($"/v1/regulator/cases/{latest}/parties")).Body!.ToJsonString().ShouldNotContain(first);
    }

    private async Task<string> SubmitAsync(string firm, string acquirer, string top, string? number)
    {
        var notice = world.Notice(firm);
        notice["acquirers"] = JsonNode.Parse($$"""[ { "party": { "name": "{{acquirer}}", "kind": "company", "country": "LU"{{(number is null ? "" : $", \"registrationNumber\": \"{number}\"")}} } } ]""");
        notice["ownership"] = JsonNode.Parse($$"""
            [
              { "id": "sold", "subject": { "key": "t", "name": "Target Ltd {{Kernel.References.Next()}}", "kind": "company", "role": "target" }, "holder": { "key": "a", "name": "Vehicle {{Kernel.References.Next()}}", "kind": "company", "role": "acquirer" }, "interest": "shareholding", "share": { "exact": 60 }, "deal": "after" },
              { "id": "above", "subject": { "key": "a" }, "holder": { "key": "z", "name": "{{top}}", "kind": "company" }, "interest": "shareholding", "share": { "exact": 100 } }
            ]
            """);
        var officer = await world.AsAsync(firm + "/officer");
        var opened = (await officer.PostAsync("/v1/screening-notices", notice)).ShouldBe(HttpStatusCode.Created);
        var filed = (await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        await CaughtUpAsync();
        return (await world.SeenAsync("uk-isu", filed)).Reference;
    }

    private static string Name(JsonNode line) => $"{line["reference"]} {line["key"]}";

    private static string Text(DateTimeOffset at) => Contracts.InstantConverter.Text(at);

    private static async Task<List<JsonNode>> LinesAsync(HttpClient desk, string query) =>
        [.. (await desk.ReadAsync("/v1/regulator/deadlines" + query)).ShouldBe(HttpStatusCode.OK)["items"].AsArray().Select(i => i!)];

    private Task CaughtUpAsync() => host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
}
