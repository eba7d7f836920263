using System.Text.Json;
using JasperFx;
using Marten.Exceptions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Reporting.Server.Exchange;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Hosting.Http;

/// <summary>The one table from whatever went wrong to what the client is told: RFC 9457, always with a type, never with a name of ours.</summary>
public static class Problems
{
    public static void AddProblems(this IServiceCollection services)
    {
        // Before the framework's own: the first that can write does.
        services.AddSingleton<IProblemDetailsWriter, TaxiiErrors>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = context => Complete(context.HttpContext, context.ProblemDetails));
        services.AddExceptionHandler<Mapped>();
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    public static async Task WriteAsync(HttpContext http, ProblemDetails problem)
    {
        http.Response.StatusCode = problem.Status!.Value;
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem });
    }

    /// <summary>The problem for an exception that reached the edge.</summary>
    public static ProblemDetails Of(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        ConcurrencyException or ExistingStreamIdCollisionException => Problem.Of("conflict"),
        DocumentAlreadyExistsException taken => AlreadyExists(taken),
        MartenCommandException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation } => Violated(violation),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation => Violated(violation),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.Of("body-too-large"),
        BadHttpRequestException => Problem.Of("malformed-request"),
        JsonException => Problem.Of("malformed-request"),
        MasterKeyException => Problem.Of("unavailable"),
        MartenCommandException { InnerException: NpgsqlException { IsTransient: true } } or NpgsqlException { IsTransient: true } or TimeoutException => Problem.Of("unavailable"),
        _ => Problem.Of("internal"),
    };

    private static ProblemDetails AlreadyExists(DocumentAlreadyExistsException taken) =>
        taken.DocType == typeof(Cases.CaseEntry) ? Problem.Of("external-reference-taken", errors: [ExternalReference]) : Problem.Of("already-registered");

    private static ProblemDetails Violated(PostgresException violation) =>
        violation.ConstraintName?.Contains("external_reference", StringComparison.OrdinalIgnoreCase) == true
            ? Problem.Of("external-reference-taken", errors: [ExternalReference])
            : Problem.Of("conflict");

    private static readonly ProblemError ExternalReference = new("/externalReference", "taken", "The firm has a case with this external reference.");

    // Framework answers (401, 404, 405, 415 without a body, Wolverine's own 4xx) get the type and title of ours.
    private static void Complete(HttpContext http, ProblemDetails problem)
    {
        var status = problem.Status ?? http.Response.StatusCode;
        if (problem.Type?.StartsWith("/problems/", StringComparison.Ordinal) != true)
        {
            var ours = Problem.Of(SlugFor(status, http));
            (problem.Type, problem.Title, problem.Status) = (ours.Type, ours.Title, status);
        }

        problem.Extensions["traceId"] = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "5";
        }
    }

    private static string SlugFor(int status, HttpContext http) => status switch
    {
        400 when IsMissingKey(http) => "idempotency-key-missing",
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not-found",
        405 => "method-not-allowed",
        406 => "not-acceptable",
        409 => "conflict",
        412 => "precondition-failed",
        413 => "body-too-large",
        415 => "unsupported-media-type",
        416 => "range-not-satisfiable",
        // Where the content itself is wrong, our own problem says so; what else answers 422 is the idempotency check.
        422 => "idempotency-key-reused",
        428 => "precondition-required",
        429 => "too-many-requests",
        503 => "unavailable",
        >= 500 => "internal",
        _ => "malformed-request",
    };

    private static bool IsMissingKey(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && string.IsNullOrWhiteSpace(http.Request.Headers["Idempotency-Key"]);

    private sealed class Mapped(ILogger<Mapped> log) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            {
                return true;
            }

            var problem = Of(exception);
            if (problem.Status >= 500)
            {
                log.LogError(exception, "{Method} {Route} failed", httpContext.Request.Method, (httpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            }

            await WriteAsync(httpContext, problem);
            return true;
        }
    }
}
