using System.Net;
using System.Text.Json.Nodes;
using Reporting.Contracts;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Cases;

/// <summary>What was known at a moment: by when it was recorded, on every read of a case. Moves the law's clock, so it has a server of its own.</summary>
public sealed class KnownAtTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Opening = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(Opening);
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task a_firm_reads_its_case_as_it_was_known_at_any_moment_of_it()
    {
        var officer = await world.AsAsync("northwind/officer");
        var incident = world.Incident("northwind");
        incident.Remove("becameAwareAt");
        var id = (await officer.PostAsync("/v1/incidents", incident)).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();

        // Five hours later the officer states awareness, and that title and all; the authority is told.
        await host.AdvanceAsync(TimeSpan.FromHours(5));
        var told = new
        {
            stage = "early-warning",
            authorities = (string[])["be-csirt"],
            submittedBy = new { name = "Planted Person", role = "officer" },
            incident = new { title = "Weights copied twice", becameAwareAt = new { at = Text(Opening) } },
        };
        var report = await officer.PostAsync($"/v1/incidents/{id}/reports", told, ifMatch: "\"1\"");
        // Nothing is owed to an authority before awareness is stated; that is stated with the filing.
        report.ShouldBe(HttpStatusCode.Created);
        await host.AdvanceAsync(TimeSpan.FromHours(1));

        var before = await officer.ReadAsync($"/v1/incidents/{id}?asOf={Text(Opening.AddHours(4))}");
        before.ShouldBe(HttpStatusCode.OK)["title"].GetValue<string>().ShouldBe("Weights copied");
        before["state"].GetValue<string>().ShouldBe("private");
        before["revision"].GetValue<int>().ShouldBe(1);
        before["filings"].AsArray().ShouldBeEmpty();
        before["incident"].AsObject().ContainsKey("becameAwareAt").ShouldBeFalse();
        before.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        before.Deadline("eu-nis2", "notification")["state"]!.GetValue<string>().ShouldBe("pending");

        // At the very instant of recording it is known.
        var at = await officer.ReadAsync($"/v1/incidents/{id}?asOf={Text(Opening.AddHours(5))}");
        at["title"].GetValue<string>().ShouldBe("Weights copied twice");
        at.Deadline("eu-nis2", "notification")["state"]!.GetValue<string>().ShouldBe("running");
        JsonNode.DeepEquals((await officer.ReadAsync($"/v1/incidents/{id}"))["filings"], at["filings"]).ShouldBeTrue();

        // Each part of the case answers alike.
        (await officer.ReadAsync($"/v1/cases/{id}/timeline?asOf={Text(Opening.AddHours(4))}"))["entries"].AsArray().Select(e => e!["kind"]!.GetValue<string>()).ShouldBe(["incident-opened", "deadlines-computed"]);
        var clocks = await officer.ReadAsync($"/v1/cases/{id}/deadlines?asOf={Text(Opening.AddHours(4))}");
        clocks.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        JsonNode.DeepEquals(clocks["deadlines"], before["deadlines"]).ShouldBeTrue();
        (await officer.ReadAsync($"/v1/cases/{id}/deadlines")).Response.Headers.ETag!.Tag.ShouldBe("\"2\"");
    }

    [Fact]
    public async Task what_remained_and_what_was_missed_is_of_that_moment()
    {
        var officer = await world.AsAsync("albion/officer");
        var id = (await officer.PostAsync("/v1/incidents", world.Incident("albion", TimeSpan.Zero))).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
        var opened = host.Now;
        await host.AdvanceAsync(TimeSpan.FromHours(30));

        async Task<JsonNode> WarningAsync(TimeSpan after) =>
            (await officer.ReadAsync($"/v1/cases/{id}/deadlines?asOf={Text(opened + after)}")).Deadline("eu-nis2", "early-warning");
        var early = await WarningAsync(TimeSpan.FromHours(20));
        (early["state"]!.GetValue<string>(), early["remaining"]!["amount"]!.GetValue<decimal>()).ShouldBe(("running", 4));
        (await WarningAsync(TimeSpan.FromHours(24)))["state"]!.GetValue<string>().ShouldBe("running");
        (await WarningAsync(TimeSpan.FromHours(25)))["state"]!.GetValue<string>().ShouldBe("missed");
    }

    [Fact]
    public async Task an_authority_reads_what_it_had_been_sent_by_then_and_before_its_first_filing_there_is_nothing()
    {
        var (opened, filed) = await world.FiledAsync("northwind", "be-csirt");
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        var first = host.Now;
        await host.AdvanceAsync(TimeSpan.FromHours(10));
        var officer = await world.AsAsync("northwind/officer");
        var second = new { stage = "notification", authorities = (string[])["be-csirt"], incident = new { title = "What it was" }, differences = new[] { new { pointer = "/title", reason = "Named rightly." } }, submittedBy = new { name = "Planted Person", role = "officer" } };
        (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", second, ifMatch: "\"2\"")).ShouldBe(HttpStatusCode.Created);
        await host.AdvanceAsync(TimeSpan.FromHours(1));

        var then = (await desk.ReadAsync($"/v1/regulator/cases/{reference}?asOf={Text(first)}")).ShouldBe(HttpStatusCode.OK);
        then["filings"].AsArray().Count.ShouldBe(1);
        then["statement"]["title"]!.GetValue<string>().ShouldBe("Weights copied");
        then.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        then["timeline"].AsArray().Count.ShouldBe(1);
        then.Body!.ToJsonString().ShouldNotContain("What it was");
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}"))["filings"].AsArray().Count.ShouldBe(2);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}?asOf={Text(first.AddMilliseconds(-1))}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    private static string Text(DateTimeOffset at) => InstantConverter.Text(at);
}
