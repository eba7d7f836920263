using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Evidence;

/// <summary>Evidence as a client brings and takes it.</summary>
internal static class EvidenceWire
{
    public static async Task<string> OpenCaseAsync(this World world, string firm)
    {
        var officer = await world.AsAsync(firm + "/officer");
        return (await officer.PostAsync("/v1/incidents", world.Incident(firm))).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
    }

    /// <summary>The id of a new item.</summary>
    public static async Task<string> AnnounceAsync(this HttpClient http, string caseId, string kind = "log") =>
        (await http.PostAsync($"/v1/cases/{caseId}/evidence", new { kind, description = "Taken by Planted Person" })).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();

    public static Task<Answer> BringAsync(this HttpClient http, string evidence, byte[] content, string? digest = null, string? disposition = null) =>
        http.BringAsync(evidence, new ByteArrayContent(content), digest, disposition);

    public static async Task<Answer> BringAsync(this HttpClient http, string evidence, HttpContent content, string? digest = null, string? disposition = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/evidence/{evidence}/content") { Content = content };
        if (digest is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Digest", digest);
        }

        if (disposition is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
        }

        return await ReadAsync(await http.SendAsync(request));
    }

    /// <summary>A request of the tus protocol.</summary>
    public static async Task<Answer> TusAsync(this HttpClient http, HttpMethod method, string url, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await ReadAsync(await http.SendAsync(request));
    }

    /// <summary>Begins an upload; its address.</summary>
    public static async Task<string> BeginAsync(this HttpClient http, string evidence, long length, params (string Name, string Value)[] headers)
    {
        var begun = (await http.TusAsync(HttpMethod.Post, $"/v1/evidence/{evidence}/uploads", null, [("Upload-Length", length.ToString()), .. headers])).ShouldBe(HttpStatusCode.Created);
        return begun.Response.Headers.Location!.OriginalString;
    }

    public static Task<Answer> AddAsync(this HttpClient http, string upload, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        http.AddAsync(upload, offset, new ByteArrayContent(bytes), headers);

    public static Task<Answer> AddAsync(this HttpClient http, string upload, long offset, HttpContent content, params (string Name, string Value)[] headers)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return http.TusAsync(HttpMethod.Patch, upload, content, [("Upload-Offset", offset.ToString()), .. headers]);
    }

    public static async Task<long> OffsetAsync(this HttpClient http, string upload) =>
        long.Parse((await http.TusAsync(HttpMethod.Head, upload)).ShouldBe(HttpStatusCode.NoContent).Response.Headers.GetValues("Upload-Offset").Single());

    public static byte[] Bytes(int length, int seed = 7)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Sha256(byte[] content) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";

    public static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static IReadOnlyList<string> CustodyOf(this Answer item) => [.. item["custody"].AsArray().Select(c => c!["what"]!.GetValue<string>())];

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonNode.Parse(text) : null, response);
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
