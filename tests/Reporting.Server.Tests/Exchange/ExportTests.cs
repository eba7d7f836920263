using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Oversight;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Exchange;

// Not beside the rest of the suite: what memory it takes is the whole process's.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Exports
{
    public const string Name = "exports";
}

/// <summary>Over a socket: whoever goes away in the middle is noticed only there.</summary>
[Collection(Exports.Name)]
public sealed class ExportTests : IAsyncLifetime
{
    private const int Rows = 20_000;
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(socket: true);
        world = await World.BuildAsync(host);
        await SeededQueue.PlaceAsync(
            host,
            [.. Enumerable.Range(0, Rows).Select(i =>
                new CaseRow($"R-{i:D6}", i % 2 == 0 ? "be-csirt" : "uk-cyber", "seeded", Guid.CreateVersion7(), "incident", host.Now.AddSeconds(-i)) { Title = i == 0 ? "=cmd|'/c calc'!A1" : $"Case, {i}" })]);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task a_queue_is_exported_whole_and_nothing_of_anothers()
    {
        var desk = await world.AsAsync("be-csirt/analyst");
        using var csv = await desk.GetAsync("/v1/regulator/exports/cases?format=csv");
        csv.StatusCode.ShouldBe(HttpStatusCode.OK);
        csv.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        var lines = (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe((Rows / 2) + 1);
        lines[0].ShouldBe("reference,caseType,firm,firmName,title,state,stage,kinds,regimes,receivedAt,nextDue,nextDueDate,nextObligation,overdue,severity,assignee,tags");
        lines[1].ShouldStartWith("R-000000,incident,,,\"'=cmd|'/c calc'!A1\",received,,,,");
        lines.Skip(1).Select(l => l.Split(',')[0]).ShouldBe(Enumerable.Range(0, Rows / 2).Select(i => $"R-{2 * i:D6}"));

        using var json = await desk.GetAsync("/v1/regulator/exports/cases?format=ndjson");
        json.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var rows = (await json.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(Rows / 2);
        JsonNode.Parse(rows[^1])!["reference"]!.GetValue<string>().ShouldBe($"R-{Rows - 2:D6}");
        (await desk.ReadAsync("/v1/regulator/exports/cases?format=xls")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/format"]);
        (await desk.ReadAsync("/v1/regulator/exports/cases?limit=5")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/limit"]);

        // Narrowed as the list is.
        using var few = await desk.GetAsync($"/v1/regulator/exports/cases?format=ndjson&receivedFrom={World.Text(host.Now.AddSeconds(-9))}");
        (await few.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
    }

    [Fact]
    public async Task whoever_goes_away_in_the_middle_leaves_nothing_behind()
    {
        var desk = await world.AsAsync("be-csirt/analyst");
        for (var i = 0; i < 10; i++)
        {
            using var answer = await desk.GetAsync("/v1/regulator/exports/cases?format=ndjson", HttpCompletionOption.ResponseHeadersRead);
            await using var body = await answer.Content.ReadAsStreamAsync();
            (await body.ReadAsync(new byte[100])).ShouldBeGreaterThan(0);
        }

        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and query like '%oversight_cases%'") == 0,
            TimeSpan.FromSeconds(10),
            "the end of every read");
        (await desk.ReadAsync("/v1/regulator/cases?limit=1")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task an_export_takes_no_more_memory_for_more_cases()
    {
        // Read slowly or not, what is held is a page.
        var desk = await world.AsAsync("be-csirt/analyst");
        await DrainAsync(desk);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var answer = await desk.GetAsync("/v1/regulator/exports/cases?format=ndjson", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, most, read) = (new byte[64 * 1024], 0L, 0L);
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            read += count;
            if (read / 500_000 != (read - count) / 500_000)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        read.ShouldBeGreaterThan(1_000_000);
        most.ShouldBeLessThan(8 * 1024 * 1024);
    }

    private static async Task DrainAsync(HttpClient desk)
    {
        using var all = await desk.GetAsync("/v1/regulator/exports/cases?format=ndjson");
        (await all.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(0);
    }
}
