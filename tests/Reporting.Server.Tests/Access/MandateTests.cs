using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Reporting.Contracts.Firms;
using Reporting.Server.Access;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Access;

/// <summary>Who acts for a firm does what its mandate says, in the cases it names, until it ends or is taken back; and it is seen who acted for whom.</summary>
[Collection(InSharedWorld.Name)]
public class MandateTests(SharedWorld shared)
{
    private World World => shared.World;

    [Fact]
    public async Task a_representative_files_for_the_firm_and_both_are_seen_to_have()
    {
        var (counsel, given) = await World.MandateAsync("northwind");
        var opened = (await counsel.PostAsync("/v1/incidents", World.Incident("northwind"))).ShouldBe(HttpStatusCode.Created);
        var filed = (await counsel.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var by = filed["receipt"]["by"]!;
        by["firm"]!.GetValue<Guid>().ShouldBe(Guid.Parse(World.Firms["northwind"]));
        by["representative"]!.GetValue<string>().ShouldBe(given["member"].GetValue<string>());
        by["mandate"]!.GetValue<string>().ShouldBe(given["id"].GetValue<string>());

        // The firm's own people see the case, and in its course who acted under what.
        var officer = await World.AsAsync("northwind/officer");
        var entry = (await officer.ReadAsync($"/v1/cases/{opened["id"]}/timeline"))["entries"].AsArray().Single(e => e!["kind"]!.GetValue<string>() == "incident-report-filed")!;
        entry["by"]!.GetValue<string>().ShouldBe($"firm:{Guid.Parse(World.Firms["northwind"]):N}/{Guid.Parse(given["member"].GetValue<string>()):N}/mandate:{Guid.Parse(given["id"].GetValue<string>()):N}");
        (await MandateOnEventAsync(opened)).ShouldBe(given["id"].GetValue<string>());

        var own = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("voluntary", "uk-isu"), ifMatch: "\"2\"");
        own.ShouldBe(HttpStatusCode.Created)["receipt"]["by"]!.AsObject().Select(m => m.Key).ShouldBe(["firm"]);
    }

    [Fact]
    public async Task a_notice_is_submitted_under_a_mandate_too()
    {
        var (counsel, given) = await World.MandateAsync("northwind");
        var opened = (await counsel.PostAsync("/v1/screening-notices", World.Notice("northwind"))).ShouldBe(HttpStatusCode.Created);
        var filed = await counsel.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", World.Submission("uk-isu"), ifMatch: "\"1\"");
        filed.ShouldBe(HttpStatusCode.Created)["receipt"]["by"]!["mandate"]!.GetValue<string>().ShouldBe(given["id"].GetValue<string>());
    }

    [Fact]
    public async Task its_token_is_about_the_firm_and_says_who_acts()
    {
        var (_, given) = await World.MandateAsync("albion");
        var clientId = given["clientId"].GetValue<string>();
        var token = new JsonWebToken(await shared.Host.TokenAsync(clientId, given["clientSecret"].GetValue<string>()));
        var firm = Guid.Parse(World.Firms["albion"]).ToString("N");
        token.Subject.ShouldBe(firm);
        token.GetPayloadValue<string>("tenant").ShouldBe(firm);
        token.GetPayloadValue<string>("mandate").ShouldBe(given["id"].GetValue<string>());
        JsonNode.Parse(token.GetClaim("act").Value)!["sub"]!.GetValue<string>().ShouldBe(clientId);
    }

    [Fact]
    public async Task two_representatives_of_one_firm_do_not_get_each_others_answers()
    {
        var (one, _) = await World.MandateAsync("northwind");
        var (other, _) = await World.MandateAsync("northwind");
        var incident = World.Incident("northwind");
        (await one.PostAsync("/v1/incidents", incident, "their-first")).ShouldBe(HttpStatusCode.Created);
        (await other.PostAsync("/v1/incidents", incident, "their-first")).ShouldBeProblem(HttpStatusCode.Conflict, "external-reference-taken");
    }

    [Fact]
    public async Task a_case_outside_the_mandate_is_not_there_and_none_is_opened()
    {
        var officer = await World.AsAsync("northwind/officer");
        var inside = (await officer.PostAsync("/v1/incidents", World.Incident("northwind")))["id"].GetValue<string>();
        var outside = (await officer.PostAsync("/v1/incidents", World.Incident("northwind")))["id"].GetValue<string>();
        var (counsel, _) = await World.MandateAsync("northwind", inside);
        (await counsel.ReadAsync("/v1/incidents/" + inside)).ShouldBe(HttpStatusCode.OK);
        (await counsel.ReadAsync("/v1/incidents/" + outside)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        foreach (var entry in Running.Where(e => e.Route.StartsWith("/v1/incidents/{caseId}", StringComparison.Ordinal) || e.Route.StartsWith("/v1/cases/{caseId}", StringComparison.Ordinal)))
        {
            async Task<string> AnsweredAsync(string caseId) => (await counsel.SendAsync(
                new HttpMethod(entry.Method), entry.Route.Replace("{caseId}", caseId), entry.Method == "GET" ? null : World.BodyFor(entry.Route), Guid.CreateVersion7().ToString(), "\"1\"")).Whole();
            (await AnsweredAsync(outside)).ShouldBe(await AnsweredAsync(Guid.CreateVersion7().ToString()), $"{entry.Method} {entry.Route}");
        }

        (await counsel.ReadAsync("/v1/cases?limit=200"))["items"].AsArray().Select(c => c!["id"]!.GetValue<string>()).ShouldBe([inside]);
        foreach (var list in Running.Where(e => e is { Method: "GET", Relation: Relation.OwnFirm } && !e.Route.Contains('{')))
        {
            using var answer = await counsel.GetAsync(list.Route + "?limit=200");
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain(outside, Case.Insensitive, list.Route);
        }

        (await counsel.PostAsync("/v1/incidents", World.Incident("northwind"))).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await counsel.PostAsync("/v1/screening-notices", World.Notice("northwind"))).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task at_every_endpoint_a_representative_may_what_its_mandate_says_and_nothing_else(bool mayFile, bool mayRead)
    {
        var (counsel, _) = await World.MandateAsync("northwind", of: null, mayFile, mayRead);
        var actor = new Actor(PartyType.Firm, "x", [], new Kernel.By("", "")) { Mandate = new MandateHeld(Guid.Empty, null, mayFile, mayRead, DateTimeOffset.MaxValue) };
        foreach (var entry in Running.Where(e => e.Needs != Capability.Anyone))
        {
            var url = string.Join('/', entry.Route.Split('/').Select(part => part.StartsWith('{') ? Guid.CreateVersion7().ToString() : part));
            var status = await (entry.Route.EndsWith("/stream", StringComparison.Ordinal)
                ? MatrixTests.LetInAsync(counsel, url)
                : StatusAsync(counsel.SendAsync(new HttpMethod(entry.Method), url, entry.Method == "GET" ? null : "{}", Guid.CreateVersion7().ToString(), "\"1\"")));
            (status != HttpStatusCode.Forbidden).ShouldBe(PolicyTable.Allows(entry, actor), $"{entry.Method} {entry.Route} was answered with {status}");
        }

        (await counsel.ReadAsync("/v1/cases")).Status.ShouldBe(mayRead ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        (await counsel.PostAsync("/v1/incidents", World.Incident("northwind"))).Status.ShouldBe(mayFile ? HttpStatusCode.Created : HttpStatusCode.Forbidden);
        (await counsel.ReadAsync("/v1/mandates")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_report_names_the_callers_own_mandate_or_none()
    {
        var (counsel, given) = await World.MandateAsync("northwind");
        var (_, other) = await World.MandateAsync("northwind");
        var opened = await counsel.PostAsync("/v1/incidents", World.Incident("northwind"));
        object Under(Answer mandate) => new { stage = "early-warning", authorities = new[] { "be-csirt" }, submittedBy = new { name = "P", role = "counsel" }, mandateId = mandate["id"].GetValue<string>() };
        var url = $"/v1/incidents/{opened["id"]}/reports";
        (await counsel.PostAsync(url, Under(other), ifMatch: "\"1\"")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/mandateId"]);
        (await (await World.AsAsync("northwind/officer")).PostAsync(url, Under(given), ifMatch: "\"1\"")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/mandateId"]);
        (await counsel.PostAsync(url, Under(given), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await MandateOnEventAsync(opened)).ShouldBe(given["id"].GetValue<string>());
    }

    [Fact]
    public async Task a_revoked_mandate_stops_with_the_answer_that_revokes_it()
    {
        var (counsel, given) = await World.MandateAsync("northwind");
        var admin = await World.AsAsync("northwind/firm-admin");
        (await counsel.ReadAsync("/v1/firm")).ShouldBe(HttpStatusCode.OK);
        (await (await World.AsAsync("albion/firm-admin")).PostAsync($"/v1/mandates/{given["id"]}/revocation", new { reason = "Not mine." })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await counsel.ReadAsync("/v1/firm")).ShouldBe(HttpStatusCode.OK);

        (await admin.PostAsync($"/v1/mandates/{given["id"]}/revocation", new { reason = "Another firm was chosen." })).ShouldBe(HttpStatusCode.OK);
        (await counsel.ReadAsync("/v1/firm")).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        (await counsel.PostAsync("/v1/incidents", World.Incident("northwind"))).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        await Should.ThrowAsync<InvalidOperationException>(() => shared.Host.TokenAsync(given["clientId"].GetValue<string>(), given["clientSecret"].GetValue<string>()));
        (await admin.PostAsync($"/v1/mandates/{given["id"]}/revocation", new { reason = "Twice." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await admin.PostAsync($"/v1/mandates/{Guid.CreateVersion7()}/revocation", new { reason = "None." })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        var listed = (await admin.ReadAsync("/v1/mandates"))["mandates"].AsArray().Single(m => m!["id"]!.GetValue<string>() == given["id"].GetValue<string>())!;
        listed["state"]!.GetValue<string>().ShouldBe("revoked");
        listed["representative"]!["name"]!.GetValue<string>().ShouldBe("Planted Person & Partners");
        listed["representative"]!["contact"]!["email"]!.GetValue<string>().ShouldBe("counsel@partners.example");
    }

    [Fact]
    public async Task a_mandate_that_cannot_be_meant_is_refused_with_every_fault()
    {
        var admin = await World.AsAsync("northwind/firm-admin");
        var foreign = (await (await World.AsAsync("albion/officer")).PostAsync("/v1/incidents", World.Incident("albion")))["id"].GetValue<string>();
        (await admin.PostAsync("/v1/mandates", World.Mandate(foreign, mayFile: false, mayRead: false, until: shared.Host.Now))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content")
            .Pointers.ShouldBe(["/until", "/scope", "/scope/cases/0"]);
        (await (await World.AsAsync("northwind/officer")).PostAsync("/v1/mandates", World.Mandate())).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task a_case_closed_to_named_persons_is_there_for_a_representative_only_if_named()
    {
        var (counsel, given) = await World.MandateAsync("northwind");
        var (member, person) = await World.PersonAsync("northwind", "officer");
        var id = (await person.PostAsync("/v1/incidents", World.Incident("northwind")))["id"].GetValue<string>();
        (await person.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", World.Confinement(member), key: null)).ShouldBe(HttpStatusCode.OK);
        (await counsel.ReadAsync("/v1/incidents/" + id)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await person.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", World.Confinement(member, given["member"].GetValue<string>()), key: null)).ShouldBe(HttpStatusCode.OK);
        (await counsel.ReadAsync("/v1/incidents/" + id)).ShouldBe(HttpStatusCode.OK);
        (await counsel.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", World.Confinement(given["member"].GetValue<string>()), key: null)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");

        // Nor does the firm's administrator, who is not named, give a mandate for it.
        (await (await World.AsAsync("northwind/firm-admin")).PostAsync("/v1/mandates", World.Mandate(id))).Pointers.ShouldBe(["/scope/cases/0"]);
    }

    [Fact]
    public async Task the_name_and_address_of_a_representative_lie_sealed()
    {
        await World.MandateAsync("northwind");
        (await shared.Host.ScalarAsync<long>("select count(*) from events.mt_events where data::text like '%& Partners%' or data::text like '%u0026 Partners%' or data::text like '%counsel@partners%'")).ShouldBe(0);
        (await shared.Host.ScalarAsync<long>("select count(*) from reporting.mt_doc_firm where data::text like '%& Partners%' or data::text like '%u0026 Partners%' or data::text like '%counsel@partners%'")).ShouldBe(0);
    }

    private IReadOnlyList<PolicyEntry> Running =>
        [.. PolicyTable.Endpoints(shared.Host.Services.GetServices<EndpointDataSource>()).Select(e => PolicyTable.Entries.Single(p => (p.Method, p.Route) == e))];

    private static async Task<HttpStatusCode> StatusAsync(Task<Answer> answer) => (await answer).Status;

    private Task<string> MandateOnEventAsync(Answer opened) =>
        shared.Host.ScalarAsync<string>($"select data ->> 'mandateId' from events.mt_events where stream_id = '{opened["id"]}' and type = 'incident-report-filed' order by version limit 1");
}

/// <summary>The law's clock is moved.</summary>
public sealed class MandateEndTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync();
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task an_authority_sees_who_filed_for_the_firm_and_whether_it_can_be_served_there()
    {
        var (counsel, given) = await world.MandateAsync("northwind");
        var mandate = given["id"].GetValue<string>();
        var opened = await counsel.PostAsync("/v1/incidents", world.Incident("northwind"));
        var filed = (await counsel.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        var queued = "/v1/regulator/cases/" + reference;

        var seen = await desk.ReadAsync(queued);
        seen["filings"][0]!["mandate"]!.GetValue<string>().ShouldBe(mandate);
        var acting = seen["representatives"].AsArray().ShouldHaveSingleItem()!;
        acting["mandate"]!.GetValue<string>().ShouldBe(mandate);
        acting["name"]!.GetValue<string>().ShouldBe("Planted Person & Partners");
        acting["state"]!.GetValue<string>().ShouldBe("holds");
        acting["mayAcceptService"]!.GetValue<bool>().ShouldBeTrue();
        acting.ToJsonString().ShouldNotContain("counsel@partners.example");

        var before = host.Now;
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        (await (await world.AsAsync("northwind/firm-admin")).PostAsync($"/v1/mandates/{mandate}/revocation", new { reason = "Another firm was chosen." })).ShouldBe(HttpStatusCode.OK);
        (await desk.ReadAsync(queued))["representatives"][0]!["state"]!.GetValue<string>().ShouldBe("revoked");
        (await desk.ReadAsync($"{queued}?asOf={World.Text(before)}"))["representatives"][0]!["state"]!.GetValue<string>().ShouldBe("holds");
    }

    [Fact]
    public async Task a_mandate_ends_with_its_instant_whatever_was_read_of_it_before()
    {
        var (counsel, _) = await world.MandateAsync("northwind", until: host.Now.AddHours(1));
        await host.AdvanceAsync(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        (await counsel.ReadAsync("/v1/firm")).ShouldBe(HttpStatusCode.OK);
        await host.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        (await counsel.ReadAsync("/v1/firm")).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        (await (await world.AsAsync("northwind/firm-admin")).ReadAsync("/v1/mandates"))["mandates"][0]!["state"]!.GetValue<string>().ShouldBe("ended");
    }
}
