using System.Net;
using System.Text.Json.Nodes;

namespace Reporting.Server.Tests.Harness;

/// <summary>A screening notice as its firm and its authority work on it: a caseworker who drafts and serves, a decision-maker who approves.</summary>
public sealed class StatuteUnderTest(World world, ReportingHost host, HttpClient officer, HttpClient caseworker, HttpClient decider, string id, string reference)
{
    public static readonly object Acquirer = new { id = "acquirer", role = "acquirer", name = "Planted Person Ltd" };
    public static readonly object Seller = new { id = "seller", role = "seller" };
    public static readonly object Target = new { id = "target", role = "qualifying-entity" };
    public static readonly object Bank = new { id = "bank", role = "other", name = "A bank" };

    /// <summary>Everybody a call-in notice is given to.</summary>
    public static readonly object[] All = [Acquirer, Seller, Target];

    public string Id => id;

    public string Reference => reference;

    public HttpClient Officer => officer;

    public HttpClient Caseworker => caseworker;

    public HttpClient Decider => decider;

    public ReportingHost Host => host;

    public World World => world;

    /// <summary>A notice that its authority has received.</summary>
    public static async Task<StatuteUnderTest> SubmittedAsync(World world, ReportingHost host, string firm = "albion", JsonObject? notice = null, string authority = "uk-isu")
    {
        var officer = await world.AsAsync(firm + "/officer");
        var opened = (await officer.PostAsync("/v1/screening-notices", notice ?? world.Notice(firm))).ShouldBe(HttpStatusCode.Created);
        var filed = (await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission(authority), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (_, reference) = await world.SeenAsync(authority, filed);
        return new StatuteUnderTest(world, host, officer, await world.AsAsync(authority + "/caseworker"), await world.AsAsync(authority + "/decision-maker"), opened["id"].GetValue<string>(), reference);
    }

    /// <summary>The same, accepted by e-mail now.</summary>
    public static async Task<StatuteUnderTest> AcceptedAsync(World world, ReportingHost host, string firm = "albion", JsonObject? notice = null)
    {
        var at = await SubmittedAsync(world, host, firm, notice);
        (await at.TryDeskAsync("acceptance", new { givenAt = Text(host.Now), method = "email" })).ShouldBe(HttpStatusCode.Created);
        return at;
    }

    /// <summary>The same, called in, given to everybody now.</summary>
    public static async Task<StatuteUnderTest> CalledInAsync(World world, ReportingHost host, string firm = "albion")
    {
        var at = await AcceptedAsync(world, host, firm);
        await at.GiveAsync("call-in-notice", All);
        return at;
    }

    /// <summary>An authority's own case of a deal that nobody notified.</summary>
    public static async Task<StatuteUnderTest> OwnAsync(World world, ReportingHost host, JsonObject own)
    {
        var caseworker = await world.AsAsync("uk-isu/caseworker");
        var opened = (await caseworker.PostAsync("/v1/regulator/screening-cases", own)).ShouldBe(HttpStatusCode.Created);
        return new StatuteUnderTest(
            world, host, await world.AsAsync("northwind/officer"), caseworker, await world.AsAsync("uk-isu/decision-maker"), opened["id"].GetValue<string>(), opened["reference"].GetValue<string>());
    }

    private static int count;

    /// <summary>A deal seen in the market.</summary>
    public static JsonObject OwnCase(World world, ReportingHost host, string kind)
    {
        var own = JsonSerializer(new
        {
            notice = new
            {
                externalReference = "MARKET-" + Interlocked.Increment(ref count),
                title = "Purchase of a maker of tracking models",
                noticeKind = "not-notified",
                handling = new { notAboveOfficial = true },
                areas = kind == "notifiable" ? new[] { new { schedule = 3 } } : [],
                control = new { thresholds = new[] { kind == "notifiable" ? "shares-above-50" : "material-influence" } },
            },
            awareness = new { at = Text(host.Now), byWhom = "Planted Person, market desk", evidence = "A newspaper of that day." },
        });
        return own;
    }

    // ---- the firm ----

    public Task<Answer> ReadAsync(string? asOf = null) => officer.ReadAsync($"/v1/screening-notices/{id}{(asOf is null ? "" : "?asOf=" + asOf)}");

    public Task<Answer> TryAsync(string command, object body) => officer.PostAsync($"/v1/screening-notices/{id}/{command}", body, ifMatch: "*");

    public async Task<Answer> DoAsync(string command, object body) => (await TryAsync(command, body)).ShouldBe(HttpStatusCode.Created);

    // ---- the authority ----

    public Task<Answer> DeskAsync() => caseworker.ReadAsync($"/v1/regulator/cases/{reference}");

    public Task<Answer> FileAsync() => caseworker.ReadAsync($"/v1/regulator/cases/{reference}/documents");

    public Task<Answer> TryDeskAsync(string command, object body, HttpClient? by = null) => (by ?? caseworker).PostAsync($"/v1/regulator/cases/{reference}/{command}", body, ifMatch: "*");

    public async Task<Answer> DoDeskAsync(string command, object body) => (await TryDeskAsync(command, body)).ShouldBe(HttpStatusCode.Created);

    public static JsonObject Draft(string kind, object[] addressees, object? more = null)
    {
        var draft = JsonSerializer(new { kind, parts = new[] { new { id = "p1", text = "The Secretary of State decides." }, new { id = "p2", text = "For reasons that are not for everybody." } } });
        if (addressees.Length > 0)
        {
            draft["addressees"] = new JsonArray([.. addressees.Select(a => (JsonNode)JsonSerializer(a))]);
        }

        foreach (var (name, value) in JsonSerializer(more ?? new { }))
        {
            draft[name] = value?.DeepClone();
        }

        return draft;
    }

    private static JsonObject JsonSerializer(object value) => System.Text.Json.JsonSerializer.SerializeToNode(value)!.AsObject();

    public async Task<string> DraftAsync(string kind, object[] addressees, object? more = null) =>
        (await TryDeskAsync("drafts", Draft(kind, addressees, more))).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();

    public async Task ApproveAsync(string document) => (await TryDeskAsync($"drafts/{document}/approval", new { reason = "As drafted." }, decider)).ShouldBe(HttpStatusCode.Created);

    public Task<Answer> TryIssueAsync(string document, DateTimeOffset? issuedAt = null) =>
        TryDeskAsync("documents", issuedAt is null ? new { draft = document } : (object)new { draft = document, issuedAt = Text(issuedAt.Value) });

    /// <summary>Drafted, approved where it has to be, issued.</summary>
    public async Task<string> IssuedAsync(string kind, object[] addressees, object? more = null, DateTimeOffset? issuedAt = null)
    {
        var document = await ApprovedAsync(kind, addressees, more);
        (await TryIssueAsync(document, issuedAt)).ShouldBe(HttpStatusCode.Created);
        return document;
    }

    public async Task<string> ApprovedAsync(string kind, object[] addressees, object? more = null)
    {
        var document = await DraftAsync(kind, addressees, more);
        if (kind is not ("information-notice" or "attendance-notice" or "clock-stop-notice" or "clock-restart-notice"))
        {
            await ApproveAsync(document);
        }

        return document;
    }

    public Task<Answer> TryServeAsync(string document, string addressee, DateTimeOffset? sentAt = null, string method = "email") =>
        TryDeskAsync($"documents/{document}/services", new { addressee, sentAt = Text(sentAt ?? host.Now), method, proof = "Receipt 1" });

    public async Task<Answer> ServeAsync(string document, string addressee, DateTimeOffset? sentAt = null, string method = "email") =>
        (await TryServeAsync(document, addressee, sentAt, method)).ShouldBe(HttpStatusCode.Created);

    /// <summary>The whole of it, served on everybody by e-mail now; the answer to the last service.</summary>
    public async Task<(string Document, Answer Last)> GiveAsync(string kind, object[] addressees, object? more = null)
    {
        var document = await IssuedAsync(kind, addressees, more);
        Answer? last = null;
        foreach (var addressee in addressees)
        {
            last = await ServeAsync(document, JsonSerializer(addressee)["id"]!.GetValue<string>());
        }

        return (document, last!);
    }

    public async Task ToAsync(DateTimeOffset at) => await host.AdvanceAsync(at - host.Now);

    public static string Text(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
