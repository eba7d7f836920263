using CsCheck;
using Reporting.Server.Evidence;

namespace Reporting.Server.Tests.Evidence;

public class FileNameTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\temp\\a.txt", "a.txt")]
    [InlineData("a\r\nSet-Cookie: x", "aSet-Cookie x")]
    [InlineData("photo\u202Egpj.exe", "photogpj.exe")]
    [InlineData("\u200B\uFEFF\u2066", null)]
    [InlineData("..", null)]
    [InlineData(".htaccess", "htaccess")]
    [InlineData("trailing. . ", "trailing")]
    [InlineData("half\uD800surrogate", "halfsurrogate")]
    [InlineData("日本語 レポート.docx", "日本語 レポート.docx")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void a_name_is_what_can_be_shown_and_saved_under(string? given, string? kept) => FileNames.Clean(given).ShouldBe(kept);

    [Fact]
    public void whatever_comes_a_name_is_short_and_harmless_and_stays_as_it_is() =>
        Gen.String[Gen.Char, 0, 600].Sample(
            given =>
            {
                var name = FileNames.Clean(given);
                return name is null
                    || (name.Length is > 0 and <= FileNames.Most && !name.Any(char.IsControl) && name.IndexOfAny(['/', '\\', '"', '\u202E']) < 0 && FileNames.Clean(name) == name);
            },
            iter: 5_000);

    [Fact]
    public void the_ending_of_a_long_name_is_kept() => FileNames.Clean(new string('a', 5_000) + ".tar.gz").ShouldBe(new string('a', FileNames.Most - 3) + ".gz");

    [Theory]
    [InlineData("%PDF-1.7", "application/pdf")]
    [InlineData("PK\u0003\u0004rest", "application/zip")]
    [InlineData("  <!DOCTYPE HTML>", "text/html")]
    [InlineData("plain <script> text", "text/html")]
    [InlineData("{\"a\":1}", "application/json")]
    [InlineData("<?xml version=\"1.0\"?>", "application/xml")]
    [InlineData("a log line\twith a tab\r\n", "text/plain")]
    [InlineData("\u0000\u0001", "application/octet-stream")]
    public void a_type_is_told_by_what_is_there(string content, string type) => MediaTypes.Sniff(System.Text.Encoding.UTF8.GetBytes(content)).ShouldBe(type);

    [Fact]
    public void a_character_cut_in_two_is_still_text() => MediaTypes.Sniff(System.Text.Encoding.UTF8.GetBytes(new string('x', MediaTypes.Looks - 1) + "ü")).ShouldBe("text/plain");
}
