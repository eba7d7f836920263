using System.Diagnostics;
using System.Net;
using Marten;
using Reporting.Server.Notifications;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Notifications;

/// <summary>
/// A mail server that is dead for an hour of the law's clock, and one that is slow while somebody answers. One connection,
/// so that what is sent first is sent first. The storm on two nodes is among the journeys, its figures in <c>ops/bench notify</c>.
/// </summary>
[Collection(InNotificationWorld.Name)]
public sealed class StormTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 9, 7, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = NotificationWorld.Limit;
    private SmtpReceiver mail = null!;
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        mail = await SmtpReceiver.StartAsync();
        host = await ReportingHost.StartAsync(Monday, new Dictionary<string, string>
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = mail.Port.ToString(),
            ["Mail:Security"] = "None",
            ["Notifications:MailConnections"] = "1",
            ["Logging:LogLevel:Reporting.Server.Notifications"] = "Error",
        });
        world = await World.BuildAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await mail.DisposeAsync();
    }

    private async Task<IReadOnlyList<Notification>> AllAsync()
    {
        await using var session = host.Store.QuerySession(Guid.Parse(world.Firms["northwind"]).ToString("N"));
        return await session.Query<Notification>().ToListAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task after_an_hour_without_a_mail_server_everything_arrives_once_in_order_of_urgency_and_filing_was_not_held_up()
    {
        var officer = await world.AsAsync("northwind/officer");
        var port = mail.Port;
        await mail.DisposeAsync();
        var slowest = TimeSpan.Zero;
        for (var minutes = 0; minutes < 60; minutes += 5)
        {
            // Cases of every age, the least urgent first.
            var clock = Stopwatch.StartNew();
            (await officer.PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.FromMinutes(minutes * 20)))).ShouldBe(HttpStatusCode.Created);
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        }

        // A filing that waited for the mail server would have waited for its time-out of 20 s.
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await Poll.UntilAsync(async () => (await AllAsync()).Where(n => n.Step == "set").Select(n => n.Case).Distinct().Count() == 12, Limit, "the planning of all");
        (await AllAsync()).ShouldAllBe(n => n.State == Notification.Planned && n.Attempts == 0);

        mail = await SmtpReceiver.StartAsync(port);
        await Poll.UntilAsync(async () => await host.ScalarAsync<long>("select count(*) from reporting.deliveries") == 0, Limit, "the end of sending");
        var all = await AllAsync();
        // What is left out was said by a later reminder of the same deadline, which has arrived.
        all.Where(n => n.State != "sent").ShouldAllBe(n => n.State == "dropped" && all.Any(o => o.Case == n.Case && o.Key == n.Key && o.State == "sent"));
        all.Where(n => n.Step == "set").ShouldAllBe(n => n.State == "sent");
        var arrived = mail.Messages().Select(m => m.Message.MessageId).ToList();
        arrived.Order().ShouldBe(all.Where(n => n.State == "sent").Select(n => n.MessageId).Order());
        var urgency = all.ToDictionary(n => n.MessageId, n => n.Urgent!.Value);
        arrived.Select(id => urgency[id!]).ShouldBeInOrder();
    }

    [Fact]
    public async Task how_a_handful_ended_is_recorded_whole_though_one_of_it_is_acknowledged_while_it_is_on_its_way()
    {
        var officer = await world.AsAsync("northwind/officer");
        mail.Behave("""{ "hold": true }""");
        var opened = (await officer.PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.Zero))).ShouldBe(HttpStatusCode.Created);
        await Poll.UntilAsync(() => mail.Messages().Length > 0, Limit, "the first message");
        (await host.ScalarAsync<long>("select count(*) from reporting.deliveries where claimed_until > now()")).ShouldBeGreaterThan(1);
        var claimed = await host.ScalarAsync<Guid>("select notification from reporting.deliveries where claimed_until > now() order by urgent desc limit 1");
        var answered = (await AllAsync()).Single(n => n.Id == claimed);
        (await officer.PostAsync($"/v1/cases/{opened["id"]}/acknowledgements", new { notification = answered.Id })).ShouldBe(HttpStatusCode.OK);
        mail.Release();
        await Poll.UntilAsync(async () => (await AllAsync()).All(n => n.State == "sent"), Limit, "every outcome");

        var sent = await AllAsync();
        sent.Single(n => n.Acknowledged).Id.ShouldBe(answered.Id);
        mail.Messages().Select(m => m.Message.MessageId).Order().ShouldBe(sent.Select(n => n.MessageId).Order());
        var view = await officer.ReadAsync($"/v1/cases/{opened["id"]}/notifications");
        view["notifications"].AsArray().Single(n => n!["id"]!.GetValue<Guid>() == answered.Id)!["facts"]!.AsArray().Select(f => f!["what"]!.GetValue<string>())
            .ShouldBe(["planned", "acknowledged", "sent"]);
    }

    [Fact]
    public async Task what_a_slow_mail_server_keeps_waiting_is_given_back_before_another_node_takes_it_for_abandoned()
    {
        var officer = await world.AsAsync("northwind/officer");
        // Longer for all than the ten seconds that a claim holds here.
        mail.Behave("""{ "slow": 2 }""");
        for (var i = 0; i < 4; i++)
        {
            (await officer.PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.Zero))).ShouldBe(HttpStatusCode.Created);
        }

        await Poll.UntilAsync(async () => (await AllAsync()).Select(n => n.Case).Distinct().Count() == 4, Limit, "the planning of all");
        var clock = Stopwatch.StartNew();
        var abandoned = 0L;
        await Poll.UntilAsync(
            async () =>
            {
                abandoned += await host.ScalarAsync<long>("select count(*) from reporting.deliveries where claimed_until < now()");
                return await host.ScalarAsync<long>("select count(*) from reporting.deliveries") == 0;
            },
            Limit,
            "the end of sending");
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(10));
        abandoned.ShouldBe(0);
        mail.Messages().Select(m => m.Message.MessageId).ShouldBeUnique();
    }
}
