using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary>
/// A command on a case names the revision it has seen, or is answered with 428 before its body is taken (RFC 6585 section
/// 3): so no new command can forget to ask. Whether that revision is still the case's is for the decision to say.
/// </summary>
public sealed class Preconditions(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is RouteEndpoint endpoint
            && IsCommandOnCase(http.Request.Method, endpoint.RoutePattern.RawText, endpoint.Metadata)
            && string.IsNullOrWhiteSpace(http.Request.Headers.IfMatch))
        {
            await Problems.WriteAsync(http, Problem.Of("precondition-required"));
            return;
        }

        await next(http);
    }

    /// <summary>Whether an endpoint changes one case, by its address: the firm's id of it, or an authority's reference.</summary>
    public static bool IsCommandOnCase(string method, string? route, IEnumerable<object> metadata) =>
        !HttpMethods.IsGet(method)
        && !HttpMethods.IsHead(method)
        && IsOfOneCase(route)
        && !metadata.Any(m => m is AnswerIsNotKeptAttribute or RevisionDoesNotMatterAttribute);

    /// <summary>Whether an address names one case.</summary>
    public static bool IsOfOneCase(string? route) =>
        route is not null && (route.Contains("{caseId}", StringComparison.Ordinal) || route.Contains("{reference}", StringComparison.Ordinal));
}
