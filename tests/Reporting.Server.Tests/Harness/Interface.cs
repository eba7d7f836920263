using System.Text.Json;
using System.Text.Json.Nodes;
using Reporting.Testing;

namespace Reporting.Server.Tests.Harness;

/// <summary>The interface as its frozen description has it: every answer that any test gets is held against it.</summary>
public static class Interface
{
    private static readonly Lazy<List<Operation>> Described = new(() => Read(JsonNode.Parse(File.ReadAllText(Repository.File("schemas", "openapi.json")))!));

    /// <summary>One operation of the description.</summary>
    public sealed record Operation(string Id, string Method, string[] Path, JsonObject Node)
    {
        public bool Is(string method, string[] path) =>
            Method == method && Path.Length == path.Length && Path.Zip(path, (mine, asked) => mine.StartsWith('{') || mine == asked).All(same => same);

        /// <summary>Of a problem by its type, of anything else by its status.</summary>
        public bool Names(int status, string? problem) =>
            Node["responses"]![$"{status}"] is { } answer && (problem is null || answer["content"]!["application/problem+json"]!["examples"]!.AsObject().ContainsKey(problem));
    }

    public static Operation? Find(string method, string path) => Find(Described.Value, method, path);

    /// <summary>A word in braces fits anything; a word in full fits better.</summary>
    public static Operation? Find(IEnumerable<Operation> operations, string method, string path) =>
        operations.Where(o => o.Is(method, path.Trim('/').Split('/'))).MinBy(o => o.Path.Count(p => p.StartsWith('{')));

    public static List<Operation> Read(JsonNode document) =>
        [.. document["paths"]!.AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => new Operation(o.Value!["operationId"]!.GetValue<string>(), o.Key.ToUpperInvariant(), p.Key.Trim('/').Split('/'), o.Value.AsObject())))];
}

/// <summary>Fails a test whose answer the description does not name: whoever documents an interface by hand forgets half of what it refuses.</summary>
public sealed class DescribedAnswers(HttpMessageHandler server) : DelegatingHandler(server)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (Updating.Now || Interface.Find(request.Method.Method, request.RequestUri!.AbsolutePath) is not { } operation)
        {
            return response;
        }

        string? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!["type"]!.GetValue<string>()["/problems/".Length..];
        }

        return operation.Names((int)response.StatusCode, problem)
            ? response
            : throw new InvalidOperationException(
                $"{request.Method} {request.RequestUri.AbsolutePath} answered with {(int)response.StatusCode} {problem}, which the OpenAPI document does not name for {operation.Id}: see AnswersWith and ProblemAnswers.");
    }
}

/// <summary>Keeps what is sent and answered as an example, one file an operation, where there is none yet.</summary>
public sealed class ExampleRecorder(HttpMessageHandler server) : DelegatingHandler(server)
{
    public static readonly string Folder = Repository.File("schemas", "examples");

    // An example is to be read: of a long list its first items show what it is.
    private const int MostItems = 2;
    private const int MostText = 1_000;

    private List<Interface.Operation>? operations;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = request.Content?.Headers.ContentType?.MediaType != "application/json" ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        operations ??= await OperationsAsync(request.RequestUri!, cancellationToken);
        if (response.IsSuccessStatusCode && Interface.Find(operations, request.Method.Method, request.RequestUri!.AbsolutePath) is { } operation)
        {
            var path = Path.Combine(Directory.CreateDirectory(Folder).FullName, operation.Id + ".json");
            if (!File.Exists(path))
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                var answer = response.Content.Headers.ContentType?.MediaType == "application/json" ? Short(JsonNode.Parse(text)) : JsonValue.Create(text.Length > MostText ? text[..MostText] + " …" : text);
                var example = new JsonObject();
                if (sent is { Length: > 0 })
                {
                    example["request"] = JsonNode.Parse(sent);
                }

                example["responses"] = new JsonObject { [$"{(int)response.StatusCode}"] = answer };
                await File.WriteAllTextAsync(path, example.ToJsonString(Indented) + "\n", cancellationToken);
            }
        }

        return response;
    }

    // From the server itself: an operation may be newer than the frozen document.
    private async Task<List<Interface.Operation>> OperationsAsync(Uri server, CancellationToken cancellationToken)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/openapi/v1.json"));
        using var document = await base.SendAsync(ask, cancellationToken);
        return Interface.Read(JsonNode.Parse(await document.Content.ReadAsStringAsync(cancellationToken))!);
    }

    private static JsonNode? Short(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, m.Key is "clientSecret" or "secret" && m.Value is JsonValue ? "shown-once-and-kept-nowhere" : Short(m.Value)))),
        JsonArray a => new JsonArray([.. a.Take(MostItems).Select(Short)]),
        _ => node?.DeepClone(),
    };
}

/// <summary>Whether this run writes frozen files anew.</summary>
public static class Updating
{
    public static bool Now => Environment.GetEnvironmentVariable("REPORTING_UPDATE") is { Length: > 0 };

    /// <summary>REPORTING_UPDATE=all: operations without an example get one from whatever any test sends.</summary>
    public static bool All => Environment.GetEnvironmentVariable("REPORTING_UPDATE") == "all";
}
