using System.Net;
using Reporting.Server.Tests.Evidence;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>Evidence that goes to an authority with a notice, and with what its firm answers.</summary>
[Collection(InSharedWorld.Name)]
public class NoticeEvidenceTests(SharedWorld shared)
{
    [Fact]
    public async Task a_submission_lets_its_authority_read_what_it_names_and_nobody_else()
    {
        var (officer, notice) = await OpenedAsync();
        var (chart, later, kept) = (await BroughtAsync(officer, notice, [1, 2, 3]), await officer.AnnounceAsync(notice, "document"), await BroughtAsync(officer, notice, [9]));
        var other = await shared.World.AsAsync("be-csirt/caseworker");
        (await officer.ReadAsync($"/v1/evidence/{chart}"))["releasedTo"].AsArray().ShouldBeEmpty();

        var filed = (await officer.PostAsync($"/v1/screening-notices/{notice}/reports", Submission(evidence: [chart, later]), ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await shared.World.SeenAsync("uk-isu", filed);
        var evidence = $"/v1/regulator/cases/{reference}/evidence";
        (await desk.ReadAsync(evidence))["items"].AsArray().Select(i => i!["id"]!.GetValue<string>()).ShouldBe([chart, later], ignoreOrder: true);
        (await desk.GetByteArrayAsync($"{evidence}/{chart}/content")).ShouldBe([1, 2, 3]);
        (await desk.ReadAsync($"{evidence}/{chart}")).CustodyOf().ShouldBe(["evidence-announced", "evidence-received", "evidence-released", "evidence-read"]);
        (await desk.ReadAsync($"{evidence}/{kept}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await other.ReadAsync($"{evidence}/{chart}/content")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        // What was announced may follow.
        (await desk.ReadAsync($"{evidence}/{later}/content")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.BringAsync(later, [4])).ShouldBe(HttpStatusCode.OK);
        (await desk.GetByteArrayAsync($"{evidence}/{later}/content")).ShouldBe([4]);
    }

    [Fact]
    public async Task a_document_that_the_notice_names_is_read_by_those_to_whom_it_is_visible()
    {
        var (officer, notice) = await OpenedAsync();
        var (chart, hidden) = (await BroughtAsync(officer, notice, [1]), await BroughtAsync(officer, notice, [2]));
        var documents = new object[]
        {
            new { id = "chart", kind = "acquirer-structure-chart", evidenceId = chart },
            new { id = "funds", kind = "acquirer-structure-chart", evidenceId = hidden, visibleTo = new[] { "us-cfius" } },
        };
        var filed = (await officer.PostAsync($"/v1/screening-notices/{notice}/reports", Submission(new { documents }), ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await shared.World.SeenAsync("uk-isu", filed);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/evidence"))["items"].AsArray().Select(i => i!["id"]!.GetValue<string>()).ShouldBe([chart]);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/evidence/{hidden}/content")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task a_submission_names_only_evidence_of_its_case_and_each_fault_with_its_place()
    {
        var (officer, notice) = await OpenedAsync();
        var own = await officer.AnnounceAsync(notice);
        var other = await officer.AnnounceAsync((await OpenedAsync()).Notice);
        var documents = new[] { new { id = "chart", kind = "acquirer-structure-chart", evidenceId = other } };
        var refused = await officer.PostAsync($"/v1/screening-notices/{notice}/reports", Submission(new { documents }, own, other, own), ifMatch: "*");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused.Pointers.ShouldBe(["/evidence/1", "/evidence/2", "/notice/documents/0/evidenceId"], ignoreOrder: true);
        (await officer.ReadAsync($"/v1/evidence/{own}"))["releasedTo"].AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task an_answer_brings_its_evidence_to_who_asked_and_to_nobody_else()
    {
        var at = await CalledInAsync(shared.World, shared.Host, "northwind");
        var (asked, _) = await at.GiveAsync("information-notice", [Acquirer], new { purpose = "To know who pays.", consequences = "An offence.", due = Text(shared.Host.Now.AddDays(7)) });
        var (list, stranger) = (await BroughtAsync(at.Officer, at.Id, [7]), await at.Officer.AnnounceAsync((await OpenedAsync()).Notice));
        (await at.TryAsync($"documents/{asked}/answer", new { text = "See there.", evidence = new[] { list, stranger } })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/evidence/1"]);
        var evidence = $"/v1/regulator/cases/{at.Reference}/evidence/{list}/content";
        (await at.Caseworker.ReadAsync(evidence)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        await at.DoAsync($"documents/{asked}/answer", new { text = "See there.", evidence = new[] { list } });
        (await at.Caseworker.GetByteArrayAsync(evidence)).ShouldBe([7]);
        (await (await shared.World.AsAsync("be-csirt/caseworker")).ReadAsync(evidence)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await at.DeskAsync())["answers"][0]!["evidence"]!.AsArray().Select(e => e!.GetValue<string>()).ShouldBe([list]);
    }

    [Fact]
    public async Task what_authorities_keep_themselves_takes_no_evidence_of_the_firms_and_says_so()
    {
        var at = await OwnAsync(shared.World, shared.Host, OwnCase(shared.World, shared.Host, "notifiable"));
        var firm = new { id = "acquirer", role = "acquirer", firm = shared.World.Firms["northwind"] };
        var (asked, _) = await at.GiveAsync("information-notice", [firm], new { purpose = "To know who pays.", consequences = "An offence.", due = Text(shared.Host.Now.AddDays(7)) });
        var line = (await at.Officer.ReadAsync($"/v1/cases?externalReference=uk-isu%20{at.Reference}"))["items"].AsArray().Single()!;
        var url = line["url"]!.GetValue<string>();
        var item = await at.Officer.AnnounceAsync(url.Split('/')[^1]);
        var refused = await at.Officer.PostAsync($"{url}/documents/{asked}/answer", new { text = "See there.", evidence = new[] { item } }, ifMatch: "*");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/evidence"]);
    }

    private async Task<(HttpClient Officer, string Notice)> OpenedAsync()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        return (officer, (await officer.PostAsync("/v1/screening-notices", shared.World.Notice("northwind"))).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>());
    }

    private static async Task<string> BroughtAsync(HttpClient officer, string notice, byte[] content)
    {
        var item = await officer.AnnounceAsync(notice, "document");
        (await officer.BringAsync(item, content)).ShouldBe(HttpStatusCode.OK);
        return item;
    }

    private object Submission(object? notice = null, params string[] evidence) =>
        new { authorities = new[] { "uk-isu" }, notice = notice ?? new { }, evidence, declarationA = new { name = "Planted Person", position = "counsel", date = shared.Host.Now.ToString("yyyy-MM-dd") } };
}
