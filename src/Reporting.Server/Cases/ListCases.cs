using Marten;
using Reporting.Contracts;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary><c>GET /v1/cases</c>: the firm's own cases, newest first; one by its external reference.</summary>
public static class ListCasesEndpoint
{
    private const int MostAPage = 200;

    public sealed record CaseLine(Guid Id, string Reference, string ExternalReference, string CaseType, string? Title, DateTimeOffset OpenedAt, string Url);

    [WolverineGet("/v1/cases")]
    public static async Task<Paged<CaseLine>> Get(
        IQuerySession session, Sight sight, Cursors cursors, HttpContext http, string? externalReference, int? limit, string? cursor, CancellationToken cancellation)
    {
        var take = limit ?? 50;
        if (take is < 1 or > MostAPage)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: [new("/limit", "out-of-range", $"From 1 to {MostAPage}.")]));
        }

        var scope = $"cases\n{session.TenantId}\n{externalReference}";
        IQueryable<CaseEntry> query = session.Query<CaseEntry>().Where(CaseEntry.SeenBy(sight));
        if (externalReference is not null)
        {
            query = query.Where(c => c.ExternalReference == externalReference);
        }

        if (cursor is not null)
        {
            var after = Guid.Parse(cursors.Open(cursor, scope) ?? throw new ProblemException(Problem.Of("malformed-request", errors: [new("/cursor", "not-ours", "This cursor is of another list.")])));
            // Ids grow with time, so that their order is the order of opening.
            query = query.Where(c => c.Id.CompareTo(after) < 0);
        }

        var rows = await query.OrderByDescending(c => c.Id).Take(take + 1).ToListAsync(cancellation);
        var page = rows.Take(take).ToList();
        var next = rows.Count > take ? cursors.Seal(page[^1].Id.ToString(), scope) : null;
        return new Paged<CaseLine>(
            [.. page.Select(c => new CaseLine(c.Id, c.Reference, c.ExternalReference, Words.Of(c.Type), c.Title, c.OpenedAt, CaseAnswers.Address(c.Type, c.Id)))],
            next,
            http.Request);
    }
}
