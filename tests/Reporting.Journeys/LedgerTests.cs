using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Reporting.Ledger;
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
        await server.RegisterAuthorityAsync();
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

        await CertifyAsync(server, officer, At);
        var audit = await AuditAsync(server, At("keys"), At("earlier"));
        audit.ExitCode.ShouldBe(0, audit.Output + audit.Error);
        audit.Output.ShouldContain("0 faults");
        await ExecuteAsync(server.ConnectionString, "update events.mt_events set user_name = 'somebody else' where seq_id = (select max(seq_id) from events.mt_events)");
        (await AuditAsync(server, At("keys"), At("earlier"))).ExitCode.ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A deadline is certified, and computed again by somebody who has the file, the keys and this command line.</summary>
    private static async Task CertifyAsync(ServerProcess server, string officer, Func<string, string> at)
    {
        var london = await server.PostAsync("/v1/entities", new { name = "Northwind London", country = "GB" }, officer, "london");
        var incident = JsonSerializer.SerializeToNode(Incident("LEDGER-CERTIFICATE"))!.AsObject();
        incident["affectedEntities"] = new JsonArray(new JsonObject { ["id"] = "london", ["entityId"] = london["id"]!.DeepClone() });
        var opened = await server.PostAsync("/v1/incidents", incident, officer, "open-certificate");
        var url = $"/v1/cases/{opened["id"]}/deadlines/uk-gdpr-33/notification/certificate";
        await File.WriteAllTextAsync(at("london.json"), (await CertificateAsync(server, officer, url + "?entity=london")).ToJsonString());
        (await VerifyAsync(at("london.json"), "--key", at("keys"))).ShouldBe((0, "GOOD"));
        var certificate = await CertificateAsync(server, officer, url);
        await File.WriteAllTextAsync(at("certificate.json"), certificate.ToJsonString());
        (await VerifyAsync(at("certificate.json"), "--key", at("keys"))).ShouldBe((0, "GOOD"));
        (await VerifyAsync(at("certificate.json"))).ShouldBe((4, "UNKNOWN KEY"));
        certificate["statement"]!["deadline"]!["due"] = "2026-01-09T10:00:00Z";
        await File.WriteAllTextAsync(at("changed.json"), certificate.ToJsonString());
        (await VerifyAsync(at("changed.json"), "--key", at("keys"))).ShouldBe((1, "BAD"));

        // Somebody with keys of his own certifies another day: signature and proof are sound, and the engine says which step is wrong.
        var (forged, keys) = Forged(certificate["statement"]!.AsObject());
        await File.WriteAllTextAsync(at("forged.json"), forged);
        await File.WriteAllLinesAsync(at("forger"), keys);
        var finished = await Shell.RunAsync(Repository.File("ops", "reporting"), ["verify", at("forged.json"), "--key", at("forger")]);
        finished.ExitCode.ShouldBe(1, finished.Output + finished.Error);
        finished.Output.ShouldContain("Step 1 differs");
    }

    private static Task<JsonObject> CertificateAsync(ServerProcess server, string officer, string url) =>
        Poll.UntilAsync(
            async () =>
            {
                try
                {
                    return await GetAsync(server, officer, url);
                }
                catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.Conflict)
                {
                    return null;
                }
            },
            TimeSpan.FromSeconds(60),
            "the certificate");

    private static (string File, string[] Keys) Forged(JsonObject statement)
    {
        using var log = SignerKey.Of(statement["origin"]!.GetValue<string>(), [.. Enumerable.Repeat((byte)1, 32)]);
        using var receipts = SignerKey.Of(ReceiptNote.KeyName(log.Verifier.Name), [.. Enumerable.Repeat((byte)2, 32)]);
        string[] lines = [.. statement["stored"]!["lines"]!.AsArray().Select(l => Wrong(l!.GetValue<string>(), statement["key"]!.GetValue<string>()))];
        statement["stored"]!["lines"] = new JsonArray([.. lines.Select(l => (JsonNode)l)]);
        var digest = StoredDigest.OfLines(Convert.FromBase64String(statement["stored"]!["salt"]!.GetValue<string>()), lines.Select(l => Encoding.UTF8.GetBytes(l + "\n")));
        var entry = new LedgerEntry(EntryKind.Append, new byte[32], digest, LedgerEntry.NoPrevious);
        var head = new Checkpoint(log.Verifier.Name, 1, entry.LeafHash());
        statement["proof"] = new ProofFile(new LeafExtra(null, entry).ToBytes(), 0, [], SignedNote.Sign(head.Text, [log])).ToString();
        var note = new CertificateNote(log.Verifier.Name, Guid.Parse(statement["case"]!.GetValue<string>()), statement["key"]!.GetValue<string>(), CertificateNote.Digest(JsonSerializer.SerializeToUtf8Bytes(statement)));
        var file = new JsonObject { ["statement"] = statement.DeepClone(), ["note"] = SignedNote.Sign(note.Text, [receipts]) };
        return (file.ToJsonString(), [log.Verifier.ToString(), receipts.Verifier.ToString()]);
    }

    // The evaluation with the first step of that deadline on another code, canonical again.
    private static string Wrong(string line, string key)
    {
        var at = line.IndexOf("} {", StringComparison.Ordinal) + 1;
        var body = JsonNode.Parse(line[(at + 1)..])!.AsObject();
        if (body["deadlines"]?.AsArray().FirstOrDefault(d => $"{d!["regime"]}/{d["obligation"]}" == key) is not { } deadline)
        {
            return line;
        }

        deadline["explanation"]![0]!["code"] = "made-up";
        return line[..at] + " " + Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.SerializeToUtf8Bytes(body), CanonicalNumbers.AsWritten));
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
