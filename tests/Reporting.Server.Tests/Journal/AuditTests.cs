using Npgsql;
using Reporting.Audit;
using Reporting.Ledger;

namespace Reporting.Server.Tests.Journal;

/// <summary>What an audit of a database with filings in it says. Each change is made in a transaction that the audit sees and that is rolled back.</summary>
public class AuditTests(JournalWorld journal) : IClassFixture<JournalWorld>
{
    [Fact]
    public async Task what_is_found_is_named()
    {
        var (opened, _) = await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        await using var connection = new NpgsqlConnection(journal.Host.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"update events.mt_events set data = jsonb_set(data, '{{title}}', '\"Nothing happened\"') where stream_id = '{opened["id"]}' and version = 3", connection);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        var report = await new LedgerAudit(connection, journal.Keys).RunAsync();
        report.Findings.ShouldHaveSingleItem().ShouldContain($"stream {opened["id"]}, versions 3 to 4): its events are not what was committed to");
    }

    [Fact]
    public async Task a_ledger_rewritten_from_its_rows_up_is_found_by_whoever_kept_a_checkpoint()
    {
        await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        var kept = await journal.PublishedAsync();
        (await LedgerAudit.RunAsync(journal.Host.ConnectionString, journal.Keys, [kept])).Findings.ShouldBeEmpty();
        var rewritten = kept with { Root = Merkle.Leaf([1]) };
        (await LedgerAudit.RunAsync(journal.Host.ConnectionString, journal.Keys, [rewritten])).Findings.ShouldHaveSingleItem().ShouldContain("what it was signed over has changed");
        (await LedgerAudit.RunAsync(journal.Host.ConnectionString, journal.Keys, [kept with { Size = kept.Size + 1 }])).Findings.ShouldHaveSingleItem().ShouldContain("some were dropped");
        (await LedgerAudit.RunAsync(journal.Host.ConnectionString, [], [])).Findings.ShouldHaveSingleItem().ShouldContain("not signed by a key that was given");
    }

    [Fact]
    public async Task what_waits_longer_than_was_promised_is_an_alarm()
    {
        await journal.World.FiledAsync("northwind", "be-csirt");
        var fresh = await LedgerAudit.RunAsync(journal.Host.ConnectionString, journal.Keys, []);
        fresh.Waiting.ShouldBeGreaterThan(0);
        await using var connection = new NpgsqlConnection(journal.Host.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("update reporting.journal_pending set recorded_at = recorded_at - interval '1 hour'", connection);
        await command.ExecuteNonQueryAsync();
        (await new LedgerAudit(connection, journal.Keys).RunAsync()).Findings.ShouldContain(f => f.Contains("was promised a place"));
    }
}
