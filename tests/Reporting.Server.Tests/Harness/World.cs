using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Oversight;
using Reporting.Testing;

namespace Reporting.Server.Tests.Harness;

/// <summary>
/// Two firms, three authorities that work here and one that does not, a client for every role: registered over HTTP, as
/// the platform does it.
/// </summary>
public sealed class World
{
    private readonly ReportingHost host;
    private readonly Dictionary<string, (string Id, string Secret)> clients = [];

    private World(ReportingHost host) => this.host = host;

    public static readonly string[] FirmRoles = ["filer", "officer", "firm-admin"];
    public static readonly string[] AuthorityRoles = ["caseworker", "analyst", "decision-maker", "authority-admin"];

    /// <summary>The registered entity of each firm: a cloud provider in Belgium, an essential entity.</summary>
    public Dictionary<string, string> Entities { get; } = [];

    public Dictionary<string, string> Firms { get; } = [];

    public static async Task<World> BuildAsync(ReportingHost host)
    {
        var world = new World(host);
        var admin = await host.AdminAsync();
        foreach (var (id, here) in ((string, bool)[])[("uk-isu", true), ("be-csirt", true), ("uk-cyber", true), ("uk-ic", false)])
        {
            (await admin.PostAsync("/v1/authorities", new { id, name = id.ToUpperInvariant(), jurisdiction = "GB", worksHere = here, door = new { url = $"https://{id}.example/" } })).ShouldBe(HttpStatusCode.OK);
        }

        foreach (var firm in (string[])["northwind", "albion"])
        {
            await world.AddFirmAsync(admin, firm);
        }

        foreach (var authority in (string[])["uk-isu", "be-csirt", "uk-cyber"])
        {
            await world.AddAuthorityClientsAsync(authority);
        }

        return world;
    }

    /// <summary>A client by party and role: <c>northwind/officer</c>, <c>be-csirt/caseworker</c>.</summary>
    public Task<HttpClient> AsAsync(string who) => host.AsAsync(clients[who].Id, clients[who].Secret);

    public (string Id, string Secret) ClientOf(string who) => clients[who];

    public async Task AddFirmAsync(HttpClient admin, string name)
    {
        var firm = await admin.PostAsync("/v1/firms", new { name, contacts = new[] { new { name = "Ann Officer", email = $"compliance@{name}.example" } } });
        Firms[name] = firm.ShouldBe(HttpStatusCode.OK)["id"].GetValue<string>();
        foreach (var role in FirmRoles)
        {
            await AddClientAsync(admin, $"{name}/{role}", "firm", Firms[name], role);
        }

        var entity = await (await AsAsync($"{name}/firm-admin")).PostAsync("/v1/entities", new
        {
            name = name + " cloud",
            country = "BE",
            // Every question that a regime asks of the entity itself is answered, so that what is open is open because of the case.
            profile = new
            {
                from = "2020-01-01",
                entityClass = "essential",
                entityType = "cloud-computing",
                memberState = "BE",
                operatorOfEssentialServices = "no",
                relevantDigitalServiceProvider = "no",
                regulatedPerson = "no",
                financialEntity = "none",
                publicCompany = "no",
                coveredEntity = "no",
                frontierDeveloper = "no",
                gpaiSystemicRisk = "no",
            },
        });
        Entities[name] = entity.ShouldBe(HttpStatusCode.OK)["id"].GetValue<string>();
    }

    /// <summary>A client of an authority for every role.</summary>
    public async Task AddAuthorityClientsAsync(string authority)
    {
        var admin = await host.AdminAsync();
        foreach (var role in AuthorityRoles)
        {
            await AddClientAsync(admin, $"{authority}/{role}", "authority", authority, role);
        }
    }

    /// <summary>The id a client by party and role is registered under as a member.</summary>
    public string MemberOf(string who) => members[who];

    private readonly Dictionary<string, string> members = [];

    private async Task AddClientAsync(HttpClient admin, string who, string kind, string party, string role)
    {
        var client = await admin.PostAsync("/v1/clients", new { party = new { kind, id = party }, roles = new[] { role }, name = who });
        clients[who] = (client.ShouldBe(HttpStatusCode.OK)["clientId"].GetValue<string>(), client["clientSecret"].GetValue<string>());
        members[who] = client["id"].GetValue<string>();
    }

    /// <summary>A client of a firm's that stands for a person of its own; the id it is registered under.</summary>
    public async Task<(string Member, HttpClient Http)> PersonAsync(string firm, params string[] roles)
    {
        var client = await (await host.AdminAsync()).PostAsync("/v1/clients", new { party = new { kind = "firm", id = Firms[firm] }, roles, name = "desk", person = new { name = "Planted Person" } });
        var http = await host.AsAsync(client.ShouldBe(HttpStatusCode.OK)["clientId"].GetValue<string>(), client["clientSecret"].GetValue<string>());
        return (client["id"].GetValue<string>(), http);
    }

    /// <summary>A representative of a firm: its client, and the answer that gave it.</summary>
    /// <param name="of">The one case it is for; null: all.</param>
    public async Task<(HttpClient Http, Answer Given)> MandateAsync(string firm, string? of = null, bool mayFile = true, bool mayRead = true, DateTimeOffset? until = null)
    {
        var given = await (await AsAsync(firm + "/firm-admin")).PostAsync("/v1/mandates", Mandate(of, mayFile, mayRead, until));
        return (await host.AsAsync(given.ShouldBe(HttpStatusCode.OK)["clientId"].GetValue<string>(), given["clientSecret"].GetValue<string>()), given);
    }

    public object Mandate(string? of = null, bool mayFile = true, bool mayRead = true, DateTimeOffset? until = null) => new
    {
        representative = new { name = "Planted Person & Partners", kind = "law-firm", contact = new { email = "counsel@partners.example" } },
        scope = of is null ? (object)new { mayFile, mayRead } : new { cases = new[] { of }, mayFile, mayRead },
        until = Text(until ?? host.Now.AddDays(30)),
        mayAcceptService = true,
    };

    /// <summary>Closes a case to these members.</summary>
    public static object Confinement(params string[] members) => new
    {
        members,
        contacts = new[] { new { name = "Quiet Counsel", channel = "email", email = "quiet@elsewhere.example" } },
        reason = "The thief may be a colleague.",
    };

    // ---- what is filed ----

    private int count;

    /// <summary>A theft of weights that starts the clocks of NIS2, at a time before the law's now.</summary>
    public JsonObject Incident(string firm, TimeSpan? awareFor = null, string? reference = null) => JsonNode.Parse($$"""
        {
          "externalReference": "{{reference ?? $"{firm}-{Interlocked.Increment(ref count)}"}}",
          "title": "Weights copied", "summary": "Weights were copied to an unknown host.",
          "theftKinds": ["weight-exfiltration"], "handling": { "tlp": "amber", "notAboveOfficial": true },
          "reportingEntity": { "entityId": "{{Entities[firm]}}" },
          "contacts": [ { "name": "Planted Person", "role": "primary", "email": "planted@person.example", "telephone": "+32 2 555 01 00" } ],
          "detectedAt": { "at": "{{Text(host.Now - (awareFor ?? TimeSpan.FromHours(2)))}}" },
          "becameAwareAt": { "at": "{{Text(host.Now - (awareFor ?? TimeSpan.FromHours(2)))}}" },
          "suspectedMalicious": "yes", "crossBorder": "no",
          "assets": [ { "kind": "weights", "taken": "copied" } ],
          "personalData": { "affected": "no" }
        }
        """)!.AsObject();

    /// <summary>A report as its stage needs it: a formal one is declared.</summary>
    public static object Report(string stage, params string[] authorities) => stage is "early-warning" or "update" or "voluntary"
        ? new { stage, authorities, submittedBy = new { name = "Planted Person", role = "officer" } }
        : new
        {
            stage,
            authorities,
            submittedBy = new { name = "Planted Person", role = "officer" },
            declaration = new { name = "Planted Person", role = "general counsel", at = "2026-01-01T00:00:00Z", text = "What is stated is complete and true to the best of my knowledge." },
        };

    public JsonObject Notice(string firm) => JsonNode.Parse($$"""
        {
          "externalReference": "{{firm}}-N{{Interlocked.Increment(ref count)}}", "title": "Purchase of 60 %", "noticeKind": "mandatory",
          "handling": { "notAboveOfficial": true }, "notifyingParty": { "role": "acquirer", "entityId": "{{Entities[firm]}}" },
          "acquirerBoard": [ { "name": "Planted Person", "dateOfBirth": "1970-01-01" } ]
        }
        """)!.AsObject();

    public object Submission(params string[] authorities) =>
        new { authorities, declarationA = new { name = "Planted Person", position = "counsel", date = host.Now.ToString("yyyy-MM-dd") } };

    /// <summary>A body that the command at an address of a case takes: what is refused then is refused for another reason.</summary>
    public object BodyFor(string route)
    {
        const string Reason = "Because.";
        return route.Split('/')[^1] switch
        {
            "reports" or "reports:validate" when route.Contains("screening") => Submission("uk-isu"),
            "reports" or "reports:validate" => Report("early-warning", "be-csirt"),
            "assignment" => new { },
            "recovery" => new { members = new[] { Guid.CreateVersion7() }, reason = Reason },
            "confinement" => Confinement(Guid.CreateVersion7().ToString()),
            "commitments" => new { kind = "watermark", label = "A set", commitments = new[] { Convert.ToBase64String(new byte[32]) } },
            "keys" => new { reason = Reason },
            "determinations" => new { kind = "significant", outcome = "unknown" },
            "amendments" => new { kind = "amendment", reason = Reason, set = new { title = "Another" } },
            "drafts" => StatuteUnderTest.Draft("no-further-action", StatuteUnderTest.All),
            "approval" or "link" => new { },
            "documents" => new { draft = Guid.Empty },
            "services" => new { addressee = "acquirer", sentAt = Text(host.Now), method = "email" },
            "service-corrections" => new { addressee = "acquirer", sentAt = Text(host.Now), method = "email", reason = Reason },
            "publication" => new { publishedAt = Text(host.Now), url = "https://notices.example/1" },
            "false-information" => new { discoveredAt = Text(host.Now), text = "It was not so." },
            "completion" => new { completedAt = Text(host.Now) },
            "requests" => new { kind = "vary", text = Reason },
            "duties" => new { condition = "c1", duty = "d1", text = "Done." },
            "steps" => new { regime = "us-cfius", step = "answer", at = Text(host.Now) },
            "representations" when route.Contains("screening") => new { authority = "uk-isu", text = "It is not so." },
            "submissions" => new { authority = "uk-ic", obligations = new[] { "uk-gdpr-33/notification" }, channel = "portal", submittedAt = new { at = Text(host.Now) }, submittedBy = new { name = "Planted Person", role = "officer" } },
            "outages" => new { from = Text(host.Now), services = new[] { "filing" }, what = Reason },
            "end" => new { to = Text(host.Now) },
            "referrals" => new { to = "uk-cyber", purpose = Reason, legalBasis = Reason, under = "red" },
            "collections" => new { title = "A set", highest = "amber", readers = Array.Empty<string>() },
            "publications" => new { collection = Guid.Empty, purpose = Reason, legalBasis = Reason },
            "withdrawal" when route.Contains("publications") => new { collection = Guid.Empty, reason = Reason },
            "links" when route.Contains("regulator") => new { other = "0000-0000-0000-00", relation = "duplicate", reason = Reason },
            "links" => new { incident = Guid.Empty, relation = "same-event", reason = Reason },
            "answer" => new { text = "Answered." },
            "acknowledgement" => new { text = "Seen." },
            "receipt-corrections" => new { report = Guid.Empty, receivedAt = Text(host.Now), reason = Reason },
            "reviews" => new { report = Guid.Empty, outcome = "accepted" },
            "information-requests" => new { what = "What was taken?", due = Text(host.Now.AddDays(2)) },
            "representations" => new { party = "Planted Person", text = "It was not us.", receivedAt = Text(host.Now) },
            "severity" => new { scheme = "uk-ncsc-categories", level = "category-3", reasons = Reason },
            "assessments" => new { text = "Planted Person did it.", source = "A partner", reliability = "usually-reliable", confidence = 60 },
            "live" => new { generation = 1, reason = Reason },
            "assignee" => new { },
            "notes" => new { text = Reason },
            "tags" => new { add = new[] { "urgent" } },
            "conflicts" => new { member = Guid.CreateVersion7(), reason = Reason },
            "handovers" => new { from = Guid.CreateVersion7(), reason = Reason },
            "acknowledgements" => new { notification = Guid.CreateVersion7() },
            "verification" => new { },
            "secret" => new { overlapHours = 1 },
            "replay" => new { since = Text(host.Now) },
            "acceptance" => new { givenAt = Text(host.Now), method = "email" },
            "evidence" => new { kind = "log" },
            "similarity" => new { own = Guid.CreateVersion7(), suspected = Guid.CreateVersion7() },
            _ => new { reason = Reason },
        };
    }

    /// <summary>Opens a case and files its early warning; the answers of both.</summary>
    public async Task<(Answer Opened, Answer Filed)> FiledAsync(string firm, params string[] authorities)
    {
        var officer = await AsAsync(firm + "/officer");
        var opened = (await officer.PostAsync("/v1/incidents", Incident(firm))).ShouldBe(HttpStatusCode.Created);
        var filed = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", Report("early-warning", authorities), ifMatch: "\"1\"");
        return (opened, filed.ShouldBe(HttpStatusCode.Created));
    }

    /// <summary>The authority's desk, and the reference under which it has received this filing, once its queue has it.</summary>
    public async Task<(HttpClient Desk, string Reference)> SeenAsync(string authority, Answer filed)
    {
        var receipt = filed["receipt"];
        var reference = await host.ScalarAsync<string>(
            $"""
            select c ->> 'reference' from events.mt_events e, jsonb_array_elements(e.data -> 'cuts') c
            where e.stream_id = '{receipt["case"]}' and coalesce(e.data ->> 'report', e.data ->> 'submission') = '{receipt["id"]}' and c ->> 'authority' = '{authority}'
            """);
        await Poll.UntilAsync(() => host.ScalarAsync<bool>($"select exists (select from {ViewTables.Cases} where reference = '{reference}')"), TimeSpan.FromSeconds(20), "the queue");
        return (await AsAsync(authority + "/caseworker"), reference);
    }

    public static string Text(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
