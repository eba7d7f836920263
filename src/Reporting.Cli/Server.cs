using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Reporting.Cli;

/// <summary>Something did not go as the samples say it should.</summary>
public sealed class PlayException(string message) : Exception(message);

/// <summary>The server, over HTTP, as one client: its token, its requests, and an error that says what was asked and answered.</summary>
public sealed class Server(HttpClient http, string clientId, string clientSecret)
{
    private string? _token;

    public string ClientId => clientId;

    public string ClientSecret => clientSecret;

    public Task<(JsonObject Body, string? ETag)> GetAsync(string url, CancellationToken cancellation) => SendAsync(HttpMethod.Get, url, null, null, null, cancellation);

    /// <param name="key">Its idempotency key: the same again in a later run finds what this run did.</param>
    public async Task<(JsonObject Body, string? ETag)> PostAsync(string url, JsonNode body, string key, string? ifMatch, CancellationToken cancellation)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(HttpMethod.Post, url, content, key, ifMatch, cancellation);
    }

    /// <summary>Sends a file as it is: repeating it is harmless by what it says, so it takes no key.</summary>
    public async Task<JsonObject> PostFileAsync(string url, byte[] file, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return (await SendAsync(HttpMethod.Post, url, content, null, null, cancellation)).Body;
    }

    private async Task<(JsonObject Body, string? ETag)> SendAsync(HttpMethod method, string url, HttpContent? content, string? key, string? ifMatch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token ??= await TokenAsync(cancellation));
        request.Content = content;
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? (JsonNode.Parse(text)!.AsObject(), answer.Headers.ETag?.ToString())
            : throw new PlayException($"{method} {url} was answered with {(int)answer.StatusCode}: {text}");
    }

    private async Task<string> TokenAsync(CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        });
        using var answer = await http.PostAsync("/connect/token", form, cancellation);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation);
        return body?["access_token"]?.GetValue<string>() ?? throw new PlayException($"No token for {clientId}: {body}");
    }
}
