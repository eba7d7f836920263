using System.Globalization;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The server is killed at four points between "planned" and "outcome written", beside a real SMTP server: everything arrives, and only what was taken when it died comes again, under the same Message-ID.</summary>
public sealed class NotificationCrashTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private SmtpReceiver mail = null!;
    private PrivatePostgres postgres = null!;
    private ServerProcess server = null!;
    private string officer = "";

    public async ValueTask InitializeAsync()
    {
        mail = await SmtpReceiver.StartAsync();
        postgres = await PrivatePostgres.StartAsync(durable: true);
        server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        await server.KillAsync();
        server.Set("Mail__Host", "127.0.0.1");
        server.Set("Mail__Port", mail.Port.ToString(CultureInfo.InvariantCulture));
        server.Set("Mail__Security", "None");
        server.Set("Notifications__LeaseSeconds", "4");
        await server.StartAgainAsync();
        var admin = await server.AdminTokenAsync();
        var firm = await server.PostAsync("/v1/firms", new { name = "Northwind", contacts = new[] { new { email = "officer@northwind.example" } } }, admin, "firm");
        var client = await server.PostAsync(
            "/v1/clients", new { party = new { kind = "firm", id = firm["id"]!.GetValue<string>() }, roles = new[] { "officer" }, name = "test" }, admin, "client");
        officer = await server.TokenAsync(client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await postgres.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task killed_after_planning_and_before_anything_is_sent()
    {
        await using var held = await HoldRowsAsync();
        var reference = await OpenAsync();
        // Nobody can claim a row of the table: what was planned waits.
        await Poll.UntilAsync(async () => await CountAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0, Limit, "a claim that waits");
        await server.KillAsync();
        await held.DisposeAsync();
        await server.StartAgainAsync();
        await ArrivesAsync(reference, copies: 1);
    }

    [Fact]
    public async Task killed_in_the_middle_of_DATA()
    {
        mail.Behave("""{ "slow": 30 }""");
        var reference = await OpenAsync();
        await Poll.UntilAsync(async () => await CountAsync("select count(*) from reporting.deliveries where claimed_until > now()") > 0, Limit, "a claim");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await server.KillAsync();
        mail.Behave(null);
        await server.StartAgainAsync();
        await ArrivesAsync(reference, copies: null);
    }

    [Fact]
    public async Task killed_when_the_message_was_taken_and_the_answer_is_on_its_way()
    {
        mail.Behave("""{ "hold": true }""");
        var reference = await OpenAsync();
        await mail.WaitForAsync(m => m.Message.Subject!.Contains(reference, StringComparison.Ordinal), Limit);
        await server.KillAsync();
        mail.Behave(null);
        mail.Release();
        await server.StartAgainAsync();
        await ArrivesAsync(reference, copies: 2);
    }

    [Fact]
    public async Task killed_when_it_was_sent_and_the_outcome_is_not_written()
    {
        mail.Behave("""{ "hold": true }""");
        var reference = await OpenAsync();
        await mail.WaitForAsync(m => m.Message.Subject!.Contains(reference, StringComparison.Ordinal), Limit);
        await using var held = await HoldRowsAsync();
        mail.Release();
        await Poll.UntilAsync(async () => await CountAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0, Limit, "an outcome that waits");
        await server.KillAsync();
        await held.DisposeAsync();
        mail.Behave(null);
        await server.StartAgainAsync();
        // The database may finish what the dead process had asked of it.
        await ArrivesAsync(reference, copies: null);
    }

    private async Task<string> OpenAsync()
    {
        // Nothing is known of the entity: all there is to tell is one message, the open questions.
        var now = TimeProvider.System.GetUtcNow();
        var opened = await server.PostAsync(
            "/v1/incidents",
            new
            {
                externalReference = "CRASH-1",
                title = "Weights copied",
                summary = "Weights were copied to an unknown host.",
                theftKinds = new[] { "weight-exfiltration" },
                handling = new { tlp = "amber", notAboveOfficial = true },
                reportingEntity = new { name = "Northwind" },
                detectedAt = new { at = now.AddHours(-2) },
                becameAwareAt = new { at = now.AddHours(-1) },
                personalData = new { affected = "no" },
            },
            officer,
            "open");
        return opened["reference"]!.GetValue<string>();
    }

    /// <param name="copies">How many copies are right; null: one or two.</param>
    private async Task ArrivesAsync(string reference, int? copies)
    {
        await Poll.UntilAsync(
            async () => await CountAsync("select count(*) from reporting.mt_doc_notification") > 0 && await CountAsync("select count(*) from reporting.mt_doc_notification where data ->> 'state' <> 'sent'") == 0
                && await CountAsync("select count(*) from reporting.deliveries") == 0,
            Limit,
            "every outcome");
        var arrived = mail.Messages().Where(m => m.Message.Subject!.Contains(reference, StringComparison.Ordinal)).Select(m => m.Message.MessageId!).ToList();
        arrived.ShouldNotBeEmpty();
        foreach (var same in arrived.GroupBy(id => id))
        {
            same.Count().ShouldBeInRange(copies ?? 1, copies ?? 2);
        }

        arrived.Distinct().Count().ShouldBe((int)await CountAsync("select count(*) from reporting.mt_doc_notification"));
        (await CountAsync("select count(*) from events.mt_events where type = 'notification-sent'")).ShouldBe(arrived.Distinct().Count());
    }

    /// <summary>Holds the queue against every change of a row; what is added to it comes in all the same.</summary>
    private async Task<NpgsqlConnection> HoldRowsAsync()
    {
        var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        // Against UPDATE and DELETE by a trigger's wait, not against INSERT: the planner must not be held up.
        await using var command = new NpgsqlCommand(
            """
            select pg_advisory_lock(40);
            create or replace function reporting.held() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock_shared(40); return case when tg_op = ''DELETE'' then old else new end; end';
            create or replace trigger held before update or delete on reporting.deliveries for each row execute function reporting.held();
            """,
            connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
