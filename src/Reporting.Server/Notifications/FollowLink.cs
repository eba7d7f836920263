using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>The addresses that secret links lead to: a page that asks, and the POST behind its button, which is also what a mail program sends of itself (RFC 8058).</summary>
public static class FollowLink
{
    public sealed record LinkFollowed(string Done, DateTimeOffset RecordedAt);

    public static void MapLinks(this WebApplication app)
    {
        // For people who read a mail, not for programs: no part of what the API's description promises.
        app.MapGet("/links/{purpose}/{token}", Ask).ExcludeFromDescription();
        CalendarFeed.MapCalendar(app);
        app.MapPost("/links/{purpose}/{token}", FollowAsync).ExcludeFromDescription();
    }

    private static IResult Ask(string purpose, string token, SecretLinks secrets, LegalClock law, HttpContext http)
    {
        if (secrets.Open(purpose, token, law.Read()) is null)
        {
            return Results.Problem(Problem.Of("not-found"));
        }

        var question = purpose switch
        {
            SecretLinks.Acknowledge => "Say that you have taken this message in",
            SecretLinks.Verify => "Confirm that you read this address",
            _ => "Have no more reminders sent to this address",
        };
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'";
        return Results.Content($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Reporting</title></head><body><form method=\"post\"><button>{question}</button></form></body></html>", "text/html; charset=utf-8");
    }

    private static async Task<IResult> FollowAsync(string purpose, string token, SecretLinks secrets, IDocumentStore store, LegalClock law, CancellationToken cancellation)
    {
        var now = law.Read();
        if (secrets.Open(purpose, token, now) is not { } link)
        {
            return Results.Problem(Problem.Of("not-found"));
        }

        await using var session = store.LightweightSession(link.Tenant);
        var by = new By("firm:" + link.Tenant, "link");
        ProblemDetails? problem = purpose switch
        {
            SecretLinks.Acknowledge => Record(await session.Events.FetchForWriting<Notification>(link.Id, cancellation), n => n.Acknowledged ? null : new NotificationAcknowledged("link"), now, by),
            SecretLinks.Verify => Record(await session.Events.FetchForWriting<Recipient>(link.Id, cancellation), r => r.Ended || (r.Verified && r.Failing is null) ? null : new AddressVerified("link"), now, by),
            _ => Unsubscribe(await session.Events.FetchForWriting<Recipient>(link.Id, cancellation), now, by),
        };
        if (problem is not null)
        {
            return Results.Problem(problem);
        }

        await session.SaveChangesAsync(cancellation);
        return Results.Ok(new LinkFollowed(purpose, now.Value));
    }

    private static ProblemDetails? Record<T>(IEventStream<T> stream, Func<T, object?> decide, Now now, By by)
        where T : class
    {
        if (stream.Aggregate is not { } found)
        {
            return Problem.Of("not-found");
        }

        if (decide(found) is not { } fact)
        {
            return Problem.Of("link-used");
        }

        stream.AppendOne(Recorded.Event(fact, now, by));
        return null;
    }

    // A mail program may send it twice; asking twice for silence is no mistake.
    private static ProblemDetails? Unsubscribe(IEventStream<Recipient> stream, Now now, By by)
    {
        if (stream.Aggregate is null or { NoReminders: false })
        {
            stream.AppendOne(Recorded.Event(new RemindersStopped("link"), now, by));
        }

        return null;
    }
}
