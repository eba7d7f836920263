using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reporting.Contracts.Firms;
using Reporting.Server.Access;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Access;

/// <summary>Every endpoint that runs, called by everybody: with three authorities, two firms and every state a token can be in. What must come out is read from the policy table.</summary>
[Collection(InSharedWorld.Name)]
public class MatrixTests(SharedWorld shared)
{
    private static readonly Dictionary<Role, string> WhoByRole = new()
    {
        [Role.Filer] = "northwind/filer",
        [Role.Officer] = "northwind/officer",
        [Role.FirmAdmin] = "northwind/firm-admin",
        [Role.Caseworker] = "be-csirt/caseworker",
        [Role.Analyst] = "be-csirt/analyst",
        [Role.DecisionMaker] = "be-csirt/decision-maker",
        [Role.AuthorityAdmin] = "be-csirt/authority-admin",
    };

    private IEnumerable<PolicyEntry> Running =>
        PolicyTable.Endpoints(shared.Host.Services.GetServices<EndpointDataSource>()).Select(e => PolicyTable.Entries.Single(p => (p.Method, p.Route) == e));

    [Fact]
    public void every_endpoint_has_its_line_and_every_line_its_endpoint() =>
        Running.ShouldBe(PolicyTable.Entries, ignoreOrder: true);

    [Fact]
    public void an_endpoint_nobody_decided_about_does_not_start()
    {
        var undecided = new DefaultEndpointDataSource(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/v1/back-door"), 0, null, null));
        Should.Throw<InvalidOperationException>(() => PolicyTable.Check([undecided])).Message.ShouldContain("/v1/back-door");
    }

    [Fact]
    public async Task every_role_at_every_endpoint_is_let_in_or_kept_out_as_the_table_says()
    {
        var calls = 0;
        foreach (var entry in Running.Where(e => e.Needs != Capability.Anyone))
        {
            foreach (var (role, who) in WhoByRole)
            {
                var party = who.StartsWith("northwind", StringComparison.Ordinal) ? PartyType.Firm : PartyType.Authority;
                var allowed = PolicyTable.Allows(entry, new Actor(party, "x", [role], new Kernel.By("", "")));
                var status = await StatusAsync(await shared.World.AsAsync(who), entry);
                (status is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)).ShouldBe(allowed, $"{entry.Method} {entry.Route} as {who} was answered with {status}");
                ((int)status).ShouldBeLessThan(500, $"{entry.Method} {entry.Route} as {who}");
                calls++;
            }

            var admin = await StatusAsync(await shared.Host.AdminAsync(), entry);
            (admin != HttpStatusCode.Forbidden).ShouldBe(entry.Needs is Capability.RunPlatform or Capability.AnyMember, $"{entry.Method} {entry.Route} as platform-admin");
        }

        calls.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task no_endpoint_that_needs_a_token_lets_a_bad_one_in()
    {
        var good = await shared.Host.TokenAsync(shared.World.ClientOf("northwind/officer").Id, shared.World.ClientOf("northwind/officer").Secret);
        var bad = new Dictionary<string, string?>
        {
            ["none"] = null,
            ["garbage"] = "garbage",
            ["expired"] = Forged(good, t => (t.Expires, t.SigningCredentials) = (TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-5), Ours)),
            ["not yet valid"] = Forged(good, t => (t.NotBefore, t.SigningCredentials) = (TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5), Ours)),
            ["for another audience"] = Forged(good, t => (t.Audience, t.SigningCredentials) = ("elsewhere", Ours)),
            ["of another issuer"] = Forged(good, t => (t.Issuer, t.SigningCredentials) = ("https://elsewhere.example/", Ours)),
            ["of another type"] = Forged(good, t => (t.TokenType, t.SigningCredentials) = ("JWT", Ours)),
            ["of nobody registered"] = Forged(good, t => (t.Subject, t.SigningCredentials) = (new ClaimsIdentity([new Claim("sub", "stranger")]), Ours)),
            ["another key"] = Forged(good, _ => { }),
            ["without signature"] = Unsigned(good),
            ["changed"] = good[..^6] + (good.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA"),
        };
        // The same forgery with nothing wrong is let in: what is refused below is refused for what is wrong with it.
        using (var http = shared.Host.Anonymous())
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Forged(good, t => t.SigningCredentials = Ours));
            (await http.ReadAsync("/v1/firm")).ShouldBe(HttpStatusCode.OK);
        }

        foreach (var entry in Running.Where(e => e.Needs != Capability.Anyone))
        {
            foreach (var (state, token) in bad)
            {
                using var http = shared.Host.Anonymous();
                http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
                (await StatusAsync(http, entry)).ShouldBe(HttpStatusCode.Unauthorized, $"{entry.Method} {entry.Route} with a token that is: {state}");
            }
        }
    }

    [Fact]
    public async Task a_case_of_another_firm_answers_like_one_that_does_not_exist()
    {
        var (opened, _) = await shared.World.FiledAsync("northwind", "be-csirt");
        var stranger = await shared.World.AsAsync("albion/officer");
        foreach (var route in Running.Where(e => e.Relation == Relation.OwnFirm && e.Route.Contains("{caseId}", StringComparison.Ordinal)))
        {
            var body = shared.World.BodyFor(route.Route);
            var foreign = await SendAsync(stranger, route, opened["id"].GetValue<string>(), body);
            var random = await SendAsync(stranger, route, Guid.CreateVersion7().ToString(), body);
            foreign.Status.ShouldBe(HttpStatusCode.NotFound, $"{route.Method} {route.Route}");
            Anonymous(foreign).ShouldBe(Anonymous(random), $"{route.Method} {route.Route}");
        }
    }

    [Fact]
    public async Task an_authority_sees_what_was_submitted_to_it_and_nothing_else()
    {
        var (_, filed) = await shared.World.FiledAsync("northwind", "be-csirt");
        var receipt = filed["receipt"]["id"]!.GetValue<string>();
        var (_, mine) = await shared.World.SeenAsync("be-csirt", filed);
        foreach (var other in (string[])["uk-cyber", "uk-isu"])
        {
            var desk = await shared.World.AsAsync(other + "/caseworker");
            (await ShowsAsync(desk, receipt)).ShouldBeFalse();
            var foreign = await desk.ReadAsync($"/v1/regulator/cases/{mine}");
            var random = await desk.ReadAsync($"/v1/regulator/cases/{Kernel.References.Next()}");
            foreign.Status.ShouldBe(HttpStatusCode.NotFound);
            Anonymous(foreign).ShouldBe(Anonymous(random));
        }
    }

    [Fact]
    public async Task what_another_has_is_not_acted_on_either()
    {
        // An acceptance under the reference that another authority knows the case by.
        var officer = await shared.World.AsAsync("albion/officer");
        var opened = await officer.PostAsync("/v1/screening-notices", shared.World.Notice("albion"));
        var filed = await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", shared.World.Submission("uk-isu"), ifMatch: "\"1\"");
        var (_, reference) = await shared.World.SeenAsync("uk-isu", filed);
        var stranger = await shared.World.AsAsync("be-csirt/decision-maker");
        var acceptance = new { givenAt = shared.Host.Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), method = "email" };
        var foreign = await stranger.PostAsync($"/v1/regulator/cases/{reference}/acceptance", acceptance, ifMatch: "\"1\"");
        foreign.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        Anonymous(foreign).ShouldBe(Anonymous(await stranger.PostAsync($"/v1/regulator/cases/{Kernel.References.Next()}/acceptance", acceptance, ifMatch: "\"1\"")));

        // The profile of another firm's entity.
        var admin = await shared.World.AsAsync("albion/firm-admin");
        var profile = new { profile = new { from = "2026-01-01", entityClass = "neither" } };
        var theirs = await admin.SendAsync(HttpMethod.Put, $"/v1/entities/{shared.World.Entities["northwind"]}/profile", profile, key: null);
        theirs.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        Anonymous(theirs).ShouldBe(Anonymous(await admin.SendAsync(HttpMethod.Put, $"/v1/entities/{Guid.CreateVersion7()}/profile", profile, key: null)));

        // A register of parties, and somebody who is in none of them.
        var unknown = await (await shared.Host.AdminAsync()).PostAsync("/v1/clients", new { party = new { kind = "firm", id = Guid.CreateVersion7() }, roles = new[] { "officer" }, name = "x" });
        unknown.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        unknown.Pointers.ShouldBe(["/party/id"]);
    }

    [Fact]
    public async Task no_authority_can_tell_that_a_private_case_exists()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", shared.World.Incident("northwind"));
        foreach (var authority in (string[])["be-csirt", "uk-cyber", "uk-isu"])
        {
            var desk = await shared.World.AsAsync(authority + "/caseworker");
            (await desk.ReadAsync("/v1/regulator/cases?limit=200")).Body!.ToJsonString().ShouldNotContain(opened["reference"].GetValue<string>());
            (await desk.ReadAsync($"/v1/regulator/cases/{opened["reference"]}")).Status.ShouldBe(HttpStatusCode.NotFound);
            (await desk.ReadAsync($"/v1/regulator/cases/{opened["id"]}")).Status.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task a_revoked_client_stops_within_seconds_though_its_token_lives_on()
    {
        var admin = await shared.Host.AdminAsync();
        var client = await admin.PostAsync("/v1/clients", new { party = new { kind = "firm", id = shared.World.Firms["albion"] }, roles = new[] { "officer" }, name = "leaver" });
        var http = await shared.Host.AsAsync(client["clientId"].GetValue<string>(), client["clientSecret"].GetValue<string>());
        (await http.ReadAsync("/v1/firm")).ShouldBe(HttpStatusCode.OK);
        (await admin.PostAsync($"/v1/members/{client["id"]}/suspension", new { reason = "Left the firm" })).ShouldBe(HttpStatusCode.OK);
        (await admin.PostAsync($"/v1/members/{Guid.CreateVersion7()}/suspension", new { reason = "Nobody" })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        await Testing.Poll.UntilAsync(async () => (await http.ReadAsync("/v1/firm")).Status == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(8), "the end of a revoked client");
        await Should.ThrowAsync<InvalidOperationException>(() => shared.Host.TokenAsync(client["clientId"].GetValue<string>(), client["clientSecret"].GetValue<string>()));
    }

    private static async Task<bool> ShowsAsync(HttpClient desk, string receipt)
    {
        foreach (var row in (await desk.ReadAsync("/v1/regulator/cases?limit=200"))["items"].AsArray())
        {
            if ((await desk.ReadAsync($"/v1/regulator/cases/{row!["reference"]}"))["filings"].AsArray().Any(f => f!["id"]!.GetValue<string>() == receipt))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, PolicyEntry entry)
    {
        if (!entry.Route.EndsWith("/stream", StringComparison.Ordinal))
        {
            return (await SendAsync(http, entry, Guid.CreateVersion7().ToString())).Status;
        }

        return await LetInAsync(http, entry.Route);
    }

    /// <summary>Of an answer that goes on for ever: whether it was let in is known with the headers.</summary>
    internal static async Task<HttpStatusCode> LetInAsync(HttpClient http, string url)
    {
        using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    private static Task<Answer> SendAsync(HttpClient http, PolicyEntry entry, string caseId, object? body = null)
    {
        // Whatever else an address names is named by an id.
        var named = entry.Route.Replace("{caseId}", caseId).Replace("{reference}", Kernel.References.Next());
        var url = string.Join('/', named.Split('/').Select(part => part.EndsWith("Id}", StringComparison.Ordinal) ? Guid.CreateVersion7().ToString() : part));
        return http.SendAsync(new HttpMethod(entry.Method), url, entry.Method == "GET" ? null : body ?? "{}", Guid.CreateVersion7().ToString(), "\"1\"");
    }

    // What differs between two answers to a stranger but the trace.
    private static string Anonymous(Answer answer)
    {
        var body = answer.Body!.DeepClone().AsObject();
        body.Remove("traceId");
        return $"{answer.Status} {body.ToJsonString()} {string.Join(',', answer.Response.Headers.Select(h => h.Key).Order())}";
    }

    private SigningCredentials Ours => shared.Host.Services.GetRequiredService<KeyRing>().Credentials.First();

    private static string Forged(string good, Action<SecurityTokenDescriptor> change)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var read = new JsonWebToken(good);
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = read.Issuer,
            Audience = "reporting",
            TokenType = "at+jwt",
            Subject = new ClaimsIdentity([new Claim("sub", read.Subject)]),
            NotBefore = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-10),
            IssuedAt = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-10),
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10),
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = "key-1" }, SecurityAlgorithms.EcdsaSha256),
        };
        change(descriptor);
        return new JsonWebTokenHandler().CreateToken(descriptor);
    }

    private static string Unsigned(string good) =>
        Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""") + "." + good.Split('.')[1] + ".";
}
