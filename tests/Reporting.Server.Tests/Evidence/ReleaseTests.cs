using System.Net;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Evidence;

[Collection(InSharedWorld.Name)]
public class ReleaseTests(SharedWorld shared)
{
    private static object Report(string[] authorities, params string[] evidence) =>
        new { stage = "early-warning", authorities, submittedBy = new { name = "Planted Person", role = "officer" }, evidence };

    [Fact]
    public async Task an_authority_reads_what_a_report_named_to_it_also_when_the_content_follows_later()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var caseId = await shared.World.OpenCaseAsync("northwind");
        await shared.Host.AdvanceAsync(TimeSpan.FromSeconds(1));
        var (ready, later, kept) = (await officer.AnnounceAsync(caseId), await officer.AnnounceAsync(caseId, "dataset"), await officer.AnnounceAsync(caseId));
        (await officer.BringAsync(ready, [1, 2, 3])).ShouldBe(HttpStatusCode.OK);
        (await officer.BringAsync(kept, [9])).ShouldBe(HttpStatusCode.OK);
        var filed = (await officer.PostAsync($"/v1/incidents/{caseId}/reports", Report(["be-csirt"], ready, later), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await shared.World.SeenAsync("be-csirt", filed);
        var evidence = $"/v1/regulator/cases/{reference}/evidence";

        (await desk.ReadAsync(evidence))["items"].AsArray().Select(i => i!["id"]!.GetValue<string>()).ShouldBe([ready, later], ignoreOrder: true);
        (await desk.GetByteArrayAsync($"{evidence}/{ready}/content")).ShouldBe([1, 2, 3]);
        (await desk.ReadAsync($"{evidence}/{later}/content")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.BringAsync(later, [4])).ShouldBe(HttpStatusCode.OK);
        (await desk.GetByteArrayAsync($"{evidence}/{later}/content")).ShouldBe([4]);
        var seen = await desk.ReadAsync($"{evidence}/{ready}");
        seen["description"].GetValue<string>().ShouldBe("Taken by Planted Person");
        seen.CustodyOf().ShouldBe(["evidence-announced", "evidence-received", "evidence-released", "evidence-read"]);
        seen["custody"].AsArray().Select(c => c!["by"]!.GetValue<string>()).Take(3).ShouldAllBe(by => by == "firm");

        // What was not named is not there, and for another authority nothing is.
        (await desk.ReadAsync($"{evidence}/{kept}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await desk.ReadAsync($"{evidence}/{kept}/content")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await desk.ReadAsync($"{evidence}/{Guid.CreateVersion7()}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await (await shared.World.AsAsync("uk-cyber/caseworker")).ReadAsync($"{evidence}/{ready}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        // The firm sees that the authority read it, not who there.
        var own = await officer.ReadAsync($"/v1/evidence/{ready}");
        own["releasedTo"].AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["be-csirt"]);
        own["custody"].AsArray().Single(c => c!["what"]!.GetValue<string>() == "evidence-read")!["by"]!.GetValue<string>().ShouldBe("authority:be-csirt");

        // The case's own story tells it too, but not each look at it.
        var story = (await officer.ReadAsync($"/v1/cases/{caseId}/timeline"))["entries"].AsArray();
        story.Where(e => e!["evidence"]?.GetValue<string>() == ready).Select(e => e!["kind"]!.GetValue<string>()).ShouldBe(["evidence-announced", "evidence-received", "evidence-released"]);
        story.Select(e => e!["recordedAt"]!.GetValue<DateTimeOffset>()).ShouldBeInOrder();
        var before = Uri.EscapeDataString(story[0]!["recordedAt"]!.GetValue<string>());
        (await officer.ReadAsync($"/v1/cases/{caseId}/timeline?asOf={before}"))["entries"].AsArray().ShouldAllBe(e => e!["evidence"] == null);
    }

    [Fact]
    public async Task a_report_names_only_evidence_of_its_case_and_each_fault_with_its_place()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var caseId = await shared.World.OpenCaseAsync("northwind");
        var own = await officer.AnnounceAsync(caseId);
        var other = await officer.AnnounceAsync(await shared.World.OpenCaseAsync("northwind"));
        var theirs = await (await shared.World.AsAsync("albion/officer")).AnnounceAsync(await shared.World.OpenCaseAsync("albion"));
        var refused = await officer.PostAsync($"/v1/incidents/{caseId}/reports", Report(["be-csirt"], own, other, theirs, own), ifMatch: "\"1\"");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused.Pointers.ShouldBe(["/evidence/1", "/evidence/2", "/evidence/3"], ignoreOrder: true);
        (await officer.ReadAsync($"/v1/evidence/{own}"))["releasedTo"].AsArray().ShouldBeEmpty();

        object Proven(string proof) => new
        {
            stage = "early-warning",
            authorities = new[] { "be-csirt" },
            submittedBy = new { name = "Planted Person", role = "officer" },
            recipients = new[] { new { authority = "uk-ic", channel = "elsewhere", proofEvidenceId = proof } },
        };
        var unproven = await officer.PostAsync($"/v1/incidents/{caseId}/reports", Proven(other), ifMatch: "\"1\"");
        unproven.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/recipients/0/proofEvidenceId"]);
        (await officer.PostAsync($"/v1/incidents/{caseId}/reports", Proven(own), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await officer.ReadAsync($"/v1/evidence/{own}"))["releasedTo"].AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task evidence_is_sealed_once_after_it_was_read_and_compared()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var item = await officer.AnnounceAsync(await shared.World.OpenCaseAsync("northwind"));
        (await officer.PostAsync($"/v1/evidence/{item}/seal", new { reason = "Too early" })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        var content = EvidenceWire.Bytes(5_000, seed: 31);
        (await officer.BringAsync(item, content)).ShouldBe(HttpStatusCode.OK);
        (await officer.PostAsync($"/v1/evidence/{item}/seal", new { reason = "Preserved for the court" }))["sha256"].GetValue<string>().ShouldBe(EvidenceWire.Hex(content));
        (await officer.PostAsync($"/v1/evidence/{item}/seal", new { reason = "Again" })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        var read = await officer.ReadAsync($"/v1/evidence/{item}");
        read["state"].GetValue<string>().ShouldBe("sealed");
        read["custody"].AsArray()[^1]!["detail"]!.GetValue<string>().ShouldStartWith("Preserved for the court");
    }

    [Fact]
    public async Task a_list_comes_in_pages_newest_first_and_its_cursor_opens_no_other_list()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var caseId = await shared.World.OpenCaseAsync("northwind");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await officer.AnnounceAsync(caseId));
        }

        var seen = new List<string>();
        var url = $"/v1/cases/{caseId}/evidence?limit=2";
        for (var page = await officer.ReadAsync(url); ; page = await officer.ReadAsync($"{url}&cursor={page["next"]}"))
        {
            seen.AddRange(page["items"].AsArray().Select(i => i!["id"]!.GetValue<string>()));
            if (page.Body!["next"] is null)
            {
                break;
            }

            var other = await shared.World.OpenCaseAsync("northwind");
            (await officer.ReadAsync($"/v1/cases/{other}/evidence?cursor={page["next"]}")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        }

        seen.ShouldBe(ids, ignoreOrder: true);
        (await officer.ReadAsync($"/v1/cases/{Guid.CreateVersion7()}/evidence")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await officer.PostAsync($"/v1/cases/{caseId}/evidence", new { kind = "output-similarity" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/kind"]);
    }

    [Fact]
    public async Task evidence_of_a_case_that_is_closed_to_others_is_not_there_for_them()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var opened = (await named.PostAsync("/v1/incidents", shared.World.Incident("northwind"))).ShouldBe(HttpStatusCode.Created);
        var item = await named.AnnounceAsync(opened["id"].GetValue<string>());
        (await named.BringAsync(item, [1])).ShouldBe(HttpStatusCode.OK);
        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{opened["id"]}/confinement", World.Confinement(member), key: null)).ShouldBe(HttpStatusCode.OK);
        (await named.ReadAsync($"/v1/evidence/{item}")).ShouldBe(HttpStatusCode.OK);
        var officer = await shared.World.AsAsync("northwind/officer");
        foreach (var url in (string[])[$"/v1/evidence/{item}", $"/v1/evidence/{item}/content", $"/v1/cases/{opened["id"]}/evidence"])
        {
            (await officer.ReadAsync(url)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        }

        (await officer.PostAsync($"/v1/evidence/{item}/seal", new { reason = "Not mine" })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task evidence_of_a_screening_notice_is_kept_alike()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var notice = (await officer.PostAsync("/v1/screening-notices", shared.World.Notice("northwind"))).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
        var item = await officer.AnnounceAsync(notice, "document");
        (await officer.BringAsync(item, "%PDF-1.7 chart"u8.ToArray())).ShouldBe(HttpStatusCode.OK)["mediaType"].GetValue<string>().ShouldBe("application/pdf");
    }
}
