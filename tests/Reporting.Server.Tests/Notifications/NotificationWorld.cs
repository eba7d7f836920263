using Marten;
using Reporting.Server.Notifications;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Notifications;

/// <summary>A server with a mail server and two firms, for tests that move the law's clock forward one after the other and speak of cases of their own.</summary>
public sealed class NotificationWorld : IAsyncLifetime
{
    /// <summary>Longer than it takes the sweep, each minute, to find an alarm that was lost.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public SmtpReceiver Mail { get; private set; } = null!;

    public ReportingHost Host { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Mail = await SmtpReceiver.StartAsync();
        Host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 9, 7, 8, 0, 0, TimeSpan.Zero), new Dictionary<string, string>
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = Mail.Port.ToString(),
            ["Mail:Security"] = "None",
            ["Mail:From"] = "Reporting <reporting@server.example>",
            ["PublicUrl"] = "http://localhost",
            ["Logging:LogLevel:Reporting.Server.Notifications"] = "Error",
        });
        World = await World.BuildAsync(Host);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Mail.DisposeAsync();
    }

    /// <summary>Everything planned of a case of a firm.</summary>
    public async Task<IReadOnlyList<Notification>> OfCaseAsync(string firm, Answer opened)
    {
        var id = opened["id"].GetValue<Guid>();
        await using var session = Host.Store.QuerySession(Guid.Parse(World.Firms[firm]).ToString("N"));
        return await session.Query<Notification>().Where(n => n.Case == id).ToListAsync();
    }

    /// <summary>The notification of one step, as soon as it is in a state.</summary>
    public async Task<Notification> ComesAsync(string firm, Answer opened, string step, string state = "sent", Func<Notification, bool>? which = null)
    {
        IReadOnlyList<Notification> there = [];
        try
        {
            return await Poll.UntilAsync(
                async () => (there = await OfCaseAsync(firm, opened)).FirstOrDefault(n => n.Step == step && n.State == state && (which?.Invoke(n) ?? true)), Limit, $"{step} {state}");
        }
        catch (TimeoutException e)
        {
            var dropped = await Host.ScalarAsync<string>($"select coalesce(string_agg(stream_id || ' ' || data, '; '), '') from events.mt_events where type = 'notification-dropped' and stream_id in ('{string.Join("','", there.Select(n => n.Id).Prepend(Guid.Empty))}')");
            throw new TimeoutException($"{e.Message} There is: {string.Join("; ", there.Select(n => $"{n.Key} {n.Step} {n.State} to {n.Contact:N}, {n.Attempts} attempts, {n.LastWords}"))}. Dropped: {dropped}", e);
        }
    }

    public Task<ReceivedMail> MailAsync(Answer opened, string subject) =>
        Mail.WaitForAsync(m => m.Message.Subject!.Contains($"{opened["reference"]}") && m.Message.Subject!.Contains(subject), Limit);

    /// <summary>The address behind a link of one kind in a message.</summary>
    public static string LinkIn(ReceivedMail mail, string purpose) =>
        mail.Message.TextBody!.Split('\n').Select(l => l.Trim()).First(l => l.StartsWith($"http://localhost/links/{purpose}/", StringComparison.Ordinal))["http://localhost".Length..];
}

// Not beside the rest of the suite: its tests wait for messages, and say so when none comes in time.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class InNotificationWorld : ICollectionFixture<NotificationWorld>
{
    public const string Name = "notification world";
}
