using System.Net;
using Marten.Events;
using Npgsql;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Audit;

/// <summary>What an authority reads of a case is recorded before it is given; a firm learns the month and never the person.</summary>
public sealed class ReadAuditTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), new Dictionary<string, string> { ["Audit:PurposeAskedOf"] = "uk-cyber" });
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task each_reading_stands_in_the_stream_of_who_read_and_of_the_day()
    {
        var (opened, filed) = await world.FiledAsync("northwind", "be-csirt");
        var (_, reference) = await world.SeenAsync("be-csirt", filed);
        var analyst = await world.AsAsync("be-csirt/analyst");
        await analyst.ReadAsync($"/v1/regulator/cases/{reference}");
        using (var asked = new HttpRequestMessage(HttpMethod.Get, $"/v1/regulator/cases/{reference}/casework") { Headers = { { "Read-Purpose", "Triage of the week" } } })
        {
            (await analyst.SendAsync(asked)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // What is not there, or not the caller's, was not read.
        await analyst.ReadAsync($"/v1/regulator/cases/{Kernel.References.Next()}");
        await (await world.AsAsync("uk-isu/analyst")).ReadAsync($"/v1/regulator/cases/{reference}");

        var admin = await world.AsAsync("be-csirt/authority-admin");
        var day = (await admin.ReadAsync($"/v1/regulator/reads?member={world.MemberOf("be-csirt/analyst")}&day=2026-03-02")).ShouldBe(HttpStatusCode.OK);
        day["reads"].AsArray().Select(r => (r!["reference"]!.GetValue<string>(), r["what"]!.GetValue<string>(), r["purpose"]?.GetValue<string>()))
            .ShouldBe([(reference, "", null), (reference, "/casework", "Triage of the week")]);
        (await admin.ReadAsync($"/v1/regulator/reads?member={world.MemberOf("be-csirt/analyst")}&day=2026-03-03"))["reads"].AsArray().ShouldBeEmpty();
        (await admin.ReadAsync("/v1/regulator/reads?day=yesterday")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/member", "/day"]);
        (await analyst.ReadAsync($"/v1/regulator/reads?member={world.MemberOf("be-csirt/analyst")}&day=2026-03-02")).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await host.ScalarAsync<long>("select count(distinct stream_id) from events.mt_events where type = 'case-read' and tenant_id = 'authority-uk-isu'")).ShouldBe(0);

        // The firm: which authority, in which month, and nobody's name.
        var officer = await world.AsAsync("northwind/officer");
        var reads = (await officer.ReadAsync($"/v1/cases/{opened["id"]}/reads")).ShouldBe(HttpStatusCode.OK);
        reads["reads"].ToJsonString().ShouldBe("""[{"authority":"be-csirt","month":"2026-03"}]""");
        (await officer.ReadAsync($"/v1/cases/{opened["id"]}/timeline")).Body!.ToJsonString().ShouldNotContain("case-read");
        (await (await world.AsAsync("albion/officer")).ReadAsync($"/v1/cases/{opened["id"]}/reads")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task nothing_of_a_screening_case_is_said_before_the_authority_decides_to()
    {
        var officer = await world.AsAsync("northwind/officer");
        var notice = await officer.PostAsync("/v1/screening-notices", world.Notice("northwind"));
        var filed = await officer.PostAsync($"/v1/screening-notices/{notice["id"]}/reports", world.Submission("uk-isu"), ifMatch: "\"1\"");
        var (desk, reference) = await world.SeenAsync("uk-isu", filed);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}")).ShouldBe(HttpStatusCode.OK);
        (await officer.ReadAsync($"/v1/cases/{notice["id"]}/reads"))["reads"].AsArray().ShouldBeEmpty();
        var release = new { reason = "The review is over." };
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/reads-release", release)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await (await world.AsAsync("uk-isu/decision-maker")).PostAsync($"/v1/regulator/cases/{reference}/reads-release", release)).ShouldBe(HttpStatusCode.Created);
        (await officer.ReadAsync($"/v1/cases/{notice["id"]}/reads"))["reads"].AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_authority_that_asks_for_a_purpose_gives_nothing_without_one()
    {
        var (_, filed) = await world.FiledAsync("northwind", "uk-cyber");
        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
        var desk = await world.AsAsync("uk-cyber/caseworker");
        var reference = (await desk.ReadAsync("/v1/regulator/cases"))["items"][0]!["reference"]!.GetValue<string>();
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/Read-Purpose"]);
        desk.DefaultRequestHeaders.Add("Read-Purpose", "Triage");
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}")).ShouldBe(HttpStatusCode.OK);
        filed.Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task what_cannot_be_recorded_is_not_given()
    {
        var (_, filed) = await world.FiledAsync("northwind", "be-csirt");
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        await ExecuteAsync("alter table reporting.audit_read_months rename to away");
        var refused = await desk.ReadAsync($"/v1/regulator/cases/{reference}");
        await ExecuteAsync("alter table reporting.away rename to audit_read_months");
        refused.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        refused.Body!.ToJsonString().ShouldNotContain("Weights");
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task readers_at_once_are_all_recorded()
    {
        var (_, filed) = await world.FiledAsync("northwind", "be-csirt");
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        var before = await CountAsync();
        (await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => desk.ReadAsync($"/v1/regulator/cases/{reference}")))).ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        (await CountAsync()).ShouldBe(before + 40);
    }

    private Task<long> CountAsync() => host.ScalarAsync<long>("select count(*) from events.mt_events where type = 'case-read'");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
