using System.Text.Json;
using Marten;
using Marten.Events;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Server.Casework;
using Reporting.Server.Notifications;
using Reporting.Server.Oversight;

namespace Reporting.Server.Tests.Harness;

/// <summary>The views that follow the events, as they stand and as they come out of the events anew.</summary>
public static class Views
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Fails where a view, made anew from the first event on, is not what it had become as it ran.</summary>
    public static async Task ShouldComeOutTheSameAsync(ReportingHost host, World world)
    {
        foreach (var (name, read) in ((string, Func<Task<string>>)[])[("CaseQueue", () => TablesAsync(host, ViewTables.Cases, ViewTables.Deadlines, ViewTables.Filings)), ("CaseSearch", () => TablesAsync(host, ViewTables.Texts, ViewTables.Names)), ("Desk", () => TablesAsync(host, DeskTable.Name)), ("Firm", () => TenantedAsync<Server.Firms.Firm>(host, world)), ("Notification", () => TenantedAsync<Notification>(host, world))])
        {
            // What is scheduled may be recorded at any moment: then both are read again.
            for (var attempt = 0; ; attempt++)
            {
                await CaughtUpAsync(host);
                var (events, live) = (await EventsAsync(host), await read());
                (live.Length > 2 || name == "Desk").ShouldBeTrue(name); // Whether anybody has worked at a desk depends on what ran before.
                await RebuildAsync(host, name);
                var anew = await read();
                if (await EventsAsync(host) == events || attempt == 4)
                {
                    anew.ShouldBe(live, name);
                    break;
                }
            }
        }
    }

    private static async Task RebuildAsync(ReportingHost host, string name)
    {
        var coordinator = host.Services.GetRequiredService<IProjectionCoordinator>();
        await coordinator.PauseAsync();
        using (var daemon = await host.Store.BuildProjectionDaemonAsync())
        {
            await daemon.RebuildProjectionAsync(name, CancellationToken.None);
        }

        await coordinator.ResumeAsync();
        await CaughtUpAsync(host);
    }

    private static Task<long> EventsAsync(ReportingHost host) => host.ScalarAsync<long>("select max(seq_id) from events.mt_events");

    /// <summary>Every row of some tables, whole and in one order.</summary>
    private static async Task<string> TablesAsync(ReportingHost host, params string[] tables)
    {
        var all = new List<string>();
        foreach (var table in tables)
        {
            all.Add(await host.ScalarAsync<string>($"select coalesce(string_agg(r, E'\\n' order by r), '') from (select t::text as r from {table} t) x"));
        }

        return string.Join('\n', all);
    }

    private static async Task<string> TenantedAsync<T>(ReportingHost host, World world)
        where T : notnull
    {
        var all = new List<string>();
        foreach (var firm in world.Firms.Values.Order())
        {
            await using var session = host.Store.QuerySession(Guid.Parse(firm).ToString("N"));
            all.AddRange((await session.Query<T>().ToListAsync()).Select(d => JsonSerializer.Serialize(d, Server.Hosting.StoreJson.Options)).Order());
        }

        return string.Join('\n', all);
    }

    private static Task CaughtUpAsync(ReportingHost host) => host.Store.WaitForNonStaleProjectionDataAsync(Limit);
}
