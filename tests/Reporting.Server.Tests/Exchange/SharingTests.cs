using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reporting.Exchange.Stix;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Exchange;

/// <summary>What crosses from one authority to another: by referral to one, by a collection to those named; and what does not.</summary>
[Collection(InSharedWorld.Name)]
public class SharingTests(SharedWorld shared)
{
    // A case of uk-cyber, whose form asks for suspects and indicators.
    private async Task<(HttpClient Desk, string Reference)> CaseAsync(string tlp = "amber", string[]? residency = null)
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var stated = shared.World.Incident("northwind");
        stated["handling"] = new JsonObject { ["tlp"] = tlp, ["notAboveOfficial"] = true };
        if (residency is not null)
        {
            stated["handling"]!["residency"] = new JsonArray([.. residency.Select(r => (JsonNode)r)]);
        }

        stated["suspectedActors"] = new JsonArray(new JsonObject { ["id"] = "s1", ["name"] = "Planted Suspect" });
        stated["indicators"] = new JsonArray(
            new JsonObject { ["type"] = "ip-address", ["value"] = "203.0.113.78" },
            new JsonObject { ["type"] = "ip-address", ["value"] = "203.0.113.99", ["tlp"] = "red" });
        var opened = (await officer.PostAsync("/v1/incidents", stated)).ShouldBe(HttpStatusCode.Created);
        var filed = (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "uk-cyber"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await shared.World.SeenAsync("uk-cyber", filed);
        var cut = await desk.ReadAsync($"/v1/regulator/cases/{reference}");
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/representations", new { party = "Planted Suspect", text = "It was not us.", receivedAt = shared.Host.Now }, ifMatch: cut.Response.Headers.ETag!.Tag)).ShouldBe(HttpStatusCode.Created);
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/assessments", new { text = "Only ours.", source = "A partner", reliability = "usually-reliable", confidence = 20 })).ShouldBe(HttpStatusCode.Created);
        return (await shared.World.AsAsync("uk-cyber/decision-maker"), reference);
    }

    private static object Referral(string under = "amber", string to = "be-csirt", bool withAssessments = false) =>
        new { to, purpose = "The same host.", legalBasis = "Article 23(6) of Directive (EU) 2022/2555", under, withAssessments };

    [Fact]
    public async Task a_referral_shows_one_other_authority_a_cut_and_nothing_more()
    {
        var (decides, reference) = await CaseAsync();
        var made = (await decides.PostAsync($"/v1/regulator/cases/{reference}/referrals", Referral())).ShouldBe(HttpStatusCode.Created);
        var receives = await shared.World.AsAsync("be-csirt/analyst");
        var bundle = (await receives.ReadAsync($"/v1/regulator/referrals/{made["id"]}/stix")).ShouldBe(HttpStatusCode.OK).Body!.ToJsonString();
        BundleCheck.Of(Encoding.UTF8.GetBytes(bundle)).ShouldBeEmpty();
        bundle.ShouldContain("203.0.113.78");
        bundle.ShouldNotContain("203.0.113.99");
        bundle.ShouldNotContain("Only ours.");
        bundle.ShouldContain("Planted Suspect");
        bundle.ShouldContain("It was not us.");

        var listed = (await receives.ReadAsync("/v1/regulator/referrals"))["received"].AsArray().Single(r => (string?)r!["id"] == (string?)made["id"])!;
        (listed["purpose"]!.GetValue<string>(), listed["legalBasis"]!.GetValue<string>(), listed["under"]!.GetValue<string>()).ShouldBe(("The same host.", "Article 23(6) of Directive (EU) 2022/2555", "amber"));
        listed["reference"].ShouldBeNull();
        (await receives.ReadAsync($"/v1/regulator/cases/{reference}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        var stranger = await shared.World.AsAsync("uk-isu/analyst");
        (await stranger.ReadAsync($"/v1/regulator/referrals/{made["id"]}/stix")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await stranger.ReadAsync("/v1/regulator/referrals")).Body!.ToJsonString().ShouldNotContain((string)made["id"]!);
        (await decides.ReadAsync($"/v1/regulator/cases/{reference}/casework"))["history"].AsArray().Select(h => (string?)h!["kind"]).ShouldContain("case-referred");
    }

    [Fact]
    public async Task assessments_go_only_where_that_is_said()
    {
        var (decides, reference) = await CaseAsync();
        var made = await decides.PostAsync($"/v1/regulator/cases/{reference}/referrals", Referral(withAssessments: true));
        (await (await shared.World.AsAsync("be-csirt/analyst")).ReadAsync($"/v1/regulator/referrals/{made["id"]}/stix")).Body!.ToJsonString().ShouldContain("Only ours.");
    }

    [Fact]
    public async Task what_was_referred_does_not_grow_and_what_is_revoked_is_gone()
    {
        var (decides, reference) = await CaseAsync();
        var made = await decides.PostAsync($"/v1/regulator/cases/{reference}/referrals", Referral(withAssessments: true));
        var receives = await shared.World.AsAsync("be-csirt/analyst");
        var before = (await receives.ReadAsync($"/v1/regulator/referrals/{made["id"]}/stix")).Body!.ToJsonString();
        await shared.Host.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await (await shared.World.AsAsync("uk-cyber/caseworker")).PostAsync($"/v1/regulator/cases/{reference}/assessments", new { text = "Later.", source = "A partner", reliability = "usually-reliable", confidence = 20 })).ShouldBe(HttpStatusCode.Created);
        (await receives.ReadAsync($"/v1/regulator/referrals/{made["id"]}/stix")).Body!.ToJsonString().ShouldBe(before);

        (await receives.PostAsync($"/v1/regulator/referrals/{made["id"]}/revocation", new { reason = "Not mine." })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await shared.World.AsAsync("be-csirt/decision-maker")).PostAsync($"/v1/regulator/referrals/{made["id"]}/revocation", new { reason = "Not mine." })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await decides.PostAsync($"/v1/regulator/referrals/{made["id"]}/revocation", new { reason = "Another host." })).ShouldBe(HttpStatusCode.OK);
        (await decides.PostAsync($"/v1/regulator/referrals/{made["id"]}/revocation", new { reason = "Once more." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await receives.ReadAsync($"/v1/regulator/referrals/{made["id"]}/stix")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await receives.ReadAsync("/v1/regulator/referrals")).Body!.ToJsonString().ShouldNotContain((string)made["id"]!);
        (await decides.ReadAsync("/v1/regulator/referrals"))["given"].AsArray().Single(r => (string?)r!["id"] == (string?)made["id"])!["revokedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task what_is_marked_stricter_or_must_stay_in_a_place_does_not_go()
    {
        var (decides, strict) = await CaseAsync("red");
        var refused = (await decides.PostAsync($"/v1/regulator/cases/{strict}/referrals", Referral("amber"))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused["errors"][0]!["code"]!.GetValue<string>().ShouldBe("marked-stricter");
        (await decides.PostAsync($"/v1/regulator/cases/{strict}/referrals", Referral("red"))).ShouldBe(HttpStatusCode.Created);

        // Every authority of this world is of GB.
        var (_, elsewhere) = await CaseAsync(residency: ["BE"]);
        (await decides.PostAsync($"/v1/regulator/cases/{elsewhere}/referrals", Referral()))["errors"][0]!["code"]!.GetValue<string>().ShouldBe("residency");
        var (_, here) = await CaseAsync(residency: ["GB", "BE"]);
        (await decides.PostAsync($"/v1/regulator/cases/{here}/referrals", Referral())).ShouldBe(HttpStatusCode.Created);
        (await decides.PostAsync($"/v1/regulator/cases/{here}/referrals", Referral(to: "uk-cyber")))["errors"][0]!["code"]!.GetValue<string>().ShouldBe("itself");
        (await decides.PostAsync($"/v1/regulator/cases/{here}/referrals", Referral(to: "uk-ic")))["errors"][0]!["code"]!.GetValue<string>().ShouldBe("unknown-authority");
    }

    [Fact]
    public async Task a_collection_is_read_over_taxii_by_those_named_and_nobody_else()
    {
        var (decides, first) = await CaseAsync();
        var (_, second) = await CaseAsync("green");
        var collection = (await decides.PostAsync("/v1/regulator/collections", new { title = "Theft of weights", highest = "amber", readers = new[] { "be-csirt" } })).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
        var object1 = (await PublishAsync(decides, first, collection)).ShouldBe(HttpStatusCode.Created)["added"].GetValue<int>();
        await PublishAsync(decides, second, collection);

        var reader = new TaxiiClient(await shared.World.AsAsync("be-csirt/analyst"));
        var root = (await reader.RootsAsync()).Single(r => r.AbsolutePath == "/taxii2/uk-cyber/");
        (await reader.GetAsync(root.AbsolutePath)).Body["versions"]!.AsArray().Single()!.GetValue<string>().ShouldBe("application/taxii+json;version=2.1");
        (await reader.CollectionsAsync(root)).Select(c => (string?)c["id"]).ShouldContain(collection);
        var at = $"{root.AbsolutePath}collections/{collection}/";
        (await reader.GetAsync(at)).Body["can_write"]!.GetValue<bool>().ShouldBeFalse();

        var (objects, _) = await reader.AllAsync(at + "objects/");
        BundleCheck.Of(Encoding.UTF8.GetBytes(new JsonObject { ["type"] = "bundle", ["id"] = "bundle--11111111-1111-4111-8111-111111111111", ["objects"] = new JsonArray([.. objects.Select(o => o.DeepClone())]) }.ToJsonString())).ShouldBeEmpty();
        objects.Count(o => (string?)o["type"] == "incident").ShouldBe(2);
        objects.Count(o => (string?)o["type"] == "identity").ShouldBe(3);
        string.Concat(objects.Select(o => o.ToJsonString())).ShouldNotContain("203.0.113.99");
        string.Concat(objects.Select(o => o.ToJsonString())).ShouldContain("It was not us.");

        // Page by page it is the same, in the same order; and the manifest names each.
        var (paged, pages) = await reader.AllAsync(at + "objects/", limit: 3);
        paged.Select(o => o.ToJsonString()).ShouldBe(objects.Select(o => o.ToJsonString()));
        pages.ShouldBe((objects.Count + 2) / 3);
        var (manifest, _) = await reader.AllAsync(at + "manifest/", limit: 4);
        manifest.Select(m => ((string?)m["id"], (string?)m["version"])).ShouldBe(objects.Select(o => ((string?)o["id"], (string?)o["modified"] ?? (string?)o["created"])));
        manifest.Select(m => (string?)m["date_added"]).ShouldBeUnique();

        // What is asked for is answered.
        (await reader.AllAsync(at + "objects/?match[type]=incident")).Items.Count.ShouldBe(2);
        var one = (string)objects.First(o => (string?)o["type"] == "incident")["id"]!;
        (await reader.AllAsync(at + $"objects/?match[id]={one}")).Items.Count.ShouldBe(1);
        (await reader.AllAsync(at + $"objects/{one}/")).Items.Count.ShouldBe(1);
        (await reader.AllAsync(at + $"objects/{one}/versions/", list: "versions")).Items.Count.ShouldBe(1);
        (await reader.AllAsync(at + $"objects/?added_after={(string)manifest[object1 - 1]["date_added"]!}")).Items.Count.ShouldBe(objects.Count - object1);

        // What cannot be answered says so, in TAXII's words.
        await reader.RefusedAsync(at + "objects/?match[colour]=red", HttpStatusCode.BadRequest);
        await reader.RefusedAsync(at + "objects/?limit=none", HttpStatusCode.BadRequest);
        await reader.RefusedAsync(at + "objects/?next=forged", HttpStatusCode.BadRequest);
        var (body, _) = await reader.GetAsync(at + "objects/?limit=2");
        await reader.RefusedAsync(at + $"objects/?match[type]=incident&next={Uri.EscapeDataString((string)body["next"]!)}", HttpStatusCode.BadRequest);
        await reader.RefusedAsync(at + "objects/incident--11111111-1111-4111-8111-111111111111/", HttpStatusCode.NotFound);
        await reader.RefusedAsync(root.AbsolutePath + $"collections/{Guid.CreateVersion7()}/", HttpStatusCode.NotFound);
        await reader.RefusedAsync("/taxii2/nobody/", HttpStatusCode.NotFound);
        await reader.RefusedAsync(at, HttpStatusCode.NotAcceptable, "application/taxii+json;version=2.0");
        await new TaxiiClient(shared.Host.Anonymous()).RefusedAsync(at, HttpStatusCode.Unauthorized);
        await new TaxiiClient(await shared.World.AsAsync("northwind/officer")).RefusedAsync(at, HttpStatusCode.Forbidden);

        var stranger = new TaxiiClient(await shared.World.AsAsync("uk-isu/analyst"));
        (await stranger.CollectionsAsync(root)).Select(c => (string?)c["id"]).ShouldNotContain(collection);
        foreach (var hidden in (string[])["", "objects/", "manifest/", $"objects/{one}/", $"objects/{one}/versions/"])
        {
            await stranger.RefusedAsync(at + hidden, HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task published_again_it_brings_what_has_changed_and_withdrawn_it_is_gone()
    {
        var (decides, reference) = await CaseAsync();
        var collection = (await decides.PostAsync("/v1/regulator/collections", new { title = "Versions", highest = "amber", readers = new[] { "be-csirt" } })).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
        (await PublishAsync(decides, reference, collection)).ShouldBe(HttpStatusCode.Created)["added"].GetValue<int>().ShouldBeGreaterThan(5);
        (await PublishAsync(decides, reference, collection)).ShouldBe(HttpStatusCode.Created)["added"].GetValue<int>().ShouldBe(0);
        var cut = await decides.ReadAsync($"/v1/regulator/cases/{reference}");
        (await decides.PostAsync($"/v1/regulator/cases/{reference}/representations", new { party = "Planted Suspect", text = "Nor was it a friend.", receivedAt = shared.Host.Now }, ifMatch: cut.Response.Headers.ETag!.Tag)).ShouldBe(HttpStatusCode.Created);
        (await PublishAsync(decides, reference, collection)).ShouldBe(HttpStatusCode.Created)["added"].GetValue<int>().ShouldBe(1);

        var reader = new TaxiiClient(await shared.World.AsAsync("be-csirt/analyst"));
        var objects = $"/taxii2/uk-cyber/collections/{collection}/objects/";
        (await reader.AllAsync(objects)).Items[^1]["content"]!.GetValue<string>().ShouldBe("Nor was it a friend.");
        (await decides.PostAsync($"/v1/regulator/cases/{reference}/publications/withdrawal", new { collection, reason = "It was a drill." })).ShouldBe(HttpStatusCode.OK);
        (await reader.AllAsync(objects)).Items.ShouldBeEmpty();
        (await decides.PostAsync($"/v1/regulator/cases/{reference}/publications/withdrawal", new { collection, reason = "Once more." })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await decides.ReadAsync($"/v1/regulator/cases/{reference}/casework"))["history"].AsArray().Select(h => (string?)h!["kind"]).ShouldContain("publication-withdrawn");
        var (_, other) = await shared.World.FiledAsync("northwind", "be-csirt");
        var (theirs, own) = await shared.World.SeenAsync("be-csirt", other);
        (await PublishAsync(await shared.World.AsAsync("be-csirt/decision-maker"), own, collection)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        theirs.ShouldNotBeNull();
    }

    [Fact]
    public async Task a_collection_takes_nothing_stricter_than_amber_and_only_readers_that_work_here()
    {
        var decides = await shared.World.AsAsync("uk-cyber/decision-maker");
        (await decides.PostAsync("/v1/regulator/collections", new { title = "x", highest = "red", readers = new[] { "be-csirt" } }))["errors"][0]!["code"]!.GetValue<string>().ShouldBe("too-strict");
        (await decides.PostAsync("/v1/regulator/collections", new { title = "x", highest = "green", readers = new[] { "uk-ic" } })).Pointers.ShouldBe(["/readers/0"]);
        (await (await shared.World.AsAsync("uk-cyber/analyst")).PostAsync("/v1/regulator/collections", new { title = "x", highest = "green", readers = new[] { "be-csirt" } })).Status.ShouldBe(HttpStatusCode.Forbidden);
        var (_, strict) = await CaseAsync("amber");
        var green = (await decides.PostAsync("/v1/regulator/collections", new { title = "Green", highest = "green", readers = new[] { "be-csirt" } }))["id"].GetValue<string>();
        (await PublishAsync(decides, strict, green))["errors"][0]!["code"]!.GetValue<string>().ShouldBe("marked-stricter");
        (await decides.ReadAsync("/v1/regulator/collections"))["items"].AsArray().Select(c => (string?)c!["id"]).ShouldContain(green);
    }

    private static Task<Answer> PublishAsync(HttpClient decides, string reference, string collection) =>
        decides.PostAsync($"/v1/regulator/cases/{reference}/publications", new { collection, purpose = "Others may see the host.", legalBasis = "Article 29 of Directive (EU) 2022/2555" });
}
