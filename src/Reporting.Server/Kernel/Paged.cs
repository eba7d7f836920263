using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Metadata;
using Wolverine.Http;
using Wolverine.Http.Resources;

namespace Reporting.Server.Kernel;

/// <summary>A page of a list, with its <c>Link</c> to the next (RFC 8288).</summary>
/// <param name="Next">Opaque cursor of the next page; absent on the last.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, string? Next, [property: JsonIgnore] HttpRequest Request) : IHttpAware
{
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new WolverineProducesResponseTypeMetadata { Type = typeof(Paged<T>), StatusCode = StatusCodes.Status200OK });

    void IHttpAware.Apply(HttpContext context)
    {
        if (Next is null)
        {
            return;
        }

        var query = new QueryBuilder(Request.Query.Where(q => q.Key != "cursor").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v ?? ""))) { { "cursor", Next } };
        context.Response.Headers.Link = $"<{Request.PathBase}{Request.Path}{query}>; rel=\"next\"";
    }
}
