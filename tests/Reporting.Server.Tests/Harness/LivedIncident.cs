using System.Net;

namespace Reporting.Server.Tests.Harness;

/// <summary>One incident through everything that can be done to it, so that every event of its life is stored once.</summary>
public static class LivedIncident
{
    public static async Task LiveAsync(World world, ReportingHost host)
    {
        var at = await CaseUnderTest.OpenAsync(world, "northwind", world.Incident("northwind"));
        await at.DoAsync("determinations", new { kind = "significant", outcome = "yes", decidedBy = "Planted Person", decidedAt = new { at = host.Now }, reasons = "Frontier weights." });
        await at.DoAsync("amendments", new { kind = "correction", reason = "Counted again.", set = new { status = "contained" }, clear = new[] { "/crossBorder" }, put = new { indicators = new[] { new { id = "i1", type = "domain", value = "drop.example" } } } });
        var filed = await at.FileAsync("early-warning", ["be-csirt"]);
        var report = filed["receipt"]["id"]!.GetValue<string>();
        await at.DoAsync("submissions", new { authority = "uk-ic", obligations = Array.Empty<string>(), report = (await at.FileAsync("update", ["uk-ic"]))["receipt"]["id"]!.GetValue<string>(), channel = "portal", reference = "IC-1", submittedAt = new { at = host.Now }, submittedBy = new { name = "Planted Person", role = "officer" } });
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        var file = new DeskUnderTest(desk, reference);
        await file.DoAsync("acknowledgement", new { reference = "CCB-1", text = "Seen." });
        await file.DoAsync("receipt-corrections", new { report, receivedAt = host.Now.AddMinutes(-1), reason = "It came by telephone first." });
        await file.DoAsync("reviews", new { report, outcome = "questions", questions = "Which model?" });
        var asked = await file.DoAsync("information-requests", new { what = "The model card.", due = host.Now.AddDays(2), zone = "Europe/Brussels" });
        await at.DoAsync($"information-requests/{asked["id"]}/answer", new { text = "Here it is." });
        var withdrawn = await file.DoAsync("information-requests", new { what = "And its weights.", due = host.Now.AddDays(2) });
        await file.DoAsync($"information-requests/{withdrawn["id"]}/withdrawal", new { reason = "Not needed." });
        await file.DoAsync("representations", new { party = "Planted Person", text = "It was not us.", receivedAt = host.Now });
        await file.DoAsync("severity", new { scheme = "uk-ncsc-categories", level = "category-2", reasons = "Frontier weights." });
        await file.DoAsync("assessments", new { text = "A state did it.", source = "A partner", reliability = "usually-reliable", confidence = 70, about = "/suspectedActors" });
        var (_, other) = await world.FiledAsync("northwind", "be-csirt");
        await file.DoAsync("links", new { other = (await world.SeenAsync("be-csirt", other)).Reference, relation = "same-event", reason = "The same hour." });
        await WorkAsync(world, desk, reference);
        await SharedAsync(world, reference);
        await file.CloseAsync(world, "be-csirt", "Handled.");
        await file.DoAsync("reopening", new { reason = "Not handled." });
        var linked = await CaseUnderTest.OpenAsync(world, "northwind", world.Incident("northwind"));
        await at.DoAsync("links", new { incident = linked.Id, relation = "same-actor", reason = "The same accounts." });
        await at.DoAsync($"reports/{report}/withdrawal", new { reason = "Filed again." });
        await at.DoAsync("withdrawal", new { reason = "A drill." });
        await at.DoAsync("closure", new { reason = "Done.", leavesOpen = (await at.ReadAsync()).Deadlines.Select(d => d["key"]!.GetValue<string>()) });
        await at.DoAsync("reopening", new { reason = "More came." });
    }

    // Who is on it, who may not be, and what is remembered of it.
    private static async Task WorkAsync(World world, HttpClient desk, string reference)
    {
        var (url, head) = ($"/v1/regulator/cases/{reference}/", await world.AsAsync("be-csirt/decision-maker"));
        await desk.PostAsync(url + "notes", new { text = "Planted Person called." });
        await desk.PostAsync(url + "tags", new { add = new[] { "frontier", "state-actor" }, remove = new[] { "untouched" } });
        await desk.SendAsync(HttpMethod.Put, url + "assignee", new { member = world.MemberOf("be-csirt/analyst"), reason = "Knows the family." }, key: null);
        await head.PostAsync(url + "conflicts", new { member = world.MemberOf("be-csirt/authority-admin"), reason = "Holds shares in the firm." });
        await head.PostAsync($"{url}conflicts/{world.MemberOf("be-csirt/authority-admin")}/lifting", new { reason = "Sold them." });
        await head.PostAsync("/v1/regulator/handovers", new { from = world.MemberOf("be-csirt/analyst"), to = world.MemberOf("be-csirt/caseworker"), reason = "Leaves on Friday." });
    }

    // To one other authority by referral, to others by a collection; and both taken back.
    private static async Task SharedAsync(World world, string reference)
    {
        var decides = await world.AsAsync("be-csirt/decision-maker");
        var referral = await decides.PostAsync($"/v1/regulator/cases/{reference}/referrals", new { to = "uk-cyber", purpose = "The same host.", legalBasis = "Article 23(6) of Directive (EU) 2022/2555", under = "amber", withAssessments = true });
        (await decides.PostAsync($"/v1/regulator/referrals/{referral.ShouldBe(HttpStatusCode.Created)["id"]}/revocation", new { reason = "Another host." })).ShouldBe(HttpStatusCode.OK);
        var collection = (await decides.PostAsync("/v1/regulator/collections", new { title = "Weights", highest = "amber", readers = new[] { "uk-cyber" } })).ShouldBe(HttpStatusCode.Created)["id"];
        (await decides.PostAsync($"/v1/regulator/cases/{reference}/publications", new { collection, purpose = "Others may see the host.", legalBasis = "Article 29 of Directive (EU) 2022/2555" })).ShouldBe(HttpStatusCode.Created);
        (await decides.PostAsync($"/v1/regulator/cases/{reference}/publications/withdrawal", new { collection, reason = "It was a drill." })).ShouldBe(HttpStatusCode.OK);
    }
}
