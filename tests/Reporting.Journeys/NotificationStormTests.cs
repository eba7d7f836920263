using System.Globalization;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>
/// Two nodes over one database, and many reminders due within the same second, while one of the nodes is killed. A tenth of
/// what <c>ops/bench notify</c> does with ten thousand, so that it takes its place in every run of the tests.
/// </summary>
public sealed class NotificationStormTests : IAsyncLifetime
{
    private const int Reminders = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private readonly int port = FreePort.Next();
    private PrivatePostgres postgres = null!;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync()
    {
        postgres = await PrivatePostgres.StartAsync(durable: true);
        server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        await server.KillAsync();
        server.Set("Mail__Host", "127.0.0.1");
        server.Set("Mail__Port", port.ToString(CultureInfo.InvariantCulture));
        server.Set("Mail__Security", "None");
        server.Set("Notifications__LeaseSeconds", "4");
        server.Set("Nodes__Mode", "Balanced");
        await server.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await postgres.DisposeAsync();
    }

    [Fact]
    public async Task reminders_of_one_second_go_out_once_each_from_two_nodes_of_which_one_is_killed()
    {
        await using var other = await server.BesideAsync();
        using var sink = new SmtpSink(port);
        await ReminderLoad.ArmAsync(server, Reminders, TimeSpan.FromSeconds(25), TimeSpan.Zero);
        await Poll.UntilAsync(() => sink.Taken.Count > Reminders / 3, Limit, "a third of the messages");
        await other.KillAsync();
        await Poll.UntilAsync(async () => sink.Taken.Distinct().Count() >= Reminders && await CountAsync("select count(*) from reporting.deliveries") == 0, Limit, "all of the messages");

        // Each was planned once, and its outcome is known.
        (await CountAsync("select count(*) from reporting.mt_doc_notification where data ->> 'state' = 'sent'")).ShouldBe(Reminders);
        (await CountAsync("select count(*) from events.mt_events where type = 'notification-sent'")).ShouldBe(Reminders);
        var planned = (await ListAsync("select '<' || (data ->> 'messageId') || '>' from reporting.mt_doc_notification")).ToHashSet();
        sink.Taken.ShouldAllBe(id => planned.Contains(id));

        // What came again had been taken when its node died: no more than all of that node's connections held.
        sink.Again.ShouldBeLessThanOrEqualTo(8 * 25);
    }

    private async Task<long> CountAsync(string sql) => long.Parse((await ListAsync(sql))[0], CultureInfo.InvariantCulture);

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> found = [];
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetValue(0).ToString()!);
        }

        return found;
    }
}
