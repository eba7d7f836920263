using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary>
/// Answers a list with the tag of its content (a digest: what is the same to the byte has the same), and with 304 to whoever
/// names it (RFC 9110 section 13.1.2). A list has no revision of its own; who looks every few seconds is spared the content,
/// not the database the question.
/// </summary>
public sealed class ConditionalReads(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ConditionalReadAttribute>() is null)
        {
            await next(http);
            return;
        }

        var answer = http.Response.Body;
        using var whole = new MemoryStream();
        http.Response.Body = whole;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = answer;
        }

        if (http.Response.StatusCode == StatusCodes.Status200OK)
        {
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(whole.GetBuffer().AsSpan(0, (int)whole.Length)))[..32]}\"");
            http.Response.Headers.ETag = tag.ToString();
            http.Response.Headers.CacheControl = "private, no-cache";
            if (http.Request.GetTypedHeaders().IfNoneMatch.Any(seen => seen.Compare(tag, useStrongComparison: false) || seen.Equals(EntityTagHeaderValue.Any)))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                http.Response.ContentLength = null;
                http.Response.Headers.Remove(HeaderNames.ContentType);
                return;
            }
        }

        whole.Position = 0;
        await whole.CopyToAsync(answer, http.RequestAborted);
    }
}
