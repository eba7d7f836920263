using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Hosting.Http;

/// <summary>On an endpoint that answers with what was known at a moment: it takes <c>asOf</c>.</summary>
public sealed class TakesAsOf
{
    public static readonly TakesAsOf Mark = new();

    private TakesAsOf()
    {
    }
}

/// <summary>On an endpoint that reads what it is asked for from the query string.</summary>
public sealed record TakesParameters(IReadOnlyList<QueryParameter> Parameters);

/// <summary>What holds for every endpoint, so that none can forget it: a POST that records is idempotent under its caller's key.</summary>
public static class EndpointConventions
{
    public static void Apply(HttpChain chain)
    {
        if (chain.Method.Method.GetParameters().Any(p => p.ParameterType == typeof(KnownAt)))
        {
            chain.Metadata.WithMetadata(TakesAsOf.Mark);
        }

        if (chain.Method.Method.GetParameters().Select(p => p.ParameterType).FirstOrDefault(EndpointParameters.IsFilter) is { } filter)
        {
            chain.Metadata.WithMetadata(new TakesParameters(EndpointParameters.ParametersOf(filter)));
        }

        if (chain.HttpMethods.Contains("POST") && !chain.Method.Method.IsDefined(typeof(AnswerIsNotKeptAttribute), inherit: false))
        {
            // The caller, within the tenant: a regulator's key in a firm's tenant is not the firm's key.
            chain.DeduplicatedWithResponse = new DeduplicatedWithResponseRequirement
            {
                Scope = DeduplicationScope.Tenant | DeduplicationScope.User,
                ClaimInTransaction = true,
            };
        }
    }
}
