using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Reporting.Server.Tests.Evidence;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Journal;

public class ChangeFeedTests(JournalWorld journal) : IClassFixture<JournalWorld>
{
    private static string[] Entries(Answer page) => [.. page["items"].AsArray().Select(i => i!["entry"]!.GetValue<string>())];

    [Fact]
    public async Task a_firm_sees_its_own_cases_and_an_authority_what_it_was_sent_under_its_own_reference()
    {
        var (opened, filed) = await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        var receipt = filed["receipt"]["id"]!.GetValue<string>();
        var firm = await AllAsync(await journal.World.AsAsync("northwind/officer"));
        firm.Single(i => i["entry"]!.GetValue<string>() == receipt)["case"]!.GetValue<string>().ShouldBe(opened["id"].GetValue<string>());
        firm.Where(i => i["case"]?.GetValue<string>() == opened["id"].GetValue<string>()).Select(i => i["kinds"]!.AsArray().First()!.GetValue<string>()).ShouldBe(["incident-opened", "incident-report-filed"]);

        var (_, reference) = await journal.World.SeenAsync("be-csirt", filed);
        var authority = await AllAsync(await journal.World.AsAsync("be-csirt/caseworker"));
        var seen = authority.Single(i => i["entry"]!.GetValue<string>() == receipt);
        (seen["reference"]!.GetValue<string>(), seen["case"]).ShouldBe((reference, null));
        authority.ShouldNotContain(i => i["kinds"]!.AsArray().Any(k => k!.GetValue<string>() == "incident-opened"));
        foreach (var stranger in (string[])["albion/officer", "uk-cyber/caseworker"])
        {
            (await AllAsync(await journal.World.AsAsync(stranger))).ShouldNotContain(i => i["entry"]!.GetValue<string>() == receipt);
        }
    }

    [Fact]
    public async Task a_cursor_is_of_one_readers_feed_and_numbers_have_bounds()
    {
        var mine = (await (await journal.World.AsAsync("northwind/officer")).ReadAsync("/v1/changes"))["next"].GetValue<string>();
        var stranger = await journal.World.AsAsync("albion/officer");
        foreach (var query in (string[])["after=" + mine, "after=x", "limit=0", "limit=501", "waitSeconds=31", "waitSeconds=-1", "limit=x"])
        {
            (await stranger.ReadAsync("/v1/changes?" + query)).Status.ShouldBe(HttpStatusCode.BadRequest, query);
        }
    }

    [Fact]
    public async Task nothing_is_missed_while_a_writer_holds_its_transaction_open_among_a_thousand_others()
    {
        const int Others = 1_000;
        var officer = await journal.World.AsAsync("albion/officer");
        var (opened, _) = await journal.World.FiledAsync("albion", "be-csirt");
        await journal.SequenceAsync();
        var after = (await officer.ReadAsync("/v1/changes?limit=500"))["next"].GetValue<string>();

        await using var slow = await OpenAsync();
        await using var held = await slow.BeginTransactionAsync();
        var last = await WriteAsync(slow, opened["id"].GetValue<string>());
        var heldSince = TimeProvider.System.GetTimestamp();

        using var stop = new CancellationTokenSource();
        var sequencing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await journal.SequenceAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        });
        var expected = new ConcurrentBag<string>();
        var writing = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var connection = await OpenAsync();
            for (var i = 0; i < Others / 4; i++)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var entry = await WriteAsync(connection, opened["id"].GetValue<string>());
                await transaction.CommitAsync();
                expected.Add(entry);
            }
        }));
        var seen = new List<string>();
        async Task SeeAsync(int count)
        {
            for (var round = 0; seen.Count < count; round++)
            {
                round.ShouldBeLessThan(300, $"{seen.Count} of {count} seen");
                var page = (await officer.ReadAsync($"/v1/changes?limit=500&waitSeconds=1&after={Uri.EscapeDataString(after)}")).ShouldBe(HttpStatusCode.OK);
                seen.AddRange(Entries(page));
                after = page["next"].GetValue<string>();
            }
        }

        await Task.WhenAll(writing);
        await SeeAsync(Others);
        // The ten seconds that the transaction is to be held, whatever has been seen meanwhile.
        await Poll.UntilAsync(() => TimeProvider.System.GetElapsedTime(heldSince) > TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), "ten seconds");
        await held.CommitAsync();
        await SeeAsync(Others + 1);
        await stop.CancelAsync();
        await sequencing;
        seen.Count.ShouldBe(Others + 1);
        seen[^1].ShouldBe(last);
        seen.ShouldBe(expected.Append(last), ignoreOrder: true);
        await journal.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task who_waits_holds_no_database_connection_and_is_answered_when_something_comes()
    {
        var officer = await journal.World.AsAsync("northwind/officer");
        var next = Uri.EscapeDataString((await officer.ReadAsync("/v1/changes?limit=500"))["next"].GetValue<string>());
        // More than the pool has connections.
        var waiting = Enumerable.Range(0, 130).Select(_ => officer.ReadAsync($"/v1/changes?waitSeconds=30&after={next}")).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        waiting.ShouldAllBe(w => !w.IsCompleted);
        var (_, filed) = await journal.World.FiledAsync("northwind", "be-csirt").WaitAsync(TimeSpan.FromSeconds(25));
        await journal.SequenceAsync();
        foreach (var answer in await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(60)))
        {
            Entries(answer).ShouldContain(filed["receipt"]["id"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task the_stream_goes_on_where_it_was_left()
    {
        var officer = await journal.World.AsAsync("northwind/officer");
        var (_, first) = await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        string lastId;
        using (var events = await StreamAsync(officer, lastId: null))
        {
            lastId = (await events.UntilAsync(first["receipt"]["id"]!.GetValue<string>())).Id;
        }

        var (_, second) = await journal.World.FiledAsync("northwind", "be-csirt");
        using var again = await StreamAsync(officer, lastId);
        await journal.SequenceAsync();
        var (_, before) = await again.UntilAsync(second["receipt"]["id"]!.GetValue<string>());
        before.ShouldNotContain(first["receipt"]["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task a_case_closed_to_named_persons_and_its_evidence_are_in_no_other_persons_feed_and_have_no_receipt_for_them()
    {
        var (member, named) = await journal.World.PersonAsync("northwind", "officer");
        var (_, other) = await journal.World.PersonAsync("northwind", "officer", "filer", "firm-admin");
        var opened = (await named.PostAsync("/v1/incidents", journal.World.Incident("northwind"))).ShouldBe(HttpStatusCode.Created);
        var id = opened["id"].GetValue<string>();
        var filed = (await named.PostAsync($"/v1/incidents/{id}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var evidence = await named.AnnounceAsync(id);
        await journal.SequenceAsync();
        var mine = (await AllAsync(named)).Where(i => i["case"]?.GetValue<string>() == id).ToList();
        using var before = await StreamAsync(other, lastId: null);
        await before.UntilAsync(mine[^1]["entry"]!.GetValue<string>());
        mine.Single(i => i["evidence"] is not null)["evidence"]!.GetValue<string>().ShouldBe(evidence);
        (await AllAsync(other)).Count(i => i["case"]?.GetValue<string>() == id).ShouldBe(mine.Count);

        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", World.Confinement(member), key: null)).ShouldBe(HttpStatusCode.OK);
        await journal.SequenceAsync();
        foreach (var outsider in (HttpClient[])[other, await journal.World.AsAsync("northwind/firm-admin"), await journal.World.AsAsync("northwind/officer")])
        {
            (await AllAsync(outsider)).ShouldNotContain(i => i.ToJsonString().Contains(id) || i.ToJsonString().Contains(evidence));
            foreach (var entry in mine.Select(i => i["entry"]!.GetValue<string>()))
            {
                var hidden = await outsider.ReadAsync("/v1/receipts/" + entry);
                hidden.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
                hidden.Whole().ShouldBe((await outsider.ReadAsync("/v1/receipts/" + Guid.CreateVersion7())).Whole());
            }
        }

        (await AllAsync(named)).Count(i => i["case"]?.GetValue<string>() == id).ShouldBe(mine.Count + 1);
        foreach (var entry in mine.Select(i => i["entry"]!.GetValue<string>()))
        {
            (await named.ReadAsync("/v1/receipts/" + entry)).ShouldBe(HttpStatusCode.OK);
        }

        // Whoever listens hears of it no more from the moment on at which it is closed; of another case, yes.
        (await named.PostAsync($"/v1/incidents/{id}/reports", World.Report("voluntary", "uk-isu"), ifMatch: "\"2\"")).ShouldBe(HttpStatusCode.Created);
        await journal.SequenceAsync();
        var (_, next) = await journal.World.FiledAsync("northwind", "be-csirt");
        await journal.SequenceAsync();
        await before.UntilAsync(next["receipt"]["id"]!.GetValue<string>());
        before.Cases.ShouldNotContain(id, "since it was closed");

        // The authority was sent it, whoever the firm closes it to.
        (await (await journal.World.AsAsync("be-csirt/caseworker")).ReadAsync($"/v1/receipts/{filed["receipt"]["id"]}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_representative_hears_of_the_cases_of_its_mandate_and_of_no_deposit()
    {
        var officer = await journal.World.AsAsync("northwind/officer");
        var inside = (await officer.PostAsync("/v1/incidents", journal.World.Incident("northwind")))["id"].GetValue<string>();
        await officer.PostAsync("/v1/incidents", journal.World.Incident("northwind"));
        var deposit = (await officer.PostAsync("/v1/commitments", new { kind = "watermark", label = "x", commitments = new[] { Convert.ToBase64String(new byte[32]) } })).ShouldBe(HttpStatusCode.Created);
        var (counsel, _) = await journal.World.MandateAsync("northwind", inside);
        await journal.SequenceAsync();
        (await AllAsync(counsel)).Select(i => i["case"]?.GetValue<string>()).Distinct().ShouldBe([inside]);
        (await counsel.ReadAsync($"/v1/receipts/{deposit["receipt"]["id"]}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await AllAsync(officer)).Single(i => i["entry"]!.GetValue<string>() == deposit["receipt"]["id"]!.GetValue<string>())["case"].ShouldBeNull();
        (await counsel.PostAsync("/v1/commitments", new { kind = "watermark", label = "x", commitments = new[] { Convert.ToBase64String(new byte[32]) } })).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task evidence_that_an_authority_may_read_is_told_to_it_under_its_reference_of_the_case()
    {
        var officer = await journal.World.AsAsync("northwind/officer");
        var id = (await officer.PostAsync("/v1/incidents", journal.World.Incident("northwind")))["id"].GetValue<string>();
        var evidence = await officer.AnnounceAsync(id);
        var report = System.Text.Json.JsonSerializer.SerializeToNode(World.Report("early-warning", "be-csirt"))!.AsObject();
        report["evidence"] = new JsonArray(evidence);
        var filed = (await officer.PostAsync($"/v1/incidents/{id}/reports", report, ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await officer.BringAsync(evidence, [1, 2, 3])).Response.IsSuccessStatusCode.ShouldBeTrue();
        await journal.SequenceAsync();
        var (_, reference) = await journal.World.SeenAsync("be-csirt", filed);
        var told = (await AllAsync(await journal.World.AsAsync("be-csirt/caseworker"))).Where(i => i["evidence"]?.GetValue<string>() == evidence).ToList();
        told.ShouldNotBeEmpty();
        told.ShouldAllBe(i => i["reference"]!.GetValue<string>() == reference && i["case"] == null);
        (await AllAsync(await journal.World.AsAsync("uk-cyber/caseworker"))).ShouldNotContain(i => i.ToJsonString().Contains(evidence));
    }

    [Fact]
    public async Task a_stream_ends_with_the_right_to_it()
    {
        var admin = await journal.Host.AdminAsync();
        var client = await admin.PostAsync("/v1/clients", new { party = new { kind = "firm", id = journal.World.Firms["albion"] }, roles = new[] { "officer" }, name = "leaver" });
        var leaver = await journal.Host.AsAsync(client["clientId"].GetValue<string>(), client["clientSecret"].GetValue<string>());
        using var events = await StreamAsync(leaver, lastId: null);
        (await admin.PostAsync($"/v1/members/{client["id"]}/suspension", new { reason = "Left the firm" })).ShouldBe(HttpStatusCode.OK);
        var (opened, _) = await journal.World.FiledAsync("albion", "be-csirt");
        await journal.SequenceAsync();
        await Should.ThrowAsync<EndOfStreamException>(() => events.UntilAsync("what is never said"));
        events.Cases.ShouldNotContain(opened["id"].GetValue<string>());
    }

    private static async Task<List<JsonNode>> AllAsync(HttpClient http)
    {
        var all = new List<JsonNode>();
        for (var after = ""; ;)
        {
            var page = (await http.ReadAsync("/v1/changes?limit=100" + after)).ShouldBe(HttpStatusCode.OK);
            all.AddRange(page["items"].AsArray()!);
            var next = "&after=" + Uri.EscapeDataString(page["next"].GetValue<string>());
            // A page may be empty of what the reader may know, and the feed go on.
            if (page["items"].AsArray().Count == 0 && next == after)
            {
                return all;
            }

            after = next;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(journal.Host.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>What a deposit leaves: a stream with an event, and its row for the journal.</summary>
    private static async Task<string> WriteAsync(NpgsqlConnection connection, string like)
    {
        var (entry, stream) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        await using var command = new NpgsqlCommand(
            $"""
            insert into events.mt_streams (id, type, version, tenant_id) select '{stream}', type, 1, tenant_id from events.mt_streams where id = '{like}';
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type)
            select nextval('events.mt_events_sequence'), '{entry}', '{stream}', 1, '{"{}"}', 'markers-committed', now(), tenant_id, 'x' from events.mt_streams where id = '{like}';
            insert into reporting.journal_pending (entry, tenant_id, case_id, case_version, kinds, readers, commitment, salt, received_at, recorded_at, kind)
            select '{entry}', tenant_id, '{stream}', 1, array['markers-committed'], array[]::text[], sha256('x'), sha256('y'), now(), now(), 2 from events.mt_streams where id = '{like}';
            """,
            connection);
        await command.ExecuteNonQueryAsync();
        return entry;
    }

    private static async Task<Events> StreamAsync(HttpClient http, string? lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/changes/stream");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Events(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed record Events(HttpResponseMessage Answer, StreamReader Reader) : IDisposable
    {
        /// <summary>The cases that were told of since the last one that was waited for.</summary>
        public List<string> Cases { get; } = [];

        public async Task<(string Id, List<string> Before)> UntilAsync(string entry)
        {
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var (id, before) = ("", new List<string>());
            Cases.Clear();
            while (await Reader.ReadLineAsync(end.Token) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    id = line[4..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    var change = JsonNode.Parse(line[6..])!;
                    var found = change["entry"]!.GetValue<string>();
                    Cases.Add(change["case"]?.GetValue<string>() ?? "");
                    if (found == entry)
                    {
                        return (id, before);
                    }

                    before.Add(found);
                }
            }

            throw new EndOfStreamException("The stream ended.");
        }

        public void Dispose()
        {
            Reader.Dispose();
            Answer.Dispose();
        }
    }
}
