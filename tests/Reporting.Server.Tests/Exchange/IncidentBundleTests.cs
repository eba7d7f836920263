using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reporting.Exchange.Stix;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Exchange;

[Collection(InSharedWorld.Name)]
public class IncidentBundleTests(SharedWorld shared)
{
    private async Task<(HttpClient Desk, string Reference)> ReportedAsync(params string[] authorities)
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var stated = shared.World.Incident("northwind");
        stated["suspectedActors"] = new JsonArray(new JsonObject { ["id"] = "s1", ["name"] = "Planted Suspect", ["aliases"] = new JsonArray("苍鹭"), ["confidence"] = 40 });
        stated["techniques"] = new JsonArray(new JsonObject { ["atlasId"] = "AML.T0024.002" });
        stated["indicators"] = new JsonArray(new JsonObject { ["type"] = "ip-address", ["value"] = "203.0.113.77", ["tlp"] = "red" });
        var opened = (await officer.PostAsync("/v1/incidents", stated)).ShouldBe(HttpStatusCode.Created);
        var filed = (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", authorities), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        return await shared.World.SeenAsync(authorities[0], filed);
    }

    private static async Task<IReadOnlyList<JsonObject>> ObjectsAsync(HttpClient desk, string reference) =>
        [.. (await desk.ReadAsync($"/v1/regulator/cases/{reference}/stix")).ShouldBe(HttpStatusCode.OK)["objects"].AsArray().Select(o => o!.AsObject())];

    [Fact]
    public async Task an_incident_is_a_bundle_that_passes_the_check()
    {
        var (desk, reference) = await ReportedAsync("uk-cyber");
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/assessments", new { about = "/suspectedActors", text = "We hold this unlikely.", source = "A partner", reliability = "usually-reliable", confidence = 20 })).ShouldBe(HttpStatusCode.Created);
        var cut = await desk.ReadAsync($"/v1/regulator/cases/{reference}");
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/representations", new { party = "Planted Suspect", text = "It was not us.", receivedAt = shared.Host.Now }, ifMatch: cut.Response.Headers.ETag!.Tag)).ShouldBe(HttpStatusCode.Created);

        var bundle = (await desk.ReadAsync($"/v1/regulator/cases/{reference}/stix")).ShouldBe(HttpStatusCode.OK);
        BundleCheck.Of(Encoding.UTF8.GetBytes(bundle.Body!.ToJsonString())).ShouldBeEmpty();
        var objects = bundle["objects"].AsArray().Select(o => o!.AsObject()).ToList();
        objects.Select(o => (string?)o["type"]).Distinct().ShouldBe(["marking-definition", "identity", "incident", "attack-pattern", "relationship", "indicator", "threat-actor", "note"]);
        var suspect = objects.Single(o => (string?)o["type"] == "threat-actor");
        suspect["aliases"]!.AsArray().Select(a => (string?)a).ShouldBe(["苍鹭"]);
        var notes = objects.Where(o => (string?)o["type"] == "note").ToList();
        notes.Count.ShouldBe(2);
        notes.ShouldAllBe(n => n["object_refs"]!.AsArray().Any(r => (string?)r == (string?)suspect["id"]) && (string?)n["created_by_ref"] != (string?)suspect["created_by_ref"]);
        notes.ShouldContain(n => (string?)n["content"] == "It was not us.");
    }

    [Fact]
    public async Task another_authority_gets_its_own_cut_and_nothing_of_what_the_first_thinks()
    {
        var (desk, reference) = await ReportedAsync("uk-cyber", "be-csirt");
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/assessments", new { text = "Only ours.", source = "A partner", reliability = "usually-reliable", confidence = 20 })).ShouldBe(HttpStatusCode.Created);
        (await ObjectsAsync(desk, reference)).ShouldContain(o => (string?)o["type"] == "note");

        var stranger = await shared.World.AsAsync("be-csirt/caseworker");
        (await stranger.ReadAsync($"/v1/regulator/cases/{reference}/stix")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        foreach (var row in (await stranger.ReadAsync("/v1/regulator/cases?limit=200"))["items"].AsArray().Where(r => (string?)r!["caseType"] == "incident"))
        {
            var theirs = await ObjectsAsync(stranger, (string)row!["reference"]!);
            theirs.Select(o => (string?)o["content"] ?? "").ShouldNotContain(c => c.Contains("Only ours.", StringComparison.Ordinal));
            theirs.Select(o => (string?)o["id"]).ShouldNotContain((await ObjectsAsync(desk, reference)).Select(o => (string?)o["id"]).Single(i => i!.StartsWith("incident--", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task the_bundle_of_a_moment_says_what_was_known_then()
    {
        var (desk, reference) = await ReportedAsync("uk-cyber");
        var before = Contracts.InstantConverter.Text(shared.Host.Now);
        await shared.Host.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/assessments", new { text = "Later.", source = "A partner", reliability = "usually-reliable", confidence = 20 })).ShouldBe(HttpStatusCode.Created);
        (await ObjectsAsync(desk, reference)).ShouldContain(o => (string?)o["type"] == "note");
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/stix?asOf={before}")).ShouldBe(HttpStatusCode.OK)["objects"].AsArray().ShouldNotContain(o => (string?)o!["type"] == "note");
    }
}
