using System.Globalization;
using Marten;
using Reporting.Contracts.Evidence;
using Reporting.Server.Cases;
using Reporting.Server.Evidence.Similarity;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Evidence;

/// <summary><c>GET /v1/cases/{caseId}/evidence</c>: the evidence of a case of the firm's, newest first.</summary>
public static class ListEvidenceEndpoint
{
    [WolverineGet("/v1/cases/{caseId}/evidence")]
    public static async Task<Paged<EvidenceView>> Get(
        Guid caseId, IQuerySession session, Vault vault, Cursors cursors, HttpContext http, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (await session.LoadAsync<CaseEntry>(caseId, cancellation) is null)
        {
            throw ProblemException.NotFound();
        }

        var page = await EvidencePages.ReadAsync(
            session.Query<EvidenceItem>().Where(i => i.Case == caseId), $"evidence\n{session.TenantId}\n{caseId}", cursors, limit, cursor, cancellation);
        var seal = await vault.LoadAsync(session, caseId, cancellation);
        return new Paged<EvidenceView>([.. page.Items.Select(i => EvidenceViews.ForFirm(i, seal))], page.Next, http.Request);
    }
}

/// <summary><c>GET /v1/evidence/{evidenceId}</c>: one piece of evidence of the firm's, with its chain of custody.</summary>
public static class ReadEvidenceEndpoint
{
    [WolverineGet("/v1/evidence/{evidenceId}")]
    public static async Task<EvidenceView> Get(Guid evidenceId, IQuerySession session, Vault vault, CancellationToken cancellation)
    {
        var item = await session.LoadAsync<EvidenceItem>(evidenceId, cancellation) ?? throw ProblemException.NotFound();
        var view = EvidenceViews.ForFirm(item, await vault.LoadAsync(session, item.Case, cancellation));
        var progress = item.State == "computing" ? await session.LoadAsync<SimilarityProgress>(evidenceId, cancellation) : null;
        return view with
        {
            Progress = progress is null ? null : new ComputingProgress(progress.Done, progress.Of),
            Custody = Custody.ForFirm(await session.Events.FetchStreamAsync(evidenceId, token: cancellation)),
        };
    }
}

/// <summary><c>GET /v1/regulator/cases/{reference}/evidence</c>: the evidence that filings have named to the caller's authority, newest first.</summary>
public static class ListReleasedEvidenceEndpoint
{
    [WolverineGet("/v1/regulator/cases/{reference}/evidence")]
    public static async Task<Paged<ReleasedEvidence>> Get(
        CaseAddress address, IQuerySession session, Vault vault, Cursors cursors, HttpContext http, int? limit, string? cursor, CancellationToken cancellation)
    {
        var page = await EvidencePages.ReadAsync(
            session.Query<EvidenceItem>().Where(i => i.Case == address.Case && i.ReleasedTo.Contains(address.Authority)),
            $"released\n{address.Id}",
            cursors,
            limit,
            cursor,
            cancellation);
        var seal = await vault.LoadAsync(session, address.Case, cancellation);
        return new Paged<ReleasedEvidence>([.. page.Items.Select(i => EvidenceViews.ForAuthority(i, address.Authority, seal))], page.Next, http.Request);
    }
}

/// <summary><c>GET /v1/regulator/cases/{reference}/evidence/{evidenceId}</c>: one piece of evidence that was released to the caller's authority.</summary>
public static class ReadReleasedEvidenceEndpoint
{
    [WolverineGet("/v1/regulator/cases/{reference}/evidence/{evidenceId}")]
    public static async Task<ReleasedEvidence> Get(CaseAddress address, Guid evidenceId, IQuerySession session, Vault vault, CancellationToken cancellation)
    {
        var item = await Released.FindAsync(session, address, evidenceId, cancellation);
        var view = EvidenceViews.ForAuthority(item, address.Authority, await vault.LoadAsync(session, item.Case, cancellation));
        return view with { Custody = Custody.ForAuthority(await session.Events.FetchStreamAsync(evidenceId, token: cancellation), address.Authority) };
    }
}

/// <summary>What an authority may see of a case's evidence; anything else is not there.</summary>
internal static class Released
{
    public static async Task<EvidenceItem> FindAsync(IQuerySession session, CaseAddress address, Guid evidenceId, CancellationToken cancellation) =>
        await session.LoadAsync<EvidenceItem>(evidenceId, cancellation) is { } item && item.Case == address.Case && item.ReleasedTo.Contains(address.Authority)
            ? item
            : throw ProblemException.NotFound();
}

/// <summary>Pages of evidence. Ids are random here, so that the order is that of announcing.</summary>
internal static class EvidencePages
{
    private const int MostAPage = 200;

    public static async Task<(IReadOnlyList<EvidenceItem> Items, string? Next)> ReadAsync(
        IQueryable<EvidenceItem> query, string scope, Cursors cursors, int? limit, string? cursor, CancellationToken cancellation)
    {
        var take = limit ?? 50;
        if (take is < 1 or > MostAPage)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: [new("/limit", "out-of-range", $"From 1 to {MostAPage}.")]));
        }

        if (cursor is not null)
        {
            var opened = cursors.Open(cursor, scope) ?? throw new ProblemException(Problem.Of("malformed-request", errors: [new("/cursor", "not-ours", "This cursor is of another list.")]));
            var parts = opened.Split('|', 2);
            var at = new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero);
            var id = Guid.Parse(parts[1]);
            query = query.Where(i => i.AnnouncedAt < at || (i.AnnouncedAt == at && i.Id.CompareTo(id) < 0));
        }

        var rows = await query.OrderByDescending(i => i.AnnouncedAt).ThenByDescending(i => i.Id).Take(take + 1).ToListAsync(cancellation);
        var page = rows.Take(take).ToList();
        return (page, rows.Count > take ? cursors.Seal(string.Create(CultureInfo.InvariantCulture, $"{page[^1].AnnouncedAt.UtcTicks}|{page[^1].Id}"), scope) : null);
    }
}
