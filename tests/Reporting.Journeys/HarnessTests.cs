using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The parts that other tests stand on.</summary>
public sealed class HarnessTests
{
    private static int migrations;

    [Fact]
    public async Task test_databases_are_copies_of_one_migration_and_owned_by_a_role_without_power()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TestDatabase.CreateAsync(MigrateAsync)));
        migrations.ShouldBe(1);
        databases.Select(database => database.Name).Distinct(StringComparer.Ordinal).Count().ShouldBe(8);
        foreach (var database in databases)
        {
            (await AskAsync(database.ConnectionString, "INSERT INTO cases VALUES ('one') RETURNING (SELECT count(*) FROM cases)")).ShouldBe(0L);
            (await AskAsync(database.ConnectionString, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user")).ShouldBe(false);
            (await AskAsync(database.AdminConnectionString, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).ShouldBe(true);
            await database.DisposeAsync();
        }

        var admin = (await PostgresCluster.SharedAsync()).AdminConnectionString;
        (await AskAsync(admin, $"SELECT count(*) FROM pg_database WHERE datname = '{databases[0].Name}'")).ShouldBe(0L);
    }

    [Fact]
    public async Task an_empty_test_database_has_no_schema()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        (await AskAsync(database.ConnectionString, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")).ShouldBe(0L);
    }

    [Fact]
    public async Task mail_is_received_over_a_real_conversation()
    {
        await using var receiver = await SmtpReceiver.StartAsync();
        receiver.Messages().ShouldBeEmpty();
        await SendAsync(receiver, "first");
        await SendAsync(receiver, "second – with a dash");
        var mail = await receiver.WaitForAsync(received => received.Message.Subject is ['s', ..], TimeSpan.FromSeconds(10));
        mail.Message.Subject.ShouldBe("second – with a dash");
        mail.Message.TextBody?.Trim().ShouldBe(".a line that begins with a dot");
        mail.From.ShouldBe("clock@reporting.example");
        mail.To.ShouldBe(["duty@firm.example", "archive@firm.example"]);
        receiver.Messages().Length.ShouldBe(2);
        await Should.ThrowAsync<TimeoutException>(() => receiver.WaitForAsync(_ => false, TimeSpan.FromMilliseconds(100)));
    }

    private static async Task SendAsync(SmtpReceiver receiver, string subject)
    {
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse("clock@reporting.example"));
        message.To.Add(MailboxAddress.Parse("duty@firm.example"));
        message.Bcc.Add(MailboxAddress.Parse("archive@firm.example"));
        message.Subject = subject;
        message.Body = new TextPart("plain") { Text = ".a line that begins with a dot" };
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", receiver.Port, SecureSocketOptions.None);
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
    }

    private static async Task MigrateAsync(string connectionString)
    {
        Interlocked.Increment(ref migrations);
        await AskAsync(connectionString, "CREATE TABLE cases (name text)");
    }

    private static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
