namespace Reporting.Rulebook.Tests;

public class FormNumbersTests
{
    private static readonly FormNumbers Form = new(["1-3", "34-35, 43", "8", "declaration", "ours"]);

    [Theory]
    [InlineData("8", true)]
    [InlineData("9", true)]
    [InlineData("43", true)]
    [InlineData("34-35, 43", true)]
    [InlineData("declaration", true)]
    [InlineData("1, 8(b)(ii), 10-12", true)]
    [InlineData("44", false)]
    [InlineData("0", false)]
    [InlineData("12-10", false)]
    [InlineData("8,", false)]
    [InlineData("", false)]
    [InlineData("8\n9", false)]
    [InlineData("eight", false)]
    [InlineData("8; 9", false)]
    [InlineData("99999999999", false)]
    public void a_text_names_paragraphs_of_the_form(string text, bool has) => Form.Has(text).ShouldBe(has);

    [Fact]
    public void a_form_without_numbers_has_no_last_paragraph() => new FormNumbers(["ours"]).Last.ShouldBeNull();

    /// <summary>SI 2021/1272, Schedules 1 to 3.</summary>
    [Theory]
    [InlineData("mandatory", 40)]
    [InlineData("voluntary", 59)]
    [InlineData("validation", 49)]
    public void the_forms_of_the_united_kingdom_end_with_their_declarations(string stage, int last) =>
        Documents.Rulebook.Numbers("uk-nsi-2021", stage).Last.ShouldBe(last);
}
