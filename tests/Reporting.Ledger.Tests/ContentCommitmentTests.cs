using System.Text;

namespace Reporting.Ledger.Tests;

public class ContentCommitmentTests
{
    private static ReadOnlyMemory<byte> Body(string json) => Encoding.UTF8.GetBytes(json);

    [Fact]
    public void the_filer_checks_it_with_its_own_copy_however_that_is_laid_out()
    {
        var receipt = ContentCommitment.To(Body("""{"title":"Weights taken","n":1.0}"""));
        ContentCommitment.To(Body("{ \"n\": 1,\n \"title\": \"Weights taken\" }"), receipt.Salt).Digest.ShouldBe(receipt.Digest);
    }

    [Fact]
    public void another_body_or_another_salt_is_another_commitment()
    {
        var receipt = ContentCommitment.To(Body("""{"n":1}"""));
        ContentCommitment.To(Body("""{"n":2}"""), receipt.Salt).Digest.ShouldNotBe(receipt.Digest);
        ContentCommitment.To(Body("""{"n":1}""")).Digest.ShouldNotBe(receipt.Digest);
    }

    [Fact]
    public void the_digest_is_the_documented_one()
    {
        // SHA-256("reporting/content-commitment/v1\n" ‖ 32 zero bytes ‖ "{}"), computed by another program.
        var digest = ContentCommitment.To(Body("{ }"), new byte[32]).Digest;
        Convert.ToHexStringLower(digest).ShouldBe("6324b8b420c0eaf45b67da9045d70787232a8a6eb51f0a26a8609ba845d45fee");
    }
}
