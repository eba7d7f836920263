using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Reporting.Contracts;
using Reporting.Server.Access;
using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary>Which problem types an endpoint can answer with, told from what it is; and what each looks like.</summary>
public static class ProblemAnswers
{
    /// <summary>Slugs, of an endpoint under <c>/v1/</c>.</summary>
    /// <param name="needsToken">False where anyone may call it.</param>
    /// <param name="takesQuery">It reads something from the query string.</param>
    public static IEnumerable<string> Of(string method, string route, IList<object> metadata, bool needsToken, bool takesQuery)
    {
        List<string> slugs = ["internal", "unavailable", .. metadata.OfType<AnswersWithAttribute>().SelectMany(a => a.Slugs)];
        if (needsToken)
        {
            slugs.AddRange(["unauthenticated", "forbidden"]);
        }

        if (route.Contains('{', StringComparison.Ordinal))
        {
            slugs.Add("not-found");
        }

        if (takesQuery)
        {
            slugs.Add("malformed-request");
        }

        if (HttpMethods.IsGet(method))
        {
            return slugs.Distinct();
        }

        slugs.AddRange(["malformed-request", "too-deep", "body-too-large", "unsupported-media-type", "invalid-content", "conflict"]);
        if (HttpMethods.IsPost(method) && !metadata.OfType<AnswerIsNotKeptAttribute>().Any())
        {
            slugs.AddRange(["idempotency-key-missing", "idempotency-key-reused"]);
        }

        // Of whatever has a name of the caller's own there is one.
        if (metadata.OfType<IAcceptsMetadata>().Any(a => a.RequestType?.GetProperty("ExternalReference") is not null))
        {
            slugs.Add("external-reference-taken");
        }

        if (Preconditions.IsCommandOnCase(method, route, metadata))
        {
            slugs.AddRange(["precondition-required", "precondition-failed"]);
        }

        if (Preconditions.IsOfOneCase(route))
        {
            slugs.Add("not-in-this-state");
        }

        return slugs.Distinct();
    }

    public static bool NeedsToken(string method, string route) =>
        PolicyTable.Entries.FirstOrDefault(e => e.Method == method && e.Route == route) is not { Needs: Capability.Anyone };

    /// <summary>What a client is sent, by the writer that sends it.</summary>
    public static JsonNode Example(string slug)
    {
        var (detail, errors) = Details.GetValueOrDefault(slug);
        var problem = Problem.Of(slug, detail, errors);
        problem.Extensions["traceId"] = "0af7651916cd43dd8448eb211c80319c";
        return JsonSerializer.SerializeToNode(problem, WireJson.Options)!;
    }

    private static readonly Dictionary<string, (string? Detail, ProblemError[]? Errors)> Details = new()
    {
        ["malformed-request"] = (null,
        [
            new("/becameAwareAt/at", "offset-missing", "A time needs its offset, such as 2026-11-24T09:30:00Z or 2026-11-24T10:30:00+01:00."),
            new("/sumary", "unknown-member", "There is no such member here. Did you mean \"summary\"?"),
        ]),
        ["too-deep"] = (null, [new("", "too-deep", $"At most {WireJson.MaxDepth} levels are taken.")]),
        ["invalid-content"] = (null,
        [
            new("/title", "required", "A case cannot be opened without it."),
            new("/becameAwareAt/at", "in-the-future", "This has happened already, and the time stated is yet to come."),
        ]),
        ["external-reference-taken"] = (null, [new("/externalReference", "taken", "The firm has a case with this external reference.")]),
        ["not-in-this-state"] = ("The notice has been accepted already.", null),
        ["precondition-failed"] = ("The case is at revision 3.", null),
        ["body-too-large"] = ($"At most {Arrival.MaxBytes} bytes.", null),
    };
}
