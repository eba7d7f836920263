using System.Net;
using System.Text.Json.Nodes;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Notifications;
using Reporting.Server.Regimes;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Regimes;

/// <summary>The law changes while the server runs.</summary>
public sealed class ActivationTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private ReportingHost host = null!;
    private World world = null!;
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 9, 7, 8, 0, 0, TimeSpan.Zero));
        world = await World.BuildAsync(host);
        admin = await host.AdminAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task a_document_put_in_force_is_recorded_moves_the_deadlines_of_every_case_it_touches_and_officers_hear_why()
    {
        var officer = await world.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", world.Incident("northwind"));
        var before = opened.Deadline("eu-nis2", "notification");
        await ToldAsync(opened, "set", revision: 1);

        var activated = await admin.PostAsync("/v1/rulebook/activations", new { documents = new[] { Amended(hours: 48) }, reason = "Implementing act of yesterday" });
        activated.ShouldBe(HttpStatusCode.OK)["documents"].AsArray().Single()!.GetValue<string>().ShouldBe("regime/eu-nis2@2024-10-18");
        var after = await Poll.UntilAsync(
            async () => (await officer.ReadAsync($"/v1/incidents/{opened["id"]}")) is var read && read.Deadline("eu-nis2", "notification")["revision"]!.GetValue<int>() == 2 ? read : null, Limit, "the case under the new law");
        (after.Deadline("eu-nis2", "notification")["due"]!.GetValue<DateTimeOffset>() - before["due"]!.GetValue<DateTimeOffset>()).ShouldBe(TimeSpan.FromHours(-24));
        (await host.ScalarAsync<long>($"select count(*) from events.mt_events where stream_id = '{opened["id"]}' and data ->> 'cause' = 'rulebook-activated'")).ShouldBe(1);
        (await host.ScalarAsync<string>("select data ->> 'reason' from events.mt_events where type = 'rulebook-activated'")).ShouldBe("Implementing act of yesterday");

        await ToldAsync(opened, "shortened", revision: 2);
        var mails = Directory.GetFiles(Path.Combine(host.Folder, "outbox"), "*.eml").Select(File.ReadAllText).ToList();
        mails.ShouldContain(m => m.Contains("Because of    rulebook-activated", StringComparison.Ordinal));
        (await host.Anonymous().ReadAsync("/v1/regimes"))["activation"].GetValue<int>().ShouldBe(1);
        (await host.Anonymous().ReadAsync("/v1/regimes/eu-nis2"))["obligations"][1]!["period"]!["amount"]!.GetValue<int>().ShouldBe(48);
    }

    [Fact]
    public async Task what_another_node_has_put_in_force_is_followed_within_seconds()
    {
        await using (var session = host.Store.LightweightSession(Kernel.Tenants.Platform))
        {
            var law = RulebookDocument.Of(1, "regime/eu-nis2@2024-10-18", Amended(hours: 48).ToJsonString());
            session.Insert(law);
            session.Events.StartStream<RulebookHistory>(RulebookHistory.Stream, new RulebookActivated(1, "By another node", [new ActivatedDocument(law.Key, new string('0', 64))]));
            await session.SaveChangesAsync();
        }

        await Poll.UntilAsync(async () => (await host.Anonymous().ReadAsync("/v1/regimes"))["activation"].GetValue<int>() == 1, Limit, "the other node's rulebook");
        var opened = await (await world.AsAsync("northwind/officer")).PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.FromHours(1)));
        (opened.Deadline("eu-nis2", "notification")["due"]!.GetValue<DateTimeOffset>() - host.Now).ShouldBe(TimeSpan.FromHours(47), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task one_fault_refuses_everything_and_each_stands_in_its_place()
    {
        var wrong = Amended(hours: -1);
        wrong["zone"] = "Europe/Atlantis";
        var refused = await admin.PostAsync("/v1/rulebook/activations", new { documents = new JsonNode[] { Amended(hours: 48), new JsonObject { ["id"] = "x" }, Other(wrong) }, reason = "Try" });
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused.Pointers.Order(StringComparer.Ordinal).ShouldBe(["/documents/1", "/documents/2/obligations/1/period/amount", "/documents/2/zone"]);
        (await host.ScalarAsync<long>("select count(*) from events.mt_events where type = 'rulebook-activated'")).ShouldBe(0);
        (await host.ScalarAsync<long>("select count(*) from reporting.mt_doc_rulebookdocument")).ShouldBe(0);
    }

    [Fact]
    public async Task an_edition_that_begins_later_leaves_running_cases_alone()
    {
        var officer = await world.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", world.Incident("northwind"));
        var first = Amended(hours: 72);
        first["effectiveTo"] = "2026-12-31";
        var later = Amended(hours: 48);
        (later["edition"], later["effectiveFrom"]) = ("2027-01-01", "2027-01-01");
        (await admin.PostAsync("/v1/rulebook/activations", new { documents = new[] { first, later }, reason = "From the new year on" })).ShouldBe(HttpStatusCode.OK);
        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("select count(*) from messages.wolverine_incoming_envelopes where message_type = 'recompute-incident' and status = 'Handled'") > 0, Limit, "the second look");
        (await officer.ReadAsync($"/v1/incidents/{opened["id"]}")).Deadline("eu-nis2", "notification")["revision"]!.GetValue<int>().ShouldBe(1);

        host.Law.Advance(TimeSpan.FromDays(150));
        var next = await officer.PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.FromHours(1)));
        (next.Deadline("eu-nis2", "notification")["due"]!.GetValue<DateTimeOffset>() - host.Now).ShouldBe(TimeSpan.FromHours(47), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task what_was_recorded_comes_out_again_and_what_somebody_changed_does_not()
    {
        var opened = await (await world.AsAsync("northwind/officer")).PostAsync("/v1/incidents", world.Incident("northwind"));
        (await DifferencesAsync(opened)).ShouldBeEmpty();
        await host.ScalarAsync<long>(
            $$"""
            with changed as (
                update events.mt_events set data = jsonb_set(data, '{deadlines,0,due}', '"2030-01-01T00:00:00Z"')
                where stream_id = '{{opened["id"]}}' and type = 'deadlines-computed' returning 1)
            select count(*) from changed
            """);
        (await DifferencesAsync(opened)).Count.ShouldBe(1);
    }

    private async Task<IReadOnlyList<string>> DifferencesAsync(Answer opened)
    {
        await using var session = host.Store.QuerySession(Guid.Parse(world.Firms["northwind"]).ToString("N"));
        var book = await session.Events.AggregateStreamAsync<DeadlineBook>(Guid.Parse(opened["id"].GetValue<string>()));
        return ShadowCheck.Compare(host.Services.GetRequiredService<ActiveRulebook>().Current, CaseType.Incident, book!);
    }

    private async Task ToldAsync(Answer opened, string step, int revision) => await Poll.UntilAsync(
        async () =>
        {
            await using var session = host.Store.QuerySession(Guid.Parse(world.Firms["northwind"]).ToString("N"));
            var id = Guid.Parse(opened["id"].GetValue<string>());
            return await session.Query<Notification>().AnyAsync(n => n.Case == id && n.Key == "eu-nis2/notification" && n.Step == step && n.Revision == revision && n.State == "sent");
        },
        Limit,
        $"word of revision {revision}: {step}");

    private static JsonObject Amended(int hours)
    {
        var law = JsonNode.Parse(File.ReadAllText(Repository.File("schemas", "regimes", "eu-nis2.json")))!.AsObject();
        law["obligations"]!.AsArray().Single(o => o!["id"]!.GetValue<string>() == "notification")!["period"]!["amount"] = hours;
        return law;
    }

    private static JsonObject Other(JsonObject law)
    {
        law["id"] = "xx-other";
        return law;
    }
}
