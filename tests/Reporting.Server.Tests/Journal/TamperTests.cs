using System.Net;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Reporting.Audit;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Journal;

/// <summary>Somebody with every right on the database changes something. Each change is made in a transaction that the audit sees and that is rolled back.</summary>
public class TamperTests(JournalWorld journal) : IClassFixture<JournalWorld>
{
    // Another seed is another thousand changes; the one that failed is named in the message.
    private static readonly int Seed = Environment.TickCount;

    private static readonly string[] Committed =
    [
        "events.mt_events.type", "events.mt_events.tenant_id", "events.mt_events.stream_id", "events.mt_events.version", "events.mt_events.timestamp", "events.mt_events.data", "events.mt_events.data",
        "events.mt_events.data", "events.mt_events.user_name", "events.mt_events.id",
        "reporting.journal.commitment", "reporting.journal.stored", "reporting.journal.stored_salt", "reporting.journal.previous", "reporting.journal.leaf", "reporting.journal.kinds",
        "reporting.journal.first_version", "reporting.journal.last_version", "reporting.journal.tenant_id", "reporting.journal.case_id", "reporting.journal.index",
        "reporting.ledger_tiles.hashes", "reporting.journal_head.root", "reporting.journal_head.size", "reporting.journal_head.checkpoint",
    ];

    [Fact]
    public async Task a_thousand_flipped_bits_and_hundreds_of_deletes_inserts_and_swaps_are_all_found_and_nothing_else()
    {
        // Registrations and deposits alone, in a database of its own: what an evaluation stores is large, and the audit of it tested beside.
        var officer = await journal.World.AsAsync("northwind/officer");
        for (var i = 0; i < 6; i++)
        {
            var commitments = Enumerable.Range(0, 3).Select(n => Convert.ToBase64String(SHA256.HashData([(byte)i, (byte)n])));
            (await officer.PostAsync("/v1/commitments", new { kind = "watermark", label = $"set {i}", commitments })).ShouldBe(HttpStatusCode.Created);
            await journal.SequenceAsync();
        }

        for (var run = 0; run < 20; run++)
        {
            var report = await LedgerAudit.RunAsync(journal.Host.ConnectionString, journal.Keys, []);
            report.Findings.ShouldBeEmpty($"clean run {run}");
            report.Entries.ShouldBeGreaterThan(8);
        }

        await TamperAsync(1_000, Seed, FlipAsync);
        await TamperAsync(200, Seed + 1, DeleteAsync);
        await TamperAsync(200, Seed + 2, InsertAsync);
        await TamperAsync(200, Seed + 3, SwapAsync);
    }

    private async Task TamperAsync(int times, int seed, Func<NpgsqlConnection, Random, Task<string?>> tamper)
    {
        var random = new Random(seed);
        await using var connection = new NpgsqlConnection(journal.Host.ConnectionString);
        await connection.OpenAsync();
        for (int done = 0, tried = 0; done < times; tried++)
        {
            tried.ShouldBeLessThan(times * 20, $"only {done} changes could be made");
            await using var transaction = await connection.BeginTransactionAsync();
            string? what;
            try
            {
                what = await tamper(connection, random);
            }
            catch (PostgresException)
            {
                // The database refused it: another is tried.
                await transaction.RollbackAsync();
                continue;
            }

            if (what is not null)
            {
                var report = await new LedgerAudit(connection, journal.Keys).RunAsync();
                report.Findings.ShouldNotBeEmpty($"seed {seed}, change {done}: {what}");
                done++;
            }

            await transaction.RollbackAsync();
        }
    }

    private static async Task<string?> FlipAsync(NpgsqlConnection connection, Random random)
    {
        var column = Committed[random.Next(Committed.Length)];
        var (table, name) = (column[..column.LastIndexOf('.')], column[(column.LastIndexOf('.') + 1)..]);
        await using var pick = new NpgsqlCommand($"select ctid, {name}{(name is "data" ? "::text" : name is "timestamp" ? "::text" : "")} from {table} where {name} is not null order by ctid", connection);
        var rows = new List<(NpgsqlTypes.NpgsqlTid At, object Value)>();
        await using (var reader = await pick.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                rows.Add((reader.GetFieldValue<NpgsqlTypes.NpgsqlTid>(0), reader.GetValue(1)));
            }
        }

        var (at, value) = rows[random.Next(rows.Count)];
        var changed = Flipped(value, random);
        if (changed is null)
        {
            return null;
        }

        var cast = name switch { "data" => "::jsonb", "timestamp" => "::timestamptz", _ => "" };
        await using var update = new NpgsqlCommand($"update {table} set {name} = $1{cast} where ctid = $2 and {name} is distinct from $1{cast}", connection)
        {
            Parameters = { new() { Value = changed }, new() { Value = at, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Tid } },
        };
        return await update.ExecuteNonQueryAsync() == 1 ? $"a bit of {column} at {at}: {value} became {changed}" : null;
    }

    private static object? Flipped(object value, Random random)
    {
        switch (value)
        {
            case byte[] bytes:
                bytes = [.. bytes];
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case long number:
                return number ^ (1L << random.Next(40));
            case Guid id:
                return new Guid((byte[])Flipped(id.ToByteArray(), random)!);
            case string[] texts:
                texts = [.. texts];
                var i = random.Next(texts.Length);
                return Flipped(texts[i], random) is string other ? texts.Select((t, at) => at == i ? other : t).ToArray() : null;
            case string text:
                var flipped = (byte[])Flipped(Encoding.UTF8.GetBytes(text), random)!;
                return Array.TrueForAll(flipped, b => b != 0) && Encoding.UTF8.GetString(flipped) is var read && !read.Contains('\uFFFD') ? read : null;
            default:
                throw new InvalidOperationException($"No bit of a {value.GetType()} is flipped here.");
        }
    }

    private static readonly string[] Tables = ["events.mt_events", "reporting.journal", "reporting.ledger_tiles"];

    private static Task<string?> DeleteAsync(NpgsqlConnection connection, Random random)
    {
        var table = Tables[random.Next(Tables.Length)];
        return RunAsync(connection, $"delete from {table} where ctid = (select ctid from {table} order by ctid offset {random.Next(8)} limit 1)", 1);
    }

    private static Task<string?> InsertAsync(NpgsqlConnection connection, Random random)
    {
        var row = $"order by ctid offset {random.Next(8)} limit 1";
        return random.Next(4) switch
        {
            // An event at the end of a stream, in a stream of its own, an entry, a tile.
            0 => RunAsync(connection, $"insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type) select 1000000, gen_random_uuid(), stream_id, 1000, data, type, timestamp, tenant_id, mt_dotnet_type from events.mt_events {row}", 1),
            1 => RunAsync(connection, $"with s as (insert into events.mt_streams (id, type, version, tenant_id) select gen_random_uuid(), type, 1, tenant_id from events.mt_streams {row} returning id, tenant_id) insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type) select 1000000, gen_random_uuid(), s.id, 1, e.data, e.type, e.timestamp, s.tenant_id, e.mt_dotnet_type from s, (select * from events.mt_events {row}) e", 1),
            2 => RunAsync(connection, $"insert into reporting.journal select (select max(index) + 1 + {random.Next(2)} from reporting.journal), gen_random_uuid(), kind, tenant_id, case_id, first_version, last_version, kinds, readers, commitment, salt, stored, stored_salt, previous, leaf, received_at, recorded_at, sequenced_at from reporting.journal {row}", 1),
            _ => RunAsync(connection, $"insert into reporting.ledger_tiles values ({random.Next(3)}, {1 + random.Next(5)}, '\\x{new string('0', 64)}')", 1),
        };
    }

    private static Task<string?> SwapAsync(NpgsqlConnection connection, Random random)
    {
        var (one, other) = (random.Next(8), random.Next(8));
        var (table, columns) = random.Next(3) switch
        {
            0 => ("events.mt_events", "data"),
            1 => ("reporting.journal", "commitment, stored, stored_salt, leaf, previous"),
            _ => ("reporting.journal", "stored"),
        };
        var list = columns.Split(", ");
        return RunAsync(
            connection,
            $"""
            with rows as (select ctid as at, {columns}, row_number() over (order by ctid) as n from {table}),
                 a as (select * from rows where n = {one + 1}), b as (select * from rows where n = {other + 1})
            update {table} t set {string.Join(", ", list.Select(c => $"{c} = s.{c}"))}
            from (select a.at, {string.Join(", ", list.Select(c => "b." + c))} from a, b union all select b.at, {string.Join(", ", list.Select(c => "a." + c))} from a, b) s
            where t.ctid = s.at and (select a.{list[0]} is distinct from b.{list[0]} from a, b)
            """,
            2);
    }

    private static async Task<string?> RunAsync(NpgsqlConnection connection, string sql, int rows)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync() == rows ? sql : null;
    }
}
