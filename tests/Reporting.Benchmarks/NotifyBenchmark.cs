using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Benchmarks;

/// <summary>
/// Officers told under load, through the whole path: filings, the wake-ups they set, the messages these plan, the sending
/// stage, real SMTP to a sink in this process. Steady; many reminders due within a minute; a mail server that is away while
/// filings go on; and reminders due within one second on two nodes of which one is killed.
/// </summary>
internal static class NotifyBenchmark
{
    private const int MailConnections = 8;
    private const long HeapLimit = 512L * 1024 * 1024;

    /// <param name="reminders">How many are due within a minute; a fifth of it wait while the mail server is away, a tenth is due within a second.</param>
    /// <param name="part"><c>steady</c>, <c>storm</c>, <c>away</c> or <c>nodes</c> alone; null: all of it.</param>
    public static async Task RunAsync(int reminders, string? part)
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var port = FreePort.Next();
        await server.KillAsync();
        server.Set("Mail__Host", "127.0.0.1");
        server.Set("Mail__Port", port.ToString(CultureInfo.InvariantCulture));
        server.Set("Mail__Security", "None");
        server.Set("Notifications__MailConnections", MailConnections.ToString(CultureInfo.InvariantCulture));
        server.Set("Notifications__LeaseSeconds", "10");
        server.Set("Nodes__Mode", "Balanced");
        // What a storm needs of memory does not grow with it: it has to do with so much.
        server.Set("DOTNET_GCHeapHardLimit", HeapLimit.ToString("x", CultureInfo.InvariantCulture));
        await server.StartAgainAsync();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        Console.WriteLine($"load of the machine before, and that of others in it: {(await File.ReadAllTextAsync("/proc/loadavg")).Trim()}");

        if (part is null or "steady")
        {
            await SteadyAsync(server, database, port);
        }

        if (part is null or "storm")
        {
            await StormAsync(server, database, port, reminders);
        }

        if (part is null or "away")
        {
            await AwayAsync(server, database, port, reminders / 5);
        }

        if (part is null or "nodes")
        {
            await TwoNodesAsync(server, database, port, reminders / 10);
        }
    }

    // ---- a hundred a second ----

    private static async Task SteadyAsync(ServerProcess server, NpgsqlDataSource database, int port)
    {
        using var sink = new SmtpSink(port);
        var firm = await ReminderLoad.FirmAsync(server);
        for (var i = 0; i < 20; i++)
        {
            await ReminderLoad.FileAsync(server, firm, HoursAgo(1));
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

            filings.Add(ReminderLoad.FileAsync(server, firm, HoursAgo(1)));
        }

        await Task.WhenAll(filings);
        var took = clock.Elapsed;
        await DrainedAsync(database);
        var sent = await CountAsync(database, "select count(*) from events.mt_events where type = 'notification-sent'") - before;
        var (p50, p99) = await LatencyAsync(database, since);
        Console.WriteLine($"steady: {sent / took.TotalSeconds:0} a second for {took.TotalSeconds:0} s; planned to sent p50 {p50:0} ms, p99 {p99:0} ms (bound 5,000 ms)");
    }

    // ---- many due within a minute ----

    private static async Task StormAsync(ServerProcess server, NpgsqlDataSource database, int port, int reminders)
    {
        using var sink = new SmtpSink(port);
        var due = await ReminderLoad.ArmAsync(server, reminders, Ahead(reminders), TimeSpan.FromMinutes(1));
        var most = 0L;
        await UntilAsync(due);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromMinutes(1) || sink.Taken.Count < reminders)
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(10))
            {
                throw new TimeoutException($"Of {reminders} messages {sink.Taken.Count} came.");
            }

            using var process = Process.GetProcessById(server.ProcessId);
            most = Math.Max(most, process.WorkingSet64);
            await Task.Delay(100);
        }

        var took = clock.Elapsed;
        await DrainedAsync(database);
        var (p50, p99) = await LatencyAsync(database, due.UtcDateTime);
        var order = await InOrderAsync(database, sink);
        Console.WriteLine($"storm: {reminders} due within a minute, the last arrived {took.TotalSeconds:0} s after the first was due ({reminders / took.TotalSeconds:0} a second; bound 120 s for 100,000); planned to sent p50 {p50:0} ms, p99 {p99:0} ms");
        Console.WriteLine($"       memory of the server at most {most / 1024 / 1024} MB, its heap held under {HeapLimit / 1024 / 1024} MB; at most {sink.MostConnections} connections (bound {MailConnections}); {sink.Again} twice; sent before something more urgent that was planned by then, beyond a batch: {OutOfOrder(order)} of {order.Count}");
    }

    // Longer than filing takes, at sixty a second.
    private static TimeSpan Ahead(int reminders) => TimeSpan.FromSeconds(20 + (reminders / ReminderLoad.Contacts / 60.0));

    private static async Task UntilAsync(DateTimeOffset at)
    {
        if (at - TimeProvider.System.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }

    // ---- a mail server that is away ----

    // Filings with mail taken, with the mail server away, and with mail taken again: all of a server that is warm, so that they can be compared.
    private static async Task AwayAsync(ServerProcess server, NpgsqlDataSource database, int port, int messages)
    {
        var firm = await ReminderLoad.FirmAsync(server);
        List<Filed> before = [];
        using (new SmtpSink(port))
        {
            await FilingsAsync(server, firm, 10 * Filings);
            for (var i = 0; i < 5; i++)
            {
                await DrainedAsync(database);
                before.Add(await FilingsAsync(server, firm, Filings));
            }

            await DrainedAsync(database);
        }

        List<Filed> away = [];
        while (away.Count < 5 || await CountAsync(database, "select count(*) from reporting.deliveries") < messages)
        {
            away.Add(await FilingsAsync(server, firm, Filings));
            await PlannedAsync(database);
        }

        var waiting = await CountAsync(database, "select count(*) from reporting.deliveries");
        using var sink = new SmtpSink(port);
        await Poll.UntilAsync(() => !sink.Taken.IsEmpty, TimeSpan.FromMinutes(2), "the first message");
        var clock = Stopwatch.StartNew();
        await DrainedAsync(database);
        var took = clock.Elapsed;
        var order = await InOrderAsync(database, sink);
        Console.WriteLine($"mail server back: {waiting} drained in {took.TotalSeconds:0} s ({waiting / took.TotalSeconds:0} a second); {sink.Again} twice; before something more urgent, beyond a batch: {OutOfOrder(order)} of {order.Count}");

        List<Filed> after = [];
        for (var i = 0; i < 5; i++)
        {
            after.Add(await FilingsAsync(server, firm, Filings));
            await DrainedAsync(database);
        }

        Console.WriteLine($"filings while mail is taken, before: {string.Join("; ", before)}");
        Console.WriteLine($"filings while the mail server is away: {string.Join("; ", away)}");
        Console.WriteLine($"filings while mail is taken, after: {string.Join("; ", after)}");
        Console.WriteLine($"filings a second, away to taken (medians): {Median(away) / Median([.. before, .. after]):0.00}");
    }

    private const int Filings = 80;

    private static double Median(List<Filed> filed) => Rank([.. filed.Select(f => f.PerSecond)], 0.5);

    private sealed record Filed(double PerSecond, double P50, double P99)
    {
        public override string ToString() => $"{PerSecond:0} a second, p50 {P50:0} ms, p99 {P99:0} ms";
    }

    /// <summary>Files so many cases, eight at a time: how many a second, and how long one took.</summary>
    private static async Task<Filed> FilingsAsync(ServerProcess server, ReminderLoad.Filer firm, int cases)
    {
        List<double> took = [];
        var clock = Stopwatch.StartNew();
        await ReminderLoad.EachAsync(cases, async i =>
        {
            var one = Stopwatch.StartNew();
            await ReminderLoad.FileAsync(server, firm, HoursAgo(i % 20));
            lock (took)
            {
                took.Add(one.Elapsed.TotalMilliseconds);
            }
        });
        return new Filed(cases / clock.Elapsed.TotalSeconds, Rank(took, 0.5), Rank(took, 0.99));
    }

    /// <summary>By when each message that arrived mattered, in the order they arrived.</summary>
    private static async Task<List<(DateTime Urgent, DateTime Planned)>> InOrderAsync(NpgsqlDataSource database, SmtpSink sink)
    {
        var urgent = new Dictionary<string, (DateTime, DateTime)>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("select (data ->> 'messageId'), (data ->> 'urgent')::timestamptz, (data ->> 'plannedAt')::timestamptz from reporting.mt_doc_notification");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            urgent[$"<{reader.GetString(0)}>"] = (reader.GetDateTime(1), reader.GetDateTime(2));
        }

        return [.. sink.Taken.Where(urgent.ContainsKey).Select(id => urgent[id])];
    }

    // A batch of claims is sent by several connections at once: within one, order is theirs. What was planned after a message was sent could not go before it.
    private static int OutOfOrder(List<(DateTime Urgent, DateTime Planned)> sent)
    {
        const int Batch = 400;
        var count = 0;
        for (var i = Batch; i < sent.Count; i++)
        {
            var before = sent[i - Batch];
            count += sent[i].Urgent < before.Urgent && sent[i].Planned < before.Planned ? 1 : 0;
        }

        return count;
    }

    // ---- two nodes, one killed ----

    private static async Task TwoNodesAsync(ServerProcess server, NpgsqlDataSource database, int port, int reminders)
    {
        await using var other = await server.BesideAsync();
        using var sink = new SmtpSink(port);
        var due = await ReminderLoad.ArmAsync(server, reminders, Ahead(reminders), TimeSpan.Zero);
        await UntilAsync(due);
        var clock = Stopwatch.StartNew();
        await Poll.UntilAsync(() => sink.Taken.Count > reminders / 3, TimeSpan.FromMinutes(5), "a third of the messages");
        await other.KillAsync();
        await Poll.UntilAsync(() => sink.Taken.Distinct().Count() >= reminders, TimeSpan.FromMinutes(10), "all of the messages");
        var took = clock.Elapsed;
        await DrainedAsync(database);
        Console.WriteLine($"two nodes, {reminders} due within one second, one node killed at a third: {sink.Taken.Distinct().Count()} arrived in {took.TotalSeconds:0} s, {sink.Again} of them again under the same Message-ID (sent when the node died, outcome not written)");
    }

    // ---- what they share ----

    private static DateTimeOffset HoursAgo(double hours) => TimeProvider.System.GetUtcNow().AddHours(-hours);

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
