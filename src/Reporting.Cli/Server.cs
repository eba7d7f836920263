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
    public Task<(JsonObject Body, string? ETag)> PostAsync(string url, JsonNode body, string key, string? ifMatch, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, url, body, key, ifMatch, cancellation);

    private async Task<(JsonObject Body, string? ETag)> SendAsync(HttpMethod method, string url, JsonNode? body, string? key, string? ifMatch, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token ??= await TokenAsync(cancellation));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
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
