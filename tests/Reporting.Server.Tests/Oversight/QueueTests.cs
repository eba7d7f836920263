using System.Net;
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
    public Task every_view_rebuilt_equals_the_view_as_it_ran() => Views.ShouldComeOutTheSameAsync(host, world);

    private Task CaughtUpAsync() => host.Store.WaitForNonStaleProjectionDataAsync(Limit);

    private async Task<List<System.Text.Json.Nodes.JsonNode>> RowsAsync(string authority) =>
        [.. (await (await world.AsAsync(authority + "/analyst")).ReadAsync("/v1/regulator/cases")).ShouldBe(HttpStatusCode.OK)["items"].AsArray().Select(r => r!)];
}
