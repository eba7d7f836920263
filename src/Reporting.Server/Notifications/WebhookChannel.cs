using System.Globalization;
using System.Text;
using System.Text.Json;
using Reporting.Contracts;
using Reporting.Contracts.Notifications;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Notifications;

/// <summary>A thin signed message to a program (Standard Webhooks): what happened to which case, and where to look. Whoever wants more asks, as somebody.</summary>
public sealed class WebhookChannel : IChannel, IDisposable
{
    private const int MostHeaderKilobytes = 16;
    private const int MostBytesRead = 1024;
    private static readonly TimeSpan ToConnect = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InAll = TimeSpan.FromSeconds(15);

    private readonly WebhookSecrets _secrets;
    private readonly TimeProvider _machine;
    private readonly HttpClient _http;

    public WebhookChannel(WebhookSecrets secrets, WebhookAddresses addresses, TimeProvider machine)
    {
        (_secrets, _machine) = (secrets, machine);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = ToConnect,
            // A connection is not used twice: each sending checks where it leads.
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = MostHeaderKilobytes,
            ConnectCallback = addresses.ConnectAsync,
        })
        { Timeout = InAll };
    }

    public string Name => Recipient.Webhook;

    public async Task<Outcome> SendAsync(Parcel parcel, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Write(parcel.About), WireJson.Options);
        var id = "msg_" + parcel.Notification.Id.ToString("N");
        // The receiver compares it with its own clock: the machine's time, not the law's.
        var at = _machine.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, parcel.To.Recipient!.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", _secrets.Sign(parcel.About.Tenant, parcel.To.Recipient, id, at, body, parcel.About.Now));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var words = Excerpt.Of($"{(int)response.StatusCode} {await BeginningAsync(response, cancellation)}");
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => new Outcome.Taken("webhook", words),
                // Gone: the specification's way for a receiver to say that it wants no more.
                410 => new Outcome.Refused(words),
                _ => new Outcome.Delayed(words),
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ForbiddenAddressException or System.Net.Sockets.SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new Outcome.Delayed(Excerpt.Of(e is OperationCanceledException ? "no answer in time" : (e.InnerException ?? e).Message));
        }
    }

    /// <summary>What is sent: the type, the case, its version and where to look.</summary>
    public static WebhookMessage Write(Letter.About about)
    {
        var notification = about.Notification;
        if (notification.IsOfAddress)
        {
            return new WebhookMessage(WebhookTypes.AddressFailing, notification.Urgent!.Value, new WebhookData { Subscription = Guid.ParseExact(notification.Word, "N"), Link = about.Links.To("/v1/subscriptions") });
        }

        var deadline = about.Book.All.FirstOrDefault(d => d.Key == notification.Key);
        return new WebhookMessage(
            WebhookTypes.Of(notification),
            notification.IsEvent || notification.IsAct ? notification.Urgent!.Value : about.Now.Value,
            new WebhookData
            {
                Case = about.Case.Id,
                Reference = about.Case.Reference,
                CaseVersion = notification.IsEvent ? notification.Revision : null,
                Authority = notification.Authority,
                Deadline = deadline?.Key,
                Revision = deadline is null ? null : notification.Revision,
                Due = deadline?.Due,
                Notification = notification.IsEvent ? null : notification.Id,
                Link = notification.IsEvent || notification.IsAct ? about.Links.Timeline(about.Case.Id) : about.Links.Deadlines(about.Case.Id),
            });
    }

    // Enough to understand a refusal by; who sends a gigabyte is not read to its end.
    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            return "";
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var beginning = new byte[MostBytesRead];
        var read = await body.ReadAtLeastAsync(beginning, MostBytesRead, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(beginning, 0, read);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>The types of messages, by what they tell of.</summary>
public static class WebhookTypes
{
    public const string AddressFailing = "address.failing";
    public const string Questions = "deadline.questions";

    public static string Of(Notification notification) => notification switch
    {
        { IsEvent: true } => "case." + notification.Word,
        { IsAct: true } => "act." + notification.Word,
        _ when ReminderPlan.IsQuestions(notification.Key) => Questions,
        _ => "deadline." + ReminderPlan.Named(notification.Step),
    };

    /// <summary>Every type and what it says.</summary>
    /// <param name="facts">The names of the events that are facts of a case.</param>
    public static IReadOnlyDictionary<string, string> All(IEnumerable<string> facts) =>
        facts.Order(StringComparer.Ordinal).Select(f => ($"case.{f}", $"A fact was recorded of a case: {Spaced(f)}. Its version of the case says which entry of the timeline it is."))
            .Concat(ReminderPlan.Words.Select(s => ($"deadline.{s}", Says(s))))
            .Append((Questions, "Questions that decide what is owed are open, and a clock that hangs on them is near its end."))
            .Append(("act.*", "An authority's act addresses the firm. In place of the star stands what it is, as the timeline names it."))
            .Append((AddressFailing, "An address of the firm's, or a webhook, refuses for good what is sent to it, and is used no more."))
            .ToDictionary(t => t.Item1, t => t.Item2, StringComparer.Ordinal);

    private static string Says(string step) => step switch
    {
        ReminderPlan.Past => "Deadlines were past already when the case was told of them; this is said once.",
        ReminderPlan.Due => "A deadline is due now, and nothing was recorded that met it.",
        ReminderPlan.DaysOverdue => "Another day has passed since a deadline was due.",
        _ when ReminderPlan.IsAtOnce(step) => $"A deadline was {Spaced(step)}.",
        _ => $"A step on the way to a deadline has come: {Spaced(step)}.",
    };

    private static string Spaced(string word) => word.Replace('-', ' ');
}
