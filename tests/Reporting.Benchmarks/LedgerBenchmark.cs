using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Reporting.Ledger;
using Reporting.Testing;

namespace Reporting.Benchmarks;

/// <summary>Proofs over HTTP of a ledger that is already large: its tiles seeded by COPY, its leaves made of their index.</summary>
public static class LedgerBenchmark
{
    private const int Asked = 2_000;

    public static async Task RunAsync(ulong leaves)
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var token = await server.OfficerTokenAsync();
        await server.KillAsync();

        var random = new Random(8);
        var asked = Enumerable.Range(0, Asked * 2).Select(_ => (ulong)random.NextInt64(0, (long)leaves)).Distinct().Take(Asked).ToList();
        var seeding = Stopwatch.GetTimestamp();
        await SeedAsync(server.ConnectionString, leaves, asked);
        Console.WriteLine($"{leaves} leaves seeded in {Stopwatch.GetElapsedTime(seeding).TotalSeconds:0} s");
        File.Delete(Path.Combine(server.Folder, "checkpoint"));

        // Another PostgreSQL process: nothing of the tree is in its memory.
        await postgres.KillAsync();
        await postgres.StartAgainAsync();
        await server.StartAgainAsync();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await Poll.UntilAsync(async () => (await server.Http.GetAsync("/v1/ledger/proof/inclusion/0")).IsSuccessStatusCode, TimeSpan.FromSeconds(60), "the checkpoint");
        foreach (var round in (string[])["cold, each leaf once", "the same again"])
        {
            var times = new List<double>(Asked);
            foreach (var index in asked)
            {
                var started = Stopwatch.GetTimestamp();
                using var answer = await server.Http.GetAsync("/v1/ledger/proof/inclusion/" + index.ToString(CultureInfo.InvariantCulture));
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsStringAsync();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"proofs, {round}: p50 {times[Asked / 2]:0.00} ms, p99 {times[Asked * 99 / 100]:0.00} ms, worst {times[^1]:0.00} ms"));
        }
    }

    private static LedgerEntry Entry(ulong index)
    {
        var content = new byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(content, index);
        return new LedgerEntry(EntryKind.Append, content, SHA256.HashData(content), LedgerEntry.NoPrevious);
    }

    private static async Task SeedAsync(string connectionString, ulong leaves, IReadOnlyCollection<ulong> asked)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "truncate reporting.journal, reporting.journal_readers, reporting.journal_pending, reporting.ledger_tiles");
        var growth = new TreeGrowth(0, _ => default);
        for (var index = 0UL; index < leaves; index++)
        {
            growth.Add(Entry(index).LeafHash());
        }

        await using (var tiles = await connection.BeginBinaryImportAsync("copy reporting.ledger_tiles (level, index, hashes) from stdin (format binary)"))
        {
            foreach (var tile in growth.Changed)
            {
                await tiles.StartRowAsync();
                await tiles.WriteAsync((short)tile.Level, NpgsqlDbType.Smallint);
                await tiles.WriteAsync((long)tile.Index, NpgsqlDbType.Bigint);
                await tiles.WriteAsync(growth.Hashes(tile).ToArray(), NpgsqlDbType.Bytea);
            }

            await tiles.CompleteAsync();
        }

        // Of the journal the rows that are asked for, and the first: a proof reads one.
        foreach (var index in asked.Append(0UL).Distinct())
        {
            var entry = Entry(index);
            await using var row = new NpgsqlCommand(
                "insert into reporting.journal select $1, gen_random_uuid(), 1, 'bench', gen_random_uuid(), 1, 1, array['x'], array[]::text[], $2, null, $3, $3, $4, $5, now(), now(), now()", connection)
            {
                Parameters = { new() { Value = (long)index }, new() { Value = entry.Content }, new() { Value = entry.Stored }, new() { Value = entry.Previous }, new() { Value = entry.LeafHash() } },
            };
            await row.ExecuteNonQueryAsync();
        }

        await using var head = new NpgsqlCommand("update reporting.journal_head set size = $1, root = $2, checkpoint = null, checkpoint_size = -1", connection)
        {
            Parameters = { new() { Value = (long)growth.Size }, new() { Value = growth.Root() } },
        };
        await head.ExecuteNonQueryAsync();
        await ExecuteAsync(connection, "vacuum analyze reporting.ledger_tiles");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
