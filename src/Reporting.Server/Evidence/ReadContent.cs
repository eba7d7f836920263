using Marten;
using Microsoft.Net.Http.Headers;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Evidence;

/// <summary><c>GET /v1/evidence/{evidenceId}/content</c>: the content of a piece of the firm's evidence, whole or in ranges. Who took it is recorded before the first byte leaves.</summary>
public static class ReadContentEndpoint
{
    [RawAnswer]
    [AnswersWith("not-in-this-state", "range-not-satisfiable")]
    [WolverineGet("/v1/evidence/{evidenceId}/content")]
    public static async Task<IResult> Get(Guid evidenceId, IQuerySession session, Downloads downloads, By by, HttpContext http, CancellationToken cancellation) =>
        await downloads.AnswerAsync(session, await session.LoadAsync<EvidenceItem>(evidenceId, cancellation) ?? throw ProblemException.NotFound(), by, http, cancellation);
}

/// <summary>The headers of the content of a piece of the firm's evidence.</summary>
public static class ContentHeadersEndpoint
{
    [RawAnswer]
    [AnswersWith("not-in-this-state", "range-not-satisfiable")]
    [WolverineHead("/v1/evidence/{evidenceId}/content")]
    public static async Task<IResult> Head(Guid evidenceId, IQuerySession session, Downloads downloads, By by, HttpContext http, CancellationToken cancellation) =>
        await downloads.AnswerAsync(session, await session.LoadAsync<EvidenceItem>(evidenceId, cancellation) ?? throw ProblemException.NotFound(), by, http, cancellation);
}

/// <summary><c>GET /v1/regulator/cases/{reference}/evidence/{evidenceId}/content</c>: the content of a piece of evidence that was released to the caller's authority.</summary>
public static class ReadReleasedContentEndpoint
{
    [RawAnswer]
    [AnswersWith("not-in-this-state", "range-not-satisfiable")]
    [WolverineGet("/v1/regulator/cases/{reference}/evidence/{evidenceId}/content")]
    public static async Task<IResult> Get(CaseAddress address, Guid evidenceId, IQuerySession session, Downloads downloads, By by, HttpContext http, CancellationToken cancellation) =>
        await downloads.AnswerAsync(session, await Released.FindAsync(session, address, evidenceId, cancellation), by, http, cancellation);
}

/// <summary>The headers of the content of a piece of evidence that was released to the caller's authority.</summary>
public static class ReleasedContentHeadersEndpoint
{
    [RawAnswer]
    [AnswersWith("not-in-this-state", "range-not-satisfiable")]
    [WolverineHead("/v1/regulator/cases/{reference}/evidence/{evidenceId}/content")]
    public static async Task<IResult> Head(CaseAddress address, Guid evidenceId, IQuerySession session, Downloads downloads, By by, HttpContext http, CancellationToken cancellation) =>
        await downloads.AnswerAsync(session, await Released.FindAsync(session, address, evidenceId, cancellation), by, http, cancellation);
}

/// <summary>Gives content out: as a file to be saved, never as something to be shown; not while it is quarantined.</summary>
public sealed class Downloads(IDocumentStore documents, Contents contents, Vault vault, LegalClock clock)
{
    /// <summary>The parts of one download within this time are one reading.</summary>
    private static readonly TimeSpan OneReading = TimeSpan.FromMinutes(10);

    public async Task<IResult> AnswerAsync(IQuerySession session, EvidenceItem item, By by, HttpContext http, CancellationToken cancellation)
    {
        if (item.Received is not { } received)
        {
            throw new ProblemException(Problem.Of("not-in-this-state", "The content of this evidence has not been received yet."));
        }

        if (item.Scan == "quarantined")
        {
            throw new ProblemException(Problem.Of("not-in-this-state", $"The content is quarantined: the scanner found {item.Threat}."));
        }

        EvidenceViews.Open(item, await vault.LoadAsync(session, item.Case, cancellation));
        var content = await contents.OpenAsync(session, item, () => RecordAsync(session.TenantId, item.Id, by, cancellation), cancellation);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.File(
            content,
            MediaTypes.Served(received.MediaType),
            received.Name is { IsErased: false } name ? name.Value : $"evidence-{item.Id}",
            lastModified: received.ReceivedAt,
            entityTag: new EntityTagHeaderValue($"\"{received.Sha256}\""),
            enableRangeProcessing: true);
    }

    private async Task RecordAsync(string tenant, Guid evidence, By by, CancellationToken cancellation)
    {
        await using var session = documents.LightweightSession(tenant);
        var now = clock.Read();
        if (await session.LoadAsync<EvidenceItem>(evidence, cancellation) is { } item && item.LastReader == by.ToString() && now.Value - item.LastReadAt < OneReading)
        {
            return;
        }

        session.Events.Append(evidence, Recorded.Event(new EvidenceRead(), now, by));
        await session.SaveChangesAsync(cancellation);
    }
}
