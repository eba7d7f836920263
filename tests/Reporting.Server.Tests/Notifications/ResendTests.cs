using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Notifications;

/// <summary>What could not be sent, for hours, is not forgotten.</summary>
public sealed class ResendTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly string outbox = Path.Combine(Path.GetTempPath(), "reporting-outbox-" + Guid.CreateVersion7().ToString("N"));
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(settings: new Dictionary<string, string> { ["Mail:PickupFolder"] = outbox, ["Logging:LogLevel:Default"] = "None" });
        world = await World.BuildAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(outbox, recursive: true);
    }

    [Fact]
    public async Task a_notification_whose_every_attempt_failed_and_whose_message_is_lost_is_sent_by_the_sweep()
    {
        // A file where the folder should be: each attempt fails.
        await File.WriteAllTextAsync(outbox, "");
        await (await world.AsAsync("albion/officer")).PostAsync("/v1/incidents", world.Incident("albion"));
        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("select count(*) from messages.wolverine_incoming_envelopes where message_type = 'send-notification' and status = 'Scheduled'") > 0,
            Limit,
            "an attempt that failed and is to be repeated");
        await host.ScalarAsync<long>("with lost as (delete from messages.wolverine_incoming_envelopes where message_type = 'send-notification' returning 1) select count(*) from lost");
        var planned = await host.ScalarAsync<long>("select count(*) from reporting.mt_doc_notification where data ->> 'state' = 'planned'");
        planned.ShouldBeGreaterThan(0);

        File.Delete(outbox);
        await host.SweepAsync();
        await host.ScalarAsync<long>("with older as (update reporting.mt_doc_notification set mt_last_modified = mt_last_modified - interval '5 hours' returning 1) select count(*) from older");
        await host.SweepAsync();
        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("select count(*) from reporting.mt_doc_notification where data ->> 'state' = 'sent'") >= planned, Limit, "what was lost");
        Directory.GetFiles(outbox, "*.eml").Length.ShouldBe((int)planned);
    }
}
