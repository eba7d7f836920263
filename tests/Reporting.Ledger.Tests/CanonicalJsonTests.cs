using System.Text;
using System.Text.Json;
using CsCheck;

namespace Reporting.Ledger.Tests;

public class CanonicalJsonTests
{
    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));

    [Theory]
    // RFC 8785, appendix B: the IEEE 754 samples, by their bits.
    [InlineData(0x0000000000000000UL, "0")]
    [InlineData(0x8000000000000000UL, "0")]
    [InlineData(0x0000000000000001UL, "5e-324")]
    [InlineData(0x8000000000000001UL, "-5e-324")]
    [InlineData(0x7fefffffffffffffUL, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000UL, "9007199254740992")]
    [InlineData(0xc340000000000000UL, "-9007199254740992")]
    [InlineData(0x4430000000000000UL, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5UL, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6UL, "1e+23")]
    [InlineData(0x44b52d02c7e14af7UL, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4eUL, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4fUL, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50UL, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8cUL, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8dUL, "0.000001")]
    [InlineData(0x41b3de4355555553UL, "333333333.3333332")]
    [InlineData(0x41b3de4355555554UL, "333333333.33333325")]
    [InlineData(0x41b3de4355555555UL, "333333333.3333333")]
    [InlineData(0x41b3de4355555556UL, "333333333.3333334")]
    [InlineData(0x41b3de4355555557UL, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696UL, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959UL, "1424953923781206.2")]
    public void numbers_are_written_as_ECMAScript_writes_them(ulong bits, string expected) =>
        Canonical(BitConverter.UInt64BitsToDouble(bits).ToString("E17", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);

    [Fact]
    public void members_are_ordered_by_UTF16_code_units_and_whitespace_is_gone() =>
        // RFC 8785, section 3.2.3: the order of these names is the specification's own example.
        Canonical("""{ "\u20ac": "Euro Sign", "\r": "CR", "\ufb33": "Dalet", "1": "One", "\ud83d\ude00": "Emoji", "\u0080": "Control", "\u00f6": "O" }""")
            .ShouldBe("{\"\\r\":\"CR\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"O\",\"€\":\"Euro Sign\",\"😀\":\"Emoji\",\"\ufb33\":\"Dalet\"}");

    [Fact]
    public void strings_escape_only_what_must_be() =>
        Canonical("""["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", true, null, {}]""")
            .ShouldBe("""["€$\u000f\nA'B\"\\\\\"/",true,null,{}]""");

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"b":{"a":1,"\u0061":2},"a":1}""")]
    public void a_duplicate_member_is_refused(string json) => Should.Throw<JsonException>(() => Canonical(json));

    [Fact]
    public void canonical_text_is_its_own_canonical_form() =>
        Gen.Double.Array[0, 8].Select(Gen.String.Array[0, 4]).Sample((numbers, texts) =>
        {
            var json = JsonSerializer.Serialize(new { n = numbers.Where(double.IsFinite), t = texts.Select(t => t.Replace('\ud83d', '?')).Where(Whole) });
            var once = Canonical(json);
            return Canonical(once) == once && JsonElement.DeepEquals(JsonDocument.Parse(once).RootElement, JsonDocument.Parse(json).RootElement);
        });

    // A lone surrogate is no Unicode text, and RFC 8785 refuses it.
    private static bool Whole(string text) => !text.Any(char.IsSurrogate);
}
