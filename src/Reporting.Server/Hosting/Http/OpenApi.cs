using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reporting.Contracts;
using Scalar.AspNetCore;

namespace Reporting.Server.Hosting.Http;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and a page to read it at <c>/docs</c>.</summary>
public static class OpenApi
{
    private const string ProblemSchema = "Problem";

    public static void AddOpenApiDocument(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi("v1", o =>
        {
            o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // A person's value is on the wire the value itself, with the bounds of the member it stands in.
            o.CreateSchemaReferenceId = type => typeof(ISealed).IsAssignableFrom(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            o.AddSchemaTransformer(Sealed);
            o.AddDocumentTransformer(About);
            o.AddOperationTransformer(Conventions);
        });

    public static void MapReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", o => o.WithTitle("Reporting").WithOpenApiRoutePattern("/openapi/{documentName}.json"));
    }

    private static Task Sealed(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (typeof(ISealed).IsAssignableFrom(context.JsonTypeInfo.Type))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = context.JsonTypeInfo.Type == typeof(Sealed<DateOnly>) ? "date" : null;
            schema.Description = null;
        }

        return Task.CompletedTask;
    }

    private static Task About(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Reporting",
            Version = "v1",
            Description = "Mandatory incident reporting: tell it once; know and prove what each authority was told, by when, and why that was the day.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };

        OpenApiOrder.Apply(document);

        // Where it runs is not part of what it is: the frozen copy must not depend on a port.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemSchema] = Problem();
        // The framework's own, which no answer of ours has.
        document.Components.Schemas.Remove("ProblemDetails");
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Flows = new OpenApiOAuthFlows { ClientCredentials = new OpenApiOAuthFlow { TokenUrl = new Uri("/connect/token", UriKind.Relative), Scopes = new Dictionary<string, string>() } },
            },
        };
        return Task.CompletedTask;
    }

    // What holds for every endpoint is said once, here, and not on each.
    private static Task Conventions(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var route = "/" + context.Description.RelativePath;
        if (!route.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return Task.CompletedTask;
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
        operation.Responses ??= [];
        var names = operation.Parameters?.Any(p => p.Name == "If-Match") == true;
        foreach (var slug in Answers(context.Description.HttpMethod!, route).Concat(names ? ["precondition-failed", "precondition-required"] : []))
        {
            var (status, title) = Kernel.Problem.Catalogue[slug];
            operation.Responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Problem(context.Document!, slug, status, title);
        }

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<TakesAsOf>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "asOf",
                In = ParameterLocation.Query,
                Description = "Answers with what had been recorded by this instant: RFC 3339, with its offset (+ is written %2B), not in the future. Before anything was recorded there is nothing: 404.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            });
        }

        if (context.Description.HttpMethod == "POST" && !context.Description.ActionDescriptor.EndpointMetadata.OfType<Kernel.AnswerIsNotKeptAttribute>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Required = true,
                Description = "The caller's own key for this request. The same key and the same bytes: the same answer again, for 30 days.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
            });
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<string> Answers(string method, string route)
    {
        yield return "unauthenticated";
        yield return "forbidden";
        yield return "unavailable";
        if (route.Contains('{', StringComparison.Ordinal))
        {
            yield return "not-found";
        }

        if (method != "GET")
        {
            yield return "malformed-request";
            yield return "body-too-large";
            yield return "unsupported-media-type";
            yield return "invalid-content";
            yield return "conflict";
        }
    }

    private static OpenApiResponse Problem(OpenApiDocument document, string slug, int status, string title) => new()
    {
        Description = title,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Schema = new OpenApiSchemaReference(ProblemSchema, document),
                Example = new JsonObject { ["type"] = Kernel.Problem.TypeOf(slug), ["title"] = title, ["status"] = status },
            },
        },
    };

    /// <summary>RFC 9457, with every fault at once.</summary>
    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["pointer"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["code"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        },
    };
}
