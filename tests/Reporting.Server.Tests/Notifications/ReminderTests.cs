using System.Net;
using Marten;
using Reporting.Server.Notifications;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Notifications;

/// <summary>The law's clock is moved, the machine's is not; mail goes over a real SMTP conversation.</summary>
public sealed class ReminderTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 9, 7, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
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
            ["Mail:From"] = "Reporting <reporting@server.example>",
        });
        world = await World.BuildAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task three_days_in_steps_of_an_hour_send_each_reminder_in_its_hour_and_none_for_what_was_met()
    {
        var officer = await world.AsAsync("northwind/officer");

        // Two cases with the same clocks: the early warning of the second is filed in time, the first's never.
        var kept = await officer.PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.Zero));
        var met = await officer.PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.Zero));
        (await officer.PostAsync($"/v1/incidents/{met["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);

        await SentAsync(kept, "early-warning", "set");
        var sentIn = new Dictionary<string, int>();
        for (var hour = 1; hour <= 72; hour++)
        {
            await host.AdvanceAsync(TimeSpan.FromHours(1));
            if (hour is 20 or 68)
            {
                // Due in this hour: 24 h and 72 h from awareness, less the lead of four.
                await SentAsync(kept, hour == 20 ? "early-warning" : "notification", "4h-before");
            }

            foreach (var sent in await StepsAsync("4h-before"))
            {
                sentIn.TryAdd($"{sent.Case}/{sent.Key}", hour);
            }
        }

        await SentAsync(met, "notification", "4h-before");
        sentIn[$"{kept["id"]}/eu-nis2/early-warning"].ShouldBe(20);
        sentIn[$"{kept["id"]}/eu-nis2/notification"].ShouldBe(68);
        (await StepsAsync("4h-before")).ShouldNotContain(n => n.Case.ToString() == met["id"].GetValue<string>() && n.Key == "eu-nis2/early-warning");

        // A proposal is shown and never chased.
        (await StepsAsync(null)).ShouldNotContain(n => n.Key.StartsWith("uk-ai-theft-proposed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task one_is_sent_and_one_is_silent_in_the_same_minute_because_its_deadline_was_met()
    {
        var officer = await world.AsAsync("albion/officer");
        var running = await officer.PostAsync("/v1/incidents", world.Incident("albion", TimeSpan.FromHours(19)));
        var met = await officer.PostAsync("/v1/incidents", world.Incident("albion", TimeSpan.FromHours(19)));
        await SentAsync(met, "early-warning", "set");
        (await officer.PostAsync($"/v1/incidents/{met["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);

        await host.AdvanceAsync(TimeSpan.FromHours(1));
        await SentAsync(running, "early-warning", "4h-before");

        // Both wake-ups came in this minute: the second has been handled when nothing scheduled for now is left.
        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("select count(*) from messages.wolverine_incoming_envelopes where status <> 'Handled' and (execution_time is null or execution_time <= now())") == 0,
            Limit,
            "the second wake-up");
        (await StepsAsync("4h-before")).ShouldAllBe(n => n.Case.ToString() == running["id"].GetValue<string>());

        var message = (await mail.WaitForAsync(m => m.Message.Subject!.Contains($"{running["reference"]}") && m.Message.Subject!.Contains("four hours"), Limit)).Message;
        message.To.ToString().ShouldContain("compliance@albion.example");
        message.TextBody.ShouldNotBeNull().ShouldContain("Early warning");
        message.TextBody.ShouldContain("NIS 2 Directive (in-force), Directive (EU) 2022/2555 art 23(4)(a)");
        message.TextBody.ShouldContain("Europe/Brussels");
        message.TextBody.ShouldContain("24 elapsed hours");
        message.TextBody.ShouldNotContain("Weights");
        message.MessageId.ShouldStartWith((await StepsAsync("4h-before")).Single(n => n.Key == "eu-nis2/early-warning").Id.ToString("N"));
        mail.Messages().ShouldNotContain(m => m.Message.Subject!.Contains($"{met["reference"]}") && m.Message.Subject!.Contains("four hours"));
    }

    [Fact]
    public async Task a_wake_up_that_was_lost_is_repaired_by_the_sweep()
    {
        var officer = await world.AsAsync("albion/officer");
        var opened = await officer.PostAsync("/v1/incidents", world.Incident("albion", TimeSpan.FromHours(19)));
        await SentAsync(opened, "early-warning", "set");
        await host.ScalarAsync<long>("with lost as (delete from messages.wolverine_incoming_envelopes where status = 'Scheduled' returning 1) select count(*) from lost");

        // Past its time by more than a queue may take: the sweep takes it for lost.
        await host.AdvanceAsync(TimeSpan.FromMinutes(63));
        await host.SweepAsync();
        await SentAsync(opened, "early-warning", "4h-before");
    }

    [Fact]
    public async Task deadlines_that_are_past_when_a_case_is_opened_raise_one_notice_and_no_burst()
    {
        var officer = await world.AsAsync("albion/officer");
        var opened = await officer.PostAsync("/v1/incidents", world.Incident("albion", TimeSpan.FromDays(300)));
        opened.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("missed");
        opened.Deadline("eu-nis2", "notification")["state"]!.GetValue<string>().ShouldBe("missed");
        var message = (await mail.WaitForAsync(m => m.Message.Subject!.Contains($"{opened["reference"]}:"), Limit)).Message;
        message.Subject.ShouldNotBeNull().ShouldContain("deadlines were due before they were known here");
        message.TextBody.ShouldNotBeNull().ShouldContain("has passed");
        message.TextBody.ShouldContain("Early warning");
        await host.AdvanceAsync(TimeSpan.FromDays(2));
        await host.SweepAsync();
        var told = (await StepsAsync(null)).Where(n => n.Case.ToString() == opened["id"].GetValue<string>()).ToList();
        told.Count(n => n.Step == "past").ShouldBe(1);
        told.ShouldNotContain(n => n.Step.StartsWith("overdue", StringComparison.Ordinal) || n.Key == "eu-nis2/early-warning" || n.Key == "eu-nis2/notification");
    }

    private Task SentAsync(Answer opened, string obligation, string step) =>
        Poll.UntilAsync(
            async () => (await StepsAsync(step)).Any(n => n.Case.ToString() == opened["id"].GetValue<string>() && n.Key == "eu-nis2/" + obligation && n.State == "sent"),
            Limit,
            $"{obligation} {step}");

    private async Task<IReadOnlyList<Notification>> StepsAsync(string? step)
    {
        var all = new List<Notification>();
        foreach (var firm in world.Firms.Values)
        {
            await using var session = host.Store.QuerySession(Guid.Parse(firm).ToString("N"));
            all.AddRange(await session.Query<Notification>().ToListAsync());
        }

        return [.. all.Where(n => step is null || n.Step == step)];
    }
}
