using System.Text;
using System.Text.Json;

namespace Reporting.Ledger.Tests;

/// <summary>What <c>reporting verify</c> says of receipts that are good, and of each way in which one is not.</summary>
public class ReceiptTests
{
    private const string Origin = "log.example/1";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"stage":"early-warning","amount":12.50}""");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly SignerKey _log = SignerKey.Of(Origin, [.. Enumerable.Repeat((byte)1, 32)]);
    private readonly SignerKey _receipts = SignerKey.Of(ReceiptNote.KeyName(Origin), [.. Enumerable.Repeat((byte)2, 32)]);
    private readonly ContentCommitment _commitment = ContentCommitment.To(Body);
    private readonly LedgerEntry _entry;
    private readonly List<byte[]> _leaves = [];

    public ReceiptTests()
    {
        _entry = new LedgerEntry(EntryKind.Append, _commitment.Digest, new byte[32], LedgerEntry.NoPrevious);
        for (var i = 0; i < 10; i++)
        {
            _leaves.Add(i == 3 ? _entry.LeafHash() : Merkle.Leaf([(byte)i]));
        }
    }

    private VerifierKey[] Keys => [_log.Verifier, _receipts.Verifier];

    private ReceiptNote Promise => new(Origin, Guid.Parse("0199a000-0000-7000-8000-000000000001"), Guid.Parse("0199a000-0000-7000-8000-000000000002"), _commitment.Digest, At, At.AddSeconds(1), At.AddSeconds(61));

    private string Note => SignedNote.Sign(Promise.Text, _receipts);

    private ReadOnlyMemory<byte> Tiles(Tile tile) => _leaves.SelectMany(l => l).ToArray();

    private string Head(ulong size, SignerKey? key = null) =>
        SignedNote.Sign(new Checkpoint((key ?? _log).Verifier.Name, size, TileProofs.Hash(0, size, Tiles)).Text, key ?? _log);

    private string Proof(ulong size = 10, ulong index = 3) =>
        new ProofFile(new LeafExtra(_commitment.Salt, _entry).ToBytes(), index, [.. TileProofs.Inclusion(index, size).Select(r => TileProofs.Hash(r.From, r.To, Tiles))], Head(size)).ToString();

    private string Consistency(ulong from, ulong to) =>
        new ConsistencyFile(from, to, [.. TileProofs.Consistency(from, to).Select(r => TileProofs.Hash(r.From, r.To, Tiles))]).ToString();

    private Checked Check(string? note, string? proof, string? since = null, string? consistency = null, byte[]? content = null) =>
        new ReceiptCheck(Keys).Run(new HeldReceipt(note, _commitment.Salt, proof), content ?? Body, since, consistency);

    private static void Says(Checked found, Verdict verdict, string words)
    {
        found.Verdict.ShouldBe(verdict, string.Join('\n', found.Words));
        found.Words[^1].ShouldContain(words);
    }

    [Fact]
    public void a_receipt_with_its_proof_and_the_filers_copy_is_good()
    {
        Says(Check(Note, Proof()), Verdict.Good, "Leaf 3 of the 10");
        Says(Check(Note, Proof(), Head(4), Consistency(4, 10)), Verdict.Good, "begins with the 4 that were seen before");
        Says(Check(Note, Proof(), Head(10)), Verdict.Good, "begins with the 10");
        Says(Check(Note, Proof(8), Head(10), Consistency(8, 10)), Verdict.Good, "begins with the 8");
        Says(Check(Note, Proof(), Head(0)), Verdict.Good, "empty log");
        Says(Check(null, Proof()), Verdict.Good, "Leaf 3 of the 10");
    }

    [Fact]
    public void a_receipt_alone_is_a_promise() => Says(Check(Note, null), Verdict.OnlyPromised, "by 2026-03-01T10:01:01.000Z");

    [Fact]
    public void the_filers_copy_may_be_laid_out_in_any_way_and_may_not_say_anything_else()
    {
        Check(Note, Proof(), content: "{ \"amount\": 12.5, \"stage\": \"early-warning\" }"u8.ToArray()).Verdict.ShouldBe(Verdict.Good);
        Says(Check(Note, Proof(), content: "{ \"amount\": 12.51, \"stage\": \"early-warning\" }"u8.ToArray()), Verdict.Bad, "not what was filed");
        Says(Check(Note, Proof(), content: "{"u8.ToArray()), Verdict.Unreadable, "not JSON");
        Says(new ReceiptCheck(Keys).Run(new HeldReceipt(Note, null, null), Body), Verdict.Unreadable, "salt");
    }

    [Fact]
    public void a_forged_receipt_is_bad_and_a_strangers_is_unknown()
    {
        Says(Check(Note.Replace("10:00:00", "09:00:00"), Proof()), Verdict.Bad, "does not fit the text");
        Says(new ReceiptCheck([_log.Verifier]).Run(new HeldReceipt(Note, null, null)), Verdict.UnknownKey, "none of its signatures");
        // The log's key signs no receipts, and the receipts' no checkpoints.
        Says(Check(SignedNote.Sign(Promise.Text, _log), Proof()), Verdict.Bad, "does not sign receipts");
        Says(Check(Note, new ProofFile(new LeafExtra(null, _entry).ToBytes(), 0, [], SignedNote.Sign(new Checkpoint(Origin, 1, _entry.LeafHash()).Text, _receipts)).ToString()), Verdict.Bad, "no key of the log");
    }

    [Fact]
    public void the_proof_of_another_filing_or_log_is_bad()
    {
        var another = new LedgerEntry(EntryKind.Append, new byte[32], new byte[32], new byte[32]);
        var proof = ProofFile.Parse(Proof()) with { Extra = new LeafExtra(null, another).ToBytes() };
        Says(Check(Note, proof.ToString()), Verdict.Bad, "another filing");
        var elsewhere = SignerKey.Of("elsewhere.example/1", new byte[32]);
        var foreign = ProofFile.Parse(Proof()) with { Checkpoint = Head(10, elsewhere) };
        Says(Check(Note, foreign.ToString()), Verdict.UnknownKey, "none of its signatures");
        Says(new ReceiptCheck([.. Keys, elsewhere.Verifier]).Run(new HeldReceipt(Note, null, foreign.ToString())), Verdict.Bad, "another log");
    }

    [Fact]
    public void truncated_overlong_and_misplaced_proofs_are_bad_or_unreadable_with_the_reason()
    {
        var proof = ProofFile.Parse(Proof());
        Says(Check(Note, (proof with { Hashes = [.. proof.Hashes.Skip(1)] }).ToString()), Verdict.Bad, "not shown to be in the tree");
        Says(Check(Note, (proof with { Hashes = [.. proof.Hashes, new byte[32]] }).ToString()), Verdict.Bad, "longer than the tree is high");
        Says(Check(Note, (proof with { Index = 4 }).ToString()), Verdict.Bad, "another root");
        Says(Check(Note, (proof with { Index = 10 }).ToString()), Verdict.Bad, "beyond the size");
        Says(Check(Note, (proof with { Index = 1UL << 60 }).ToString()), Verdict.Bad, "beyond the size");
        Says(Check(Note, (proof with { Hashes = [.. Enumerable.Repeat(new byte[32], 65)] }).ToString()), Verdict.Unreadable, "at most 64");
        Says(Check(Note, proof.ToString().Replace("index 3", "index 03")), Verdict.Unreadable, "index");
        Says(Check(Note, proof.ToString().Replace("\n", "\r\n")), Verdict.Unreadable, "CR LF");
        Says(Check(Note, proof.ToString()[..60]), Verdict.Unreadable, "middle of a line");
        Says(Check(Note, (proof with { Extra = null }).ToString()), Verdict.Unreadable, "no extra data");
        Says(Check(Note, (proof with { Extra = [1, 2, 3] }).ToString()), Verdict.Unreadable, "extra data");
        Says(Check(Note.Replace("\n", "\r\n"), null), Verdict.Unreadable, "CR LF");
    }

    [Fact]
    public void a_fork_is_shown_by_the_checkpoint_seen_before()
    {
        var fork = SignedNote.Sign(new Checkpoint(Origin, 4, new byte[32]).Text, _log);
        Says(Check(Note, Proof(), fork, Consistency(4, 10)), Verdict.Bad, "not shown to be the one that was seen before");
        var same = SignedNote.Sign(new Checkpoint(Origin, 10, new byte[32]).Text, _log);
        Says(Check(Note, Proof(), same), Verdict.Bad, "forked");
        Says(Check(Note, Proof(), Head(4)), Verdict.Unreadable, "No proof was given");
        Says(Check(Note, Proof(), Head(4), Consistency(5, 10)), Verdict.Bad, "not between these checkpoints");
        Says(Check(Note, Proof(), "x", null), Verdict.Unreadable, "earlier checkpoint");
    }

    [Fact]
    public void it_is_read_from_whatever_the_filer_was_given()
    {
        var receipt = JsonSerializer.Serialize(new { receipt = new { note = Note, salt = Convert.ToBase64String(_commitment.Salt) }, revision = 2 });
        new ReceiptCheck(Keys).Run(HeldReceipt.Read(receipt), Body).Verdict.ShouldBe(Verdict.OnlyPromised);
        new ReceiptCheck(Keys).Run(HeldReceipt.Read(JsonSerializer.Serialize(new { note = Note, proof = Proof() }))).Verdict.ShouldBe(Verdict.Good);
        new ReceiptCheck(Keys).Run(HeldReceipt.Read(Proof()), Body).Verdict.ShouldBe(Verdict.Good);
        new ReceiptCheck(Keys).Run(HeldReceipt.Read(Note)).Verdict.ShouldBe(Verdict.OnlyPromised);
        Should.Throw<FormatException>(() => HeldReceipt.Read("{}"));
        Should.Throw<FormatException>(() => HeldReceipt.Read("{\"note\":1}"));
        Should.Throw<FormatException>(() => HeldReceipt.Read("[]"));
    }

    [Fact]
    public void a_receipt_is_read_in_the_one_way_it_is_written()
    {
        ReceiptNote.Parse(Promise.Text)!.Text.ShouldBe(Promise.Text);
        ReceiptNote.Parse(Promise.Text + "more\n").ShouldBeNull();
        ReceiptNote.Parse(Promise.Text.Replace(".000Z", "Z")).ShouldBeNull();
        ReceiptNote.Parse(Promise.Text.ToUpperInvariant()).ShouldBeNull();
    }

    [Fact]
    public void markers_are_opened_against_the_deposit_that_the_receipt_is_of()
    {
        var salt = new byte[32];
        var deposit = JsonSerializer.SerializeToUtf8Bytes(new { kind = "canary-prompt", commitments = new[] { Convert.ToBase64String(MarkerCommitment.To("sing of the tin hare", salt)), Convert.ToBase64String(new byte[32]) } });
        var commitment = ContentCommitment.To(deposit);
        var held = new HeldReceipt(SignedNote.Sign((Promise with { Content = commitment.Digest }).Text, _receipts), commitment.Salt, null);
        string Opening(string marker) => JsonSerializer.Serialize(new { marker, salt = Convert.ToBase64String(salt) }) + "\n";
        Says(new ReceiptCheck(Keys).Run(held, deposit, openings: Opening("sing of the tin hare")), Verdict.OnlyPromised, "1 of the deposit's 2 markers");
        Says(new ReceiptCheck(Keys).Run(held, deposit, openings: Opening("sing of the tin hare") + Opening("made up later")), Verdict.Bad, "Marker 2");
        Says(new ReceiptCheck(Keys).Run(held, deposit, openings: "{}"), Verdict.Unreadable, "marker and salt");
        Says(new ReceiptCheck(Keys).Run(held, openings: Opening("x")), Verdict.Unreadable, "deposited");
        var day = new DateTimeOffset(At.Date, TimeSpan.Zero);
        Says(new ReceiptCheck(Keys).Run(held, deposit, openings: Opening("sing of the tin hare"), before: day.AddDays(1)), Verdict.OnlyPromised, "1 of the deposit's 2 markers");
        Says(new ReceiptCheck(Keys).Run(held, deposit, before: day), Verdict.Bad, "received 2026-03-01T10:00:00.000Z, which is not before 2026-03-01T00:00:00.000Z");
        Says(new ReceiptCheck(Keys).Run(held, before: At), Verdict.Bad, "not before");
        Says(new ReceiptCheck(Keys).Run(new HeldReceipt(null, null, Proof()), before: day), Verdict.Unreadable, "carries no date");
        // SHA-256("reporting/marker-commitment/v1\n" ‖ 32 zero bytes ‖ "x"), computed by another program.
        Convert.ToHexStringLower(MarkerCommitment.To("x", salt)).ShouldBe("d289c622dcf135a399dd5eea3c38be56fa3f0e98d02c394eb63fd8a2ddd41fdb");
    }
}
