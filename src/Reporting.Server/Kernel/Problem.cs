using Microsoft.AspNetCore.Mvc;

namespace Reporting.Server.Kernel;

/// <summary>One fault of a request, placed by an RFC 6901 JSON pointer.</summary>
public sealed record ProblemError(string Pointer, string Code, string Detail);

/// <summary>RFC 9457 problem details. Clients match <c>type</c>, a stable slug under <c>/problems/</c>; people read title and detail.</summary>
public static class Problem
{
    /// <summary>Builds the answer for a slug of <see cref="Catalogue"/>; its status and title stand there.</summary>
    public static ProblemDetails Of(string slug, string? detail = null, IReadOnlyCollection<ProblemError>? errors = null)
    {
        var (status, title) = Catalogue[slug];
        var problem = new ProblemDetails { Type = TypeOf(slug), Status = status, Title = title, Detail = detail };
        if (errors is { Count: > 0 })
        {
            problem.Extensions["errors"] = errors;
        }

        return problem;
    }

    public static string TypeOf(string slug) => "/problems/" + slug;

    /// <summary>Every type of problem this API answers with, and nothing else: slug, status, title.</summary>
    public static readonly IReadOnlyDictionary<string, (int Status, string Title)> Catalogue = new Dictionary<string, (int, string)>
    {
        ["malformed-request"] = (400, "The request cannot be read as what this address takes."),
        ["too-deep"] = (400, "The body is nested too deep."),
        ["idempotency-key-missing"] = (400, "A request that records needs an Idempotency-Key header."),
        ["unauthenticated"] = (401, "A valid access token is needed."),
        ["forbidden"] = (403, "This role may not do that."),
        ["not-found"] = (404, "There is nothing here for you."),
        ["method-not-allowed"] = (405, "This address does not take that method."),
        ["not-acceptable"] = (406, "This address answers with application/json."),
        ["link-used"] = (410, "This link has done what it is for."),
        ["conflict"] = (409, "Somebody else changed this at the same moment. Read it again and repeat."),
        ["not-in-this-state"] = (409, "The case is not in a state that allows this."),
        ["external-reference-taken"] = (409, "The firm already has a case with this external reference."),
        ["already-registered"] = (409, "This is registered already."),
        ["precondition-failed"] = (412, "The case has changed since the revision named in If-Match."),
        ["body-too-large"] = (413, "The body is larger than this address takes."),
        ["unsupported-media-type"] = (415, "This address takes application/json."),
        ["range-not-satisfiable"] = (416, "The content has no bytes in this range."),
        ["invalid-content"] = (422, "The request was understood, and something it says cannot be right."),
        ["idempotency-key-reused"] = (422, "This Idempotency-Key was used for another request."),
        ["precondition-required"] = (428, "Name the revision you have seen in If-Match."),
        ["checksum-mismatch"] = (460, "These bytes do not have the checksum they were sent with."),
        ["too-many-requests"] = (429, "Too many requests."),
        ["internal"] = (500, "The fault is ours. It is logged under the trace id."),
        ["unavailable"] = (503, "This cannot be made durable right now. Repeat it with the same Idempotency-Key: if it was recorded after all, the answer comes again."),
    };
}

/// <summary>Ends a request with a problem where no return value can: in the reader, the tenant detector, filters.</summary>
public sealed class ProblemException(ProblemDetails problem) : Exception(problem.Title)
{
    public ProblemDetails Problem { get; } = problem;

    public static ProblemException NotFound() => new(Kernel.Problem.Of("not-found"));
}
