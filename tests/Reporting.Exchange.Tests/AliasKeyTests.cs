using CsCheck;
using Reporting.Exchange.Reference;

namespace Reporting.Exchange.Tests;

public class AliasKeyTests
{
    [Theory]
    [InlineData("APT32", "ＡＰＴ－３２")]
    [InlineData("APT32", "apt 32")]
    [InlineData("Ocean Lotus", "OceanLotus")]
    [InlineData("海莲花", " 海莲花　")]
    [InlineData("ラザルス", "ﾗｻﾞﾙｽ")]
    [InlineData("Café", "Cafe\u0301")]
    [InlineData("Café", "CAFE")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς")]
    [InlineData("ЗАРЯ", "заря")]
    [InlineData("김수키", "\u1100\u1175\u11B7\u1109\u116E\u110F\u1175")]
    [InlineData("APT ٣٢", "APT32")]
    [InlineData("ﬁn7", "FIN7")]
    [InlineData("Ⅷ", "viii")]
    [InlineData("𝐀𝐏𝐓", "apt")]
    [InlineData("x\u05B0\u05BC", "x\u05BC\u05B0")]
    public void ways_of_writing_one_name_meet(string one, string other) => AliasKey.Of(one).ShouldBe(AliasKey.Of(other));

    [Theory]
    [InlineData("APT32", "APT33")]
    [InlineData("海莲花", "海蓮花")] // Simplified and traditional are two characters; reference data names both.
    [InlineData("カ", "ガ")]
    [InlineData("İ", "ı")]
    public void other_names_stay_apart(string one, string other) => AliasKey.Of(one).ShouldNotBe(AliasKey.Of(other));

    [Theory]
    [InlineData("")]
    [InlineData(" -–— \u3000…")]
    [InlineData("\ud800")]
    public void of_no_letters_nothing_is_left(string name) => AliasKey.Of(name).ShouldBe(AliasKey.Of(name == "\ud800" ? "\ufffd" : ""));

    [Fact]
    public void a_key_is_its_own_key() => Gen.String[Gen.Char, 0, 40].Sample(name => AliasKey.Of(AliasKey.Of(name)) == AliasKey.Of(name), iter: 20_000);
}
