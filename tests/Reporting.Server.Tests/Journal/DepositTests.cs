using System.Net;
using System.Text;
using System.Text.Json;
using Reporting.Ledger;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Journal;

public class DepositTests(JournalWorld journal) : IClassFixture<JournalWorld>
{
    [Fact]
    public async Task a_deposit_gets_a_dated_receipt_and_its_markers_can_be_opened_against_it()
    {
        var salt = new byte[32];
        var body = JsonSerializer.Serialize(new { kind = "canary-prompt", label = "spring", commitments = new[] { Convert.ToBase64String(MarkerCommitment.To("sing of the tin hare", salt)) } });
        var officer = await journal.World.AsAsync("northwind/officer");
        var deposited = (await officer.PostAsync("/v1/commitments", body)).ShouldBe(HttpStatusCode.Created);
        deposited["count"].GetValue<int>().ShouldBe(1);
        deposited["receipt"]["by"]!.ToJsonString().ShouldBe($$"""{"firm":"{{Guid.Parse(journal.World.Firms["northwind"])}}"}""");
        await journal.SequenceAsync();
        await journal.ShouldBeWholeAsync();
        var receipt = await officer.ReadAsync(deposited.Response.Headers.Location!.ToString());
        var opening = JsonSerializer.Serialize(new { marker = "sing of the tin hare", salt = Convert.ToBase64String(salt) });
        var found = new ReceiptCheck([.. journal.Keys]).Run(HeldReceipt.Read(receipt.Body!.ToJsonString()), Encoding.UTF8.GetBytes(body), openings: opening);
        found.Verdict.ShouldBe(Verdict.Good, string.Join('\n', found.Words));
        found.Words[^1].ShouldContain("1 of the deposit's 1 markers");
    }

    [Fact]
    public async Task what_is_no_commitment_is_named()
    {
        var officer = await journal.World.AsAsync("northwind/officer");
        var refused = await officer.PostAsync("/v1/commitments", new { kind = "watermark", label = "x", commitments = new[] { Convert.ToBase64String(new byte[32]), "short", Convert.ToBase64String(new byte[31]) } });
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/commitments/1", "/commitments/2"]);
        (await officer.PostAsync("/v1/commitments", new { kind = "watermark", label = "x", commitments = Array.Empty<string>() })).Pointers.ShouldBe(["/commitments"]);
    }
}
