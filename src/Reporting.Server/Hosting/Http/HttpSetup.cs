using System.Text.Json;
using Reporting.Contracts;
using Reporting.Server.Access;
using Reporting.Server.Audit;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Hosting.Http;

/// <summary>The HTTP side: JSON, problems, parameters of endpoints, tenant detection, and the check that every endpoint has its line in the policy table.</summary>
public static class HttpSetup
{
    public static void AddHttp(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Arrival.MaxBytes + 1L;
        });
        builder.Services.ConfigureHttpJsonOptions(o => AsOnTheWire(o.SerializerOptions));
        builder.Services.AddProblems();
        builder.Services.AddWolverineHttp();
        builder.Services.AddSingleton<TenantDetector>();
        builder.AddOpenApiDocument();
    }

    // The framework's own options object cannot be replaced, so ours is copied into it.
    private static void AsOnTheWire(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = WireJson.Options.PropertyNamingPolicy;
        options.DictionaryKeyPolicy = WireJson.Options.DictionaryKeyPolicy;
        options.DefaultIgnoreCondition = WireJson.Options.DefaultIgnoreCondition;
        options.NumberHandling = WireJson.Options.NumberHandling;
        options.UnmappedMemberHandling = WireJson.Options.UnmappedMemberHandling;
        foreach (var converter in WireJson.Options.Converters)
        {
            options.Converters.Add(converter);
        }
    }

    /// <summary>What a request let in goes through before anything is looked up: it names what its sender has seen, and is here whole.</summary>
    public static void UseIntake(this WebApplication app)
    {
        app.UseMiddleware<Preconditions>();
        app.UseMiddleware<Arrival>();
        app.UseMiddleware<ConditionalReads>();
        app.UseMiddleware<ReadsAreRecorded>();
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapProblemPages();
        app.MapWolverineEndpoints(http =>
        {
            http.AddParameterHandlingStrategy<EndpointParameters>();
            // ?page=abc is an error, not page 0.
            http.RejectUnparseableQueryValues = true;
            http.RejectUnparseableHeaderValues = true;
            http.TenantId.DetectWith<TenantDetector>();
            http.TenantId.AssertExists();
            http.DefaultClaimInTransaction = true;
            // A race lost at commit is a conflict on every endpoint, not only on those that load an aggregate.
            http.MapConcurrencyFailuresToConflict(_ => true, _ => Problem.Of("conflict"));
            http.ConfigureEndpoints(EndpointConventions.Apply);
        });
        PolicyTable.Check(((IEndpointRouteBuilder)app).DataSources);
    }
}
