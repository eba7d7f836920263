using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Incidents;

/// <summary>
/// The distillation of a frontier model through some 24,000 accounts (the shape of MITRE ATLAS case study AML.CS0056): a
/// lab whose cloud is run by an entity in Belgium, with one listed in the US and one in London. From the first suspicion
/// to the closed file: four regimes, three authorities here and two elsewhere. Every date below was reckoned by hand.
/// </summary>
public sealed class DistillationJourneyTests : IAsyncLifetime
{
    // A Monday; Brussels is two hours ahead, New York four behind.
    private static readonly DateTimeOffset Monday = new(2026, 9, 7, 8, 0, 0, TimeSpan.Zero);

    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(Monday, socket: true);
        world = await World.BuildAsync(host);
    }

    public async ValueTask DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task from_the_first_suspicion_to_the_closed_file()
    {
        var at = await CaseUnderTest.OpenAsync(world, "northwind", await SuspicionAsync());

        // Hour 0: nobody has said when the entity became aware, so no clock runs; and no authority can tell.
        var view = await at.ReadAsync();
        Owes(view, "eu-nis2/early-warning", "pending", null);
        Owes(view, "us-sec-8k-105/form-8-k@inc", "pending", null);
        view["openDeterminations"].AsArray().Select(d => d!["kind"]!.GetValue<string>()).ShouldContain("significant");
        view["openDeterminations"].AsArray().Select(d => d!["kind"]!.GetValue<string>()).ShouldContain("material");
        view["state"].GetValue<string>().ShouldBe("private");

        // Hour 1: awareness at 08:30; an hour later the log shows 07:30, and the days move with the reason why.
        await ToAsync("2026-09-07T09:00:00Z");
        var aware = await at.DoAsync("amendments", new { kind = "amendment", reason = "The team met.", set = new { becameAwareAt = new { at = "2026-09-07T08:30:00Z" } } });
        Owes(aware, "eu-nis2/early-warning", "running", "2026-09-08T08:30:00Z");
        Owes(aware, "eu-nis2/notification", "running", "2026-09-10T08:30:00Z");
        await ToAsync("2026-09-07T10:00:00Z");
        var corrected = await at.DoAsync("amendments", new { kind = "correction", reason = "The on-call engineer had seen it.", set = new { becameAwareAt = new { at = "2026-09-07T07:30:00Z" } } });
        Owes(corrected, "eu-nis2/early-warning", "running", "2026-09-08T07:30:00Z");
        Deadline(corrected, "eu-nis2/early-warning")["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "corrected" && s["text"]!.GetValue<string>().Contains("10:30"));

        // Hour 3: significant. What could not be told applies: to the cloud under NIS 2, to London under the NIS Regulations.
        await ToAsync("2026-09-07T11:00:00Z");
        Deadline(corrected, "eu-nis2/early-warning")["applicability"]!.GetValue<string>().ShouldBe("undetermined");
        var significant = await at.DoAsync("determinations", new { kind = "significant", outcome = "yes", decidedBy = "Ann Officer", decidedAt = new { at = "2026-09-07T11:00:00Z" }, reasons = "Sixteen million queries.", criteria = new[] { "financial loss" } });
        Deadline(significant, "eu-nis2/early-warning")["applicability"]!.GetValue<string>().ShouldBe("applies");
        Owes(significant, "uk-nis-2018/notification@london", "running", "2026-09-10T07:30:00Z");
        significant["deadlines"].AsArray().ShouldNotContain(d => d!["key"]!.GetValue<string>() == "eu-nis2/early-warning@london");

        // Hour 4: the early warning, to Brussels and to London's cyber authority, each in its own form.
        await ToAsync("2026-09-07T12:00:00Z");
        (await at.CheckAsync("early-warning", ["be-csirt", "uk-cyber"]))["canBeFiled"].GetValue<bool>().ShouldBeTrue();
        var warned = await at.FileAsync("early-warning", ["be-csirt", "uk-cyber"]);
        Owes(warned, "eu-nis2/early-warning", "met", "2026-09-08T07:30:00Z");
        Owes(warned, "uk-ai-theft-proposed/early-warning", "met", "2026-09-08T07:30:00Z");
        Owes(warned, "uk-ai-theft-proposed/early-warning@inc", "met", "2026-09-08T07:30:00Z");
        Owes(warned, "eu-nis2/csirt-response", "running", "2026-09-08T12:00:00Z");
        var cuts = (await at.ReportsAsync())["reports"][0]!["cuts"]!.AsArray();
        foreach (var cut in cuts)
        {
            cut!["statement"]!["title"]!.GetValue<string>().ShouldBe("Distillation through fraudulent accounts");
            cut["statement"]!.AsObject().ContainsKey("securityDefences").ShouldBeFalse();
        }

        var (csirt, reference) = await world.SeenAsync("be-csirt", warned);
        var (cyber, cyberReference) = await world.SeenAsync("uk-cyber", warned);
        reference.ShouldNotBe(cyberReference);
        await ToAsync("2026-09-07T13:00:00Z");
        var acknowledged = await new DeskUnderTest(csirt, reference).DoAsync("acknowledgement", new { reference = "CCB-2026-1", text = "Preserve the logs." });
        Owes(acknowledged, "eu-nis2/csirt-response", "met", "2026-09-08T12:00:00Z");

        // Day 2: London's notification is prepared here and submitted at the Commissioner's own door.
        await ToAsync("2026-09-08T09:00:00Z");
        var prepared = await at.FileAsync("notification", ["uk-ic"], differences: await ReasonsAsync(at, "notification", ["uk-ic"]));
        Owes(prepared, "uk-nis-2018/notification@london", "running", "2026-09-10T07:30:00Z");
        await ToAsync("2026-09-08T10:00:00Z");
        var submitted = await at.DoAsync("submissions", new { authority = "uk-ic", report = prepared["receipt"]["id"]!.GetValue<string>(), channel = "portal", reference = "ICO-9", submittedAt = new { at = "2026-09-08T09:45:00Z" }, submittedBy = new { name = "Ann Officer", role = "officer" } });
        Owes(submitted, "uk-nis-2018/notification@london", "met", "2026-09-10T07:30:00Z");

        // Day 3: more accounts than thought. What the two were told differs, is shown, and is sent with a reason.
        await ToAsync("2026-09-09T12:00:00Z");
        await at.DoAsync("amendments", new { kind = "correction", reason = "Counted.", set = new { extraction = new { accounts = new { value = 24_000, basis = "actual" }, queries = new { value = 16_000_000, basis = "estimate" } }, title = "Distillation through 24,000 accounts" } });
        await ToAsync("2026-09-09T14:00:00Z");
        (await at.TryFileAsync("notification", ["be-csirt", "uk-cyber"]))["errors"][0]!["code"]!.GetValue<string>().ShouldBe("difference-needs-a-reason");
        var notified = await at.FileAsync("notification", ["be-csirt", "uk-cyber"], differences: await ReasonsAsync(at, "notification", ["be-csirt", "uk-cyber"]));
        Owes(notified, "eu-nis2/notification", "met", "2026-09-10T07:30:00Z");
        // One month from the 9th: the 9th of October, a Friday, to the end of the day in Brussels.
        Owes(notified, "eu-nis2/final-report", "running", "2026-10-09T21:59:59Z");
        Deadline(notified, "eu-nis2/final-report")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-09");
        (await csirt.ReadAsync($"/v1/regulator/cases/{reference}"))["statement"]["title"]!.GetValue<string>().ShouldBe("Distillation through 24,000 accounts");

        // Day 4: material. Four business days after Thursday the 10th, to 17:30 in New York: Wednesday the 16th.
        await ToAsync("2026-09-10T15:00:00Z");
        var material = await at.DoAsync("determinations", new { kind = "material", outcome = "yes", decidedBy = "The board", decidedAt = new { at = "2026-09-10T15:00:00Z" }, reasons = "The model is the firm's value." });
        Owes(material, "us-sec-8k-105/form-8-k@inc", "running", "2026-09-16T21:30:00Z");
        material["deadlines"].AsArray().ShouldNotContain(d => d!["key"]!.GetValue<string>() == "us-sec-8k-105/form-8-k");
        await ToAsync("2026-09-11T09:00:00Z");
        await at.FileAsync("voluntary", ["uk-isu"], differences: await ReasonsAsync(at, "voluntary", ["uk-isu"]));
        await ToAsync("2026-09-16T20:30:00Z");
        var form = await at.DoAsync("submissions", new { authority = "us-sec", obligations = new[] { "us-sec-8k-105/form-8-k@inc" }, channel = "portal", reference = "0001-26-1", submittedAt = new { at = "2026-09-16T20:00:00Z" }, submittedBy = new { name = "Bob Counsel", role = "general counsel" } });
        Owes(form, "us-sec-8k-105/form-8-k@inc", "met", "2026-09-16T21:30:00Z");

        // The final report comes three days late. What is law in force was missed; what is only proposed is not.
        await ToAsync("2026-10-12T09:00:00Z");
        view = await at.ReadAsync();
        Owes(view, "eu-nis2/final-report", "missed", "2026-10-09T21:59:59Z");
        Owes(view, "uk-ai-theft-proposed/final-report", "lapsed", "2026-10-09T22:59:59Z");
        (await at.CheckAsync("final", ["be-csirt"]))["authorities"][0]!["warnings"]!.AsArray().Select(w => w!["code"]!.GetValue<string>()).ShouldContain("late-reason-missing");
        var final = await at.FileAsync("final", ["be-csirt"], differences: await ReasonsAsync(at, "final", ["be-csirt"]), lateReason: "The proxy's logs came late.", incident: new { rootCause = new { text = "Resold keys." }, lessons = "Bind keys to devices.", resolvedAt = new { at = "2026-10-01T00:00:00Z" } });
        Owes(final, "eu-nis2/final-report", "met-late", "2026-10-09T21:59:59Z");
        var received = (await csirt.ReadAsync($"/v1/regulator/cases/{reference}"))["filings"].AsArray();
        received.Select(f => f!["stage"]!.GetValue<string>()).ShouldBe(["early-warning", "notification", "final"]);
        received[2]!["lateReason"]!.GetValue<string>().ShouldBe("The proxy's logs came late.");

        // Closed, over nothing unseen; and what each was told can be shown side by side.
        var open = (await at.TryAsync("closure", new { reason = "Done." }))["errors"].AsArray().Select(e => e!["detail"]!.GetValue<string>().Split(' ')[0]).ToList();
        open.ShouldNotContain(k => k.StartsWith("eu-nis2/") || k.StartsWith("uk-nis-2018/") || k.StartsWith("us-sec-8k-105/"));
        (await at.DoAsync("closure", new { reason = "Done.", leavesOpen = open }))["state"].GetValue<string>().ShouldBe("closed");
        var told = (await at.ReportsAsync())["told"].AsArray();
        told.Select(t => t!["authority"]!.GetValue<string>()).ShouldBe(["be-csirt", "uk-cyber", "uk-ic", "uk-isu"]);
        string? Title(string authority) => told.Single(t => t!["authority"]!.GetValue<string>() == authority)!["statement"]!["title"]?.GetValue<string>();
        Title("be-csirt").ShouldBe("Distillation through 24,000 accounts");
        Title("uk-ic").ShouldBe("Distillation through fraudulent accounts");
        told.Single(t => t!["authority"]!.GetValue<string>() == "uk-ic")!["outOfDate"]!.AsArray().Select(o => o!.GetValue<string>()).ShouldContain("/title");
        (await cyber.ReadAsync($"/v1/regulator/cases/{cyberReference}"))["statement"].AsObject().ContainsKey("rootCause").ShouldBeFalse("the final report was not for it");
    }

    private async Task<JsonObject> SuspicionAsync()
    {
        var admin = await world.AsAsync("northwind/firm-admin");
        var (inc, london) = (await EntityAsync(admin, "US", "neither", publicCompany: "yes", digitalService: "no"), await EntityAsync(admin, "GB", "neither", publicCompany: "no", digitalService: "yes"));
        var incident = world.Incident("northwind");
        incident["title"] = "Distillation through fraudulent accounts";
        incident["theftKinds"] = new JsonArray("model-distillation");
        incident["detectedAt"] = new JsonObject { ["at"] = "2026-09-07T07:00:00Z" };
        incident.Remove("becameAwareAt");
        incident["assets"] = new JsonArray(new JsonObject { ["kind"] = "weights", ["modelFamily"] = "frontier", ["taken"] = "unknown" });
        incident["extraction"] = new JsonObject { ["surface"] = "api", ["accounts"] = new JsonObject { ["value"] = 20_000 }, ["proxyServices"] = new JsonArray("commercial proxy") };
        incident["techniques"] = new JsonArray(new JsonObject { ["atlasId"] = "AML.T0024.002" }, new JsonObject { ["atlasId"] = "AML.T0040" });
        incident["securityDefences"] = "Rate limits by account.";
        incident["affectedEntities"] = new JsonArray(new JsonObject { ["id"] = "inc", ["entityId"] = inc }, new JsonObject { ["id"] = "london", ["entityId"] = london, ["entityType"] = "cloud-computing" });
        return incident;
    }

    private static async Task<string> EntityAsync(HttpClient admin, string country, string entityClass, string publicCompany, string digitalService) =>
        (await admin.PostAsync("/v1/entities", new
        {
            name = "northwind " + country,
            country,
            profile = new
            {
                from = "2020-01-01",
                entityClass,
                entityType = "other",
                relevantDigitalServiceProvider = digitalService,
                operatorOfEssentialServices = "no",
                regulatedPerson = "no",
                financialEntity = "none",
                publicCompany,
                coveredEntity = "no",
                frontierDeveloper = "no",
                gpaiSystemicRisk = "no",
            },
        })).ShouldBe(HttpStatusCode.OK)["id"].GetValue<string>();

    // A reason for each difference that the check shows.
    private static async Task<(string, string)[]> ReasonsAsync(CaseUnderTest at, string stage, string[] authorities) =>
        [.. (await at.CheckAsync(stage, authorities))["authorities"].AsArray().SelectMany(a => a!["differences"]!.AsArray()).Select(d => d!["pointer"]!.GetValue<string>()).Distinct().Select(p => (p, "Known better since."))];

    private Task ToAsync(string instant) => host.AdvanceAsync(DateTimeOffset.Parse(instant) - host.Now);

    private static JsonNode Deadline(Answer answer, string key) => answer.Deadlines.Single(d => d["key"]!.GetValue<string>() == key);

    private static void Owes(Answer answer, string key, string state, string? due)
    {
        var deadline = Deadline(answer, key);
        deadline["state"]!.GetValue<string>().ShouldBe(state, key);
        var end = deadline["due"] is { } stated ? stated.GetValue<DateTimeOffset>() : (DateTimeOffset?)null;
        end.ShouldBe(due is null ? null : DateTimeOffset.Parse(due), key);
    }
}
