using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reporting.Ledger;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Journal;

/// <summary>A server whose sequencer runs when the test says so, and what others see of its ledger.</summary>
public sealed class JournalWorld : IAsyncLifetime
{
    public ReportingHost Host { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ReportingHost.StartAsync();
        World = await World.BuildAsync(Host);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Another node's sequencer over the same database.</summary>
    /// <param name="checkpointFile">Of that node; the host's where nothing is said.</param>
    public Sequencer Another(SequencerSteps? steps = null, string? checkpointFile = null) => new(
        Get<NpgsqlDataSource>(), Get<LedgerIdentity>(), Get<LedgerKeys>(), FileOf(checkpointFile ?? Get<CheckpointFile>().Path), Get<Witnesses>(), Get<JournalProgress>(), steps ?? Get<SequencerSteps>(), Get<LegalClock>());

    public CheckpointFile FileOf(string path) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Ledger:CheckpointFile"] = path }).Build(), Get<LedgerKeys>());

    /// <summary>Sequences until nothing waits.</summary>
    public async Task SequenceAsync(Sequencer? by = null)
    {
        while (await (by ?? Get<Sequencer>()).RunAsync(CancellationToken.None) > 0)
        {
            // On to the next batch.
        }
    }

    public IReadOnlyList<VerifierKey> Keys => Get<LedgerKeys>().Verifiers;

    public async Task<Checkpoint> PublishedAsync()
    {
        var opened = SignedNote.Open(await Host.ScalarAsync<string>("select checkpoint from reporting.journal_head"), Keys);
        opened.Verdict.ShouldBe(NoteVerdict.Verified, opened.Reason);
        return Checkpoint.Parse(opened.Text!)!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Host.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What must hold of the journal at any moment: no gap, no event twice, none left out, each stream in its order, the tree over it.</summary>
    public async Task ShouldBeWholeAsync()
    {
        (await Host.ScalarAsync<bool>("select count(*) = coalesce(max(index) + 1, 0) and count(*) = (select size from reporting.journal_head) from reporting.journal")).ShouldBeTrue("indexes are contiguous");
        (await Host.ScalarAsync<long>("select count(*) from (select *, lag(last_version, 1, 0::bigint) over (partition by tenant_id, case_id order by index) as before from reporting.journal) j where first_version <> before + 1")).ShouldBe(0, "each stream is in its order");
        (await Host.ScalarAsync<string>("""
            select coalesce(string_agg(format('%s %s/%s v%s', e.type, e.tenant_id, e.stream_id, e.version), ', '), '') from events.mt_events e
            where e.type <> 'tombstone' and (select count(*) from reporting.journal j where j.case_id = e.stream_id and j.tenant_id = e.tenant_id and e.version between j.first_version and j.last_version)
                + (select count(*) from reporting.journal_pending p where p.case_id = e.stream_id and p.tenant_id = e.tenant_id and (e.id = any(p.events) or (p.events is null and e.version between p.case_version - cardinality(p.kinds) + 1 and p.case_version))) <> 1
            """)).ShouldBe("", "every event has one place");
        var published = await PublishedAsync();
        Merkle.Same(published.Root, await RootAsync(published.Size)).ShouldBeTrue("the signed root is that of the leaves");
    }

    /// <summary>The root over the first leaves of the journal, computed from its rows and nothing else.</summary>
    public async Task<byte[]> RootAsync(ulong size)
    {
        var growth = new TreeGrowth(0, _ => default);
        await using var connection = new NpgsqlConnection(Host.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select kind, commitment, stored, previous from reporting.journal where index < {size} order by index", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            growth.Add(new LedgerEntry((EntryKind)reader.GetInt16(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)).LeafHash());
        }

        return growth.Root();
    }
}

/// <summary>Fails, or waits, the first time a step is reached.</summary>
public sealed class Interrupted(SequencerStep at, Action then) : SequencerSteps(new ConfigurationBuilder().Build())
{
    public int Reached { get; private set; }

    public override void Reach(SequencerStep step)
    {
        if (step == at && Reached++ == 0)
        {
            then();
        }
    }
}
