using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Ledger;
using Reporting.Server.Evidence.Similarity;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Evidence;

[Collection(InSharedWorld.Name)]
public class CompareOutputsTests(SharedWorld shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private const string Canary = "zanzibar-canary-7731";

    private static byte[] Lines(IEnumerable<Pair> pairs) =>
        Encoding.UTF8.GetBytes(string.Concat(pairs.Select(p => JsonSerializer.Serialize(new { prompt = p.Prompt, response = p.Response }) + "\n")));

    private static async Task<string> BroughtAsync(HttpClient officer, string caseId, byte[] content)
    {
        var item = await officer.AnnounceAsync(caseId, "model-output");
        (await officer.BringAsync(item, content)).ShouldBe(HttpStatusCode.OK);
        return item;
    }

    private async Task<(HttpClient Officer, string Case, string Own, string Suspected, string Control, string Canaries)> InputsAsync()
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var caseId = await shared.World.OpenCaseAsync("northwind");
        var own = SimilarityTests.Answers(60, seed: 1);
        var copied = own.Select((a, i) => SimilarityTests.Touched(a, i)).Select((a, i) => i == 3 ? a with { Response = a.Response + " " + Canary } : a);
        return (
            officer,
            caseId,
            await BroughtAsync(officer, caseId, Lines(own)),
            await BroughtAsync(officer, caseId, [.. Lines(copied), .. "garbage\n"u8]),
            await BroughtAsync(officer, caseId, Lines(SimilarityTests.Answers(60, seed: 3))),
            await BroughtAsync(officer, caseId, Encoding.UTF8.GetBytes($"{{\"canary\":\"{Canary}\"}}\n{{\"canary\":\"never-seen-anywhere\"}}\n")));
    }

    private static Task<Answer> EndedAsync(HttpClient officer, string item) =>
        Poll.UntilAsync(async () => await officer.ReadAsync($"/v1/evidence/{item}") is var read && read["state"].GetValue<string>() is not "computing" ? read : null, Limit, "the end of the comparison");

    [Fact]
    public async Task a_comparison_becomes_evidence_and_comes_out_the_same_again()
    {
        var (officer, caseId, own, suspected, control, canaries) = await InputsAsync();
        var asked = (await officer.PostAsync($"/v1/cases/{caseId}/evidence/similarity", new { own, suspected, control, canaries, permutations = 199, description = "By Planted Person" })).ShouldBe(HttpStatusCode.Created);
        asked["state"].GetValue<string>().ShouldBe("computing");
        var item = asked["id"].GetValue<string>();
        var done = await EndedAsync(officer, item);
        done["state"].GetValue<string>().ShouldBe("received");
        done["mediaType"].GetValue<string>().ShouldBe("application/json");
        done.CustodyOf().ShouldBe(["evidence-announced", "similarity-asked", "evidence-received"]);

        var bytes = await officer.GetByteArrayAsync($"/v1/evidence/{item}/content");
        using var report = JsonDocument.Parse(bytes);
        var root = report.RootElement;
        root.GetProperty("engine").GetString().ShouldBe("output-similarity/2");
        root.GetProperty("suspected").GetProperty("nearDuplicateRate").GetDouble().ShouldBeGreaterThan(0.9);
        root.GetProperty("control").GetProperty("nearDuplicateRate").GetDouble().ShouldBe(0);
        root.GetProperty("test").GetProperty("p").GetDouble().ShouldBe(0.005);
        root.GetProperty("suspected").GetProperty("responsesWithCanary").GetInt32().ShouldBe(1);
        root.GetProperty("suspected").GetProperty("canaries")[0].GetProperty("sha256").GetString().ShouldBe(EvidenceWire.Hex(Encoding.UTF8.GetBytes(Canary)));
        root.GetProperty("inputs").GetProperty("suspected").GetProperty("firstMalformed")[0].GetProperty("line").GetInt32().ShouldBe(61);
        root.GetProperty("inputs").GetProperty("own").GetProperty("sha256").GetString().ShouldBe((await officer.ReadAsync($"/v1/evidence/{own}"))["sha256"].GetValue<string>());
        root.GetProperty("readThis")[0].GetString()!.ShouldContain("does not prove");
        Encoding.UTF8.GetString(bytes).ShouldNotContain(Canary);

        // The seed that was drawn makes the same bytes.
        var seed = root.GetProperty("parameters").GetProperty("seed").GetInt64();
        var again = (await officer.PostAsync($"/v1/cases/{caseId}/evidence/similarity", new { own, suspected, control, canaries, permutations = 199, seed }))["id"].GetValue<string>();
        (await EndedAsync(officer, again))["sha256"].GetValue<string>().ShouldBe(done["sha256"].GetValue<string>());
        (await officer.BringAsync(item, [1])).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task canaries_that_open_a_deposit_are_named_with_its_receipt()
    {
        var (officer, caseId, own, suspected, _, _) = await InputsAsync();
        var salts = new[] { new byte[32], [.. Enumerable.Repeat((byte)7, 32)] };
        string CommitmentTo(string marker, byte[] salt) => Convert.ToBase64String(MarkerCommitment.To(marker, salt));
        async Task<string> DepositAsync(params string[] commitments) =>
            (await officer.PostAsync("/v1/commitments", new { kind = "canary-output", label = "spring", commitments })).ShouldBe(HttpStatusCode.Created)["receipt"]["id"]!.GetValue<string>();
        var deposit = await DepositAsync(CommitmentTo(Canary, salts[0]), CommitmentTo("not shown to anybody", salts[0]));
        var later = await DepositAsync(CommitmentTo("opened by nobody", salts[0]));
        async Task<string> OpeningsAsync(params (string Marker, byte[] Salt)[] openings) => await BroughtAsync(
            officer, caseId, Encoding.UTF8.GetBytes(string.Concat(openings.Select(o => JsonSerializer.Serialize(new { marker = o.Marker, salt = Convert.ToBase64String(o.Salt) }) + "\n"))));
        var url = $"/v1/cases/{caseId}/evidence/similarity";

        var item = (await officer.PostAsync(url, new { own, suspected, canaries = await OpeningsAsync((Canary, salts[0])), deposits = new[] { deposit, later } })).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
        (await EndedAsync(officer, item))["state"].GetValue<string>().ShouldBe("received");
        using var report = JsonDocument.Parse(await officer.GetByteArrayAsync($"/v1/evidence/{item}/content"));
        var deposits = report.RootElement.GetProperty("deposits");
        deposits[0].GetProperty("receipt").GetString().ShouldBe(deposit);
        deposits[0].GetProperty("commitments").GetInt32().ShouldBe(2);
        var opened = deposits[0].GetProperty("opened").EnumerateArray().ShouldHaveSingleItem();
        opened.GetProperty("sha256").GetString().ShouldBe(report.RootElement.GetProperty("suspected").GetProperty("canaries")[0].GetProperty("sha256").GetString());
        opened.GetProperty("commitment").GetString().ShouldBe(CommitmentTo(Canary, salts[0]));
        deposits[1].GetProperty("opened").GetArrayLength().ShouldBe(0);
        report.RootElement.GetRawText().ShouldContain("existed when the deposit was received");

        // Another salt opens nothing: who claims it is told.
        var claimed = (await officer.PostAsync(url, new { own, suspected, canaries = await OpeningsAsync((Canary, salts[1])), deposits = new[] { deposit } }))["id"].GetValue<string>();
        (await EndedAsync(officer, claimed))["failure"].GetValue<string>().ShouldBe("Of the canaries, 1 of 1 lines cannot be read: line 1: a marker that none of the deposits named holds.");

        // A receipt of something else, another firm's deposit, one named twice.
        var filing = (await shared.World.OpenCaseAsync("northwind"));
        var stranger = await shared.World.AsAsync("albion/officer");
        var theirs = (await stranger.PostAsync("/v1/commitments", new { kind = "watermark", label = "x", commitments = new[] { CommitmentTo("x", salts[0]) } }))["receipt"]["id"]!.GetValue<string>();
        (await officer.PostAsync(url, new { own, suspected, deposits = new[] { filing, theirs, deposit, deposit } })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content")
            .Pointers.ShouldBe(["/deposits/0", "/deposits/1", "/deposits/3"]);
    }

    [Fact]
    public async Task a_run_that_was_broken_off_begins_again_and_ends_with_the_same_report()
    {
        var (officer, caseId, own, suspected, control, _) = await InputsAsync();
        var first = (await officer.PostAsync($"/v1/cases/{caseId}/evidence/similarity", new { own, suspected, control, permutations = 199, seed = 5 }))["id"].GetValue<string>();
        var expected = (await EndedAsync(officer, first))["sha256"].GetValue<string>();

        // The item as it stands when a node stopped half-way: asked for, no report, its message not handled.
        var second = (await officer.PostAsync($"/v1/cases/{caseId}/evidence/similarity", new { own, suspected, control, permutations = 199, seed = 5 }))["id"].GetValue<string>();
        var comparisons = shared.Host.Services.GetRequiredService<Comparisons>();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => comparisons.RunAsync(shared.World.Firms["northwind"], Guid.Parse(second), stopped.Token));

        // Twice at once and once more: one report.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => comparisons.RunAsync(shared.World.Firms["northwind"], Guid.Parse(second), default)));
        var ended = await EndedAsync(officer, second);
        await comparisons.RunAsync(shared.World.Firms["northwind"], Guid.Parse(second), default);
        ended["sha256"].GetValue<string>().ShouldBe(expected);
        (await officer.ReadAsync($"/v1/evidence/{second}")).CustodyOf().Count(c => c == "evidence-received").ShouldBe(1);
    }

    [Fact]
    public async Task inputs_of_which_too_much_cannot_be_read_end_the_comparison_with_the_reason()
    {
        var (officer, caseId, own, _, _, _) = await InputsAsync();
        var bad = await BroughtAsync(officer, caseId, [.. Lines(SimilarityTests.Answers(10, seed: 1)), .. "x\ny\n"u8]);
        var item = (await officer.PostAsync($"/v1/cases/{caseId}/evidence/similarity", new { own, suspected = bad }))["id"].GetValue<string>();
        var failed = await EndedAsync(officer, item);
        failed["state"].GetValue<string>().ShouldBe("failed");
        failed["failure"].GetValue<string>().ShouldBe("Of the suspected model's outputs, 2 of 12 lines cannot be read: line 11: not JSON, line 12: not JSON.");
        (await officer.ReadAsync($"/v1/evidence/{item}/content")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task what_cannot_be_compared_is_refused_with_its_place()
    {
        var (officer, caseId, own, suspected, _, _) = await InputsAsync();
        var url = $"/v1/cases/{caseId}/evidence/similarity";
        var empty = await officer.AnnounceAsync(caseId, "model-output");
        var other = await officer.AnnounceAsync(await shared.World.OpenCaseAsync("northwind"));
        (await officer.PostAsync(url, new { own, suspected = empty, control = other, canaries = own })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content")
            .Pointers.ShouldBe(["/control", "/suspected", "/canaries"], ignoreOrder: true);
        (await officer.PostAsync(url, new { own, suspected, permutations = 5, threshold = 2, shingleWords = 0, seed = -1 })).ShouldBe(HttpStatusCode.UnprocessableEntity)
            .Pointers.ShouldBe(["/permutations", "/threshold", "/shingleWords", "/seed"], ignoreOrder: true);
        (await officer.PostAsync(url, new { own })).ShouldBe(HttpStatusCode.UnprocessableEntity).Pointers.ShouldBe(["/suspected"]);
    }
}
