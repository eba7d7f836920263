using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Reporting.Server.Tests.Notifications;

/// <summary>A webhook that arrived.</summary>
public sealed record ReceivedHook(string Id, string Timestamp, string Signature, byte[] Body, string Path)
{
    public System.Text.Json.Nodes.JsonNode Json => System.Text.Json.Nodes.JsonNode.Parse(Body)!;

    public string Type => Json["type"]!.GetValue<string>();
}

/// <summary>A receiver of webhooks on loopback, over real HTTP, that misbehaves on purpose.</summary>
public sealed class HttpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private HttpReceiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<ReceivedHook> Received { get; } = [];

    /// <summary>How it answers; well, when not set.</summary>
    public Func<HttpContext, Task>? Behaviour { get; set; }

    public string Url(string path = "/hook") => app.Urls.First() + path;

    public static async Task<HttpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new HttpReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers;
        Received.Enqueue(new ReceivedHook(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, body.ToArray(), http.Request.Path));
        if (Behaviour is { } behave)
        {
            await behave(http);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
