using System.Net;
using Marten.Events;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Oversight;

/// <summary>Who of an authority works on what, who may not, and that no firm learns of it.</summary>
public sealed class WorkTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;
    private HttpClient desk = null!;
    private HttpClient head = null!;
    private string reference = null!;
    private string opened = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync();
        world = await World.BuildAsync(host);
        (desk, head) = (await world.AsAsync("be-csirt/caseworker"), await world.AsAsync("be-csirt/decision-maker"));
        var (@case, filed) = await world.FiledAsync("northwind", "be-csirt");
        opened = @case["id"].GetValue<string>();
        reference = (await world.SeenAsync("be-csirt", filed)).Reference;
        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private string Case => "/v1/regulator/cases/" + reference;

    [Fact]
    public async Task who_is_on_a_case_stands_in_the_queue_and_passes_to_another_when_somebody_leaves()
    {
        var assigned = await AssignAsync("be-csirt/analyst");
        assigned.ShouldBe(HttpStatusCode.OK)["assignee"].GetValue<string>().ShouldBe(Guid.Parse(world.MemberOf("be-csirt/analyst")).ToString("N"));
        var analyst = await world.AsAsync("be-csirt/analyst");
        (await analyst.ReadAsync("/v1/regulator/cases?assigned=me"))["items"].AsArray().Count.ShouldBe(1);
        (await analyst.ReadAsync("/v1/regulator/deadlines?assigned=me"))["items"].AsArray().ShouldNotBeEmpty();
        (await desk.ReadAsync("/v1/regulator/cases?assigned=me"))["items"].AsArray().ShouldBeEmpty();

        var handed = (await head.PostAsync("/v1/regulator/handovers", new { from = world.MemberOf("be-csirt/analyst"), to = world.MemberOf("be-csirt/caseworker"), reason = "Leaves." })).ShouldBe(HttpStatusCode.Created);
        handed["cases"].GetValue<int>().ShouldBe(1);
        (await desk.ReadAsync("/v1/regulator/cases?assigned=me"))["items"].AsArray().Count.ShouldBe(1);
        (await desk.ReadAsync(Case + "/casework"))["assignee"].GetValue<string>().ShouldBe(Guid.Parse(world.MemberOf("be-csirt/caseworker")).ToString("N"));

        (await AssignAsync("uk-isu/caseworker")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await AssignAsync("northwind/officer")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await desk.PostAsync("/v1/regulator/handovers", new { from = world.MemberOf("be-csirt/analyst"), reason = "Mine." })).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task whoever_has_a_conflict_of_interest_loses_every_sight_of_the_case()
    {
        await AssignAsync("be-csirt/caseworker");
        await desk.PostAsync(Case + "/notes", new { text = "Before." });
        (await head.PostAsync(Case + "/referrals", new { to = "uk-cyber", purpose = "The same host.", legalBasis = "Article 23(6) of Directive (EU) 2022/2555", under = "amber", withAssessments = false })).ShouldBe(HttpStatusCode.Created);
        (await desk.ReadAsync("/v1/regulator/referrals"))["given"].AsArray().Count.ShouldBe(1);
        (await head.PostAsync(Case + "/conflicts", new { member = world.MemberOf("be-csirt/caseworker"), reason = "A brother works there." })).ShouldBe(HttpStatusCode.Created);

        (await desk.ReadAsync("/v1/regulator/referrals"))["given"].AsArray().ShouldBeEmpty();
        (await head.ReadAsync("/v1/regulator/referrals"))["given"].AsArray().Count.ShouldBe(1);
        using (var exported = await desk.GetAsync("/v1/regulator/exports/cases?format=ndjson"))
        {
            (await exported.Content.ReadAsStringAsync()).ShouldBeEmpty();
        }

        (await desk.ReadAsync("/v1/regulator/cases"))["items"].AsArray().ShouldBeEmpty();
        (await desk.ReadAsync("/v1/regulator/cases?q=weights"))["items"].AsArray().ShouldBeEmpty();
        (await desk.ReadAsync("/v1/regulator/cases/counts"))["total"].GetValue<int>().ShouldBe(0);
        (await desk.ReadAsync("/v1/regulator/deadlines"))["items"].AsArray().ShouldBeEmpty();
        (await desk.ReadAsync("/v1/changes"))["items"].AsArray().ShouldBeEmpty();
        (await desk.ReadAsync($"/v1/regulator/firms/{world.Firms["northwind"]}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        foreach (var url in (string[])[Case, Case + "/casework", Case + "/evidence", Case + "/parties", Case + "/stix", Case + "/formats/dora", $"{Case}?asOf={Contracts.InstantConverter.Text(host.Now)}"])
        {
            var kept = await desk.ReadAsync(url);
            var never = await desk.ReadAsync(url.Replace(reference, Kernel.References.Next()));
            kept.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
            kept.Whole().ShouldBe(never.Whole(), url);
        }

        // Nor does it act on the case, or link to it.
        (await desk.PostAsync(Case + "/acknowledgement", new { text = "Seen." }, ifMatch: "*")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        var (_, other) = await world.FiledAsync("northwind", "be-csirt");
        var mine = (await world.SeenAsync("be-csirt", other)).Reference;
        (await desk.PostAsync($"/v1/regulator/cases/{mine}/links", new { other = reference, relation = "same-event", reason = "It is." })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");

        // Its colleagues see that nobody is on it now; who is kept from it is not put on it again.
        var file = await head.ReadAsync(Case + "/casework");
        file.Body!["assignee"].ShouldBeNull();
        file["conflicts"].AsArray().Count.ShouldBe(1);
        (await head.SendAsync(HttpMethod.Put, Case + "/assignee", new { member = world.MemberOf("be-csirt/caseworker") }, key: null)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");

        (await head.PostAsync($"{Case}/conflicts/{world.MemberOf("be-csirt/caseworker")}/lifting", new { reason = "The brother left." })).ShouldBe(HttpStatusCode.Created);
        (await desk.ReadAsync(Case)).ShouldBe(HttpStatusCode.OK);
        (await head.PostAsync($"{Case}/conflicts/{world.MemberOf("be-csirt/caseworker")}/lifting", new { reason = "Again." })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task a_file_is_closed_by_another_than_who_proposed_it()
    {
        var file = new DeskUnderTest(desk, reference);
        (await file.TryAsync("closure", new { reason = "Handled." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await desk.PostAsync(Case + "/closure-proposals", new { reason = "Handled." });
        (await file.TryAsync("closure", new { reason = "Handled." })).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await new DeskUnderTest(head, reference).TryAsync("closure", new { reason = "Handled." })).ShouldBe(HttpStatusCode.Created);

        // Opened again, it takes two again.
        await file.DoAsync("reopening", new { reason = "Not handled." });
        (await new DeskUnderTest(head, reference).TryAsync("closure", new { reason = "Handled." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task no_firm_and_no_other_authority_sees_any_of_it()
    {
        await AssignAsync("be-csirt/analyst");
        await desk.PostAsync(Case + "/notes", new { text = "The word is quicksilver." });
        await desk.PostAsync(Case + "/tags", new { add = new[] { "quicksilver" } });
        await desk.PostAsync(Case + "/closure-proposals", new { reason = "quicksilver" });
        await head.PostAsync(Case + "/conflicts", new { member = world.MemberOf("be-csirt/authority-admin"), reason = "quicksilver" });
        (await desk.ReadAsync("/v1/regulator/cases?tag=quicksilver"))["items"].AsArray().Count.ShouldBe(1);
        (await desk.ReadAsync(Case + "/casework"))["notes"][0]!["text"]!.GetValue<string>().ShouldBe("The word is quicksilver.");
        var officer = await world.AsAsync("northwind/officer");
        foreach (var url in (string[])[$"/v1/incidents/{opened}", $"/v1/cases/{opened}/timeline", $"/v1/cases/{opened}/deadlines", "/v1/changes", $"/v1/cases/{opened}/notifications", "/v1/cases"])
        {
            var seen = (await officer.ReadAsync(url)).ShouldBe(HttpStatusCode.OK).Body!.ToJsonString();
            seen.ShouldNotContain("quicksilver", Shouldly.Case.Sensitive, url);
            seen.ShouldNotContain(world.MemberOf("be-csirt/analyst"), Shouldly.Case.Sensitive, url);
        }

        (await (await world.AsAsync("uk-cyber/analyst")).ReadAsync("/v1/regulator/cases?tag=quicksilver"))["items"].AsArray().ShouldBeEmpty();
    }

    private Task<Answer> AssignAsync(string who) => desk.SendAsync(HttpMethod.Put, Case + "/assignee", new { member = world.MemberOf(who) }, key: null);
}
