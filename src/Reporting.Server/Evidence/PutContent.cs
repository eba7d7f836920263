using Marten;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Reporting.Contracts.Evidence;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Evidence;

/// <summary><c>PUT /v1/evidence/{evidenceId}/content</c>: brings the content in one request, compared with <c>Content-Digest</c> (RFC 9530) where there is one. The same content again is answered alike; other content is refused. A <c>filename</c> comes in <c>Content-Disposition</c>.</summary>
public static class PutContentEndpoint
{
    [RawBody("application/octet-stream")]
    [AnswersWith("not-in-this-state")]
    [WolverinePut("/v1/evidence/{evidenceId}/content")]
    public static async Task<EvidenceContent> Put(Guid evidenceId, IQuerySession session, Uploads uploads, EvidenceSettings settings, By by, HttpContext http, CancellationToken cancellation)
    {
        RawBodies.Allow(http, settings);
        var expected = ExpectedDigests.Read(http.Request.Headers["Content-Digest"]);
        if (await session.LoadAsync<EvidenceItem>(evidenceId, cancellation) is { Received: { } earlier } item && expected.Sha256 is { } stated && Convert.ToHexStringLower(stated) == earlier.Sha256)
        {
            return EvidenceViews.Content(item);
        }

        var upload = await uploads.BeginAsync(session.TenantId, evidenceId, http.Request.ContentLength, NameOf(http.Request), expected, cancellation);
        try
        {
            var outcome = await uploads.AppendAsync(session.TenantId, upload, http.Request.Body, checksum: null, ends: true, by, cancellation);
            return EvidenceViews.Content(outcome.Item!);
        }
        catch (Exception)
        {
            // One request is one attempt: nothing of it is left to go on from.
            await uploads.EndAsync(session.TenantId, upload, CancellationToken.None);
            throw;
        }
    }

    private static string? NameOf(HttpRequest request)
    {
        if (request.Headers.ContentDisposition.Count == 0)
        {
            return null;
        }

        return ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition)
            ? (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).Value
            : throw new ProblemException(Problem.Of("malformed-request", "Content-Disposition is written as in RFC 6266."));
    }
}

internal static class RawBodies
{
    /// <summary>The server's own bound is that of JSON bodies. One more than is taken, so that our own answer says what the bound is.</summary>
    public static void Allow(HttpContext http, EvidenceSettings settings)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = settings.MaxBytes + 1;
        }
    }
}
