using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Reporting.Audit;
using Reporting.Ledger;
using Reporting.Testing;

namespace Reporting.Benchmarks;

/// <summary>The audit of many events: seeded as rows, given their places by the server's own sequencer, then recomputed.</summary>
public static class AuditBenchmark
{
    // An evaluation is larger and most other events are smaller; the audit's work goes with the bytes.
    private const int BodyBytes = 1_000;

    public static async Task RunAsync(int events)
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var keys = (await JsonAsync(server, "/v1/ledger/keys"))["items"]!.AsArray().Select(k => VerifierKey.Parse(k!["verifier"]!.GetValue<string>())).ToList();
        await server.KillAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);

        // Two events an append, five appends a stream.
        await ExecuteAsync(database, string.Create(CultureInfo.InvariantCulture, $"""
            create temporary table seeded as select md5('stream ' || s)::uuid as id, s from generate_series(1, {events / 10}) s;
            insert into events.mt_streams (id, type, version, tenant_id) select id, 'bench', 10, 'bench' from seeded;
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type)
            select nextval('events.mt_events_sequence'), md5(s || ' ' || v)::uuid, id, v,
                   jsonb_build_object('label', repeat(md5(s || ' ' || v), {BodyBytes / 32}), 'number', v, 'at', '2026-03-02T09:00:00Z'), 'markers-committed', now(), 'bench', 'x'
            from seeded, generate_series(1, 10) v;
            insert into reporting.journal_pending (entry, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at, kind)
            select md5('entry ' || s || ' ' || v)::uuid, 'bench', id, v, array['markers-committed', 'markers-committed'], array[]::text[], sha256('x'), sha256('y'), now(), now(), 2
            from seeded, generate_series(2, 10, 2) v;
            """));
        await ExecuteAsync(database, "analyze events.mt_events; analyze reporting.journal_pending");

        var sequencing = Stopwatch.StartNew();
        await server.StartAgainAsync();
        await Poll.UntilAsync(
            async () =>
            {
                await using var left = database.CreateCommand("select not exists (select 1 from reporting.journal_pending)");
                return (bool)(await left.ExecuteScalarAsync())!;
            },
            TimeSpan.FromMinutes(20),
            "places for all");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} events of {BodyBytes} bytes in {events / 2} entries sequenced in {sequencing.Elapsed.TotalSeconds:0} s"));
        await server.KillAsync();

        using var stop = new CancellationTokenSource();
        using var self = Process.GetCurrentProcess();
        var before = Environment.WorkingSet;
        var peak = before;
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                peak = Math.Max(peak, Environment.WorkingSet);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        });
        var auditing = Stopwatch.StartNew();
        var report = await LedgerAudit.RunAsync(server.ConnectionString, keys, []);
        var seconds = auditing.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await watching;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"audit: {report.Events} events, {report.Entries} entries, {report.Findings.Count} faults in {seconds:0.0} s: {report.Events / seconds:0} events/s; memory {peak / 1048576} MiB at the most, {(peak - before) / 1048576} MiB of it for the audit"));
    }

    private static async Task<JsonObject> JsonAsync(ServerProcess server, string url) => JsonNode.Parse(await server.Http.GetStringAsync(url))!.AsObject();

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 1_200;
        await command.ExecuteNonQueryAsync();
    }
}
