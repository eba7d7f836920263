using System.Globalization;
using System.Text.Json;
using Marten;
using Reporting.Contracts;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Screening;

/// <summary>Links by which one addressee reads one notice and answers it: signed, so that nobody makes one, and with an end.</summary>
public sealed class NoticeLinks(Cursors signed, IConfiguration configuration)
{
    private const string Scope = "link/notice";
    private readonly string _public = (configuration["PublicUrl"] ?? "http://localhost:5080").TrimEnd('/');

    /// <summary>What is answered late is taken all the same, for a while.</summary>
    public static DateTimeOffset Until(FileDocument document, Now now) => (document.Draft.Due is { } due && due > now.Value ? due : now.Value).ToUniversalTime().AddDays(60);

    public string To(CaseAddress address, Guid document, string addressee, DateTimeOffset until) =>
        $"{_public}/notices/{signed.Seal(string.Create(CultureInfo.InvariantCulture, $"{address.Id}/{document:N}/{until.ToUnixTimeSeconds()}/{addressee}"), Scope)}";

    /// <summary>What a link is for; null where it is none of ours, or has ended.</summary>
    public (string Reference, Guid Document, string Addressee)? Open(string token, Now now) =>
        signed.Open(token, Scope)?.Split('/', 4) is [var reference, var document, var until, var addressee] && long.Parse(until, CultureInfo.InvariantCulture) > now.Value.ToUnixTimeSeconds()
            ? (reference, Guid.ParseExact(document, "N"), addressee)
            : null;
}

/// <summary>
/// The address that such a link leads to. It shows the one notice, as it was served on the one addressee, and takes one
/// answer: nothing else of the case can be told from it.
/// </summary>
public static class AnswerByLink
{
    /// <summary>The notice, and nothing but the notice.</summary>
    public sealed record NoticeByLink(string Authority, string Kind, IReadOnlyList<string> Parts, string? Purpose, string? Consequences, DateTimeOffset? Due, string Zone, bool Answered);

    public sealed record Answer(string Text);

    public sealed record AnswerTaken(DateTimeOffset ReceivedAt);

    public static void MapNotices(this WebApplication app)
    {
        // For people who were handed a link, not for programs: no part of what the API's description promises.
        app.MapGet("/notices/{token}", ReadAsync).ExcludeFromDescription();
        app.MapPost("/notices/{token}", TakeAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadAsync(string token, NoticeLinks links, CaseAddresses addresses, IDocumentStore store, Vault vault, LegalClock law, HttpContext http, CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (await FindAsync(token, links, addresses, store, vault, law.Read(), cancellation) is not { } found)
        {
            return Results.Problem(Problem.Of("not-found"));
        }

        var copy = Desk.Serving.Copy(found.Document.Draft, found.Document.Addressee(found.Addressee)!);
        return Results.Json(
            new NoticeByLink(
                found.File.Address.Authority,
                Words.Of(found.Document.Draft.Kind),
                [.. copy.Parts.Select(p => p.Text.Value)],
                copy.Purpose,
                copy.Consequences,
                copy.Due,
                copy.Zone,
                found.Document.Answers.ContainsKey(found.Addressee)),
            WireJson.Options);
    }

    private static async Task<IResult> TakeAsync(string token, Answer? body, NoticeLinks links, CaseAddresses addresses, IDocumentStore store, Vault vault, LegalClock law, CancellationToken cancellation)
    {
        var now = law.Read();
        if (await FindAsync(token, links, addresses, store, vault, now, cancellation) is not { } found)
        {
            return Results.Problem(Problem.Of("not-found"));
        }

        if (body?.Text is not { Length: > 0 and <= 20_000 } text)
        {
            return Results.Problem(Problem.Of("invalid-content", errors: [new ProblemError("/text", "required", "An answer is a text of at most 20,000 characters.")]));
        }

        if (found.Document.Answers.ContainsKey(found.Addressee))
        {
            return Results.Problem(Problem.Of("link-used"));
        }

        var file = CaseFile.IdOf(found.File.Address.Authority, found.File.Address.Id);
        var answer = new AnswerReceived(found.File.Address.Id, found.Document.Id, found.Addressee, Ids.Next(), text, now.Value);
        await using var session = store.LightweightSession(Tenants.OfAuthority(found.File.Address.Authority));
        // Of two answers at one moment one is first: the other finds the file longer than it read it.
        var stream = await session.Events.FetchForExclusiveWriting<Answered>(file, cancellation);
        if (stream.Aggregate?.By.Contains((found.Document.Id, found.Addressee)) == true)
        {
            return Results.Problem(Problem.Of("link-used"));
        }

        stream.AppendOne(Recorded.Event(found.File.Seal.Seal.Sealed(answer, answer.Statement), now, new By("link", found.Addressee)));
        new JournalEntry(
            Ids.Next(), file, (stream.StartingVersion ?? 0) + 1, [EventName.Of(typeof(AnswerReceived))], [found.File.Address.Authority], ContentCommitment.To(JsonSerializer.SerializeToUtf8Bytes(body)), now.Value, now.Value).Execute(session);
        await session.SaveChangesAsync(cancellation);
        return Results.Json(new AnswerTaken(now.Value), WireJson.Options);
    }

    private sealed record Found(AuthorityFile File, FileDocument Document, string Addressee);

    private static async Task<Found?> FindAsync(string token, NoticeLinks links, CaseAddresses addresses, IDocumentStore store, Vault vault, Now now, CancellationToken cancellation)
    {
        if (links.Open(token, now) is not { } link || await addresses.FindAsync(link.Reference, cancellation) is not { } address)
        {
            return null;
        }

        var file = await AuthorityFile.LoadAsync(address, store, vault, opened: true, cancellation);
        return file.Find(link.Document) is { IssuedAt: not null } document ? new Found(file, document, link.Addressee) : null;
    }
}

/// <summary>Who has answered by link, on a file.</summary>
public sealed partial record Answered(Guid Id)
{
    public IReadOnlyList<(Guid Document, string Addressee)> By { get; init; } = [];

    public static Answered Create(JasperFx.Events.IEvent<DocumentDrafted> e) => new(e.StreamId);

    public Answered Apply(AnswerReceived e) => this with { By = [.. By, (e.Document, e.Addressee)] };
}
