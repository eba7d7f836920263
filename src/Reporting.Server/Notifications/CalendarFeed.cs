using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Marten;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
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

    /// <summary>A feed, and what it is known by.</summary>
    /// <param name="Text">Null where the asker has it already: nothing was read then.</param>
    /// <param name="Tag">Changes with whatever could change the feed.</param>
    public sealed record Answer(string? Text, string Tag);

    /// <summary>The feed behind a key; null where the key is none of ours, or its subscription has ended.</summary>
    /// <param name="held">The tag of what the asker has; null: nothing.</param>
    public async Task<Answer?> ReadAsync(string key, string? held, CancellationToken cancellation)
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

        // Programs ask again and again, and seldom has anything been recorded meanwhile: then no case is read. Asked first, the tag is never newer than the text.
        var standing = await StandingAsync(session, cancellation);
        var tag = standing is null ? null : Digest(JsonSerializer.SerializeToUtf8Bytes(new { standing, Program, recipient.Id, recipient.Filter }));
        if (tag is not null && tag == held)
        {
            return new Answer(null, tag);
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

        var text = CalendarWriter.Write(cases, links);
        return new Answer(text, tag ?? Digest(Encoding.UTF8.GetBytes(text)));
    }

    // Another program may write the same otherwise.
    private static readonly Guid Program = typeof(CalendarFeed).Module.ModuleVersionId;

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];

    /// <summary>The last place in the journal of anything of the firm's cases; null while something waits for its place.</summary>
    private static async Task<long?> StandingAsync(IQuerySession session, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select case when exists (select from {JournalTables.Pending} where tenant_id = @tenant) then null
                else coalesce((select max(index) from {JournalTables.Readers} where reader = @tenant), -1) end
            """);
        command.Parameters.AddWithValue("tenant", session.TenantId);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) && !await reader.IsDBNullAsync(0, cancellation) ? reader.GetInt64(0) : null;
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
        var held = http.Request.GetTypedHeaders().IfNoneMatch is [var one] ? one.Tag.ToString().Trim('"') : null;
        if (key is null || await feed.ReadAsync(key, held, cancellation) is not { } answer)
        {
            return Results.Problem(Problem.Of("not-found"));
        }

        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        var tag = new EntityTagHeaderValue($"\"{answer.Tag}\"");
        if (answer.Text is null)
        {
            http.Response.Headers.ETag = tag.ToString();
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        // Answers If-None-Match with 304.
        return Results.Bytes(Encoding.UTF8.GetBytes(answer.Text), "text/calendar; charset=utf-8", entityTag: tag);
    }
}
