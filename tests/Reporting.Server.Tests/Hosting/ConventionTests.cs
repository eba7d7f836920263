using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Contracts;
using Reporting.Server.Access;
using Reporting.Server.Hosting.Http;
using Reporting.Server.Kernel;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Hosting;

/// <summary>What holds of every endpoint, those too that are yet to be written: each is found and called.</summary>
[Collection(InSharedWorld.Name)]
public class ConventionTests(SharedWorld shared)
{
    private List<(string Method, string Route, EndpointMetadataCollection Metadata)> Endpoints =>
        [.. shared.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(m => (m, "/" + e.RoutePattern.RawText!.Trim('/'), e.Metadata)))];

    [Fact]
    public async Task every_read_of_a_case_answers_with_its_revision_and_with_what_was_known_at_a_moment()
    {
        var places = await PlacesAsync();
        var reads = Endpoints.Where(e => e.Method == "GET" && Preconditions.IsOfOneCase(e.Route) && IsOfTheCaseItself(e.Route)).ToList();
        reads.Count.ShouldBeGreaterThanOrEqualTo(9);
        foreach (var (_, route, metadata) in reads)
        {
            metadata.GetMetadata<TakesAsOf>().ShouldNotBeNull($"GET {route} takes no asOf: let it take a KnownAt and read the case by CaseHistory");
            var (http, url) = await places.AtAsync(route);
            var now = await http.ReadAsync(url);
            now.Status.ShouldBe(HttpStatusCode.OK, $"GET {route}");
            now.Response.Headers.ETag.ShouldNotBeNull($"GET {route} has no ETag");

            (await http.ReadAsync($"{url}?asOf={InstantConverter.Text(Now)}")).Status.ShouldBe(HttpStatusCode.OK, $"GET {route} as of now");
            (await http.ReadAsync($"{url}?asOf=2001-01-01T00:00:00Z")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
            foreach (var wrong in (string[])[InstantConverter.Text(Now.AddSeconds(1)), "2026-01-01T00:00:00", "2026-01-01", "yesterday", ""])
            {
                (await http.ReadAsync($"{url}?asOf={wrong}")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/asOf"], $"GET {route}?asOf={wrong}");
            }
        }
    }

    [Fact]
    public async Task every_command_on_a_case_asks_for_the_revision_its_sender_has_seen()
    {
        var places = await PlacesAsync();
        var commands = Endpoints.Where(e => Preconditions.IsCommandOnCase(e.Method, e.Route, e.Metadata)).ToList();
        commands.Count.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var (method, route, metadata) in commands)
        {
            var (http, url) = await places.AtAsync(route);
            (await http.SendAsync(new HttpMethod(method), url, "{}", Guid.CreateVersion7().ToString())).ShouldBeProblem(HttpStatusCode.PreconditionRequired, "precondition-required");
            if (IsOfTheCaseItself(route))
            {
                var stale = await http.SendAsync(new HttpMethod(method), url, Body(route), Guid.CreateVersion7().ToString(), "\"9999\"");
                stale.Status.ShouldBe(HttpStatusCode.PreconditionFailed, $"{method} {route}: {stale.Body}");
                stale.Type.ShouldBe("/problems/precondition-failed");
            }
        }
    }

    [Fact]
    public async Task every_command_that_records_asks_for_a_key_to_repeat_it_by()
    {
        var places = await PlacesAsync();
        var posts = Endpoints.Where(e => e.Method == "POST" && e.Route.StartsWith("/v1/", StringComparison.Ordinal) && e.Metadata.GetMetadata<AnswerIsNotKeptAttribute>() is null).ToList();
        posts.Count.ShouldBeGreaterThan(8);
        foreach (var (_, route, _) in posts)
        {
            var (http, url) = await places.AtAsync(route);
            (await http.SendAsync(HttpMethod.Post, url, Body(route), key: null, ifMatch: "\"1\"")).ShouldBeProblem(HttpStatusCode.BadRequest, "idempotency-key-missing");
        }
    }

    [Fact]
    public void who_needs_no_key_and_no_revision_says_why() =>
        Endpoints.SelectMany(e => e.Metadata.Select(m => (m as AnswerIsNotKeptAttribute)?.Why ?? (m as RevisionDoesNotMatterAttribute)?.Why).OfType<string>()).ShouldAllBe(why => why.Length > 10);

    private DateTimeOffset Now => new LegalClock(shared.Host.Law).Read().Value;

    // A part of a case that has a name of its own is found by the tests of that part; who was told is no part of what it says.
    private static bool IsOfTheCaseItself(string route) =>
        route.Count(c => c == '{') == 1 && !route.Contains("/evidence", StringComparison.Ordinal) && !route.EndsWith("/notifications", StringComparison.Ordinal);

    private object Body(string route) => shared.World.BodyFor(route);

    private async Task<Places> PlacesAsync()
    {
        var (opened, filed) = await shared.World.FiledAsync("northwind", "be-csirt");
        var (_, ofIncident) = await shared.World.SeenAsync("be-csirt", filed);
        var officer = await shared.World.AsAsync("northwind/officer");
        var notice = (await officer.PostAsync("/v1/screening-notices", shared.World.Notice("northwind"))).ShouldBe(HttpStatusCode.Created);
        var submitted = (await officer.PostAsync($"/v1/screening-notices/{notice["id"]}/reports", shared.World.Submission("uk-isu"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (_, ofNotice) = await shared.World.SeenAsync("uk-isu", submitted);
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var closed = (await named.PostAsync("/v1/incidents", shared.World.Incident("northwind"))).ShouldBe(HttpStatusCode.Created);
        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{closed["id"]}/confinement", World.Confinement(member), key: null)).ShouldBe(HttpStatusCode.OK);
        return new Places(shared, opened["id"].GetValue<string>(), notice["id"].GetValue<string>(), ofIncident, ofNotice, named, closed["id"].GetValue<string>());
    }

    /// <summary>One case of each kind, and who may call what is found there.</summary>
    private sealed record Places(SharedWorld Shared, string Incident, string Notice, string OfIncident, string OfNotice, HttpClient Named, string Closed)
    {
        private static readonly string[] OfNotices = ["acceptance", "drafts", "documents", "false-information", "completion", "steps", "ownership", "reads-release"];

        private static bool IsOfNotice(string route) => route.StartsWith("/v1/regulator/", StringComparison.Ordinal) && OfNotices.Any(n => route.Contains("}/" + n, StringComparison.Ordinal));

        public async Task<(HttpClient Http, string Url)> AtAsync(string route)
        {
            if (route.Contains("/confinement", StringComparison.Ordinal))
            {
                return (Named, route.Replace("{caseId}", Closed, StringComparison.Ordinal));
            }

            var entry = PolicyTable.Entries.Where(e => e.Route == route).MinBy(e => e.Needs == Capability.Anyone)!;
            var url = route
                .Replace("{caseId}", route.Contains("screening-notices", StringComparison.Ordinal) ? Notice : Incident, StringComparison.Ordinal)
                .Replace("{reference}", IsOfNotice(route) ? OfNotice : OfIncident, StringComparison.Ordinal);
            var who = entry.Needs switch
            {
                Capability.RunPlatform => null,
                Capability.AdministerFirm => "northwind/firm-admin",
                Capability.RunDesk => "be-csirt/decision-maker",
                Capability.ShareCases => "be-csirt/decision-maker",
                _ => entry.Relation == Relation.OwnFirm ? "northwind/officer" : IsOfNotice(route) ? "uk-isu/decision-maker" : "be-csirt/caseworker",
            };
            return (who is null ? await Shared.Host.AdminAsync() : await Shared.World.AsAsync(who), string.Join('/', url.Split('/').Select(part => part.StartsWith('{') ? Guid.CreateVersion7().ToString() : part)));
        }
    }
}
