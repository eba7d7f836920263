using System.Net;
using System.Text.Json.Nodes;
using Marten.Events;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Incidents;

/// <summary>An incident after its first filing: decided, amended, told by stages, taken back, closed, and what authorities do to it.</summary>
[Collection(InSharedWorld.Name)]
public class IncidentLifeTests(SharedWorld shared)
{
    private World World => shared.World;

    private DateTimeOffset Now => shared.Host.Now;

    private async Task<CaseUnderTest> OpenAsync(JsonObject? incident = null) => await CaseUnderTest.OpenAsync(World, "northwind", incident ?? World.Incident("northwind"));

    // ---- determinations ----

    [Fact]
    public async Task a_determination_settles_what_was_open_and_the_case_says_which_are_left()
    {
        var incident = World.Incident("northwind");
        incident["assets"] = new JsonArray(new JsonObject { ["kind"] = "other", ["taken"] = "copied" });
        var at = await OpenAsync(incident);
        var view = await at.ReadAsync();
        var open = view["openDeterminations"].AsArray();
        open.Select(d => d!["kind"]!.GetValue<string>()).ShouldContain("significant");
        open.Select(d => d!["neededBy"]?.GetValue<DateTimeOffset>() ?? DateTimeOffset.MaxValue).ShouldBeInOrder();
        view.Deadline("eu-nis2", "notification")["applicability"]!.GetValue<string>().ShouldBe("undetermined");

        var decided = await at.DoAsync("determinations", new { kind = "significant", outcome = "no", decidedBy = "Planted Person", decidedAt = new { at = Now }, reasons = "Nothing of worth.", criteria = new[] { "art 3" } });
        decided["deadlines"].AsArray().ShouldNotContain(d => d!["regime"]!.GetValue<string>() == "eu-nis2");
        decided["openDeterminations"].AsArray().ShouldNotContain(d => d!["kind"]!.GetValue<string>() == "significant");
        decided.Body!.ToJsonString().ShouldNotContain("Planted");

        // Decided again, the last one stands, and the first is on record.
        var again = await at.DoAsync("determinations", new { kind = "significant", outcome = "yes", decidedBy = "Planted Person", decidedAt = new { at = Now }, reasons = "It was worth a lot." });
        again.Deadline("eu-nis2", "notification")["applicability"]!.GetValue<string>().ShouldBe("applies");
        view = await at.ReadAsync();
        view["incident"]["determinations"]!.AsArray().Single()!["decidedBy"]!.GetValue<string>().ShouldBe("Planted Person");
        (await at.TimelineAsync()).Count(k => k == "incident-determined").ShouldBe(2);
    }

    [Fact]
    public async Task what_is_found_not_reportable_is_owed_no_more_and_is_owed_again_when_that_was_wrong()
    {
        var at = await OpenAsync();
        object Decision(string outcome) => new { kind = "not-reportable", outcome, decidedBy = "P", decidedAt = new { at = Now }, reasons = "A drill." };
        (await at.DoAsync("determinations", Decision("yes"))).Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("lapsed");
        var back = await at.DoAsync("determinations", Decision("no"));
        back.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("running");
    }

    [Theory]
    [InlineData("""{ "kind": "significant", "outcome": "yes" }""", "/decidedBy")]
    [InlineData("""{ "kind": "significant", "outcome": "yes", "decidedBy": "P", "decidedAt": { "at": "2099-01-01T00:00:00Z" }, "reasons": "R" }""", "/decidedAt/at")]
    [InlineData("""{ "kind": "significant", "outcome": "unknown", "entity": "elsewhere" }""", "/entity")]
    public async Task a_determination_is_by_somebody_at_a_time_about_somebody(string body, string pointer)
    {
        var at = await OpenAsync();
        (await at.TryAsync("determinations", JsonNode.Parse(body)!)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldContain(pointer);
    }

    // ---- amendments ----

    [Fact]
    public async Task an_amendment_merges_keeps_what_was_there_and_moves_the_clocks_with_the_reason_why()
    {
        var at = await OpenAsync();
        var before = (await at.ReadAsync()).Deadline("eu-nis2", "early-warning")["due"]!.GetValue<DateTimeOffset>();
        var amended = await at.DoAsync("amendments", new
        {
            kind = "correction",
            reason = "The log was in another zone.",
            set = new { becameAwareAt = new { at = Now.AddHours(-1) }, harm = new { property = "no" }, personalData = new { special = "no", affected = "no" } },
            put = new { assets = new[] { new { id = "1", kind = "weights", taken = "published" } }, indicators = new[] { new { type = "ip-address", value = "192.0.2.7" } } },
        });
        var warning = amended.Deadline("eu-nis2", "early-warning");
        (warning["due"]!.GetValue<DateTimeOffset>() - before).ShouldBe(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        warning["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "corrected");

        var view = await at.ReadAsync();
        view["incident"]["assets"]!.AsArray().Single()!["taken"]!.GetValue<string>().ShouldBe("published");
        view["incident"]["indicators"]![0]!["id"]!.GetValue<string>().ShouldBe("1");
        var changes = view["amendments"][0]!["changes"]!.AsArray();
        changes.ShouldContain(c => c!["pointer"]!.GetValue<string>() == "/assets/1/taken" && c["before"]!.GetValue<string>() == "copied" && c["after"]!.GetValue<string>() == "published");
        view["amendments"][0]!["reason"]!.GetValue<string>().ShouldBe("The log was in another zone.");

        await at.DoAsync("amendments", new { kind = "amendment", reason = "Not ours.", clear = new[] { "/harm" }, withdraw = new[] { new { list = "/indicators", id = "1" } } });
        view = await at.ReadAsync();
        view["incident"].AsObject().ContainsKey("harm").ShouldBeFalse();
        view["incident"]["indicators"]!.AsArray().ShouldBeEmpty();
        view["incident"]["personalData"]!["special"]!.GetValue<string>().ShouldBe("no");
    }

    [Theory]
    [InlineData("""{ "set": { "indicators": [] } }""", "/set/indicators", "items-singly")]
    [InlineData("""{ "put": { "title": "T" } }""", "/put/title", "not-a-list")]
    [InlineData("""{ "clear": ["/title"] }""", "/clear/0", "cannot-be-cleared")]
    [InlineData("""{ "clear": ["/nothing"] }""", "/clear/0", "cannot-be-cleared")]
    [InlineData("""{ "withdraw": [{ "list": "/assets", "id": "99" }] }""", "/withdraw/0/id", "unknown-item")]
    [InlineData("""{ "set": { "externalReference": "other" } }""", "/set/externalReference", "cannot-change")]
    [InlineData("""{ "set": { "occurredFrom": { "at": "2020-01-01T00:00:00Z" }, "occurredTo": { "at": "2019-01-01T00:00:00Z" } } }""", "/set/occurredTo/at", "ended-before-begun")]
    [InlineData("""{ }""", "", "nothing-changed")]
    public async Task an_amendment_names_what_it_changes(string body, string pointer, string code)
    {
        var at = await OpenAsync();
        var request = JsonNode.Parse(body)!.AsObject();
        request["kind"] = "amendment";
        request["reason"] = "R";
        var refused = (await at.TryAsync("amendments", request)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused["errors"].AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == pointer && e["code"]!.GetValue<string>() == code);
    }

    // ---- elsewhere ----

    [Fact]
    public async Task for_an_authority_that_does_not_work_here_a_report_is_prepared_and_owed_until_it_arrived_there()
    {
        var incident = World.Incident("northwind");
        incident["personalData"] = new JsonObject { ["affected"] = "yes" };
        var at = await OpenAsync(incident);
        var prepared = await at.FileAsync("notification", ["uk-ic"]);
        prepared["prepared"][0]!["door"]!.GetValue<string>().ShouldBe("https://uk-ic.example/");
        prepared.Deadline("uk-gdpr-33", "notification")["state"]!.GetValue<string>().ShouldBe("running");
        var view = await at.ReadAsync();
        view["state"].GetValue<string>().ShouldBe("private");
        view["filings"][0]!["status"]!.GetValue<string>().ShouldBe("prepared");

        var report = prepared["receipt"]["id"]!.GetValue<string>();
        var future = await at.TryAsync("submissions", Submission(report, Now.AddDays(1)));
        future.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/submittedAt/at"]);
        (await at.TryAsync("submissions", Submission(report, Now, "be-csirt"))).Pointers.ShouldContain("/authority");

        var arrived = await at.DoAsync("submissions", Submission(report, Now.AddMinutes(-5)));
        arrived.Deadline("uk-gdpr-33", "notification")["state"]!.GetValue<string>().ShouldBe("met");
        view = await at.ReadAsync();
        view["state"].GetValue<string>().ShouldBe("filed");
        view["filings"][0]!["status"]!.GetValue<string>().ShouldBe("submitted-elsewhere");
        view["submissions"][0]!["reference"]!.GetValue<string>().ShouldBe("IC-77");
    }

    private static object Submission(string report, DateTimeOffset at, string authority = "uk-ic") =>
        new { authority, report, channel = "portal", reference = "IC-77", submittedAt = new { at }, submittedBy = new { name = "Planted Person", role = "officer" } };

    // ---- told otherwise ----

    [Fact]
    public async Task a_fact_that_differs_from_what_was_told_is_shown_before_sending_and_needs_a_reason()
    {
        var at = await OpenAsync();
        await at.FileAsync("early-warning", ["be-csirt"]);
        await at.DoAsync("amendments", new { kind = "correction", reason = "Worse than thought.", put = new { assets = new[] { new { id = "1", kind = "weights", taken = "published" } } } });
        (await at.ReportsAsync())["told"].AsArray().Single()!["outOfDate"]!.AsArray().Select(o => o!.GetValue<string>()).ShouldContain("/assets");

        var check = await at.CheckAsync("early-warning", ["uk-cyber"]);
        check["canBeFiled"].GetValue<bool>().ShouldBeFalse();
        var difference = check["authorities"][0]!["differences"]!.AsArray().Single(d => d!["pointer"]!.GetValue<string>() == "/assets")!;
        difference["told"]!.GetValue<string>().ShouldBe("be-csirt");
        difference["was"]![0]!["taken"]!.GetValue<string>().ShouldBe("copied");
        difference["now"]![0]!["taken"]!.GetValue<string>().ShouldBe("published");

        var refused = await at.TryFileAsync("early-warning", ["uk-cyber"]);
        refused["errors"][0]!["code"]!.GetValue<string>().ShouldBe("difference-needs-a-reason");
        await at.FileAsync("early-warning", ["uk-cyber"], differences: [("/assets", "Found on a forum since.")]);
        var reports = (await at.ReportsAsync())["reports"].AsArray();
        reports[0]!["cuts"]![0]!["statement"]!["assets"]![0]!["taken"]!.GetValue<string>().ShouldBe("copied");
        reports[1]!["differences"]![0]!["reason"]!.GetValue<string>().ShouldBe("Found on a forum since.");
    }

    [Fact]
    public async Task what_is_protected_reaches_only_those_it_is_disclosed_to()
    {
        var incident = World.Incident("northwind");
        incident["handling"] = new JsonObject { ["tlp"] = "amber", ["notAboveOfficial"] = true, ["privileged"] = new JsonArray("/summary"), ["residency"] = new JsonArray("BE") };
        var at = await OpenAsync(incident);
        var check = await at.CheckAsync("early-warning", ["be-csirt", "uk-cyber"]);
        check["authorities"].AsArray().ShouldAllBe(a => a!["withheld"]!.AsArray().Any(w => w!.GetValue<string>() == "/summary"));
        check["authorities"][0]!["warnings"]!.AsArray().Select(w => w!["code"]!.GetValue<string>()).ShouldContain("outside-residency");
        var filed = await at.FileAsync("early-warning", ["be-csirt", "uk-cyber"], disclose: ("uk-cyber", "/summary"));
        var cuts = (await at.ReportsAsync())["reports"][0]!["cuts"]!.AsArray();
        cuts[0]!["statement"]!.AsObject().ContainsKey("summary").ShouldBeFalse();
        cuts[1]!["statement"]!.AsObject().ContainsKey("summary").ShouldBeTrue();
        cuts[0]!["marking"]!["residency"]![0]!.GetValue<string>().ShouldBe("BE");
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}"))["statement"].AsObject().ContainsKey("summary").ShouldBeFalse();
    }

    [Fact]
    public async Task before_filing_each_authority_s_part_is_judged_whole()
    {
        var at = await OpenAsync();
        var check = await at.CheckAsync("notification", ["be-csirt", "uk-ic", "xx-nobody"]);
        check["canBeFiled"].GetValue<bool>().ShouldBeFalse();
        check["errors"].AsArray().Select(e => e!["pointer"]!.GetValue<string>()).ShouldContain("/authorities/2");
        var csirt = check["authorities"][0]!;
        csirt["complete"]!.GetValue<bool>().ShouldBeFalse();
        csirt["missing"]!.AsArray().Select(m => m!["pointer"]!.GetValue<string>()).ShouldContain("/determinations");
        csirt["answers"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldContain("eu-nis2/notification");
        (await at.ReadAsync())["revision"].GetValue<int>().ShouldBe(1, "nothing is written");
    }

    // ---- taking back, closing ----

    [Fact]
    public async Task a_report_taken_back_leaves_owed_what_it_had_met_and_stays_on_record()
    {
        var at = await OpenAsync();
        var filed = await at.FileAsync("early-warning", ["be-csirt"]);
        var report = filed["receipt"]["id"]!.GetValue<string>();
        filed.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("met");
        var withdrawn = await at.DoAsync($"reports/{report}/withdrawal", new { reason = "Sent by mistake." });
        withdrawn.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("running");
        (await at.TryAsync($"reports/{report}/withdrawal", new { reason = "Again." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryAsync($"reports/{Guid.CreateVersion7()}/withdrawal", new { reason = "What?" })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}"))["filings"][0]!["withdrawn"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task a_case_is_closed_with_open_eyes_and_a_closed_one_says_what_is_possible()
    {
        var at = await OpenAsync();
        var refused = await at.TryAsync("closure", new { reason = "Done." });
        refused["errors"].AsArray().Select(e => e!["code"]!.GetValue<string>()).Distinct().ShouldBe(["still-owed"]);
        var open = (await at.ReadAsync()).Deadlines
            .Where(d => d["binds"]!.GetValue<string>() == "firm" && d["lawStatus"]!.GetValue<string>() is "in-force" or "enacted" && d["state"]!.GetValue<string>() is "running" or "missed")
            .Select(d => d["key"]!.GetValue<string>()).ToList();
        (await at.DoAsync("closure", new { reason = "Done.", leavesOpen = open }))["state"].GetValue<string>().ShouldBe("closed");
        var closed = await at.TryFileAsync("early-warning", ["be-csirt"]);
        closed.ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        closed["allowed"].AsArray().Select(a => a!.GetValue<string>()).ShouldContain("reopen");
        closed["allowed"].AsArray().Select(a => a!.GetValue<string>()).ShouldNotContain("file-report");
        (await at.DoAsync("reopening", new { reason = "More came." }))["state"].GetValue<string>().ShouldBe("private");
        await at.FileAsync("early-warning", ["be-csirt"]);
        (await at.DoAsync("withdrawal", new { reason = "It was a test." }))["state"].GetValue<string>().ShouldBe("withdrawn");
        (await at.TryAsync("amendments", new { kind = "amendment", reason = "R", set = new { title = "T" } })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.DoAsync("reopening", new { reason = "It was none." }))["state"].GetValue<string>().ShouldBe("filed");
    }

    [Fact]
    public async Task incidents_of_the_firm_are_linked_and_no_other_s()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await one.DoAsync("links", new { incident = other.Id, relation = "same-actor", reason = "The same accounts." });
        (await one.ReadAsync())["links"][0]!.GetValue<string>().ShouldBe(other.Id);
        (await one.TryAsync("links", new { incident = one.Id, relation = "same-actor", reason = "R" })).Pointers.ShouldBe(["/incident"]);
        var foreign = await CaseUnderTest.OpenAsync(World, "albion", World.Incident("albion"));
        (await one.TryAsync("links", new { incident = foreign.Id, relation = "same-actor", reason = "R" }))["errors"][0]!["code"]!.GetValue<string>().ShouldBe("unknown-incident");
    }

    // ---- several entities ----

    [Fact]
    public async Task each_entity_of_the_firm_owes_by_its_own_profile_and_its_own_authority()
    {
        var admin = await World.AsAsync("northwind/firm-admin");
        var london = (await admin.PostAsync("/v1/entities", new
        {
            name = "northwind london",
            country = "GB",
            profile = new { from = "2020-01-01", entityClass = "neither", entityType = "cloud-computing", relevantDigitalServiceProvider = "yes", operatorOfEssentialServices = "no", publicCompany = "no", regulatedPerson = "no", financialEntity = "none", coveredEntity = "no", frontierDeveloper = "no", gpaiSystemicRisk = "no" },
        })).ShouldBe(HttpStatusCode.OK)["id"].GetValue<string>();
        var incident = World.Incident("northwind");
        incident["affectedEntities"] = new JsonArray(new JsonObject { ["id"] = "london", ["entityId"] = london });
        incident["determinations"] = new JsonArray(new JsonObject { ["kind"] = "significant", ["outcome"] = "yes", ["decidedBy"] = "P", ["decidedAt"] = new JsonObject { ["at"] = Now.AddHours(-1).ToString("O") }, ["reasons"] = "Millions." });
        var at = await OpenAsync(incident);
        var view = await at.ReadAsync();
        var nis = view.Deadlines.Single(d => d["key"]!.GetValue<string>() == "uk-nis-2018/notification@london");
        nis["entity"]!.GetValue<string>().ShouldBe("london");
        nis["owedTo"]!.GetValue<string>().ShouldBe("uk-ic");
        view.Deadlines.ShouldNotContain(d => d["key"]!.GetValue<string>() == "uk-nis-2018/notification");
        view.Deadlines.ShouldNotContain(d => d["key"]!.GetValue<string>() == "eu-nis2/early-warning@london");
        view["applicability"].AsArray().ShouldContain(a => a!["regime"]!.GetValue<string>() == "eu-nis2" && a["entity"] != null && a["answer"]!.GetValue<string>() == "does-not-apply");

        var met = await at.DoAsync("submissions", new { authority = "uk-ic", obligations = new[] { "uk-nis-2018/notification@london" }, channel = "email", submittedAt = new { at = Now }, submittedBy = new { name = "P", role = "officer" } });
        met.Deadlines.Single(d => d["key"]!.GetValue<string>() == "uk-nis-2018/notification@london")["state"]!.GetValue<string>().ShouldBe("met");
    }

    // ---- the authority's side ----

    [Fact]
    public async Task an_authority_acknowledges_asks_is_answered_and_closes_and_the_firm_sees_it()
    {
        var at = await OpenAsync();
        var filed = await at.FileAsync("early-warning", ["be-csirt", "uk-cyber"]);
        var report = filed["receipt"]["id"]!.GetValue<string>();
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        var file = new DeskUnderTest(desk, reference);

        var acknowledged = await file.DoAsync("acknowledgement", new { reference = "CCB-1", text = "Call us." });
        acknowledged.Deadline("eu-nis2", "csirt-response")["state"]!.GetValue<string>().ShouldBe("met");
        await file.DoAsync("reviews", new { report, outcome = "questions", questions = "Which model?" });
        var asked = await file.DoAsync("information-requests", new { what = "The model card.", due = Now.AddDays(2), zone = "Europe/Brussels" });
        var request = Guid.Parse(asked["id"].GetValue<string>()).ToString("N");
        var view = await at.ReadAsync();
        var owed = view.Deadlines.Single(d => d["key"]!.GetValue<string>() == $"authority-request/{request}");
        owed["state"]!.GetValue<string>().ShouldBe("running");
        owed["owedTo"]!.GetValue<string>().ShouldBe("be-csirt");
        view["acts"].AsArray().Select(a => a!["kind"]!.GetValue<string>()).ShouldBe(["case-acknowledged", "report-reviewed", "information-requested"]);

        var answered = await at.DoAsync($"information-requests/{asked["id"]}/answer", new { text = "Here it is." });
        answered.Deadlines.Single(d => d["key"]!.GetValue<string>() == $"authority-request/{request}")["state"]!.GetValue<string>().ShouldBe("met");
        var seen = await file.ReadAsync();
        seen["answers"][0]!["text"]!.GetValue<string>().ShouldBe("Here it is.");

        // Nothing of it is the other authority's.
        var (otherDesk, otherReference) = await World.SeenAsync("uk-cyber", filed);
        var other = await otherDesk.ReadAsync($"/v1/regulator/cases/{otherReference}");
        other.Body!.ToJsonString().ShouldNotContain("be-csirt");
        other.Body!.ToJsonString().ShouldNotContain("model card");

        await file.CloseAsync(World, "be-csirt", "Handled.");
        (await file.TryAsync("closure", new { reason = "Again." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await file.DoAsync("reopening", new { reason = "Not handled." });
        var late = await file.DoAsync("information-requests", new { what = "One more thing.", due = Now.AddDays(1) });
        await file.DoAsync($"information-requests/{late["id"]}/withdrawal", new { reason = "Found it." });
        (await at.TryAsync($"information-requests/{late["id"]}/answer", new { text = "Here." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task a_corrected_time_of_receipt_moves_what_hangs_on_it()
    {
        var at = await OpenAsync(World.Incident("northwind", TimeSpan.FromHours(30)));
        var filed = await at.FileAsync("early-warning", ["be-csirt"]);
        filed.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("met-late");
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        var file = new DeskUnderTest(desk, reference);
        var corrected = await file.DoAsync("receipt-corrections", new { report = filed["receipt"]["id"]!.GetValue<string>(), receivedAt = Now.AddHours(-10), reason = "It had come by telephone." });
        corrected.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("met");
        (await at.ReadAsync()).Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("met");
        (await file.TryAsync("receipt-corrections", new { report = Guid.CreateVersion7(), receivedAt = Now, reason = "R" })).Pointers.ShouldBe(["/report"]);
    }

    // Decision 15: time passes and knowledge does not grow.
    [Fact]
    public async Task an_act_of_an_authority_shows_it_nothing_of_what_the_firm_has_changed_and_not_told_it()
    {
        var at = await OpenAsync();
        var filed = await at.FileAsync("early-warning", ["be-csirt"]);
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        var file = new DeskUnderTest(desk, reference);
        var due = (await file.ReadAsync()).Deadline("eu-nis2", "notification")["due"]!.ToJsonString();
        var amended = await at.DoAsync("amendments", new { kind = "correction", reason = "Seen earlier.", set = new { becameAwareAt = new { at = Now.AddMinutes(-30) } } });
        amended.Deadline("eu-nis2", "notification")["due"]!.ToJsonString().ShouldNotBe(due);

        var acknowledged = await file.DoAsync("acknowledgement", new { text = "Seen." });
        acknowledged.Deadline("eu-nis2", "csirt-response")["state"]!.GetValue<string>().ShouldBe("met");
        var asked = await file.DoAsync("information-requests", new { what = "The model card.", due = Now.AddDays(200) });
        await at.DoAsync($"information-requests/{asked["id"]}/answer", new { text = "Here it is." });
        foreach (var shown in (Answer[])[acknowledged, asked, await file.ReadAsync()])
        {
            shown.Deadline("eu-nis2", "notification")["due"]!.ToJsonString().ShouldBe(due);
            shown.Deadlines.SelectMany(d => d["explanation"]!.AsArray()).ShouldNotContain(s => s!["code"]!.GetValue<string>() == "corrected");
        }

        await shared.Host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(20));
        var row = (await desk.ReadAsync("/v1/regulator/cases?limit=200"))["items"].AsArray().Single(i => i!["reference"]!.GetValue<string>() == reference)!;
        row["nextDue"]!.GetValue<DateTimeOffset>().ShouldBe(JsonNode.Parse(due)!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task a_representation_is_shown_wherever_the_suspicion_is()
    {
        var at = await OpenAsync();
        var filed = await at.FileAsync("early-warning", ["be-csirt", "uk-cyber"]);
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        await new DeskUnderTest(desk, reference).DoAsync("representations", new { party = "Planted Person", text = "It was not us.", receivedAt = Now });
        var (otherDesk, otherReference) = await World.SeenAsync("uk-cyber", filed);
        foreach (var shown in (Answer[])[await at.ReadAsync(), await desk.ReadAsync($"/v1/regulator/cases/{reference}"), await otherDesk.ReadAsync($"/v1/regulator/cases/{otherReference}")])
        {
            shown["representations"][0]!["text"]!.GetValue<string>().ShouldBe("It was not us.");
        }
    }

    [Fact]
    public async Task what_an_authority_thinks_is_its_own()
    {
        var at = await OpenAsync();
        var filed = await at.FileAsync("early-warning", ["be-csirt", "uk-cyber"]);
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        var (_, otherReference) = await World.SeenAsync("be-csirt", await (await CaseUnderTest.OpenAsync(World, "albion", World.Incident("albion"))).FileAsync("early-warning", ["be-csirt"]));
        var file = new DeskUnderTest(desk, reference);
        await file.DoAsync("severity", new { scheme = "uk-ncsc-categories", level = "category-2", reasons = "Frontier weights." });
        await file.DoAsync("assessments", new { text = "A state did it.", source = "A partner", reliability = "usually-reliable", confidence = 70, about = "/suspectedActors" });
        await file.DoAsync("links", new { other = otherReference, relation = "same-event", reason = "The same hour." });
        (await file.TryAsync("links", new { other = "AAAA-AAAA-AAAA-AA", relation = "same-event", reason = "R" })).Pointers.ShouldBe(["/other"]);

        var own = await desk.ReadAsync($"/v1/regulator/cases/{reference}/casework");
        own["severity"]["level"]!.GetValue<string>().ShouldBe("category-2");
        own["assessments"][0]!["text"]!.GetValue<string>().ShouldBe("A state did it.");
        own["links"][0]!["other"]!.GetValue<string>().ShouldBe(otherReference);
        (await desk.ReadAsync($"/v1/regulator/cases/{otherReference}/casework"))["links"][0]!["other"]!.GetValue<string>().ShouldBe(reference);
        var firm = await at.ReadAsync();
        firm.Body!.ToJsonString().ShouldNotContain("category-2");
        firm.Body!.ToJsonString().ShouldNotContain("A state did it.");

        var (otherDesk, theirs) = await World.SeenAsync("uk-cyber", filed);
        (await otherDesk.ReadAsync($"/v1/regulator/cases/{theirs}/casework"))["assessments"].AsArray().ShouldBeEmpty();
        (await otherDesk.ReadAsync($"/v1/regulator/cases/{reference}/casework")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }
}
