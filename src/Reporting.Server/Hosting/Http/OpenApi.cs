using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
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
            // TAXII is described by its standard.
            o.ShouldInclude = api => api.RelativePath?.StartsWith("taxii2", StringComparison.Ordinal) != true;
            o.CreateSchemaReferenceId = OpenApiSchemas.Name;
            o.AddSchemaTransformer(OpenApiSchemas.AsWritten);
            o.AddDocumentTransformer(About);
            o.AddOperationTransformer(Conventions);
        });

    public static void MapReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", o => o.WithTitle("Reporting").WithOpenApiRoutePattern("/openapi/{documentName}.json"));
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
        OpenApiExamples.Apply(document);

        // Where it runs is not part of what it is: the frozen copy must not depend on a port.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemSchema] = Problem();
        // The framework's own, which no answer of ours has.
        document.Components.Schemas.Remove("ProblemDetails");
        OpenApiSchemas.Apply(document);
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
        var (method, route, metadata) = (context.Description.HttpMethod!, "/" + context.Description.RelativePath, context.Description.ActionDescriptor.EndpointMetadata);
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.Description is null))
        {
            parameter.Description = parameter.In is ParameterLocation.Path && Meanings.TryGetValue($"{{{parameter.Name}}}", out var inPath) ? inPath : Meanings.GetValueOrDefault(parameter.Name!);
        }

        if (!route.StartsWith("/v1/", StringComparison.Ordinal))
        {
            // Of health and the like only what is a problem is ours to describe.
            if (route.Contains('{', StringComparison.Ordinal))
            {
                Answers(operation, context.Document!, ["not-found"]);
            }

            return Task.CompletedTask;
        }

        operation.Parameters ??= [];
        foreach (var parameter in Parameters(method, route, metadata).Where(p => operation.Parameters.All(o => o.Name != p.Name)))
        {
            operation.Parameters.Add(parameter);
        }

        var needsToken = ProblemAnswers.NeedsToken(method, route);
        if (needsToken)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
        }

        if (metadata.OfType<Kernel.RawBodyAttribute>().FirstOrDefault() is { } raw)
        {
            operation.RequestBody = new OpenApiRequestBody { Content = raw.ContentTypes.ToDictionary(t => t, _ => Bytes()) };
        }

        if (metadata.OfType<Kernel.EmptyAnswerAttribute>().FirstOrDefault() is { } empty)
        {
            operation.Responses = new OpenApiResponses { [empty.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse { Description = "Done; headers say how far." } };
        }

        var raws = metadata.OfType<Kernel.RawAnswerAttribute>().FirstOrDefault();
        if (raws is { ContentTypes.Count: > 0 })
        {
            operation.Responses = new OpenApiResponses { ["200"] = new OpenApiResponse { Description = "The content.", Content = raws.ContentTypes.ToDictionary(t => t, _ => Bytes()) } };
        }

        var isRaw = raws is { ContentTypes.Count: 0 };
        if (isRaw)
        {
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse { Description = "The content.", Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = Bytes() } };
            operation.Responses["206"] = new OpenApiResponse { Description = "The range that was asked for.", Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = Bytes() } };
        }

        if (metadata.OfType<Kernel.EventStreamAttribute>().Any())
        {
            operation.Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse { Description = "Events, as they come.", Content = new Dictionary<string, OpenApiMediaType> { ["text/event-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } } } },
            };
        }

        Answers(operation, context.Document!, ProblemAnswers.Of(method, route, metadata, needsToken, operation.Parameters.Any(p => p.In == ParameterLocation.Query || p.Name == Audit.ReadsAreRecorded.PurposeHeader)));
        if (isRaw || metadata.OfType<Kernel.ConditionalReadAttribute>().Any() || metadata.OfType<IProducesResponseTypeMetadata>().Any(p => p.StatusCode == StatusCodes.Status304NotModified))
        {
            operation.Responses!["304"] = new OpenApiResponse { Description = "The client has it." };
        }

        return Task.CompletedTask;
    }

    // One name means one thing wherever it stands.
    private static readonly Dictionary<string, string> Meanings = new()
    {
        ["after"] = "Everything after this cursor: the next of an answer, or the id of an event. From the beginning where left out. Good for the same reader only.",
        ["binds"] = "Only what binds this party: firm or regulator.",
        ["caseId"] = "The case, by the id it was given when it was opened.",
        ["day"] = "A day, UTC.",
        ["member"] = "A member of the authority, as its acts name it.",
        ["documentId"] = "A document of an authority, by the id its draft was given.",
        ["addressee"] = "One on whom a document is served, by its id in the document.",
        ["cursor"] = "Goes on where a page ended: its next. Opaque, and good for the same list and the same caller only.",
        ["edition"] = "The edition, by its first effective day; the latest where left out.",
        ["entity"] = "The item of the case that states the entity whose duty it is; the reporting one where left out.",
        ["entityId"] = "A registered entity of the firm.",
        ["firmId"] = "A firm, by its id.",
        ["{format}"] = "In whose order of fields: dora or fire.",
        ["outageId"] = "An outage, by the id it was given when it was recorded.",
        ["year"] = "The year of the calendar, in UTC.",
        ["from"] = "The smaller size, from 1 up.",
        ["evidenceId"] = "A piece of evidence, by the id it was given when it was announced.",
        ["name"] = "A name, in any script and spelling.",
        ["referralId"] = "A referral, by the id it was given when it was made.",
        ["notificationId"] = "A message to one recipient, by the id under which the case's notifications name it.",
        ["subscriptionId"] = "A subscription, by the id it was given when it was made; to be verified anew also a contact of the firm.",
        ["uploadId"] = "An upload, by the id in the address it was given.",
        ["externalReference"] = "The one case that the firm knows by this reference of its own.",
        ["If-Match"] = "The revision of the case that the sender has seen, as its ETag said it (RFC 9110).",
        ["id"] = "Its id in the rulebook, such as eu-nis2 or gb-eng.",
        ["key"] = "The secret that came with the address of the feed.",
        ["index"] = "A leaf's place in the ledger, from 0 up.",
        ["lane"] = "Only what rests on law of this status: in-force, enacted, bill, proposed, voluntary or repealed.",
        ["limit"] = "How many lines a page holds at the most.",
        ["mandateId"] = "A recorded mandate.",
        ["memberId"] = "A registered member.",
        ["path"] = "Level, index and width of a tile, or entries for a bundle, as C2SP tlog-tiles writes them.",
        ["receiptId"] = "A receipt, by its id, which is also the entry's of the journal.",
        ["obligation"] = "The obligation's id within its regime, such as early-warning.",
        ["reportId"] = "A report, by the id it was given when it was filed.",
        ["requestId"] = "A request for information, by the id it was given when it was made.",
        ["reference"] = "The authority's own reference of the case, whatever case, dashes or look-alike letters it is typed with.",
        ["regime"] = "Only what is of this regime, by its id.",
        ["stage"] = "The stage of a filing, such as early-warning.",
        ["state"] = "Only what is in this state.",
        ["to"] = "The greater size.",
        ["{type}"] = "The type's name, as problems or webhooks carry it.",
        ["until"] = "Only what is to be acted on by this instant (RFC 3339, with its offset).",
        ["waitSeconds"] = "How long to wait for something to come where nothing is there yet, 30 at the most.",
    };

    private static IEnumerable<OpenApiParameter> Parameters(string method, string route, IList<object> metadata)
    {
        if (metadata.OfType<TakesAsOf>().Any())
        {
            yield return new OpenApiParameter
            {
                Name = "asOf",
                In = ParameterLocation.Query,
                Description = "Answers with what had been recorded by this instant: RFC 3339, with its offset (+ is written %2B), not in the future. Before anything was recorded there is nothing: 404, of a list no line.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            };
        }

        if (HttpMethods.IsGet(method) && Audit.ReadsAreRecorded.IsOfCase(route))
        {
            yield return new OpenApiParameter
            {
                Name = Audit.ReadsAreRecorded.PurposeHeader,
                In = ParameterLocation.Header,
                Description = "What for the case is read, in a few words: recorded with the reading. Some authorities ask for it.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
            };
        }

        foreach (var parameter in metadata.OfType<TakesParameters>().SelectMany(t => t.Parameters))
        {
            yield return Query(parameter);
        }

        if (metadata.OfType<Kernel.EventStreamAttribute>().Any())
        {
            yield return new OpenApiParameter
            {
                Name = "Last-Event-ID",
                In = ParameterLocation.Header,
                Description = "The id of the last event that was received: the stream goes on after it.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        if (Preconditions.IsCommandOnCase(method, route, metadata))
        {
            yield return new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Required = true,
                Description = Meanings["If-Match"],
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        if (HttpMethods.IsPost(method) && !metadata.OfType<Kernel.AnswerIsNotKeptAttribute>().Any())
        {
            yield return new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Required = true,
                Description = "The caller's own key for this request. The same key and the same bytes: the same answer again, for 30 days.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
            };
        }
    }

    private static OpenApiParameter Query(Kernel.QueryParameter parameter)
    {
        var one = new OpenApiSchema
        {
            Type = parameter.Type == "integer" ? JsonSchemaType.Integer : JsonSchemaType.String,
            Format = parameter.Format,
            Enum = parameter.Values is { } words ? [.. words.Select(w => (System.Text.Json.Nodes.JsonNode)w)] : [],
        };
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Meaning,
            Schema = parameter.Many ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one,
        };
    }

    // Of what the framework guesses, only success is true.
    private static OpenApiMediaType Bytes() => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }, Example = "(bytes)" };

    private static void Answers(OpenApiOperation operation, OpenApiDocument document, IEnumerable<string> slugs)
    {
        var responses = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses?.Where(r => r.Key.StartsWith('2')) ?? [])
        {
            responses[status] = response;
        }

        foreach (var answer in slugs.GroupBy(s => Kernel.Problem.Catalogue[s].Status).OrderBy(g => g.Key))
        {
            responses[answer.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(" Or: ", answer.Select(s => Kernel.Problem.Catalogue[s].Title)),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new()
                    {
                        Schema = new OpenApiSchemaReference(ProblemSchema, document),
                        Examples = answer.Order(StringComparer.Ordinal).ToDictionary(
                            s => s, s => (IOpenApiExample)new OpenApiExample { Summary = Kernel.Problem.Catalogue[s].Title, Value = ProblemAnswers.Example(s) }),
                    },
                },
            };
        }

        operation.Responses = responses;
    }

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
