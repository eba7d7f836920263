using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Hosting;

/// <summary>Whatever is wrong with a request: the right status and type, the place named, nothing of ours in the words, nothing written.</summary>
[Collection(InSharedWorld.Name)]
public class BadInputTests(SharedWorld shared)
{
    private JsonObject Incident => shared.World.Incident("northwind");

    public static TheoryData<string, string, string, int, string, string> Wrong => new()
    {
        { "an unknown member", "sumary", "\"x\"", 400, "/sumary", "summary" },
        { "a number for a text", "title", "5", 400, "/title", "text" },
        { "a word that is none of the list", "status", "\"ongoin\"", 400, "/status", "ongoing" },
        { "a time without an offset", "becameAwareAt", "{\"at\":\"2026-03-29T01:30:00\"}", 400, "/becameAwareAt/at", "offset" },
        { "a day that does not exist", "becameAwareAt", "{\"at\":\"2026-02-30T08:00:00Z\"}", 400, "/becameAwareAt/at", "" },
        { "a text for a list", "theftKinds", "\"insider\"", 400, "/theftKinds", "list" },
        { "an awareness before it occurred", "becameAwareAt", "{\"at\":\"2020-01-01T08:00:00Z\"}", 422, "/becameAwareAt", "" },
        { "a future awareness", "becameAwareAt", "{\"at\":\"2199-01-01T08:00:00Z\"}", 422, "/becameAwareAt", "" },
        { "a percentage over a hundred", "assets", "[{\"kind\":\"weights\",\"share\":{\"value\":101}}]", 422, "/assets/0/share", "" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task is_refused_with_its_place(string what, string member, string value, int status, string pointer, string says)
    {
        var body = Incident;
        body["occurredFrom"] = JsonNode.Parse("""{ "at": "2026-01-01T08:00:00Z" }""");
        body[member] = JsonNode.Parse(value);
        var refused = await RefusedAsync(body.ToJsonString(), (HttpStatusCode)status, status == 400 ? "malformed-request" : "invalid-content");
        refused.Pointers.ShouldContain(p => p.StartsWith(pointer), what);
        refused.Body!.ToJsonString().ShouldContain(says);
    }

    [Fact]
    public async Task every_fault_is_named_at_once()
    {
        var body = Incident;
        body["titel"] = "x";
        body["status"] = 3;
        body["assets"] = JsonNode.Parse("""[ { "kind": "weight" } ]""");
        (await RefusedAsync(body.ToJsonString(), HttpStatusCode.BadRequest, "malformed-request")).Pointers.ShouldBe(["/titel", "/status", "/assets/0/kind"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"title\":\"a\",\"title\":\"b\"}")]
    [InlineData("{\"title\":\"a\"} trailing")]
    [InlineData("{\"title\":\"\\ud83d\"}")]
    public async Task a_body_that_is_no_such_request_is_malformed(string body) =>
        await RefusedAsync(body, HttpStatusCode.BadRequest, "malformed-request");

    [Fact]
    public async Task a_body_nested_too_deep_is_refused()
    {
        var deep = "{\"title\":" + string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200)) + "}";
        await RefusedAsync(deep, HttpStatusCode.BadRequest, "too-deep");
    }

    [Fact]
    public async Task a_body_over_the_bound_is_refused()
    {
        var body = Incident;
        body["summary"] = new string('x', 2 * 1024 * 1024);
        await RefusedAsync(body.ToJsonString(), HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Fact]
    public async Task another_content_type_is_refused()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/incidents") { Content = new StringContent("<incident/>", Encoding.UTF8, "application/xml") };
        request.Headers.Add("Idempotency-Key", "xml");
        using var answer = await officer.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("/problems/unsupported-media-type");
    }

    [Fact]
    public async Task a_request_that_records_needs_a_key()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        (await officer.SendAsync(HttpMethod.Post, "/v1/incidents", Incident, key: null)).ShouldBeProblem(HttpStatusCode.BadRequest, "idempotency-key-missing");
    }

    [Fact]
    public async Task the_same_key_answers_the_same_request_alike_and_refuses_another()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var body = Incident.ToJsonString();
        var first = (await officer.PostAsync("/v1/incidents", body, key: "once")).ShouldBe(HttpStatusCode.Created);
        var again = (await officer.PostAsync("/v1/incidents", body, key: "once")).ShouldBe(HttpStatusCode.Created);
        again.Body!.ToJsonString().ShouldBe(first.Body!.ToJsonString());
        (await officer.PostAsync("/v1/incidents", Incident, key: "once")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

        // Somebody else's key is somebody else's.
        (await (await shared.World.AsAsync("northwind/filer")).PostAsync("/v1/incidents", Incident, key: "once")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task twenty_twins_at_once_open_one_case()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var body = shared.World.Incident("northwind", reference: "TWINS").ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => officer.PostAsync("/v1/incidents", body, key: "twins")));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        answers.Select(a => a.Body!.ToJsonString()).Distinct().Count().ShouldBe(1);
        (await shared.Host.ScalarAsync<long>($"select count(*) from reporting.mt_doc_caseentry where data ->> 'externalReference' = 'TWINS'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("/v1/cases?limit=abc")]
    [InlineData("/v1/cases?limit=0")]
    [InlineData("/v1/cases?cursor=bm90LW91cnM")]
    public async Task a_query_that_cannot_be_read_is_malformed(string url)
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        (await officer.ReadAsync(url)).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
    }

    [Theory]
    [InlineData("GET", "/v1/nowhere", 404, "not-found")]
    [InlineData("DELETE", "/v1/incidents", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/incidents/not-a-case", 404, "not-found")]
    public async Task what_is_not_there_is_a_problem_too(string method, string url, int status, string slug)
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        (await officer.SendAsync(new HttpMethod(method), url, null, key: null)).ShouldBeProblem((HttpStatusCode)status, slug);
    }

    [Fact]
    public async Task every_type_of_problem_has_its_page()
    {
        foreach (var slug in Kernel.Problem.Catalogue.Keys)
        {
            (await shared.Host.Anonymous().ReadAsync("/problems/" + slug)).ShouldBe(HttpStatusCode.OK)["type"].GetValue<string>().ShouldBe("/problems/" + slug);
        }
    }

    private async Task<Answer> RefusedAsync(string body, HttpStatusCode status, string slug)
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var before = await shared.Host.WrittenByPartiesAsync();
        var refused = (await officer.PostAsync("/v1/incidents", body)).ShouldBeProblem(status, slug);
        var text = refused.Body!.ToJsonString();
        text.ShouldNotContain("System.");
        text.ShouldNotContain("Reporting.");
        text.ShouldNotContain("Exception");
        await shared.Host.NothingWrittenSinceAsync(before, "incident-opened");
        return refused;
    }
}
