using System.Net;
using System.Text;
using System.Text.Json;
using Reporting.Ledger;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Journal;

public class ReceiptTests(JournalWorld journal) : IClassFixture<JournalWorld>
{
    private Checked Check(Answer receipt, string? content = null, string? since = null, string? consistency = null) =>
        new ReceiptCheck([.. journal.Keys]).Run(HeldReceipt.Read(receipt.Body!.ToJsonString()), content is null ? null : Encoding.UTF8.GetBytes(content), since, consistency);

    private async Task<(Answer Filed, string Body)> FileAsync(string key = "")
    {
        var officer = await journal.World.AsAsync("northwind/officer");
        var opened = (await officer.PostAsync("/v1/incidents", journal.World.Incident("northwind"))).ShouldBe(HttpStatusCode.Created);
        var body = JsonSerializer.Serialize(World.Report("early-warning", "be-csirt"));
        var filed = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", body, key.Length > 0 ? key : null, "\"1\"");
        return (filed.ShouldBe(HttpStatusCode.Created), body);
    }

    [Fact]
    public async Task what_was_filed_is_promised_at_once_then_proved_and_checked_offline_with_the_filers_copy()
    {
        var (filed, body) = await FileAsync();
        Check(filed, body).Verdict.ShouldBe(Verdict.OnlyPromised);
        var receipt = filed["receipt"];
        (DateTimeOffset.Parse(receipt["includedBy"]!.GetValue<string>()) - DateTimeOffset.Parse(receipt["recordedAt"]!.GetValue<string>())).ShouldBe(TimeSpan.FromSeconds(60));

        var officer = await journal.World.AsAsync("northwind/officer");
        var promised = (await officer.ReadAsync($"/v1/receipts/{receipt["id"]}")).ShouldBe(HttpStatusCode.OK);
        promised["state"].GetValue<string>().ShouldBe("promised");
        promised["note"].GetValue<string>().ShouldBe(receipt["note"]!.GetValue<string>());
        Check(promised, body).Verdict.ShouldBe(Verdict.OnlyPromised);

        await journal.SequenceAsync();
        var included = await officer.ReadAsync($"/v1/receipts/{receipt["id"]}");
        included["state"].GetValue<string>().ShouldBe("included");
        var found = Check(included, body);
        found.Verdict.ShouldBe(Verdict.Good, string.Join('\n', found.Words));
        Check(included, body.Replace("early-warning", "final")).Verdict.ShouldBe(Verdict.Bad);
    }

    [Fact]
    public async Task a_repeat_under_the_same_key_gets_the_same_receipt_byte_for_byte()
    {
        var key = Guid.CreateVersion7().ToString();
        var officer = await journal.World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", journal.World.Incident("northwind"));
        var body = World.Report("early-warning", "be-csirt");
        var first = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", body, key, "\"1\"");
        await journal.SequenceAsync();
        var second = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", body, key, "\"1\"");
        second.Body!.ToJsonString().ShouldBe(first.ShouldBe(HttpStatusCode.Created).Body!.ToJsonString());
    }

    [Fact]
    public async Task an_authority_gets_the_proof_of_what_it_was_sent_and_nobody_else_learns_that_there_is_a_receipt()
    {
        var (filed, _) = await FileAsync();
        await journal.SequenceAsync();
        var url = $"/v1/receipts/{filed["receipt"]["id"]}";
        var desk = (await (await journal.World.AsAsync("be-csirt/caseworker")).ReadAsync(url)).ShouldBe(HttpStatusCode.OK);
        (desk.Body!["case"], desk.Body["note"], desk.Body["salt"]).ShouldBe((null, null, null));
        new ReceiptCheck([.. journal.Keys]).Run(HeldReceipt.Read(desk["proof"].GetValue<string>())).Verdict.ShouldBe(Verdict.Good);
        foreach (var stranger in (string[])["albion/officer", "uk-cyber/caseworker"])
        {
            var foreign = await (await journal.World.AsAsync(stranger)).ReadAsync(url);
            var random = await (await journal.World.AsAsync(stranger)).ReadAsync($"/v1/receipts/{Guid.CreateVersion7()}");
            foreign.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
            Without(foreign).ShouldBe(Without(random));
        }
    }

    [Fact]
    public async Task tiles_proofs_and_checkpoints_are_served_and_agree_with_each_other()
    {
        await FileAsync();
        await journal.SequenceAsync();
        var reader = await journal.World.AsAsync("albion/officer");
        var earlier = await TextAsync(reader, "/v1/ledger/checkpoint");
        var head = Checkpoint.Parse(SignedNote.Open(earlier, [.. journal.Keys]).Text!)!;
        var bundle = EntryBundle.Entries(await reader.GetByteArrayAsync($"/v1/ledger/tile/entries/000.p/{head.Size}"));
        var tile = await reader.GetByteArrayAsync($"/v1/ledger/tile/0/000.p/{head.Size}");
        bundle.SelectMany(e => Merkle.Leaf(e)).ToArray().ShouldBe(tile);
        Merkle.Same(TileProofs.Hash(0, head.Size, _ => tile), head.Root).ShouldBeTrue();

        await FileAsync();
        await journal.SequenceAsync();
        var proof = ProofFile.Parse(await TextAsync(reader, "/v1/ledger/proof/inclusion/0"));
        var later = Checkpoint.Parse(SignedNote.Open(proof.Checkpoint, [.. journal.Keys]).Text!)!;
        Merkle.InclusionFault(0, later.Size, Merkle.Leaf(bundle[0]), proof.Hashes, later.Root).ShouldBeNull();
        var consistency = await TextAsync(reader, $"/v1/ledger/proof/consistency/{head.Size}/{later.Size}");
        Merkle.ConsistencyFault(head.Size, later.Size, head.Root, later.Root, ConsistencyFile.Parse(consistency).Hashes).ShouldBeNull();
        new ReceiptCheck([.. journal.Keys]).Run(HeldReceipt.Read(proof.ToString()), since: earlier, consistency: consistency).Verdict.ShouldBe(Verdict.Good);

        using var anybody = journal.Host.Anonymous();
        var keys = (await anybody.ReadAsync("/v1/ledger/keys"))["items"].AsArray().Select(k => k!["verifier"]!.GetValue<string>());
        keys.ShouldBe(journal.Keys.Select(k => k.ToString()), ignoreOrder: true);
    }

    [Theory]
    [InlineData("/v1/ledger/tile/0/000.p/0")]
    [InlineData("/v1/ledger/tile/0/000")]
    [InlineData("/v1/ledger/tile/0/001.p/1")]
    [InlineData("/v1/ledger/tile/63/000.p/1")]
    [InlineData("/v1/ledger/tile/entries/x036/x028/x797/x018/963")]
    [InlineData("/v1/ledger/tile/entries")]
    [InlineData("/v1/ledger/proof/inclusion/18446744073709551615")]
    [InlineData("/v1/ledger/proof/inclusion/18446744073709551616")]
    [InlineData("/v1/ledger/proof/inclusion/-1")]
    [InlineData("/v1/ledger/proof/inclusion/9007199254740993")]
    [InlineData("/v1/ledger/proof/consistency/0/1")]
    [InlineData("/v1/ledger/proof/consistency/2/1")]
    [InlineData("/v1/ledger/proof/consistency/1/9007199254740993")]
    public async Task what_is_not_in_the_ledger_is_not_found(string url)
    {
        await journal.SequenceAsync();
        (await (await journal.World.AsAsync("albion/officer")).ReadAsync(url)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    private static async Task<string> TextAsync(HttpClient http, string url)
    {
        using var answer = await http.GetAsync(url);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Without(Answer answer)
    {
        var body = answer.Body!.DeepClone().AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}
