using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Reporting.Benchmarks;
using Reporting.Testing;

// Filings a second beside a baseline that does the same durable writes by hand, in the same run, on the same PostgreSQL.
if (args is ["baseline"])
{
    await Baseline.RunAsync();
    return 0;
}

if (args is ["engine"])
{
    EngineBenchmark.Run();
    return 0;
}

if (args is ["notify", ..])
{
    await NotifyBenchmark.RunAsync(args is [_, var reminders, ..] ? int.Parse(reminders, CultureInfo.InvariantCulture) : 100_000, args is [_, _, var part] ? part : null);
    return 0;
}

if (args is ["ledger", .. var size])
{
    await LedgerBenchmark.RunAsync(size is [var leaves] ? ulong.Parse(leaves, CultureInfo.InvariantCulture) : 10_000_000);
    return 0;
}

if (args is ["audit", .. var count])
{
    await AuditBenchmark.RunAsync(count is [var events] ? int.Parse(events, CultureInfo.InvariantCulture) : 1_000_000);
    return 0;
}

const int Connections = 32;

// A server is measured as it runs all day: until its code has been compiled for good, each round is quicker than the one before.
var warmUp = TimeSpan.FromSeconds(20);
var rounds = args is [var n, ..] ? int.Parse(n, CultureInfo.InvariantCulture) : 5;
var length = TimeSpan.FromSeconds(args is [_, var s] ? int.Parse(s, CultureInfo.InvariantCulture) : 8);

// fsync and synchronous_commit on, for both.
await using var postgres = await PrivatePostgres.StartAsync(durable: true);
await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
// While the pattern of a filing is taken, the row it leaves for the journal stays where it is written.
await server.KillAsync();
server.Set("Journal__Run", "false");
await server.StartAgainAsync();
var admin = await server.AdminTokenAsync();
var firm = await server.PostAsync("/v1/firms", new { name = "Bench" }, admin, "firm");
var client = await server.PostAsync("/v1/clients", new { party = new { kind = "firm", id = firm["id"]!.GetValue<string>() }, roles = new[] { "officer", "firm-admin" }, name = "bench" }, admin, "client");
var token = await Token();
var entity = await server.PostAsync(
    "/v1/entities",
    new
    {
        name = "Bench cloud",
        country = "BE",
        profile = new
        {
            from = "2020-01-01",
            entityClass = "essential",
            entityType = "cloud-computing",
            memberState = "BE",
            operatorOfEssentialServices = "no",
            relevantDigitalServiceProvider = "no",
            regulatedPerson = "no",
            financialEntity = "none",
            publicCompany = "no",
            coveredEntity = "no",
            frontierDeveloper = "no",
            gpaiSystemicRisk = "no",
        },
    },
    token,
    "entity");

var body = $$"""
    { "externalReference": "SAMPLE", "title": "Weights copied", "summary": "Weights of a frontier model were copied to an unknown host over two nights.",
      "theftKinds": ["weight-exfiltration"], "handling": { "tlp": "amber", "notAboveOfficial": true }, "reportingEntity": { "entityId": "{{entity["id"]}}" },
      "contacts": [ { "name": "Ada Officer", "role": "primary", "email": "ada@bench.example", "telephone": "+32 2 555 01 00" } ],
      "detectedAt": { "at": "{{TimeProvider.System.GetUtcNow().AddHours(-3):yyyy-MM-dd'T'HH:mm:ss'Z'}}" }, "becameAwareAt": { "at": "{{TimeProvider.System.GetUtcNow().AddHours(-2):yyyy-MM-dd'T'HH:mm:ss'Z'}}" },
      "suspectedMalicious": "yes", "crossBorder": "no", "assets": [ { "kind": "weights", "taken": "copied" } ], "personalData": { "affected": "yes" } }
    """;

// The server's own settings of Npgsql.
var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString) { MaxAutoPrepare = 200, NoResetOnClose = true, KeepAlive = 30, TcpKeepAlive = true }.ConnectionString;
await using var database = NpgsqlDataSource.Create(settings);
string sample;
using (var one = new Load(server.Http.BaseAddress!, token, body))
{
    sample = JsonNode.Parse(await one.OneAsync())!["id"]!.GetValue<string>();
}

await Template.CopyTablesAsync(database);
var template = await Template.ReadAsync(database, Guid.Parse(sample));
await server.KillAsync();
server.Set("Journal__Run", null);
await server.StartAgainAsync();
using var ours = new CountingProxy(new NpgsqlConnectionStringBuilder(server.ConnectionString).Port);
using var theirs = new CountingProxy(new NpgsqlConnectionStringBuilder(server.ConnectionString).Port);
Console.WriteLine($"PostgreSQL, server, baseline and load share {Environment.ProcessorCount} cores; {Connections} connections; {rounds} rounds of {length.TotalSeconds:0} s each, alternating.");

// What one filing costs on the wire to the database: one client, through a proxy that counts. Polls of the server's own are counted apart and taken off.
var (wireOurs, wireAlone) = await CostAsync(ours);
await using var baseline = await BaselineProcess.StartAsync(settings, sample, await server.Http.GetStringAsync("/.well-known/jwks"), server.Http.BaseAddress!.AbsoluteUri, theirs.Port);
var wireTheirs = await CountAsync(theirs, baseline.Url, body);
await baseline.RestartAsync(null);
Console.WriteLine($"rows a filing, in its commit: {template.Rows} for both");
Console.WriteLine($"round trips a filing: server {wireAlone.Trips:0.0} (with the wake-up and the views that follow: {wireOurs.Trips:0.0}), baseline {wireTheirs.Trips:0.0}");
Console.WriteLine($"bytes sent to PostgreSQL a filing: server {wireAlone.Bytes:0} without a clock, {wireOurs.Bytes:0} with all that follows; baseline {wireTheirs.Bytes:0}");

using var serverLoad = new Load(server.Http.BaseAddress!, await Token(), body);
using var baselineLoad = new Load(baseline.Url, await Token(), body);
await serverLoad.RunAsync(Connections, warmUp);
await baselineLoad.RunAsync(Connections, warmUp);

await DrainAsync();
var postmaster = await postgres.ProcessIdAsync();
List<(Round Server, Round Baseline)> results = [];
List<double> drained = [];
var cpu = (Server: 0.0, Postgres: 0.0, Filings: 0);
for (var i = 0; i < rounds; i++)
{
    var before = (Cpu.Of(server.ProcessId), Cpu.OfPostgres(postmaster));
    var mine = await serverLoad.RunAsync(Connections, length);
    cpu = (cpu.Server + Cpu.Of(server.ProcessId) - before.Item1, cpu.Postgres + Cpu.OfPostgres(postmaster) - before.Item2, cpu.Filings + mine.Count);
    var rest = await DrainAsync();
    drained.Add(rest);
    var floor = await baselineLoad.RunAsync(Connections, length);
    results.Add((mine, floor));
    Console.WriteLine($"round {i + 1}: server {mine.PerSecond:0}/s (p50 {mine.P50:0.0} ms, p99 {mine.P99:0.0} ms), baseline {floor.PerSecond:0}/s (p50 {floor.P50:0.0} ms, p99 {floor.P99:0.0} ms), ratio {mine.PerSecond / floor.PerSecond:0.00}");
}

Console.WriteLine($"median: server {Median(r => r.Server.PerSecond):0}/s (p50 {Median(r => r.Server.P50):0.0} ms, p99 {Median(r => r.Server.P99):0.0} ms), baseline {Median(r => r.Baseline.PerSecond):0}/s (p50 {Median(r => r.Baseline.P50):0.0} ms, p99 {Median(r => r.Baseline.P99):0.0} ms)");
Console.WriteLine($"processor time a filing: server {cpu.Server / cpu.Filings * 1e6:0} µs, PostgreSQL {cpu.Postgres / cpu.Filings * 1e6:0} µs");
Console.WriteLine($"after a round the server had {Math.Round(drained.Order().ElementAt(drained.Count / 2), 1)} s of wake-ups and views left to do (median); the baseline's round waits for that");
Console.WriteLine($"ratio to the baseline: {Median(r => r.Server.PerSecond / r.Baseline.PerSecond):0.00} (goal 0.6, least 0.4)");
await JournalAsync();
return 0;

// What it costs the filings that each gets its place meanwhile: in every other round the head's row is held here, and the sequencer has nothing to do.
async Task JournalAsync()
{
    List<double> ratios = [], p99s = [];
    for (var i = 0; i < rounds; i++)
    {
        var without = 0.0;
        if (i % 2 == 0)
        {
            without = await WithoutAsync();
        }

        var since = TimeProvider.System.GetUtcNow();
        var with = (await serverLoad.RunAsync(Connections, length)).PerSecond;
        await DrainAsync();
        await using (var delays = database.CreateCommand("select percentile_cont(0.99) within group (order by extract(epoch from sequenced_at - recorded_at)::float8) from reporting.journal where recorded_at > $1"))
        {
            delays.Parameters.Add(new() { Value = since });
            p99s.Add((double)(await delays.ExecuteScalarAsync())!);
        }

        if (i % 2 != 0)
        {
            without = await WithoutAsync();
        }

        ratios.Add(with / without);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"journal {i + 1}: {with:0}/s with the sequencer, {without:0}/s without, ratio {with / without:0.00}; merge delay p99 {p99s[^1]:0.00} s"));
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median: filings with the sequencer to filings without {ratios.Order().ElementAt(rounds / 2):0.00} (goal at least 0.95); merge delay p99 {p99s.Order().ElementAt(rounds / 2):0.00} s (goal 2)"));
}

async Task<double> WithoutAsync()
{
    double found;
    await using (var held = await database.OpenConnectionAsync())
    await using (var transaction = await held.BeginTransactionAsync())
    {
        await using var hold = new NpgsqlCommand("select size from reporting.journal_head where id = 1 for update", held);
        await hold.ExecuteScalarAsync();
        found = (await serverLoad.RunAsync(Connections, length)).PerSecond;
    }

    await DrainAsync();
    return found;
}

double Median(Func<(Round Server, Round Baseline), double> of) => results.Select(of).Order().ElementAt(results.Count / 2);

// What follows a filing (wake-ups, views) is done beside the filings and after them: it must not run into the baseline's round.
async Task<double> DrainAsync()
{
    var clock = Stopwatch.StartNew();
    await Poll.UntilAsync(
        async () =>
        {
            await using var command = database.CreateCommand("select not exists (select 1 from messages.wolverine_incoming_envelopes where status = 'Incoming') and not exists (select 1 from reporting.journal_pending)");
            return (bool)(await command.ExecuteScalarAsync())!;
        },
        TimeSpan.FromMinutes(3),
        "the end of what follows a round");
    return clock.Elapsed.TotalSeconds;
}

Task<string> Token() => server.TokenAsync(client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());

// The whole, and a filing that starts no clock: no wake-up follows it, so that what is counted is the request alone.
async Task<((double Trips, double Bytes) Whole, (double Trips, double Bytes) Alone)> CostAsync(CountingProxy proxy)
{
    await server.KillAsync();
    server.Through(proxy.Port);
    await server.StartAgainAsync();
    var whole = await CountAsync(proxy, server.Http.BaseAddress!, body);
    await DrainAsync();

    // The sequencer works more while something is filed, which its polls at rest do not show: without it, it is the filing's alone.
    await server.KillAsync();
    server.Set("Journal__Run", "false");
    await server.StartAgainAsync();
    var alone = await CountAsync(proxy, server.Http.BaseAddress!, body.Replace("becameAwareAt", "discoveredAt", StringComparison.Ordinal));
    await server.KillAsync();
    server.Set("Journal__Run", null);
    server.Through(new NpgsqlConnectionStringBuilder(server.ConnectionString).Port);
    await server.StartAgainAsync();
    return (whole, alone);
}

async Task<(double Trips, double Bytes)> CountAsync(CountingProxy proxy, Uri url, string filing)
{
    const int Filings = 300;
    using var load = new Load(url, await Token(), filing);
    await load.OneAsync();

    // What the server says to the database by itself in as long a time is not the filings'.
    var idle = Stopwatch.StartNew();
    var quiet = proxy.Seen;
    await Task.Delay(TimeSpan.FromSeconds(5));
    var perSecond = ((proxy.Seen.RoundTrips - quiet.RoundTrips) / idle.Elapsed.TotalSeconds, (proxy.Seen.Bytes - quiet.Bytes) / idle.Elapsed.TotalSeconds);
    var busy = Stopwatch.StartNew();
    var before = proxy.Seen;
    for (var i = 0; i < Filings; i++)
    {
        await load.OneAsync();
    }

    var after = proxy.Seen;
    var seconds = busy.Elapsed.TotalSeconds;
    return ((after.RoundTrips - before.RoundTrips - (perSecond.Item1 * seconds)) / Filings, (after.Bytes - before.Bytes - (perSecond.Item2 * seconds)) / Filings);
}
