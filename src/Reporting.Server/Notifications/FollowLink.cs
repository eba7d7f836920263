using System.Net;
using System.Text;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Server.Cases;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>The addresses that secret links lead to: a page that asks, and the POST behind its button, which is also what a mail program sends of itself (RFC 8058).</summary>
public static class FollowLink
{
    public sealed record LinkFollowed(string Done, DateTimeOffset RecordedAt);

    public static void MapLinks(this WebApplication app)
    {
        // For people who read a mail, not for programs: no part of what the API's description promises.
        app.MapGet("/links/{purpose}/{token}", AskAsync).ExcludeFromDescription();
        CalendarFeed.MapCalendar(app);
        app.MapPost("/links/{purpose}/{token}", FollowAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> AskAsync(string purpose, string token, SecretLinks secrets, LegalClock law, IDocumentStore store, Letters letters, HttpContext http, CancellationToken cancellation)
    {
        var now = law.Read();
        if (secrets.Open(purpose, token, now) is not { } link)
        {
            return Results.Problem(Problem.Of("not-found"));
        }

        // It records nothing: whatever looks at links before people do may look at this one.
        await using var session = store.QuerySession(link.Tenant);
        var html = new StringBuilder();
        var isUsed = false;
        switch (purpose)
        {
            case SecretLinks.Acknowledge:
                isUsed = await AboutAsync(link.Id, session, letters, now, html, cancellation);
                break;
            case SecretLinks.Verify:
                html.Append("<p>Somebody of your firm has asked for reminders of statutory deadlines to be sent to this address. They are sent once you have confirmed that you read it.</p>");
                break;
            default:
                html.Append("<p>No more reminders of deadlines are sent to this address. What an authority does, and what nobody else has acknowledged, is sent all the same.</p>");
                break;
        }

        var button = purpose switch
        {
            SecretLinks.Acknowledge => "I have taken this in",
            SecretLinks.Verify => "I read this address",
            _ => "Send no more reminders",
        };
        return Page(http, html.Append(isUsed ? "<p>It has been acknowledged.</p>" : $"<form method=\"post\"><button>{button}</button></form>").ToString());
    }

    /// <summary>What a message was about, as it stands now, and what it means to acknowledge it.</summary>
    /// <returns>Whether that has been done.</returns>
    private static async Task<bool> AboutAsync(Guid id, IQuerySession session, Letters letters, Now now, StringBuilder html, CancellationToken cancellation)
    {
        if (await session.LoadAsync<Notification>(id, cancellation) is not { } notification)
        {
            return false;
        }

        // Whoever would no longer be told of the case is no longer shown it either.
        var confinement = await session.Events.AggregateStreamAsync<Confinement>(notification.Case, token: cancellation);
        var readers = Audience.Of(await Firm.LoadAsync(session, cancellation), confinement, [.. await session.Query<Recipient>().ToListAsync(cancellation)]);
        if (readers.Any(r => r.Id == notification.Contact) && await letters.AboutAsync(notification, session, now, cancellation) is { } about)
        {
            if (Letter.NothingToSay(notification, about.Book, now) is { } reason)
            {
                html.Append("<p>Case ").Append(WebUtility.HtmlEncode(about.Case.Reference)).Append(": what this message spoke of has changed since it was sent (").Append(reason).Append("). Nothing is left to do for it.</p>");
            }
            else
            {
                MailChannel.AppendTo(html, Letter.Write(about));
            }
        }

        html.Append("<p>Acknowledging records that this message has been taken in, and when. Nobody else is brought in for it")
            .Append(notification.IsAct ? "." : ", and its reminders of half time and of three working days before are left out.")
            .Append("</p><p>It files nothing and meets no deadline.")
            .Append(notification.IsAct ? "" : " The last reminders come all the same: 24, 4 and 1 hours before, when it is due, and daily after.")
            .Append("</p>");
        return notification.Acknowledged;
    }

    private static IResult Page(HttpContext http, string body, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";
        return Results.Content(
            $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Reporting</title></head><body>{body}</body></html>", "text/html; charset=utf-8", statusCode: status);
    }

    private static async Task<IResult> FollowAsync(string purpose, string token, SecretLinks secrets, IDocumentStore store, LegalClock law, HttpContext http, CancellationToken cancellation)
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
        // A mail program reads the status; whoever pressed the button reads a page.
        var isRead = http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        if (problem is not null)
        {
            return isRead ? Page(http, $"<p>{WebUtility.HtmlEncode(problem.Title)}</p>", problem.Status!.Value) : Results.Problem(problem);
        }

        await session.SaveChangesAsync(cancellation);
        return isRead ? Page(http, "<p>It is recorded.</p>") : Results.Ok(new LinkFollowed(purpose, now.Value));
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
