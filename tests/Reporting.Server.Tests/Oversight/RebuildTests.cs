using System.Net;
using Marten.Events;
using Reporting.Server.Oversight;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Oversight;

/// <summary>A view is built anew beside the one that is read, under load, and switched to: a reader loop does not notice.</summary>
public sealed class RebuildTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        // Both generations are built by one server here; by two servers it is the same, each with its own setting.
        host = await ReportingHost.StartAsync(settings: new Dictionary<string, string> { ["Oversight:Generations"] = "1,2" });
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task readers_do_not_notice_that_a_view_is_built_anew_and_switched_to()
    {
        var admin = await host.AdminAsync();
        (await admin.PostAsync("/v1/views/live", new { generation = 7, reason = "Nobody builds it." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await world.FiledAsync("northwind", "be-csirt");
        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(60));

        // From nothing again, as after a change of the view's shape.
        await ClearAsync(2);
        var desk = await world.AsAsync("be-csirt/analyst");
        var (stop, filed, least, reads) = (false, 1, 1, 0);
        var load = Task.Run(async () =>
        {
            for (; !Volatile.Read(ref stop); Interlocked.Increment(ref filed))
            {
                await world.FiledAsync("albion", "be-csirt");
            }
        });
        var reading = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                // Every case that a reader has seen once stays; none is there twice.
                var rows = (await desk.ReadAsync("/v1/regulator/cases?limit=200&sort=oldest&q=weights")).ShouldBe(HttpStatusCode.OK)["items"].AsArray().Select(i => i!["reference"]!.GetValue<string>()).ToList();
                rows.Distinct().Count().ShouldBe(rows.Count);
                rows.Count.ShouldBeGreaterThanOrEqualTo(least);
                least = rows.Count;
                reads++;
            }
        });
        await RebuildAsync(2);
        await Poll.UntilAsync(async () => (await admin.PostAsync("/v1/views/live", new { generation = 2, reason = "Built anew." })).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(60), "the new generation");
        var switchedAfter = reads;
        await Poll.UntilAsync(() => Task.FromResult(Volatile.Read(ref reads) > switchedAfter + 5), TimeSpan.FromSeconds(30), "reads of the new generation");
        Volatile.Write(ref stop, true);
        await Task.WhenAll(load, reading);

        // What was built at once and what followed event by event are the same to the last row.
        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(60));
        foreach (var table in (string[])[ViewTables.Cases, ViewTables.Deadlines, ViewTables.Texts, ViewTables.Names, ViewTables.Filings])
        {
            (await RowsAsync(table, 2)).ShouldBe(await RowsAsync(table, 1), table);
        }

        (await host.ScalarAsync<int>($"select generation from {ViewTables.Live}")).ShouldBe(2);
        filed.ShouldBeGreaterThan(1);
    }

    private Task<string> RowsAsync(string table, int generation) =>
        host.ScalarAsync<string>($"select coalesce(string_agg(r, E'\\n' order by r), '') from (select (to_jsonb(t) - 'generation')::text as r from {table} t where generation = {generation}) x");

    private async Task ClearAsync(int generation)
    {
        foreach (var table in (string[])[ViewTables.Cases, ViewTables.Deadlines, ViewTables.Texts, ViewTables.Names])
        {
            await host.ScalarAsync<long>($"with gone as (delete from {table} where generation = {generation} returning 1) select count(*) from gone");
        }
    }

    private async Task RebuildAsync(int generation)
    {
        var coordinator = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Marten.Events.Daemon.Coordination.IProjectionCoordinator>(host.Services);
        var daemon = coordinator.DaemonForMainDatabase();
        foreach (var view in LiveViews.Names(generation))
        {
            await daemon.RebuildProjectionAsync(view, CancellationToken.None);
            await daemon.StartAgentAsync(view + ":All", CancellationToken.None);
        }
    }
}
