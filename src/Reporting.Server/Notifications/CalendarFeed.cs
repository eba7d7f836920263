using System.Security.Cryptography;
using System.Text;
using Marten;
using Microsoft.Net.Http.Headers;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>
/// A firm's deadlines as a calendar, by an address that is a secret: calendar programs have no log-in. It names one
/// subscription, is signed, and leads nowhere once the subscription has ended.
/// </summary>
public sealed class CalendarFeed(Cursors signed, Links links, IDocumentStore store)
{
    private const string Scope = "calendar";

    // The latest so many cases; what is older has long been met or missed.
    private const int MostCases = 2_000;
    private const int Page = 100;

    public string UrlOf(string tenant, Guid subscription) => links.To($"/v1/calendar.ics?key={signed.Seal($"{tenant}/{subscription:N}", Scope)}");

    /// <summary>The feed behind a key; null where the key is none of ours, or its subscription has ended.</summary>
    public async Task<string?> ReadAsync(string key, CancellationToken cancellation)
    {
        if (signed.Open(key, Scope)?.Split('/') is not [var tenant, var id])
        {
            return null;
        }

        await using var session = store.LightweightSession(tenant);
        var firm = await Firm.LoadAsync(session, cancellation);
        var recipient = await session.LoadAsync<Recipient>(Guid.ParseExact(id, "N"), cancellation);
        if (firm is null || recipient is null || Audience.Of(firm, null, [recipient]).FirstOrDefault(r => r.Id == recipient.Id) is not { } reader)
        {
            return null;
        }

        var entries = (await session.Query<CaseEntry>().OrderByDescending(c => c.Id).Take(MostCases).ToListAsync(cancellation)).Where(e => Audience.IsOpen(e) && reader.Includes(e.Id)).Reverse().ToList();
        var cases = new List<CalendarWriter.Of>();
        foreach (var page in entries.Chunk(Page))
        {
            var batch = session.CreateBatchQuery();
            var books = page.Select(e => (Case: e, Book: batch.Events.FetchLatest<DeadlineBook>(e.Id))).ToList();
            await batch.Execute(cancellation);
            foreach (var (entry, read) in books)
            {
                if (await read is { } book)
                {
                    cases.Add(new CalendarWriter.Of(entry, book, [.. book.All.Where(d => book.Ends.ContainsKey(d.Key) && !book.IsUndetermined(d) && reader.Follows(d))]));
                }
            }
        }

        return CalendarWriter.Write(cases, links);
    }

    public static void MapCalendar(WebApplication app) =>
        app.MapGet("/v1/calendar.ics", GetAsync)
            .WithName("ReadCalendarFeed")
            .WithSummary("A firm's deadlines as a calendar (RFC 5545), by a secret address")
            .Produces<string>(StatusCodes.Status200OK, "text/calendar")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithMetadata(new AnswersWithAttribute("not-found"));

    private static async Task<IResult> GetAsync(string? key, CalendarFeed feed, HttpContext http, CancellationToken cancellation)
    {
        if (key is null || await feed.ReadAsync(key, cancellation) is not { } calendar)
        {
            return Results.Problem(Problem.Of("not-found"));
        }

        var bytes = Encoding.UTF8.GetBytes(calendar);
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        // Answers If-None-Match with 304.
        return Results.Bytes(bytes, "text/calendar; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""));
    }
}
