using System.Text;
using System.Text.Json;
using Marten;
using Reporting.Contracts;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Changes;

/// <summary><c>GET /v1/changes</c>: what was recorded since a cursor, in the one order of the journal; waits for something to come where asked. A firm is shown its own cases, an authority what it was sent or has done.</summary>
public static class ReadChangesEndpoint
{
    /// <param name="Next">The cursor to go on from; also where nothing came.</param>
    public sealed record Changed(IReadOnlyList<Change> Items, string Next);

    [WolverineGet("/v1/changes")]
    public static async Task<Changed> Get(IQuerySession session, Sight sight, ChangeFeed feed, string? after, int? limit, int? waitSeconds, CancellationToken cancellation)
    {
        if (limit is < 1 or > ChangeFeed.MostChanges)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: [new("/limit", "out-of-range", $"From 1 to {ChangeFeed.MostChanges}.")]));
        }

        if (waitSeconds < 0 || waitSeconds > ChangeFeed.MostWait.TotalSeconds)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: [new("/waitSeconds", "out-of-range", $"From 0 to {ChangeFeed.MostWait.TotalSeconds:0}.")]));
        }

        var (changes, next) = await feed.ReadAsync(session.TenantId, sight, feed.Open(after, session.TenantId), limit ?? 100, TimeSpan.FromSeconds(waitSeconds ?? 0), cancellation);
        return new Changed(changes, feed.Cursor(next, session.TenantId));
    }
}

/// <summary><c>GET /v1/changes/stream</c>: the same as server-sent events, which go on; an event's id is its cursor, and <c>Last-Event-ID</c> takes up from there.</summary>
public static class StreamChangesEndpoint
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    [EventStream]
    [WolverineGet("/v1/changes/stream")]
    public static async Task Get(IQuerySession session, Sight sight, ChangeFeed feed, string? after, HttpContext http, CancellationToken cancellation)
    {
        var reader = session.TenantId;
        var standing = http.Features.Get<Standing>()!;
        var from = feed.Open(http.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? after, reader);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        // A proxy that gathers answers would hold this one back for ever.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.StartAsync(cancellation);
        await http.Response.Body.FlushAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            var (changes, next) = await feed.ReadAsync(reader, sight, from, ChangeFeed.MostChanges, Heartbeat, cancellation);
            if (!await standing.HoldsAsync(cancellation))
            {
                return;
            }

            var text = new StringBuilder();
            foreach (var change in changes)
            {
                text.Append("id: ").Append(change.Cursor).Append("\nevent: change\ndata: ").Append(JsonSerializer.Serialize(change, WireJson.Options)).Append("\n\n");
            }

            // A comment now and then tells both ends that the other is there, and the cursor of a quiet feed moves on.
            await http.Response.WriteAsync(changes.Count > 0 ? text.ToString() : $": nothing\nid: {feed.Cursor(next, reader)}\n\n", cancellation);
            await http.Response.Body.FlushAsync(cancellation);
            from = next;
        }
    }
}
