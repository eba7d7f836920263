using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>What an engineer on call sees: a database that goes away and comes back, and a server that is told to stop.</summary>
public class OutageTests
{
    [Fact]
    public async Task while_the_database_is_away_the_server_says_so_and_after_it_goes_on_by_itself()
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var token = await server.OfficerTokenAsync();
        var process = server.ProcessId;

        await postgres.KillAsync();
        (await server.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        // A backend that has lost its postmaster may answer once more.
        await Poll.UntilAsync(async () => (await server.Http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30), "that the database is away");
        using (var refused = await OpenAsync(server, token, "AWAY-1"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("/problems/unavailable");
        }

        await postgres.StartAgainAsync();
        await Poll.UntilAsync(async () => (await server.Http.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(30), "the server after the outage");
        using var opened = await OpenAsync(server, token, "AWAY-1");
        opened.StatusCode.ShouldBe(HttpStatusCode.Created);
        server.ProcessId.ShouldBe(process);
    }

    [Fact]
    public async Task told_to_stop_it_answers_what_it_has_taken_and_leaves()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var token = await server.OfficerTokenAsync();
        (await OpenAsync(server, token, "WARM")).Dispose();
        var answers = Enumerable.Range(0, 40).Select(async i =>
        {
            try
            {
                using var answer = await OpenAsync(server, token, $"STOP-{i}");
                return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                // Came too late to be taken.
                return HttpStatusCode.RequestTimeout;
            }
        }).ToList();
        await Poll.UntilAsync(() => answers.Any(a => a.IsCompleted), TimeSpan.FromSeconds(20), "the first answer");
        (await server.StopAsync()).ShouldBe(0);
        var all = await Task.WhenAll(answers);
        all.ShouldContain(HttpStatusCode.Created);
        all.ShouldAllBe(s => s == HttpStatusCode.Created || s == HttpStatusCode.RequestTimeout || s == HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<HttpResponseMessage> OpenAsync(ServerProcess server, string token, string reference)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/incidents")
        {
            Content = JsonContent.Create(new
            {
                externalReference = reference,
                title = "Weights copied",
                summary = "Weights were copied to an unknown host.",
                theftKinds = new[] { "weight-exfiltration" },
                handling = new { tlp = "amber", notAboveOfficial = true },
                reportingEntity = new { name = "Northwind" },
                detectedAt = new { at = TimeProvider.System.GetUtcNow().AddHours(-2) },
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Idempotency-Key", reference);
        return await server.Http.SendAsync(request);
    }
}
