using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Benchmarks;

/// <summary>
/// Officers told under load, through the whole path: filings that plan notifications, the sending stage, real SMTP to a
/// sink in this process. Steady; a backlog of a hundred thousand behind a mail server that was away, and filing meanwhile;
/// and ten thousand on two nodes of which one is killed.
/// </summary>
internal static class NotifyBenchmark
{
    private const int Contacts = 20;
    private static int _filed;

    public static async Task RunAsync(int backlog)
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var port = FreePort.Next();
        await server.KillAsync();
        server.Set("Mail__Host", "127.0.0.1");
        server.Set("Mail__Port", port.ToString(CultureInfo.InvariantCulture));
        server.Set("Mail__Security", "None");
        server.Set("Notifications__LeaseSeconds", "10");
        server.Set("Nodes__Mode", "Balanced");
        await server.StartAgainAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);

        await SteadyAsync(server, database, port);
        await BacklogAsync(server, database, port, backlog);
        await TwoNodesAsync(server, database, port, backlog / 10);
    }

    // ---- a hundred a second ----

    private static async Task SteadyAsync(ServerProcess server, NpgsqlDataSource database, int port)
    {
        using var sink = new SmtpSink(port);
        var firm = await FirmAsync(server, 4);
        for (var i = 0; i < 20; i++)
        {
            await FileAsync(server, firm, HoursAgo(1));
        }

        await DrainedAsync(database);
        var before = await CountAsync(database, "select count(*) from events.mt_events where type = 'notification-sent'");
        var since = await ScalarAsync<DateTime>(database, "select now()");
        var clock = Stopwatch.StartNew();
        var perCase = Math.Max(1, before / 20);
        var gap = TimeSpan.FromSeconds(perCase / 100.0);
        List<Task> filings = [];
        for (var next = TimeSpan.Zero; clock.Elapsed < TimeSpan.FromSeconds(30); next += gap)
        {
            if (next > clock.Elapsed)
            {
                await Task.Delay(next - clock.Elapsed);
            }

            filings.Add(FileAsync(server, firm, HoursAgo(1)));
        }

        await Task.WhenAll(filings);
        var took = clock.Elapsed;
        await DrainedAsync(database);
        var sent = await CountAsync(database, "select count(*) from events.mt_events where type = 'notification-sent'") - before;
        var (p50, p99) = await LatencyAsync(database, since);
        Console.WriteLine($"steady: {sent / took.TotalSeconds:0} a second for {took.TotalSeconds:0} s; planned to sent p50 {p50:0} ms, p99 {p99:0} ms (bound 5,000 ms)");
    }

    // ---- a mail server that was away ----

    private static async Task BacklogAsync(ServerProcess server, NpgsqlDataSource database, int port, int messages)
    {
        var firm = await FirmAsync(server, Contacts);
        var planning = Stopwatch.StartNew();
        List<double> took = [];
        while (await CountAsync(database, "select count(*) from reporting.deliveries") < messages)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                var one = Stopwatch.StartNew();
                await FileAsync(server, firm, HoursAgo(i % 20));
                lock (took)
                {
                    took.Add(one.Elapsed.TotalMilliseconds);
                }
            }));
        }

        await PlannedAsync(database);
        var waiting = await CountAsync(database, "select count(*) from reporting.deliveries");
        Console.WriteLine($"backlog: {waiting} planned in {planning.Elapsed.TotalSeconds:0} s while the mail server is away; filings meanwhile p50 {Rank(took, 0.5):0} ms, p99 {Rank(took, 0.99):0} ms");
        var urgent = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand("select notification, urgent from reporting.deliveries"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                urgent[$"<{reader.GetGuid(0):N}@reporting.invalid>"] = reader.GetDateTime(1);
            }
        }

        using var sink = new SmtpSink(port);
        await Poll.UntilAsync(() => !sink.Taken.IsEmpty, TimeSpan.FromMinutes(2), "the first message");
        var clock = Stopwatch.StartNew();
        var most = 0L;
        while (await CountAsync(database, "select count(*) from (select 1 from reporting.deliveries limit 1) x") > 0)
        {
            using var process = Process.GetProcessById(server.ProcessId);
            most = Math.Max(most, process.WorkingSet64);
            await Task.Delay(250);
        }

        var order = sink.Taken.Where(urgent.ContainsKey).Select(id => urgent[id]).ToList();
        Console.WriteLine($"drained: {waiting} in {clock.Elapsed.TotalSeconds:0} s ({waiting / clock.Elapsed.TotalSeconds:0} a second; bound 120 s for 100,000); memory at most {most / 1024 / 1024} MB");
        Console.WriteLine($"         {sink.Taken.Count - sink.Taken.Distinct().Count()} twice; out of order of urgency by more than a batch: {OutOfOrder(order)} of {order.Count}");
    }

    // A batch of claims is sent by several connections at once: within one, order is theirs.
    private static int OutOfOrder(List<DateTime> sent)
    {
        const int Batch = 400;
        var count = 0;
        var most = DateTime.MinValue;
        for (var i = Batch; i < sent.Count; i++)
        {
            most = sent[i - Batch] > most ? sent[i - Batch] : most;
            count += sent[i] < most ? 1 : 0;
        }

        return count;
    }

    // ---- two nodes, one killed ----

    private static async Task TwoNodesAsync(ServerProcess server, NpgsqlDataSource database, int port, int messages)
    {
        var firm = await FirmAsync(server, Contacts);
        while (await CountAsync(database, "select count(*) from reporting.deliveries") < messages)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FileAsync(server, firm, HoursAgo(1))));
        }

        await PlannedAsync(database);
        var waiting = await CountAsync(database, "select count(*) from reporting.deliveries");
        await using var other = await server.BesideAsync();
        using var sink = new SmtpSink(port);
        await Poll.UntilAsync(() => sink.Taken.Count > waiting / 3, TimeSpan.FromMinutes(2), "a third of the messages");
        await other.KillAsync();
        await DrainedAsync(database);
        var twice = sink.Taken.Count - sink.Taken.Distinct().Count();
        Console.WriteLine($"two nodes, one killed at a third: {waiting} planned, {sink.Taken.Distinct().Count()} arrived, {twice} of them again under the same Message-ID (sent when the node died, outcome not written)");
    }

    // ---- what they share ----

    private static DateTimeOffset HoursAgo(double hours) => TimeProvider.System.GetUtcNow().AddHours(-hours);

    private static async Task<(string Token, string Entity)> FirmAsync(ServerProcess server, int contacts)
    {
        var admin = await server.AdminTokenAsync();
        var number = Interlocked.Increment(ref _filed);
        var firm = await server.PostAsync(
            "/v1/firms", new { name = "Bench", contacts = Enumerable.Range(0, contacts).Select(i => new { email = $"officer-{i}@bench-{number}.example" }) }, admin, $"firm-{number}");
        var client = await server.PostAsync(
            "/v1/clients", new { party = new { kind = "firm", id = firm["id"]!.GetValue<string>() }, roles = new[] { "officer", "firm-admin" }, name = "bench" }, admin, $"client-{number}");
        var token = await server.TokenAsync(client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());
        var profile = JsonNode.Parse("""
            { "from": "2020-01-01", "entityClass": "essential", "entityType": "cloud-computing", "memberState": "BE", "operatorOfEssentialServices": "no", "relevantDigitalServiceProvider": "no",
              "regulatedPerson": "no", "financialEntity": "none", "publicCompany": "no", "coveredEntity": "no", "frontierDeveloper": "no", "gpaiSystemicRisk": "no" }
            """);
        var entity = await server.PostAsync("/v1/entities", new { name = "Bench cloud", country = "BE", profile }, token, $"entity-{number}");
        return (token, entity["id"]!.GetValue<string>());
    }

    private static async Task FileAsync(ServerProcess server, (string Token, string Entity) firm, DateTimeOffset aware)
    {
        var number = Interlocked.Increment(ref _filed);
        await server.PostAsync(
            "/v1/incidents",
            new
            {
                externalReference = $"N-{number}",
                title = "Weights copied",
                summary = "Weights were copied to an unknown host.",
                theftKinds = new[] { "weight-exfiltration" },
                handling = new { tlp = "amber", notAboveOfficial = true },
                reportingEntity = new { entityId = firm.Entity },
                detectedAt = new { at = aware },
                becameAwareAt = new { at = aware },
                suspectedMalicious = "yes",
                crossBorder = "no",
                personalData = new { affected = "yes" },
            },
            firm.Token,
            $"file-{number}");
    }

    private static Task PlannedAsync(NpgsqlDataSource database) => Poll.UntilAsync(
        async () => await CountAsync(database, "select count(*) from messages.wolverine_incoming_envelopes where status = 'Incoming'") == 0, TimeSpan.FromMinutes(10), "the end of planning");

    private static async Task DrainedAsync(NpgsqlDataSource database)
    {
        await PlannedAsync(database);
        await Poll.UntilAsync(async () => await CountAsync(database, "select count(*) from reporting.deliveries") == 0, TimeSpan.FromMinutes(10), "the end of sending");
    }

    private static async Task<(double P50, double P99)> LatencyAsync(NpgsqlDataSource database, DateTime since)
    {
        await using var command = database.CreateCommand(
            """
            select percentile_disc(array[0.5, 0.99]) within group (order by extract(epoch from s.timestamp - p.timestamp) * 1000)::float8[]
            from events.mt_events p join events.mt_events s on s.stream_id = p.stream_id and s.type = 'notification-sent'
            where p.type = 'notification-planned' and p.timestamp > @since
            """);
        command.Parameters.AddWithValue("since", since);
        var found = (double[])(await command.ExecuteScalarAsync())!;
        return (found[0], found[1]);
    }

    private static double Rank(List<double> values, double rank) => values.Order().ElementAt((int)(values.Count * rank));

    private static Task<long> CountAsync(NpgsqlDataSource database, string sql) => ScalarAsync<long>(database, sql);

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
