using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Reporting.Server.Tests.Harness;

/// <summary>An answer with its body read, so that a test can speak of both.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Response)
{
    public JsonNode this[string member] => Body![member] ?? throw new InvalidOperationException($"No member '{member}' in {Body}");

    public string Type => this["type"].GetValue<string>();

    public IEnumerable<JsonNode> Deadlines => this["deadlines"].AsArray()!;

    public JsonNode Deadline(string regime, string obligation) =>
        Deadlines.Single(d => d["regime"]!.GetValue<string>() == regime && d["obligation"]!.GetValue<string>() == obligation);

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body?.ToJsonString());
        return this;
    }

    public Answer ShouldBeProblem(HttpStatusCode status, string slug)
    {
        ShouldBe(status);
        Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        Type.ShouldBe("/problems/" + slug);
        return this;
    }

    /// <summary>All that a caller sees but the trace and the time of day.</summary>
    public string Whole()
    {
        var body = Body?.DeepClone();
        (body as JsonObject)?.Remove("traceId");
        var headers = Response.Headers.Concat(Response.Content.Headers).Where(h => h.Key != "Date").OrderBy(h => h.Key).Select(h => $"{h.Key}: {string.Join(',', h.Value)}");
        return $"{Status}\n{string.Join('\n', headers)}\n{body?.ToJsonString()}";
    }

    public IReadOnlyList<string> Pointers => [.. this["errors"].AsArray().Select(e => e!["pointer"]!.GetValue<string>())];
}

/// <summary>HTTP as a client speaks it.</summary>
public static class Wire
{
    public static Task<Answer> PostAsync(this HttpClient http, string url, object body, string? key = null, string? ifMatch = null) =>
        http.SendAsync(HttpMethod.Post, url, body, key ?? Guid.CreateVersion7().ToString(), ifMatch);

    public static async Task<Answer> SendAsync(this HttpClient http, HttpMethod method, string url, object? body, string? key, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = body is string text ? new StringContent(text, Encoding.UTF8, "application/json") : JsonContent.Create(body);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await ReadAsync(await http.SendAsync(request));
    }

    public static async Task<Answer> ReadAsync(this HttpClient http, string url) => await ReadAsync(await http.GetAsync(url));

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(text) : null, response);
    }
}
