using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/cases</c>: what was submitted to the caller's authority, newest first, and nothing else.</summary>
public static class ListRegulatorCasesEndpoint
{
    private const int MostAPage = 200;

    [WolverineGet("/v1/regulator/cases")]
    public static async Task<Paged<QueuedCase>> Get(
        By by, IDocumentStore store, Cursors cursors, HttpContext http, string? type, string? state, string? regime, string? dueBefore, int? limit, string? cursor, CancellationToken cancellation)
    {
        var authority = by.Party["authority:".Length..];
        var take = limit ?? 50;
        if (take is < 1 or > MostAPage)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: [new("/limit", "out-of-range", $"From 1 to {MostAPage}.")]));
        }

        DateTimeOffset? before = null;
        if (dueBefore is not null)
        {
            before = InstantConverter.TryRead(dueBefore, out var instant)
                ? instant.ToUniversalTime()
                : throw new ProblemException(Problem.Of("malformed-request", errors: [new("/dueBefore", "not-an-instant", "An RFC 3339 instant with an offset.")]));
        }

        // A cursor belongs to who asked and what was asked: it opens no other list.
        var scope = $"queue\n{authority}\n{type}\n{state}\n{regime}\n{before:O}";
        var after = cursor is null ? null : cursors.Open(cursor, scope) ?? throw new ProblemException(Problem.Of("malformed-request", errors: [new("/cursor", "not-ours", "This cursor is of another list.")]));

        await using var session = store.QuerySession(Tenants.Index);
        var query = LiveViews.Queue(session, authority);
        if (type is not null)
        {
            query = query.Where(c => c.CaseType == type);
        }

        if (state is not null)
        {
            query = query.Where(c => c.State == state);
        }

        if (regime is not null)
        {
            query = query.Where(c => c.Regimes.Contains(regime));
        }

        if (before is not null)
        {
            query = query.Where(c => c.NextDue != null && c.NextDue < before);
        }

        if (after is not null)
        {
            var (at, id) = Position.Parse(after);
            query = query.Where(c => c.ReceivedAt < at || (c.ReceivedAt == at && c.Id.CompareTo(id) < 0));
        }

        var rows = await query.OrderByDescending(c => c.ReceivedAt).ThenByDescending(c => c.Id).Take(take + 1).ToListAsync(cancellation);
        var page = rows.Take(take).ToList();
        var next = rows.Count > take ? cursors.Seal(new Position(page[^1].ReceivedAt, page[^1].Id).ToString(), scope) : null;
        return new Paged<QueuedCase>([.. page.Select(View)], next, http.Request);
    }

    internal static QueuedCase View(RegulatorCase row) => new()
    {
        Reference = row.Id,
        CaseType = row.CaseType,
        Title = row.Title,
        State = row.State,
        Stage = row.Stage,
        Regimes = row.Regimes,
        ReceivedAt = row.ReceivedAt,
        NextDue = row.NextDue,
        NextDueDate = row.NextDueDate,
        NextObligation = row.NextObligation,
    };

    private sealed record Position(DateTimeOffset At, string Id)
    {
        public override string ToString() => $"{At.UtcTicks}|{Id}";

        public static Position Parse(string text)
        {
            var parts = text.Split('|', 2);
            return new Position(new DateTimeOffset(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1]);
        }
    }
}
