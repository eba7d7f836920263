using Microsoft.Extensions.Options;
using Reporting.Exchange.Taxii;

namespace Reporting.Server.Exchange;

/// <summary>What is refused under TAXII's addresses is said as TAXII says it (2.1, 3.6.1): the same problem, in another form.</summary>
public sealed class TaxiiErrors(IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments("/taxii2", StringComparison.Ordinal);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        options.Value.CustomizeProblemDetails?.Invoke(context);
        var status = problem.Status ?? http.Response.StatusCode;
        http.Response.StatusCode = status;
        http.Response.ContentType = TaxiiResources.MediaType;
        var error = TaxiiResources.Error(problem.Title ?? "The request cannot be answered.", problem.Detail, problem.Extensions.TryGetValue("traceId", out var trace) ? trace?.ToString() : null, status);
        await http.Response.WriteAsync(error.ToJsonString(), http.RequestAborted);
    }
}
