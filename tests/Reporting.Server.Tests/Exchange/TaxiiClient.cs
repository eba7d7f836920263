using System.Net;
using System.Text.Json.Nodes;

namespace Reporting.Server.Tests.Exchange;

/// <summary>A client of TAXII 2.1, written from the standard alone and from nothing of the server's: it follows addresses as they are given, and pages until there are no more.</summary>
internal sealed class TaxiiClient(HttpClient http)
{
    private const string Taxii = "application/taxii+json;version=2.1";

    public async Task<IReadOnlyList<Uri>> RootsAsync() => [.. (await GetAsync("/taxii2/")).Body["api_roots"]!.AsArray().Select(r => new Uri(r!.GetValue<string>()))];

    public async Task<IReadOnlyList<JsonObject>> CollectionsAsync(Uri root) =>
        [.. (await GetAsync(root.AbsolutePath + "collections/")).Body["collections"]?.AsArray().Select(c => c!.AsObject()) ?? []];

    /// <summary>Everything, a page at a time; each page says whether there is more, and what it began and ended with.</summary>
    public async Task<(IReadOnlyList<JsonNode> Items, int Pages)> AllAsync(string url, int? limit = null, string list = "objects")
    {
        var (items, pages, next) = (new List<JsonNode>(), 0, (string?)null);
        do
        {
            var query = string.Join('&', ((string?[])[limit is null ? null : $"limit={limit}", next is null ? null : "next=" + Uri.EscapeDataString(next)]).OfType<string>());
            var (body, headers) = await GetAsync(url + (query.Length == 0 ? "" : (url.Contains('?') ? "&" : "?") + query));
            var page = body[list]?.AsArray().Select(o => o!).ToList() ?? [];
            (headers.Contains("X-TAXII-Date-Added-First"), headers.Contains("X-TAXII-Date-Added-Last")).ShouldBe((page.Count > 0, page.Count > 0));
            (limit is null || page.Count <= limit).ShouldBeTrue();
            items.AddRange(page);
            next = body["more"]?.GetValue<bool>() == true ? body["next"]!.GetValue<string>() : null;
            pages++;
        }
        while (next is not null && pages < 100);
        return (items, pages);
    }

    public async Task<(JsonObject Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> GetAsync(string url)
    {
        using var response = await SendAsync(url);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, url);
        response.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal).ShouldBe(Taxii);
        return (JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject(), response.Headers);
    }

    /// <summary>What is refused comes as an error resource: a title, and the status as a text.</summary>
    public async Task<JsonObject> RefusedAsync(string url, HttpStatusCode status, string accept = Taxii)
    {
        using var response = await SendAsync(url, accept);
        response.StatusCode.ShouldBe(status, url);
        response.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal).ShouldBe(Taxii);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        error["title"]!.GetValue<string>().ShouldNotBeEmpty();
        error["http_status"]!.GetValue<string>().ShouldBe($"{(int)status}");
        return error;
    }

    private async Task<HttpResponseMessage> SendAsync(string url, string accept = Taxii)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await http.SendAsync(request);
    }
}
