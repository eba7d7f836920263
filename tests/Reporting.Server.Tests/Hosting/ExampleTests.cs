using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Marten.Events;
using Reporting.Ledger;
using Reporting.Server.Hosting.Http;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Hosting;

/// <summary>
/// Every request and every answer has an example in the OpenAPI document: one that was sent to this server and answered by
/// it. <c>REPORTING_UPDATE=1</c> records those that are missing, by the story below; delete a file to record it anew.
/// </summary>
[Collection(InSharedWorld.Name)]
public class ExampleTests(SharedWorld shared)
{
    [Fact]
    public async Task every_request_and_every_answer_has_an_example()
    {
        if (Updating.Now)
        {
            await TellAsync();
            await TellTheRestAsync();
            return; // What was recorded is in the document when the server is built again.
        }

        var document = (await shared.Host.Anonymous().ReadAsync("/openapi/v1.json")).Body!;
        var without = new List<string>();
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                without.AddRange(Contents(operation!["requestBody"]).Where(IsWithout).Select(_ => $"{method} {path}: the request"));
                operation["responses"]!.AsObject().Select(r => r.Key).ShouldContain(k => k.StartsWith('2'), $"{method} {path} does not say what it answers with");
                without.AddRange(operation["responses"]!.AsObject().SelectMany(r => Contents(r.Value).Where(IsWithout).Select(_ => $"{method} {path}: {r.Key}")));
            }
        }

        without.ShouldBeEmpty("tell it in ExampleTests.TellAsync and run with REPORTING_UPDATE=1, or take what any test sends with REPORTING_UPDATE=all");
    }

    [Fact]
    public void an_example_belongs_to_an_operation()
    {
        var operations = JsonNode.Parse(File.ReadAllText(Repository.File("schemas", "openapi.json")))!["paths"]!.AsObject()
            .SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!["operationId"]?.GetValue<string>()).ToList();
        Directory.GetFiles(ExampleRecorder.Folder).Select(f => Path.GetFileNameWithoutExtension(f)).ShouldBeSubsetOf(operations);
    }

    [Fact]
    public void every_example_of_a_request_is_read_without_a_fault()
    {
        var read = typeof(StrictJson).GetMethod(nameof(StrictJson.Read))!;
        var requests = 0;
        foreach (var file in Directory.GetFiles(ExampleRecorder.Folder))
        {
            if (JsonNode.Parse(File.ReadAllText(file))!["request"] is { } request)
            {
                var faults = Shapes.Requests.Select(r => Faults(read, r.Type, request)).ToList();
                faults.ShouldContain(0, Path.GetFileName(file));
                requests++;
            }
        }

        requests.ShouldBeGreaterThanOrEqualTo(Shapes.Requests.Count);
    }

    [Fact]
    public void every_type_of_problem_has_an_example_that_says_what_it_is()
    {
        foreach (var (slug, (status, title)) in Kernel.Problem.Catalogue)
        {
            var example = ProblemAnswers.Example(slug);
            (example["type"]!.GetValue<string>(), example["status"]!.GetValue<int>(), example["title"]!.GetValue<string>()).ShouldBe(("/problems/" + slug, status, title));
        }

        typeof(Contracts.ProblemSlugs).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ShouldBe(Kernel.Problem.Catalogue.Keys, ignoreOrder: true);
    }

    private static int Faults(MethodInfo read, Type type, JsonNode request)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(request.ToJsonString());
        var answer = (System.Runtime.CompilerServices.ITuple)read.MakeGenericMethod(type).Invoke(null, [bytes])!;
        return ((IReadOnlyList<Fault>)answer[1]!).Count;
    }

    private static IEnumerable<JsonNode> Contents(JsonNode? of) => of?["content"]?.AsObject().Select(c => c.Value!) ?? [];

    private static bool IsWithout(JsonNode media) => media["example"] is null && media["examples"] is null;

    /// <summary>One theft and one purchase, told over HTTP from the registration of the parties to the authority's desk.</summary>
    private static async Task TellAsync()
    {
        await using var host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), records: true);
        var admin = await host.AdminAsync();
        await SentAsync(admin, "/v1/authorities", new { id = "be-csirt", name = "Centre for Cybersecurity Belgium", jurisdiction = "BE", worksHere = true, door = new { url = "https://notif.example/", email = "incident@csirt.example" } });
        await SentAsync(admin, "/v1/authorities", new { id = "uk-isu", name = "Investment Security Unit", jurisdiction = "GB", worksHere = true, door = new { url = "https://notify.example/" } });
        await admin.ReadAsync("/v1/authorities");
        var firm = await SentAsync(admin, "/v1/firms", new { name = "Northwind AI", contacts = new[] { new { name = "Ann Officer", email = "compliance@northwind.example" } } });
        var officer = await ClientAsync(host, admin, "firm", firm["id"].GetValue<string>(), "officer", "Northwind compliance desk");
        var firmAdmin = await ClientAsync(host, admin, "firm", firm["id"].GetValue<string>(), "firm-admin", "Northwind administration");
        var csirt = await ClientAsync(host, admin, "authority", "be-csirt", "caseworker", "CSIRT desk");
        var isu = await ClientAsync(host, admin, "authority", "uk-isu", "decision-maker", "ISU desk");
        var member = await SentAsync(admin, "/v1/members", new
        {
            party = new { kind = "firm", id = firm["id"].GetValue<string>() },
            roles = (string[])["filer"],
            issuer = "https://login.northwind.example/",
            subject = "a.filer",
            person = new { name = "Alex Filer", email = "a.filer@northwind.example" },
        });
        await SentAsync(admin, $"/v1/members/{member["id"]}/suspension", new { reason = "Left the firm on 28 February." });
        var successor = await SentAsync(admin, "/v1/members", new
        {
            party = new { kind = "firm", id = firm["id"].GetValue<string>() },
            roles = (string[])["officer"],
            issuer = "https://login.northwind.example/",
            subject = "s.counsel",
            person = new { name = "Sam Counsel", email = "s.counsel@northwind.example" },
        });
        await SentAsync(admin, $"/v1/firms/{firm["id"]}/confined-cases/recovery", new { members = new[] { successor["id"].GetValue<string>() }, reason = "Its general counsel asked in writing and was called back on the number on file." });
        var code = JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("schemas", "regimes", "eu-gpai-code.json")))!;
        await SentAsync(admin, "/v1/rulebook/activations", new { documents = (JsonNode[])[code], reason = "As published, with its forms." });

        var entity = await SentAsync(firmAdmin, "/v1/entities", new { name = "Northwind Cloud NV", country = "BE", profile = new { from = "2024-10-18", entityClass = "essential", entityType = "cloud-computing", memberState = "BE" } });
        await SentAsync(firmAdmin, $"/v1/entities/{entity["id"]}/profile", new { profile = new { from = "2026-01-01", entityClass = "essential", entityType = "cloud-computing", memberState = "BE", publicCompany = "no", financialEntity = "none" } }, HttpMethod.Put);
        await SentAsync(firmAdmin, "/v1/contacts", new { name = "Night desk", email = "night@northwind.example", telephone = "+32 2 555 01 00" });
        await firmAdmin.ReadAsync("/v1/firm");

        var incident = Incident(entity["id"].GetValue<string>());
        await SentAsync(officer, "/v1/obligations/preview", new { incident });
        var opened = await SentAsync(officer, "/v1/incidents", incident);
        var filed = await SentAsync(officer, $"/v1/incidents/{opened["id"]}/reports", new
        {
            stage = "early-warning",
            authorities = (string[])["be-csirt"],
            submittedBy = new { name = "Ann Officer", role = "compliance officer" },
        });
        var notice = await SentAsync(officer, "/v1/screening-notices", Notice(entity["id"].GetValue<string>()));
        var submitted = await SentAsync(officer, $"/v1/screening-notices/{notice["id"]}/reports", new { authorities = (string[])["uk-isu"], declarationA = new { name = "Ann Officer", position = "General counsel", date = "2026-03-02" } });
        await host.AdvanceAsync(TimeSpan.FromHours(2));
        foreach (var url in (string[])[$"/v1/incidents/{opened["id"]}", $"/v1/screening-notices/{notice["id"]}"])
        {
            await ReadAsync(officer, url);
            await ReadAsync(officer, url + "/deadlines");
            await ReadAsync(officer, url + "/timeline");
        }

        await ReadAsync(officer, $"/v1/screening-notices/{notice["id"]}/ownership");
        await ReadAsync(officer, $"/v1/screening-notices/{notice["id"]}/ownership/bods");
        await ReadAsync(officer, $"/v1/screening-notices/{notice["id"]}/earliest-closing");
        using (var table = new StringContent("subject,holder,interest,share,direct,from,source\nAlbion Robotics Ltd,Northwind AI,shareholding,60,yes,2026-03-02,share purchase agreement\n", Encoding.UTF8, "text/csv"))
        {
            (await officer.PostAsync("/v1/ownership/preview", table)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await ReadAsync(officer, $"/v1/cases/{opened["id"]}/deadlines");
        await ReadAsync(officer, $"/v1/cases/{opened["id"]}/timeline");
        await ReadAsync(officer, "/v1/cases?limit=2");
        await ReadAsync(officer, "/v1/deadlines?lane=in-force&binds=firm&limit=2");
        await DeskAsync(csirt, filed);
        var reference = await DeskAsync(isu, submitted);
        await ReadAsync(isu, $"/v1/regulator/cases/{reference}/ownership");
        await SentAsync(isu, $"/v1/regulator/cases/{reference}/acceptance", new { givenAt = "2026-03-02T10:30:00Z", method = "email" });
        foreach (var url in (string[])["/v1/regimes", "/v1/regimes/eu-nis2", "/v1/regimes/eu-nis2/forms/early-warning", "/v1/calendars/be", "/health/live", "/health/ready", "/problems/invalid-content"])
        {
            await ReadAsync(host.Anonymous(), url);
        }
    }

    /// <summary>What the story above does not come to: every act on an incident, and a case closed to named persons.</summary>
    private static async Task TellTheRestAsync()
    {
        await using var host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), records: true);
        var world = await World.BuildAsync(host);
        await LivedIncident.LiveAsync(world, host);
        await LivedNotice.LiveAsync(world, host);
        var (opened, filed) = await world.FiledAsync("northwind", "be-csirt");
        var officer = await world.AsAsync("northwind/officer");
        await ReadAsync(officer, $"/v1/incidents/{opened["id"]}/reports");
        await SentAsync(officer, $"/v1/incidents/{opened["id"]}/reports:validate", World.Report("notification", "be-csirt"));
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        await ReadAsync(desk, $"/v1/regulator/cases/{reference}/casework");
        await TellOfOversightAsync(world, host, desk, reference, opened["id"].GetValue<string>());
        await TellOfEvidenceAsync(world, officer);
        await TellOfTheLedgerAsync(world, host, officer);
        var (member, named) = await world.PersonAsync("northwind", "officer");
        await SentAsync(named, $"/v1/cases/{opened["id"]}/confinement", World.Confinement(member), HttpMethod.Put);
        await ReadAsync(named, $"/v1/cases/{opened["id"]}/confinement");
        await SentAsync(named, $"/v1/cases/{opened["id"]}/assignment", new { member, deadlines = new[] { "eu-nis2/notification" } }, HttpMethod.Put);
        await SentAsync(named, $"/v1/cases/{opened["id"]}/confinement/lifting", new { reason = "The thief was found." });
        await TellOfSubscriptionsAsync(world, opened);
    }

    /// <summary>The queue counted and searched, the board, a firm, the parties of a notice, who read what.</summary>
    private static async Task TellOfOversightAsync(World world, ReportingHost host, HttpClient desk, string reference, string opened)
    {
        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(60));
        await ReadAsync(desk, "/v1/regulator/cases/counts?q=weights&overdue=false");
        await ReadAsync(desk, "/v1/regulator/deadlines?binds=regulator&limit=2");
        await ReadAsync(desk, "/v1/regulator/statistics?per=week");
        await ReadAsync(desk, $"/v1/regulator/firms/{world.Firms["northwind"]}");
        await ReadAsync(desk, $"/v1/regulator/cases/{reference}/parties");
        var admin = await world.AsAsync("be-csirt/authority-admin");
        await ReadAsync(admin, $"/v1/regulator/reads?member={world.MemberOf("be-csirt/caseworker")}&day={host.Now:yyyy-MM-dd}");
        await ReadAsync(await world.AsAsync("northwind/officer"), $"/v1/cases/{opened}/reads");
        await SentAsync(await host.AdminAsync(), "/v1/views/live", new { generation = 1, reason = "Back to the first." });
    }

    private static async Task TellOfSubscriptionsAsync(World world, Answer opened)
    {
        var admin = await world.AsAsync("northwind/firm-admin");
        await ReadAsync(admin, "/v1/webhook-types");
        await ReadAsync(admin, "/v1/webhook-types/case.incident-report-filed");
        var mail = (await SentAsync(admin, "/v1/subscriptions", new { channel = "mail", email = "night-desk@northwind.example", zone = "Europe/Brussels", steps = (string[])["4h-before", "1h-before", "due", "overdue"] }))["id"];
        await SentAsync(admin, $"/v1/subscriptions/{mail}/verification", new { reason = "The mailbox was full." });
        var calendar = await SentAsync(admin, "/v1/subscriptions", new { channel = "calendar" });
        await ReadAsync(admin, "/v1/subscriptions");
        await ReadAsync(admin, new Uri(calendar["feed"].GetValue<string>()).PathAndQuery);
        var sent = await Poll.UntilAsync(
            async () => (await admin.ReadAsync($"/v1/cases/{opened["id"]}/notifications"))["notifications"].AsArray().FirstOrDefault(n => n!["state"]!.GetValue<string>() == "sent"), TimeSpan.FromSeconds(60), "a message");
        await ReadAsync(admin, $"/v1/cases/{opened["id"]}/notifications");
        await ReadAsync(admin, $"/v1/cases/{opened["id"]}/notifications/{sent["id"]}");
    }

    /// <summary>Markers are deposited; what was recorded gets its place, and is proved.</summary>
    private static async Task TellOfTheLedgerAsync(World world, ReportingHost host, HttpClient officer)
    {
        var commitments = Enumerable.Range(1, 2).Select(n => Convert.ToBase64String(MarkerCommitment.To($"canary {n}", [.. Enumerable.Repeat((byte)n, 32)])));
        var deposited = await SentAsync(officer, "/v1/commitments", new { kind = "canary-prompt", label = "Aurora, spring", commitments });
        var opened = (await SentAsync(officer, "/v1/incidents", world.Incident("northwind")))["id"].GetValue<string>();
        var filed = await SentAsync(officer, $"/v1/incidents/{opened}/reports", World.Report("early-warning", "be-csirt"));
        await new Journal.JournalOf(host).SequenceAsync();
        await ReadAsync(officer, $"/v1/receipts/{filed["receipt"]["id"]}");
        await ReadAsync(officer, "/v1/changes?limit=2");
        deposited["receipt"]["note"].ShouldNotBeNull();
        await ReadAsync(host.Anonymous(), "/v1/ledger/keys");
        foreach (var url in (string[])["/v1/ledger/checkpoint", "/v1/ledger/proof/inclusion/0", "/v1/ledger/proof/consistency/1/2"])
        {
            using var answer = await officer.GetAsync(url);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, url);
        }

        await SentAsync(await host.AdminAsync(), "/v1/ledger/keys", new { reason = "The yearly change." });
    }

    /// <summary>Two models' outputs are brought, compared and sealed; one is released.</summary>
    private static async Task TellOfEvidenceAsync(World world, HttpClient officer)
    {
        var opened = await SentAsync(officer, "/v1/incidents", world.Incident("northwind"));
        var evidence = $"/v1/cases/{opened["id"]}/evidence";
        var items = new List<string>();
        foreach (var what in (string[])["Answers of our model.", "Answers of the model that is suspected."])
        {
            var item = (await SentAsync(officer, evidence, new { kind = "model-output", description = what }))["id"].GetValue<string>();
            (await Evidence.EvidenceWire.BringAsync(officer, item, Encoding.UTF8.GetBytes("{\"prompt\":\"p\",\"response\":\"one two three four\"}\n"), disposition: "attachment; filename=answers.jsonl")).ShouldBe(HttpStatusCode.OK);
            items.Add(item);
        }

        await ReadAsync(officer, $"/v1/evidence/{items[0]}");
        await ReadAsync(officer, evidence);
        await SentAsync(officer, $"/v1/evidence/{items[0]}/seal", new { reason = "Preserved for proceedings." });
        await SentAsync(officer, evidence + "/similarity", new { own = items[0], suspected = items[1], seed = 42 });
        var later = (await SentAsync(officer, evidence, new { kind = "log" }))["id"].GetValue<string>();
        await ReadAsync(officer, await Evidence.EvidenceWire.BeginAsync(officer, later, 100));
        var report = new { stage = "early-warning", authorities = (string[])["be-csirt"], submittedBy = new { name = "Planted Person", role = "officer" }, evidence = items };
        var filed = await SentAsync(officer, $"/v1/incidents/{opened["id"]}/reports", report);
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        await ReadAsync(desk, $"/v1/regulator/cases/{reference}/evidence");
        await ReadAsync(desk, $"/v1/regulator/cases/{reference}/evidence/{items[0]}");
    }

    private static async Task<Answer> SentAsync(HttpClient http, string url, object body, HttpMethod? method = null)
    {
        var answer = await http.SendAsync(method ?? HttpMethod.Post, url, body, Guid.CreateVersion7().ToString(), "*");
        ((int)answer.Status).ShouldBeInRange(200, 299, $"{url}: {answer.Body}");
        return answer;
    }

    private static async Task ReadAsync(HttpClient http, string url) => (await http.ReadAsync(url)).ShouldBe(HttpStatusCode.OK);

    private static async Task<HttpClient> ClientAsync(ReportingHost host, HttpClient admin, string kind, string party, string role, string name)
    {
        var client = await SentAsync(admin, "/v1/clients", new { party = new { kind, id = party }, roles = (string[])[role], name });
        return await host.AsAsync(client["clientId"].GetValue<string>(), client["clientSecret"].GetValue<string>());
    }

    private static async Task<string> DeskAsync(HttpClient desk, Answer filed)
    {
        var reference = await Poll.UntilAsync(
            async () => (await desk.ReadAsync("/v1/regulator/cases?limit=2"))["items"].AsArray().Select(i => i!["reference"]!.GetValue<string>()).FirstOrDefault(), TimeSpan.FromSeconds(20), "the queue");
        var read = await desk.ReadAsync($"/v1/regulator/cases/{reference}");
        read["filings"][0]!["id"]!.GetValue<string>().ShouldBe(filed["receipt"]["id"]!.GetValue<string>());
        return reference;
    }

    private static JsonObject Incident(string entity) => JsonNode.Parse($$"""
        {
          "externalReference": "NW-2026-0017", "title": "Weights of the Aurora model copied from a build host",
          "summary": "A service account copied the checkpoint of Aurora-3 to a host outside the firm.",
          "theftKinds": ["weight-exfiltration"], "handling": { "tlp": "amber", "notAboveOfficial": true },
          "reportingEntity": { "entityId": "{{entity}}" },
          "contacts": [ { "name": "Ann Officer", "role": "primary", "email": "compliance@northwind.example", "telephone": "+32 2 555 01 00" } ],
          "detectedAt": { "at": "2026-03-02T06:10:00+01:00" }, "becameAwareAt": { "at": "2026-03-02T07:30:00+01:00" },
          "suspectedMalicious": "yes", "crossBorder": "unknown", "assets": [ { "kind": "weights", "taken": "copied" } ], "personalData": { "affected": "no" }
        }
        """)!.AsObject();

    private static JsonObject Notice(string entity) => JsonNode.Parse($$"""
        {
          "externalReference": "NW-M-004", "title": "Purchase of 60 % of Albion Robotics Ltd", "noticeKind": "mandatory",
          "handling": { "notAboveOfficial": true }, "notifyingParty": { "role": "acquirer", "entityId": "{{entity}}" },
          "acquirerBoard": [ { "name": "Ann Director", "dateOfBirth": "1970-01-01" } ],
          "ownership": [
            { "id": "sold", "subject": { "key": "albion", "name": "Albion Robotics Ltd", "kind": "company", "country": "GB", "role": "target" }, "holder": { "key": "northwind", "name": "Northwind AI", "kind": "company", "country": "BE", "role": "acquirer" }, "interest": "shareholding", "share": { "exact": 60 }, "direct": "yes", "deal": "after", "source": "share purchase agreement" },
            { "id": "above", "subject": { "key": "northwind" }, "holder": { "key": "ann", "name": "Ann Director", "kind": "individual" }, "interest": "shareholding", "share": { "exact": 60 }, "direct": "yes" }
          ]
        }
        """)!.AsObject();
}
