using System.Net;
using System.Text;
using Npgsql;
using Reporting.Ledger;
using Reporting.Server.Journal;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Journal;

public class SequencerTests(JournalWorld journal) : IClassFixture<JournalWorld>
{
    [Fact]
    public async Task everything_recorded_gets_one_place_registrations_and_notifications_too()
    {
        await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        await journal.ShouldBeWholeAsync();
        (await journal.Host.ScalarAsync<long>("select count(*) from reporting.journal where 'firm-registered' = any(kinds)")).ShouldBe(2);
        (await journal.Host.ScalarAsync<long>("select count(*) from reporting.journal_pending where set_aside is not null")).ShouldBe(0);
    }

    [Theory]
    [InlineData(SequencerStep.HeadLocked, false)]
    [InlineData(SequencerStep.Written, false)]
    [InlineData(SequencerStep.Committed, true)]
    [InlineData(SequencerStep.Signed, true)]
    [InlineData(SequencerStep.KeptOutside, true)]
    [InlineData(SequencerStep.Published, true)]
    public async Task a_failure_at_any_step_loses_nothing_forks_nothing_and_doubles_nothing(SequencerStep step, bool persisted)
    {
        await journal.SequenceAsync();
        var before = await journal.PublishedAsync();
        await journal.World.FiledAsync("northwind", "be-csirt");
        var steps = new Interrupted(step, () => throw new IOException("the connection is gone"));
        using var failing = journal.Another(steps);
        await Should.ThrowAsync<IOException>(() => failing.RunAsync(CancellationToken.None));
        steps.Reached.ShouldBe(1);
        var size = (ulong)await journal.Host.ScalarAsync<long>("select size from reporting.journal_head");
        (size > before.Size).ShouldBe(persisted, "whether it was written after all");
        // What may have left the process is never more than what is committed.
        (await journal.PublishedAsync()).Size.ShouldBeLessThanOrEqualTo(size);
        journal.Get<CheckpointFile>().Read(before.Origin)!.Size.ShouldBeLessThanOrEqualTo(size);

        using var next = journal.Another();
        await journal.SequenceAsync(next);
        await journal.ShouldBeWholeAsync();
        var after = await journal.PublishedAsync();
        after.Size.ShouldBeGreaterThan(before.Size);
        Merkle.Same(await journal.RootAsync(before.Size), before.Root).ShouldBeTrue("what was published before is still its beginning");
        journal.Get<CheckpointFile>().Read(after.Origin)!.Size.ShouldBe(after.Size);
    }

    [Fact]
    public async Task of_two_sequencers_at_once_one_writes_and_none_forks()
    {
        using var stop = new CancellationTokenSource();
        async Task<int> RunAsync(Sequencer sequencer)
        {
            var written = 0;
            while (!stop.IsCancellationRequested)
            {
                written += await sequencer.RunAsync(CancellationToken.None);
            }

            return written;
        }

        using var one = journal.Another();
        using var other = journal.Another();
        var running = new[] { Task.Run(() => RunAsync(one)), Task.Run(() => RunAsync(other)) };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => journal.World.FiledAsync("northwind", "be-csirt")));
        await stop.CancelAsync();
        (await Task.WhenAll(running)).Sum().ShouldBeGreaterThan(0);
        await journal.SequenceAsync();
        await journal.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task a_sequencer_that_stood_still_and_wakes_up_finds_that_another_has_taken_over()
    {
        await journal.World.FiledAsync("northwind", "be-csirt");
        using var asleep = new SemaphoreSlim(0);
        using var woken = new SemaphoreSlim(0);
        var steps = new Interrupted(SequencerStep.Written, () =>
        {
            asleep.Release();
            woken.Wait(TimeSpan.FromSeconds(30));
        });
        using var zombie = journal.Another(steps);
        var run = Task.Run(() => zombie.RunAsync(CancellationToken.None));
        (await asleep.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();

        // While it holds the head nobody writes, and nobody waits for it.
        using var other = journal.Another();
        (await other.RunAsync(CancellationToken.None)).ShouldBe(0);
        await journal.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and query like '%journal%'");
        await Poll.UntilAsync(async () => await other.RunAsync(CancellationToken.None) > 0, TimeSpan.FromSeconds(60), "another's turn");
        woken.Release();
        await Should.ThrowAsync<NpgsqlException>(run);
        await journal.ShouldBeWholeAsync();
        await journal.SequenceAsync(zombie);
        await journal.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task nothing_is_added_or_signed_on_a_tree_that_is_shorter_or_another_than_what_was_published()
    {
        await journal.SequenceAsync();
        var published = await journal.PublishedAsync();
        var path = Path.Combine(journal.Host.Folder, "another-checkpoint");
        var file = journal.FileOf(path);
        var signers = journal.Get<LedgerKeys>().Signers(published.Origin);
        await journal.World.FiledAsync("northwind", "be-csirt");

        file.Keep(SignedNote.Sign((published with { Size = published.Size + 5 }).Text, signers));
        using (var shorter = journal.Another(checkpointFile: path))
        {
            (await Should.ThrowAsync<LedgerRefusedException>(() => shorter.RunAsync(CancellationToken.None))).Message.ShouldContain("restored");
        }

        file.Keep(SignedNote.Sign((published with { Root = new byte[32] }).Text, signers));
        using (var forked = journal.Another(checkpointFile: path))
        {
            (await Should.ThrowAsync<LedgerRefusedException>(() => forked.RunAsync(CancellationToken.None))).Message.ShouldContain("not the one");
        }

        file.Keep("no note\n");
        using (var damaged = journal.Another(checkpointFile: path))
        {
            (await Should.ThrowAsync<LedgerRefusedException>(() => damaged.RunAsync(CancellationToken.None))).Message.ShouldContain("not of this ledger");
        }

        (await journal.Host.ScalarAsync<long>("select size from reporting.journal_head")).ShouldBe((long)published.Size);
        await journal.SequenceAsync();
        await journal.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task an_entry_whose_events_are_not_there_is_set_aside_and_holds_up_nobody()
    {
        var id = Guid.CreateVersion7();
        await journal.ExecuteAsync($"insert into reporting.journal_pending (entry, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at) values ('{id}', 'x', '{id}', 1, array['incident-opened'], array[]::text[], '', '', now(), now())");
        await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        (await journal.Host.ScalarAsync<string>($"select set_aside from reporting.journal_pending where entry = '{id}'")).ShouldBe("1 events were announced, 0 are stored");
        await journal.ExecuteAsync($"delete from reporting.journal_pending where entry = '{id}'");
        await journal.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task a_rotated_key_signs_beside_the_old_one_and_both_are_published()
    {
        var admin = await journal.Host.AdminAsync();
        var old = journal.Keys;
        var rotated = (await admin.PostAsync("/v1/ledger/keys", new { reason = "yearly" })).ShouldBe(HttpStatusCode.OK);
        rotated["items"].AsArray().Count.ShouldBe(old.Count + 2);
        await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        var note = await journal.Host.ScalarAsync<string>("select checkpoint from reporting.journal_head");
        SignedNote.Open(note, [.. old]).Verdict.ShouldBe(NoteVerdict.Verified);
        SignedNote.Open(note, [.. journal.Keys.Except(old)]).Verdict.ShouldBe(NoteVerdict.Verified);
    }

    [Fact]
    public async Task what_was_stored_before_there_was_a_journal_is_in_it_too()
    {
        await using var own = await ReportingHost.StartAsync();
        var world = await World.BuildAsync(own);
        await world.FiledAsync("northwind", "be-csirt");
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("delete from reporting.journal_head; delete from reporting.journal_pending where events is not null", connection);
        await command.ExecuteNonQueryAsync();
        var again = new JournalOf(own);
        await again.PrepareAsync();
        (await own.ScalarAsync<long>("select count(*) from reporting.journal_pending where 'firm-registered' = any(kinds)")).ShouldBe(2);
        await again.SequenceAsync();
        (await own.ScalarAsync<bool>("select count(distinct (tenant_id, stream_id, version)) = (select sum(last_version - first_version + 1) from reporting.journal) from events.mt_events")).ShouldBeTrue();
    }

    [Fact]
    public async Task a_witness_cosigns_what_it_is_shown_and_is_shown_that_nothing_of_it_changed()
    {
        using var key = SignerKey.Of("witness.example", [.. Enumerable.Repeat((byte)7, 32)], NoteKeyType.Cosignature);
        var witness = default(Witness);
        using var http = new HttpListener();
        var url = $"http://127.0.0.1:{FreePort.Next()}/";
        http.Prefixes.Add(url);
        http.Start();
        var serving = Task.Run(async () =>
        {
            while (http.IsListening)
            {
                var context = await http.GetContextAsync();
                var body = await new StreamReader(context.Request.InputStream, Encoding.UTF8).ReadToEndAsync();
                var (status, answer) = witness!.Add(body);
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                context.Response.Close();
            }
        });
        await using var own = await ReportingHost.StartAsync(settings: new Dictionary<string, string> { ["Ledger:Witnesses:0:Url"] = url, ["Ledger:Witnesses:0:Key"] = key.Verifier.ToString() });
        var of = new JournalOf(own);
        witness = new Witness(key, () => 1_700_000_000, of.Keys);
        var world = await World.BuildAsync(own);
        await of.SequenceAsync();
        await CosignedAsync(own, of, key.Verifier);
        // Restarted, the log no longer knows what the witness saw last, and is told.
        await world.FiledAsync("northwind", "be-csirt");
        await of.SequenceAsync();
        var size = await CosignedAsync(own, of, key.Verifier);
        size.ShouldBe((ulong)await own.ScalarAsync<long>("select size from reporting.journal_head"));
        http.Stop();
        await Should.ThrowAsync<Exception>(serving);
    }

    private static async Task<ulong> CosignedAsync(ReportingHost host, JournalOf of, VerifierKey witness)
    {
        var size = await host.ScalarAsync<long>("select size from reporting.journal_head");
        await Poll.UntilAsync(async () => await host.ScalarAsync<long>("select cosigned_size from reporting.journal_head") == size, TimeSpan.FromSeconds(60), "the cosignature");
        var opened = SignedNote.Open(await host.ScalarAsync<string>("select cosigned from reporting.journal_head"), [.. of.Keys, witness]);
        opened.Verdict.ShouldBe(NoteVerdict.Verified);
        opened.Signers.ShouldContain(witness);
        return Checkpoint.Parse(opened.Text!)!.Size;
    }
}
