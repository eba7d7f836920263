using System.Text;
using CsCheck;

namespace Reporting.Ledger.Tests;

public class NoteTests
{
    private static readonly SignerKey Log = SignerKey.Of("log.example/1", Seed(1));
    private static readonly SignerKey Other = SignerKey.Of("other.example/1", Seed(2));
    private static readonly SignerKey Witness = SignerKey.Of("witness.example", Seed(3), NoteKeyType.Cosignature);

    private static byte[] Seed(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    private static string Text(ulong size = 5) => new Checkpoint("log.example/1", size, new byte[32]).Text;

    private static NoteVerdict Read(string note, params VerifierKey[] known) => SignedNote.Open(Encoding.UTF8.GetBytes(note), known).Verdict;

    [Fact]
    public void a_key_is_read_as_it_is_written()
    {
        VerifierKey.Parse(Log.Verifier.ToString()).ToString().ShouldBe(Log.Verifier.ToString());
        // RFC 8032, 7.1, test 1: the public key of this private key.
        var rfc = SignerKey.Of("x", Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        Convert.ToHexStringLower(rfc.Verifier.Raw).ShouldBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    [Theory]
    [InlineData("")]
    [InlineData("log.example/1")]
    [InlineData("log.example/1+00000000+AQ==")]
    [InlineData("a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    // Right but for its id; right but for its kind; right but for its length.
    [InlineData("example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==")]
    public void any_other_text_is_no_key(string text) => Should.Throw<FormatException>(() => VerifierKey.Parse(text));

    [Fact]
    public void a_note_is_verified_by_its_key_and_by_no_other()
    {
        var note = SignedNote.Sign(Text(), Log);
        Read(note, Log.Verifier).ShouldBe(NoteVerdict.Verified);
        Read(note, Log.Verifier, Other.Verifier).ShouldBe(NoteVerdict.Verified);
        Read(note, Other.Verifier).ShouldBe(NoteVerdict.NoKnownKey);
        Read(note).ShouldBe(NoteVerdict.NoKnownKey);
    }

    [Fact]
    public void a_key_rotates_by_two_lines()
    {
        var next = SignerKey.Of("log.example/1", Seed(9));
        var note = SignedNote.Sign(Text(), Log, next);
        Read(note, Log.Verifier).ShouldBe(NoteVerdict.Verified);
        Read(note, next.Verifier).ShouldBe(NoteVerdict.Verified);
        SignedNote.Open(note, [Log.Verifier, next.Verifier]).Signers.Count.ShouldBe(2);
    }

    [Fact]
    public void a_known_keys_bad_signature_rejects_what_another_signed_well()
    {
        var good = SignedNote.Sign(Text(), Other);
        var forged = SignedNote.Split(SignedNote.Sign(Text(6), Log))!.Value.Signatures[0];
        var note = good + forged + "\n";
        Read(note, Log.Verifier, Other.Verifier).ShouldBe(NoteVerdict.BadSignature);
        Read(note, Other.Verifier).ShouldBe(NoteVerdict.Verified);
    }

    [Fact]
    public void a_witness_signs_what_it_saw_and_when()
    {
        var note = SignedNote.Sign(Text(), Log) + Witness.Line(Text(), 1_700_000_000);
        SignedNote.Open(note, [Log.Verifier, Witness.Verifier]).Signers.ShouldBe([Log.Verifier, Witness.Verifier]);
        Read(SignedNote.Sign(Text(), Log) + Witness.Line(Text(6), 1_700_000_000), Witness.Verifier).ShouldBe(NoteVerdict.BadSignature);
    }

    [Fact]
    public void a_note_is_split_at_its_last_blank_line()
    {
        var text = "first\n\n— " + Log.Verifier.Name + " AAAAAAAA\n\nlast\n";
        SignedNote.Open(SignedNote.Sign(text, Log), [Log.Verifier]).Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("\n", "\r\n")]
    [InlineData("— ", "- ")]
    [InlineData("\n— ", "\n\n\n— ")]
    [InlineData("log.example/1\n5", "log.example/1\0\n5")]
    [InlineData("=\n\n", "=\n")]
    public void other_forms_are_unreadable(string form, string other)
    {
        var note = SignedNote.Sign(Text(), Log);
        note.ShouldContain(form);
        Read(note.Replace(form, other), Log.Verifier).ShouldNotBe(NoteVerdict.Verified);
    }

    [Fact]
    public void bytes_that_are_no_text_and_notes_without_end_are_unreadable()
    {
        SignedNote.Open([0xff, 0x0a, 0x0a, 0xff], [Log.Verifier]).Verdict.ShouldBe(NoteVerdict.Unreadable);
        SignedNote.Open(new byte[SignedNote.MostBytes + 1], [Log.Verifier]).Verdict.ShouldBe(NoteVerdict.Unreadable);
        Read(SignedNote.Sign(Text(), Enumerable.Repeat(Other, 101)), Other.Verifier).ShouldBe(NoteVerdict.Unreadable);
        Read(SignedNote.Sign(Text(), Log)[..^1], Log.Verifier).ShouldBe(NoteVerdict.Unreadable);
        Should.Throw<FormatException>(() => SignedNote.Sign("no line break", Log));
        Should.Throw<FormatException>(() => SignedNote.Sign("half \ud83d\n", Log));
    }

    [Fact]
    public void no_change_of_a_note_by_one_bit_is_verified()
    {
        var note = Encoding.UTF8.GetBytes(SignedNote.Sign(Text(), Log));
        for (var bit = 0; bit < note.Length * 8; bit++)
        {
            var changed = note.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            SignedNote.Open(changed, [Log.Verifier]).Verdict.ShouldNotBe(NoteVerdict.Verified, $"bit {bit}");
        }
    }

    [Theory]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 5UL)]
    [InlineData("log\n18446744073709551615\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", ulong.MaxValue)]
    [InlineData("log\n9007199254740993\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 9007199254740993UL)]
    [InlineData("log\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nan extension\n", 0UL)]
    public void a_checkpoint_is_read(string text, ulong size) => Checkpoint.Parse(text)!.Size.ShouldBe(size);

    [Theory]
    [InlineData("log\n05\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n+5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n-5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n18446744073709551616\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n")]
    [InlineData("log\n5\nAAAA\n")]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n")]
    [InlineData("log\n5\n")]
    [InlineData("")]
    public void any_other_text_is_no_checkpoint(string text) => Checkpoint.Parse(text).ShouldBeNull();

    [Fact]
    public void whatever_is_read_ends_in_a_verdict_or_a_format_fault() =>
        Gen.OneOf(Gen.String, Gen.Char[" \n—+=Az09/"].Array[0, 60].Select(c => new string(c))).Sample(
            text =>
            {
                SignedNote.Open(text, [Log.Verifier]).Verdict.ShouldNotBe(NoteVerdict.Verified);
                Quietly(() => VerifierKey.Parse(text));
                Quietly(() => SignerKey.Parse(text));
                Quietly(() => ProofFile.Parse(ProofFile.FirstLine + "\n" + text));
                Quietly(() => ConsistencyFile.Parse(ConsistencyFile.FirstLine + "\n" + text));
                Quietly(() => AddCheckpoint.Parse(text));
                Quietly(() => HeldReceipt.Read(text));
                Checkpoint.Parse(text);
                ReceiptNote.Parse(text);
                Tile.Parse(text);
            },
            iter: 20_000);

    private static void Quietly(Action read)
    {
        try
        {
            read();
        }
        catch (FormatException)
        {
            // The one exception that is declared.
        }
    }
}
