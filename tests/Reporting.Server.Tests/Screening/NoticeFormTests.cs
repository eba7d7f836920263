using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Evidence;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>A notice against its form: drafted, amended, checked before it is submitted, and rejected by paragraph.</summary>
[Collection(InSharedWorld.Name)]
public class NoticeFormTests(SharedWorld shared)
{
    // SI 2021/1272: the declarations are the last paragraphs of Schedules 1, 2 and 3.
    [Theory]
    [InlineData("mandatory", 39, 40)]
    [InlineData("voluntary", 58, 59)]
    [InlineData("validation", 48, 49)]
    public async Task the_declarations_are_missing_by_their_paragraphs(string kind, int a, int b)
    {
        var (officer, url) = await OpenedAsync(n => n["noticeKind"] = kind);
        var check = await CheckAsync(officer, url, new { authorities = new[] { "uk-isu" } });
        check["canBeSubmitted"].GetValue<bool>().ShouldBeFalse();
        check["errors"].AsArray().Select(e => e!["pointer"]!.GetValue<string>()).ShouldBe(["/declarationA"]);
        Declarations(check).ShouldBe([("/declarationA", a.ToString())]);
        (await officer.PostAsync(url + "/reports", new { authorities = new[] { "uk-isu" } }, ifMatch: "*")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/declarationA"]);

        // Whom a representative acts for is declared too; that it is not yet is a gap.
        var declared = new { authorities = new[] { "uk-isu" }, notice = new { representative = new { name = "Planted Person" } }, declarationA = new { name = "Planted Person", position = "counsel", date = shared.Host.Now.ToString("yyyy-MM-dd") } };
        var represented = await CheckAsync(officer, url, declared);
        represented["canBeSubmitted"].GetValue<bool>().ShouldBeTrue();
        represented["authorities"][0]!["complete"]!.GetValue<bool>().ShouldBeFalse();
        Declarations(represented).ShouldBe([("/declarationB", b.ToString())]);
        represented["authorities"][0]!["missing"]!.AsArray().ShouldContain(m => m!["pointer"]!.GetValue<string>() == "/target");
        (await officer.ReadAsync(url))["revision"].GetValue<int>().ShouldBe(1);
        (await officer.PostAsync(url + "/reports", declared, ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task a_rejection_names_paragraphs_that_the_form_has()
    {
        foreach (var (kind, last) in ((string, int)[])[("mandatory", 40), ("voluntary", 59)])
        {
            var notice = shared.World.Notice("northwind");
            notice["noticeKind"] = kind;
            var at = await SubmittedAsync(shared.World, shared.Host, "northwind", notice);
            object Rejection(params string[] paragraphs) => Draft("rejection", [Acquirer], new { ground = "fails-the-regulations", paragraphs = paragraphs.Select(p => new { paragraph = p, text = "It is not stated." }) });
            (await at.TryDeskAsync("drafts", Rejection("8", (last + 1).ToString(), "30-29", "eight", "0", $"3, {last + 2}"))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content")
                .Pointers.ShouldBe([.. Enumerable.Range(1, 5).Select(i => $"/paragraphs/{i}/paragraph")], ignoreOrder: true);
            (await at.TryDeskAsync("drafts", Rejection("8", "11-17", "29(a)", $"3, {last}", last.ToString()))).ShouldBe(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task what_a_notice_states_is_amended_until_an_authority_has_it()
    {
        var (officer, url) = await OpenedAsync(n => n["targetShareholders"] = new JsonObject { ["before"] = new JsonArray(new JsonObject { ["id"] = "1", ["name"] = "Planted Person", ["percent"] = 60 }) });
        (await officer.PostAsync(url + "/amendments", new { kind = "amendment", reason = "R", set = new { title = "Another" } }, ifMatch: "\"7\"")).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        var amended = (await officer.PostAsync(
            url + "/amendments",
            new
            {
                kind = "correction",
                reason = "It is half, and by choice.",
                set = new { title = "Purchase of 50 %", noticeKind = "voluntary", targetShareholders = new { before = new[] { new { id = "2", name = "Another Person", percent = 40 } } } },
                put = new { areas = new[] { new { id = "ai", schedule = 3 } } },
                withdraw = new[] { new { list = "/acquirerBoard", id = "1" } },
            },
            ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        amended["revision"].GetValue<int>().ShouldBe(2);
        var stated = (await officer.ReadAsync(url))["notice"];
        stated["title"]!.GetValue<string>().ShouldBe("Purchase of 50 %");
        stated["areas"]!.AsArray().Count.ShouldBe(1);
        (stated["acquirerBoard"]?.AsArray().Count ?? 0).ShouldBe(0);
        // A list within a member is merged by the ids of its items.
        stated["targetShareholders"]!["before"]!.AsArray().Select(s => s!["id"]!.GetValue<string>()).ShouldBe(["1", "2"]);
        (await officer.ReadAsync(url)).Body!["applicability"].ShouldNotBeNull();
        (await officer.ReadAsync($"/v1/cases/{url.Split('/')[^1]}/timeline"))["entries"].AsArray().Select(e => e!["kind"]!.GetValue<string>()).ShouldContain("notice-amended");

        var filed = (await officer.PostAsync(url + "/reports", shared.World.Submission("uk-isu"), ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await shared.World.SeenAsync("uk-isu", filed);
        var seen = await desk.ReadAsync($"/v1/regulator/cases/{reference}");
        seen["statement"]["title"]!.GetValue<string>().ShouldBe("Purchase of 50 %");
        // Of what was before, nothing is told.
        seen.Body!.ToJsonString().ShouldNotContain("notice-amended");
        var late = (await officer.PostAsync(url + "/amendments", new { kind = "correction", reason = "R", set = new { title = "Late" } }, ifMatch: "*")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        late["allowed"].AsArray().Select(a => a!.GetValue<string>()).ShouldContain("submit");
    }

    [Fact]
    public async Task an_amendment_that_cannot_be_is_refused_with_all_that_is_wrong_and_nothing_is_written()
    {
        var (officer, url) = await OpenedAsync();
        var elsewhere = await officer.AnnounceAsync(await shared.World.OpenCaseAsync("northwind"));
        async Task RefusedAsync(object amendment, params string[] pointers) =>
            (await officer.PostAsync(url + "/amendments", amendment, ifMatch: "*")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(pointers, ignoreOrder: true);
        await RefusedAsync(new { kind = "correction", reason = "R" }, "");
        await RefusedAsync(
            new { kind = "correction", reason = "R", set = new { externalReference = "another", acquirers = new[] { new { id = "a", party = new { name = "A" } } } }, put = new { title = "T" }, clear = new[] { "/noticeKind" }, withdraw = new[] { new { list = "/acquirers", id = "nobody" } } },
            "/set/externalReference", "/set/acquirers", "/put/title", "/clear/0", "/withdraw/0/id");
        await RefusedAsync(new { kind = "correction", reason = "R", set = new { notifyingParty = new { role = "seller" } } }, "/set/notifyingParty/role");
        await RefusedAsync(new { kind = "correction", reason = "R", put = new { documents = new[] { new { id = "chart", kind = "other", evidenceId = elsewhere } } } }, "/put/documents/0/evidenceId");
        (await officer.ReadAsync(url))["revision"].GetValue<int>().ShouldBe(1);
    }

    private async Task<(HttpClient Officer, string Url)> OpenedAsync(Action<JsonObject>? with = null)
    {
        var notice = shared.World.Notice("northwind");
        with?.Invoke(notice);
        var officer = await shared.World.AsAsync("northwind/officer");
        return (officer, $"/v1/screening-notices/{(await officer.PostAsync("/v1/screening-notices", notice)).ShouldBe(HttpStatusCode.Created)["id"]}");
    }

    private static async Task<Answer> CheckAsync(HttpClient officer, string url, object submission) =>
        (await officer.SendAsync(HttpMethod.Post, url + "/reports:validate", submission, key: null)).ShouldBe(HttpStatusCode.OK);

    private static IEnumerable<(string, string?)> Declarations(Answer check) =>
        check["authorities"][0]!["missing"]!.AsArray().Where(m => m!["pointer"]!.GetValue<string>().StartsWith("/declaration", StringComparison.Ordinal)).Select(m => (m!["pointer"]!.GetValue<string>(), m["number"]?.GetValue<string>()));
}
