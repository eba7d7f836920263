using System.Net;
using Npgsql;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Incidents;

/// <summary>A filing that was here in time is in time, however long the database kept it waiting.</summary>
public sealed class ArrivalTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 9, 7, 8, 0, 0, TimeSpan.Zero));
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task lateness_is_judged_by_when_the_whole_request_had_arrived_and_the_receipt_says_both_instants()
    {
        var officer = await world.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", world.Incident("northwind", TimeSpan.FromHours(23)));
        var arrived = host.Now;
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync();
        await using var held = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table messages.wolverine_deduplicated_responses in access exclusive mode", connection, held))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var filing = officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"");
        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("select count(*) from pg_locks where not granted and relation = 'messages.wolverine_deduplicated_responses'::regclass") > 0,
            TimeSpan.FromSeconds(10),
            "the filing that waits for the database");
        host.Law.Advance(TimeSpan.FromHours(2));
        await held.CommitAsync();

        var filed = (await filing).ShouldBe(HttpStatusCode.Created);
        filed["receipt"]["receivedAt"]!.GetValue<DateTimeOffset>().ShouldBe(arrived);
        filed["receipt"]["recordedAt"]!.GetValue<DateTimeOffset>().ShouldBe(arrived.AddHours(2));
        filed.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("met");
    }
}
