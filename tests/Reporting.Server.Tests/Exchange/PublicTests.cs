using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Oversight;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Exchange;

/// <summary>What anybody may read, without a token.</summary>
public sealed class PublicTests : IAsyncLifetime
{
    private ReportingHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 8, 15, 9, 0, 0, TimeSpan.Zero));
        await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private Task PlaceAsync(params (string Authority, DateTimeOffset At, int Count)[] cases) => SeededQueue.PlaceAsync(
        host, [.. cases.SelectMany((c, i) => Enumerable.Range(0, c.Count).Select(n => new CaseRow($"{i}-{n}", c.Authority, "seeded", Guid.CreateVersion7(), "incident", c.At)))]);

    [Fact]
    public async Task cases_are_counted_by_quarter_and_small_counts_are_not_said()
    {
        await PlaceAsync(
            ("be-csirt", At(2), 20), ("be-csirt", At(5), 30),
            ("uk-cyber", At(2), 2), ("uk-cyber", At(5), 10),
            ("be-csirt", At(8), 50), ("be-csirt", At(2).AddYears(-1), 7));
        using var anybody = host.Anonymous();
        var statistics = (await anybody.ReadAsync("/v1/statistics/2026")).ShouldBe(HttpStatusCode.OK);
        statistics["threshold"].GetValue<int>().ShouldBe(5);
        var incidents = statistics["tables"].AsArray().Single(t => (string?)t!["caseType"] == "incident")!;
        // The quarter that runs is not in it.
        incidents["quarters"]!.ToJsonString().ShouldBe("[1,2]");
        Row(incidents, "be-csirt").ShouldBe("[null,null] 50");
        Row(incidents, "uk-cyber").ShouldBe("[null,null] 12");
        Row(incidents, "uk-isu").ShouldBe("[0,0] 0");
        (incidents["totals"]!.ToJsonString(), incidents["total"]!.GetValue<int>()).ShouldBe(("[22,40]", 62));
        (await anybody.ReadAsync("/v1/statistics/2025")).ShouldBe(HttpStatusCode.OK)["tables"][0]!["total"]!.GetValue<int>().ShouldBe(7);
        (await anybody.ReadAsync("/v1/statistics/2027")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await anybody.ReadAsync("/v1/statistics/1066")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task an_outage_is_recorded_ended_and_cited_by_anybody()
    {
        var admin = await host.AdminAsync();
        var began = host.Now.AddHours(-2);
        var outage = (await admin.PostAsync("/v1/outages", new { from = began, services = new[] { "filing" }, what = "The database was away." })).ShouldBe(HttpStatusCode.Created);
        using var anybody = host.Anonymous();
        var listed = (await anybody.ReadAsync("/v1/outages")).ShouldBe(HttpStatusCode.OK)["items"].AsArray().ShouldHaveSingleItem()!;
        listed["to"].ShouldBeNull();
        Kernel.References.Parse((string?)listed["reference"]).ShouldNotBeNull();
        (await admin.PostAsync($"/v1/outages/{outage["id"]}/end", new { to = began.AddHours(-1) })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/to"]);
        (await admin.PostAsync($"/v1/outages/{outage["id"]}/end", new { to = host.Now.AddHours(1) })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await admin.PostAsync($"/v1/outages/{outage["id"]}/end", new { to = began.AddHours(1) })).ShouldBe(HttpStatusCode.OK);
        (await admin.PostAsync($"/v1/outages/{outage["id"]}/end", new { to = began.AddHours(1) })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await anybody.ReadAsync("/v1/outages"))["items"][0]!["to"].ShouldNotBeNull();
        (await admin.PostAsync("/v1/outages", new { from = host.Now.AddHours(1), services = new[] { "filing" }, what = "Soon." })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/from"]);
        (await admin.PostAsync($"/v1/outages/{Guid.CreateVersion7()}/end", new { to = host.Now })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    private static DateTimeOffset At(int month) => new(2026, month, 10, 0, 0, 0, TimeSpan.Zero);

    private static string Row(JsonNode table, string authority) =>
        table["rows"]!.AsArray().Single(r => (string?)r!["authority"] == authority) is { } row ? $"{row["counts"]!.ToJsonString()} {row["total"]?.ToJsonString() ?? "null"}" : "";
}
