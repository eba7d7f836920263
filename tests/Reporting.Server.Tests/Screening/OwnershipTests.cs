using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Screening;

/// <summary>Who holds what, and when a deal can close, over HTTP.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    // 1 September 2026 is a Tuesday.
    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    // A person with 60 per cent of the acquirer, which buys 60 per cent of the target.
    private JsonObject Notice(string firm, string? ownership = null)
    {
        var notice = world.Notice(firm);
        notice["ownership"] = JsonNode.Parse(ownership ?? """
            [
              { "id": "deal", "subject": { "key": "t", "role": "target", "kind": "company" }, "holder": { "key": "a", "role": "acquirer", "kind": "company" }, "interest": "shareholding", "share": { "exact": 60 }, "deal": "after" },
              { "id": "above", "subject": { "key": "a" }, "holder": { "key": "p", "name": "Planted Person", "kind": "individual" }, "interest": "shareholding", "share": { "exact": 60 } }
            ]
            """);
        return notice;
    }

    [Fact]
    public async Task a_firm_and_the_authority_it_files_to_see_who_holds_what_and_which_threshold_is_crossed()
    {
        var officer = await world.AsAsync("albion/officer");
        var opened = (await officer.PostAsync("/v1/screening-notices", Notice("albion"))).ShouldBe(HttpStatusCode.Created);
        var before = host.Now;
        var picture = await officer.ReadAsync($"/v1/screening-notices/{opened["id"]}/ownership");
        Person(picture.ShouldBe(HttpStatusCode.OK));
        picture.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");

        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        var filed = (await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await world.SeenAsync("uk-isu", filed);
        Person((await desk.ReadAsync($"/v1/regulator/cases/{reference}/ownership")).ShouldBe(HttpStatusCode.OK));
        // Before it was sent anything there is nothing for it.
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/ownership?asOf={Uri.EscapeDataString(before.ToString("O"))}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await (await world.AsAsync("northwind/officer")).ReadAsync($"/v1/screening-notices/{opened["id"]}/ownership")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        var records = await officer.ReadAsync($"/v1/screening-notices/{opened["id"]}/ownership/bods");
        using var file = new StringContent(records["statements"].ToJsonString(), Encoding.UTF8, "application/json");
        var again = await PreviewAsync(officer, file);
        again["findings"]!.AsArray().ShouldBeEmpty();
        again["statements"]!.AsArray().Select(s => $"{s!["subject"]!["key"]} {s["holder"]!["key"]} {s["share"]!["exact"]}").ShouldBe(["t a 60", "a p 60"]);
    }

    private static void Person(Answer picture)
    {
        var person = picture["holdings"].AsArray().Single(h => h!["party"]!.GetValue<string>() == "p" && h["interest"]!.GetValue<string>() == "shareholding")!;
        person["before"]!["attributed"]!["most"]!.GetValue<decimal>().ShouldBe(0);
        person["after"]!["attributed"]!["least"]!.GetValue<decimal>().ShouldBe(60, "60 per cent of 60 per cent counts as 60");
        person["after"]!["economic"]!["least"]!.GetValue<decimal>().ShouldBe(36);
        person["thresholds"]!.AsArray().Select(t => $"{t!["threshold"]} {t["crossed"]} {t["citation"]}").ShouldBe(
            ["shares-above-25 yes NSI Act 2021 s.8(2)(a)", "shares-above-50 yes NSI Act 2021 s.8(2)(b)", "shares-75-or-more no NSI Act 2021 s.8(2)(c)"]);
        person["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "majority-stake" && s["text"]!.GetValue<string>().StartsWith("Planted Person has 60 per cent", StringComparison.Ordinal) && s["citation"]!.GetValue<string>().Contains("Sch 1 para 3"));
        picture["regime"].GetValue<string>().ShouldBe("uk-nsi-2021");
    }

    [Theory]
    [InlineData("""[ { "subject": { "key": "t" }, "holder": { "key": "a" }, "interest": "shareholding", "share": { "exact": 60 } }, { "subject": { "key": "t" }, "holder": { "key": "b" }, "interest": "shareholding", "share": { "exact": 41 } } ]""", "/ownership/1/share", "over-the-whole")]
    [InlineData("""[ { "subject": { "key": "t" }, "holder": { "key": "a" }, "interest": "shareholding" }, { "subject": { "key": "a" }, "holder": { "key": "t" }, "interest": "voting-rights" } ]""", "/ownership/1/holder", "ownership-cycle")]
    public async Task what_cannot_be_so_is_refused_and_nothing_is_written(string ownership, string pointer, string code)
    {
        var officer = await world.AsAsync("albion/officer");
        var notice = Notice("albion", ownership);
        var refused = await officer.PostAsync("/v1/screening-notices", notice);
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (refused.Pointers[0], refused["errors"][0]!["code"]!.GetValue<string>()).ShouldBe((pointer, code));
        (await officer.ReadAsync($"/v1/cases?externalReference={notice["externalReference"]}"))["items"].AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_file_is_read_and_every_fault_of_it_is_named_and_nothing_is_written()
    {
        var officer = await world.AsAsync("albion/officer");
        using var table = new StringContent("subject,holder,interest,share\nT,A,shareholding,60\nT,B,shareholding,170\nT,C,shareholding,41\n", Encoding.UTF8, "text/csv");
        var read = await PreviewAsync(officer, table);
        read["records"]!.GetValue<int>().ShouldBe(3);
        read["statements"]!.AsArray().Count.ShouldBe(2);
        read["findings"]!.AsArray().Select(f => $"{f!["weight"]} {f["pointer"]} {f["code"]}").ShouldBe(["wrong /lines/3/share cannot-be-read"]);
        read["picture"]!["findings"]!.AsArray().ShouldContain(f => f!["code"]!.GetValue<string>() == "over-the-whole");

        using var none = new StringContent("{", Encoding.UTF8, "application/json");
        (await PreviewAsync(officer, none))["findings"]![0]!["code"]!.GetValue<string>().ShouldBe("not-json");
        using var other = new StringContent("<x/>", Encoding.UTF8, "text/xml");
        (await officer.PostAsync("/v1/ownership/preview", other)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await officer.ReadAsync("/v1/cases"))["items"].AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_file_past_the_bound_is_refused_while_it_is_read()
    {
        var officer = await world.AsAsync("albion/officer");
        // Blanks without end: what is read is bounded whatever it is.
        using var blanks = new StreamContent(new BlankStream(Reporting.Ownership.Import.MostBytes + 10L));
        blanks.Headers.ContentType = new("application/json");
        (await officer.PostAsync("/v1/ownership/preview", blanks)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task the_earliest_closing_is_assumed_until_the_review_begins_and_as_it_was_known_then()
    {
        var officer = await world.AsAsync("albion/officer");
        var opened = await officer.PostAsync("/v1/screening-notices", world.Notice("albion"));
        var url = $"/v1/screening-notices/{opened["id"]}/earliest-closing";

        // 30 working days beginning with Tuesday 1 September end on Monday 12 October.
        var draft = (await officer.ReadAsync(url)).ShouldBe(HttpStatusCode.OK);
        var nsi = Nsi(draft);
        (nsi["state"]!.GetValue<string>(), nsi["standstill"]!.GetValue<string>(), nsi["day"]!.GetValue<string>()).ShouldBe(("assumed", "yes", "2026-10-13"));
        draft["assumes"].GetValue<bool>().ShouldBeTrue();
        draft.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");

        var filed = await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"");
        await host.AdvanceAsync(TimeSpan.FromDays(2));
        var before = host.Now;
        var (desk, reference) = await world.SeenAsync("uk-isu", filed);
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/acceptance", new { givenAt = host.Now.ToString("O"), method = "email" }, ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);

        // Given on Thursday 3 September: the last day is Wednesday 14 October.
        nsi = Nsi(await officer.ReadAsync(url));
        (nsi["state"]!.GetValue<string>(), nsi["obligation"]!.GetValue<string>(), nsi["endsLatest"]!.GetValue<string>(), nsi["day"]!.GetValue<string>()).ShouldBe(("running", "review", "2026-10-14", "2026-10-15"));
        nsi["movedBy"]!.AsArray().ShouldContain(m => m!["code"]!.GetValue<string>() == "may-follow");
        Nsi(await officer.ReadAsync($"{url}?asOf={Uri.EscapeDataString(before.ToString("O"))}"))["state"]!.GetValue<string>().ShouldBe("assumed");
    }

    private static JsonNode Nsi(Answer path) => path["regimes"].AsArray().Single(r => r!["regime"]!.GetValue<string>() == "uk-nsi-2021")!;

    private static async Task<JsonNode> PreviewAsync(HttpClient http, HttpContent file)
    {
        var answer = await http.PostAsync("/v1/ownership/preview", file);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
