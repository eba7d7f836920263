using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The ledger of a server that is killed wherever it can be, and what a filer and an auditor find afterwards, with the command line and nothing of the server.</summary>
public class LedgerTests
{
    private static readonly string[] Points = ["HeadLocked", "Written", "Committed", "Signed", "KeptOutside", "Published"];
    private static readonly object Warning = new { stage = "early-warning", authorities = new[] { "uk-cyber" }, submittedBy = new { name = "Ann Officer", role = "officer" } };

    [Fact]
    public async Task killed_at_each_point_the_sequencer_goes_on_and_receipts_and_audit_hold()
    {
        var folder = Directory.CreateTempSubdirectory("reporting-ledger-").FullName;
        string At(string name) => Path.Combine(folder, name);
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        await server.PostAsync(
            "/v1/authorities",
            new { id = "uk-cyber", name = "Cyber authority", jurisdiction = "GB", worksHere = true, door = new { url = "https://uk-cyber.example/" } },
            await server.AdminTokenAsync(),
            "authority");
        var officer = await server.OfficerTokenAsync();
        await File.WriteAllLinesAsync(At("keys"), (await GetAsync(server, officer, "/v1/ledger/keys"))["items"]!.AsArray().Select(k => k!["verifier"]!.GetValue<string>()));

        var first = await FileAsync(server, officer, "LEDGER-0", At("receipt.json"));
        (await VerifyAsync(At("receipt.json"), "--content", At("receipt.json.content"), "--key", At("keys"))).ShouldBe((3, "ONLY PROMISED"));
        var receipt = await IncludedAsync(server, officer, first);
        await File.WriteAllTextAsync(At("proved.json"), receipt.ToJsonString());
        await File.WriteAllTextAsync(At("earlier"), await TextAsync(server, officer, "/v1/ledger/checkpoint"));

        await server.KillAsync();
        foreach (var point in Points)
        {
            server.Set("Journal__KillAt", point);
            server.Launch();
            // It dies of its own work: of what the last one left, or of this filing, which comes as soon as it answers.
            await Poll.UntilAsync(
                async () =>
                {
                    await TryFileAsync(server, officer, "LEDGER-" + point, At(point));
                    return server.HasEnded;
                },
                TimeSpan.FromSeconds(90),
                "the end at " + point);
            await server.EndedAsync(TimeSpan.FromSeconds(30));
        }

        server.Set("Journal__KillAt", null);
        await server.StartAgainAsync();
        foreach (var point in Points)
        {
            await IncludedAsync(server, officer, await FileAsync(server, officer, "LEDGER-" + point, At(point)));
        }

        await File.WriteAllTextAsync(At("proved.json"), (await IncludedAsync(server, officer, first)).ToJsonString());
        var (from, to) = (Size(await File.ReadAllTextAsync(At("earlier"))), Size((await GetAsync(server, officer, $"/v1/receipts/{first}"))["proof"]!.GetValue<string>().Split("\n\n")[1] + "\n"));
        await File.WriteAllTextAsync(At("consistency"), await TextAsync(server, officer, $"/v1/ledger/proof/consistency/{from}/{to}"));
        (await VerifyAsync(At("proved.json"), "--content", At("receipt.json.content"), "--key", At("keys"), "--since", At("earlier"), "--consistency", At("consistency"))).ShouldBe((0, "GOOD"));
        (await VerifyAsync(At("proved.json"), "--content", At("keys"), "--key", At("keys"))).ShouldBe((2, "UNREADABLE"));
        await File.WriteAllTextAsync(At("other.json"), JsonSerializer.Serialize(new { stage = "final" }));
        (await VerifyAsync(At("proved.json"), "--content", At("other.json"), "--key", At("keys"))).ShouldBe((1, "BAD"));
        (await VerifyAsync(At("proved.json"))).ShouldBe((4, "UNKNOWN KEY"));
        (await VerifyAsync(At("nothing.json"), "--key", At("keys"))).ExitCode.ShouldBe(2);

        var audit = await AuditAsync(server, At("keys"), At("earlier"));
        audit.ExitCode.ShouldBe(0, audit.Output + audit.Error);
        audit.Output.ShouldContain("0 faults");
        await ExecuteAsync(server.ConnectionString, "update events.mt_events set user_name = 'somebody else' where seq_id = (select max(seq_id) from events.mt_events)");
        (await AuditAsync(server, At("keys"), At("earlier"))).ExitCode.ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task TryFileAsync(ServerProcess server, string officer, string reference, string into)
    {
        try
        {
            await FileAsync(server, officer, reference, into);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // It is not there yet, or was faster.
        }
    }

    private static async Task<string> FileAsync(ServerProcess server, string officer, string reference, string into)
    {
        var opened = await server.PostAsync("/v1/incidents", Incident(reference), officer, "open-" + reference);
        var filed = await server.PostAsync($"/v1/incidents/{opened["id"]}/reports", Warning, officer, "file-" + reference, "\"1\"");
        await File.WriteAllTextAsync(into, filed.ToJsonString());
        await File.WriteAllTextAsync(into + ".content", JsonSerializer.Serialize(Warning));
        return filed["receipt"]!["id"]!.GetValue<string>();
    }

    private static Task<JsonObject> IncludedAsync(ServerProcess server, string officer, string receipt) => Poll.UntilAsync(
        async () => await GetAsync(server, officer, "/v1/receipts/" + receipt) is var found && found["state"]!.GetValue<string>() == "included" ? found : null,
        TimeSpan.FromSeconds(60),
        "the proof")!;

    private static async Task<(int ExitCode, string LastLine)> VerifyAsync(params string[] arguments)
    {
        var finished = await Shell.RunAsync(Repository.File("ops", "reporting"), ["verify", .. arguments]);
        return (finished.ExitCode, finished.Output.TrimEnd().Split('\n')[^1]);
    }

    private static Task<Finished> AuditAsync(ServerProcess server, string keys, string checkpoint) => Shell.RunAsync(
        Repository.File("ops", "reporting"),
        ["audit-ledger", "--key", keys, "--checkpoint", checkpoint],
        new Dictionary<string, string?> { ["ConnectionStrings__reporting"] = server.ConnectionString });

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static ulong Size(string note) => ulong.Parse(note.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<JsonObject> GetAsync(ServerProcess server, string token, string url) => JsonNode.Parse(await TextAsync(server, token, url))!.AsObject();

    private static async Task<string> TextAsync(ServerProcess server, string token, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await server.Http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private static object Incident(string reference) => new
    {
        externalReference = reference,
        title = "Weights copied",
        summary = "Weights were copied to an unknown host.",
        theftKinds = new[] { "weight-exfiltration" },
        handling = new { tlp = "amber", notAboveOfficial = true },
        reportingEntity = new { name = "Northwind" },
        // The same in every attempt: a repeat under the same key is the same request.
        detectedAt = new { at = "2026-01-05T10:00:00Z" },
        becameAwareAt = new { at = "2026-01-05T10:00:00Z" },
        personalData = new { affected = "yes" },
    };
}
