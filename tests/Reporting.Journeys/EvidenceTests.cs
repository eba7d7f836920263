using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>Evidence over real connections that break, to a server that is killed.</summary>
public class EvidenceTests
{
    private const int Size = 5 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task an_upload_outlives_a_broken_connection_and_a_killed_server_and_a_comparison_begins_again()
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var token = await server.OfficerTokenAsync();
        var opened = await server.PostAsync("/v1/incidents", Incident(), token, "case");
        var evidence = $"/v1/cases/{opened["id"]}/evidence";
        var content = new byte[Size];
        new Random(4).NextBytes(content);

        // A length that is never reached: the request ends when the connection does, and nothing is there.
        var item = await AnnounceAsync(server, evidence, token, "lying");
        await SendPartAsync(server, $"PUT /v1/evidence/{item}/content", token, content.Length, content[..(2 * 1024 * 1024)]);
        await Poll.UntilAsync(async () => await StateAsync(server, token, item) == "announced", Limit, "the end of the attempt");

        // The same of a resumable upload: what came is kept, through a kill -9.
        using var begun = await SendAsync(server, HttpMethod.Post, $"/v1/evidence/{item}/uploads", token, null, ("Upload-Length", Size.ToString(CultureInfo.InvariantCulture)), ("Repr-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:"));
        begun.StatusCode.ShouldBe(HttpStatusCode.Created);
        var upload = begun.Headers.Location!.OriginalString;
        await SendPartAsync(server, $"PATCH {upload}", token, content.Length, content[..(3 * 1024 * 1024)], "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n");
        await Poll.UntilAsync(async () => await OffsetAsync(server, upload, token) >= 2 * 1024 * 1024, Limit, "what came before the connection broke");
        await server.KillAsync();
        await server.StartAgainAsync();
        var offset = (int)await OffsetAsync(server, upload, token);
        offset.ShouldBeInRange(2 * 1024 * 1024, 3 * 1024 * 1024);
        using var rest = new ByteArrayContent(content[offset..]);
        rest.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var added = await SendAsync(server, HttpMethod.Patch, upload, token, rest, ("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)));
        added.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StateAsync(server, token, item)).ShouldBe("received");

        // A comparison that is killed half-way is taken up by the next start.
        var own = await BringAsync(server, evidence, token, "own", Lines(8_000, seed: 1));
        var suspected = await BringAsync(server, evidence, token, "suspected", Lines(8_000, seed: 2));
        var asked = await server.PostAsync(evidence + "/similarity", new { own, suspected, control = await BringAsync(server, evidence, token, "control", Lines(8_000, seed: 3)), seed = 1 }, token, "compare");
        var report = asked["id"]!.GetValue<string>();
        await server.KillAsync();
        await server.StartAgainAsync();
        await Poll.UntilAsync(async () => await StateAsync(server, token, report) == "received", Limit, "the report");
    }

    private static byte[] Lines(int count, int seed)
    {
        var random = new Random(seed);
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i =>
            JsonSerializer.Serialize(new { prompt = $"question {i}", response = string.Join(' ', Enumerable.Range(0, 60).Select(_ => "w" + random.Next(500))) }) + "\n")));
    }

    private static object Incident() => new
    {
        externalReference = "EVIDENCE",
        title = "Weights copied",
        summary = "Weights were copied to an unknown host.",
        theftKinds = new[] { "weight-exfiltration" },
        handling = new { tlp = "amber", notAboveOfficial = true },
        reportingEntity = new { name = "Northwind" },
        detectedAt = new { at = TimeProvider.System.GetUtcNow().AddHours(-2) },
    };

    private static async Task<string> AnnounceAsync(ServerProcess server, string evidence, string token, string key) =>
        (await server.PostAsync(evidence, new { kind = "dataset" }, token, key))["id"]!.GetValue<string>();

    private static async Task<string> BringAsync(ServerProcess server, string evidence, string token, string key, byte[] content)
    {
        var item = await AnnounceAsync(server, evidence, token, key);
        using var body = new ByteArrayContent(content);
        using var brought = await SendAsync(server, HttpMethod.Put, $"/v1/evidence/{item}/content", token, body);
        brought.StatusCode.ShouldBe(HttpStatusCode.OK);
        return item;
    }

    private static async Task<string> StateAsync(ServerProcess server, string token, string item)
    {
        using var read = await SendAsync(server, HttpMethod.Get, $"/v1/evidence/{item}", token, null);
        return (await read.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["state"]!.GetValue<string>();
    }

    private static async Task<long> OffsetAsync(ServerProcess server, string upload, string token)
    {
        using var read = await SendAsync(server, HttpMethod.Head, upload, token, null);
        return long.Parse(read.EnsureSuccessStatusCode().Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    private static async Task<HttpResponseMessage> SendAsync(ServerProcess server, HttpMethod method, string url, string token, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Http.SendAsync(request);
    }

    /// <summary>Says that so many bytes come, sends fewer, and closes the connection.</summary>
    private static async Task SendPartAsync(ServerProcess server, string line, string token, int length, byte[] part, string headers = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        await using var wire = client.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n{headers}\r\n"));
        await wire.WriteAsync(part);
        await wire.FlushAsync();
    }
}
