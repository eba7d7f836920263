using System.Collections.Concurrent;
using System.Net;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The server is killed in the middle of its work; clients do what clients do: repeat with the same key.</summary>
public class CrashTests
{
    private const int Filings = 200;
    private const int Clients = 8;

    [Fact]
    public async Task what_was_acknowledged_is_there_once_after_a_kill_in_the_middle_of_two_hundred_filings()
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        await server.RegisterAuthorityAsync();
        var officer = await server.OfficerTokenAsync();
        var todo = new ConcurrentQueue<int>(Enumerable.Range(0, Filings));
        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var receipts = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var interrupted = 0;

        async Task ClientAsync()
        {
            while (todo.TryDequeue(out var number))
            {
                var reference = $"CRASH-{number}";
                var filing = Incident(reference);
                for (var attempt = 0; !acknowledged.ContainsKey(reference); attempt++)
                {
                    attempt.ShouldBeLessThan(600, "a client gives up after a minute");
                    try
                    {
                        var opened = await server.PostAsync("/v1/incidents", filing, officer, $"key-{number}");
                        var id = opened["id"]!.GetValue<string>();
                        var filed = await server.PostAsync($"/v1/incidents/{id}/reports", Warning, officer, $"report-{number}", "\"1\"");
                        receipts[reference] = filed["receipt"]!["id"]!.GetValue<string>();
                        acknowledged[reference] = id;
                    }
                    catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict)
                    {
                        Interlocked.Increment(ref interrupted);
                        await Task.Delay(100);
                    }
                }
            }
        }

        var clients = Enumerable.Range(0, Clients).Select(_ => ClientAsync()).ToList();
        await Poll.UntilAsync(() => acknowledged.Count > Filings / 4, TimeSpan.FromSeconds(60), "a quarter of the filings");
        await server.KillAsync();
        await server.StartAgainAsync();
        await Task.WhenAll(clients);

        // Without one, the kill hit nothing and the test would prove nothing.
        interrupted.ShouldBeGreaterThan(0);
        acknowledged.Count.ShouldBe(Filings);
        acknowledged.Values.Distinct().Count().ShouldBe(Filings);
        (await CountAsync(server, "select count(*) from events.mt_events where type = 'incident-opened'")).ShouldBe(Filings);
        (await CountAsync(server, "select count(distinct stream_id) from events.mt_events where type = 'incident-opened'")).ShouldBe(Filings);
        (await CountAsync(server, "select count(*) from events.mt_events where type = 'incident-report-filed'")).ShouldBe(Filings);
        (await CountAsync(server, "select count(distinct stream_id) from events.mt_events where type = 'incident-report-filed'")).ShouldBe(Filings);
        (await CountAsync(server, "select count(*) from events.mt_events where type = 'deadlines-computed'")).ShouldBe(2 * Filings);
        await Poll.UntilAsync(async () => await CountAsync(server, "select count(*) from reporting.journal_pending") == 0, TimeSpan.FromSeconds(30), "the sequencer");
        (await CountAsync(server, "select count(*) from reporting.journal where kinds && array['incident-opened', 'incident-report-filed']")).ShouldBe(2 * Filings);
        (await CountAsync(server, $"select count(*) from reporting.journal where entry in ('{string.Join("','", receipts.Values)}')")).ShouldBe(Filings);
        (await CountAsync(server, "select count(*) from reporting.due_steps")).ShouldBe(Filings);
        (await CountAsync(server, $"select count(*) from events.mt_streams where id in ('{string.Join("','", acknowledged.Values)}')")).ShouldBe(Filings);
    }

    private static readonly object Warning = new { stage = "early-warning", authorities = new[] { "uk-cyber" }, submittedBy = new { name = "Ann Officer", role = "officer" } };

    private static object Incident(string reference) => new
    {
        externalReference = reference,
        title = "Weights copied",
        summary = "Weights were copied to an unknown host.",
        theftKinds = new[] { "weight-exfiltration" },
        handling = new { tlp = "amber", notAboveOfficial = true },
        reportingEntity = new { name = "Northwind" },
        detectedAt = new { at = TimeProvider.System.GetUtcNow().AddHours(-2) },
        becameAwareAt = new { at = TimeProvider.System.GetUtcNow().AddHours(-1) },
        personalData = new { affected = "yes" },
    };

    private static async Task<long> CountAsync(ServerProcess server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
