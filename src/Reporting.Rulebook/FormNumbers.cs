using System.Globalization;
using System.Text.RegularExpressions;

namespace Reporting.Rulebook;

/// <summary>The paragraphs of a form. Fields bear numbers such as <c>8</c>, <c>29-32</c> or <c>34-35, 43</c>; a form numbers its paragraphs from 1 without a gap, so what stands between two fields is a paragraph of the form too.</summary>
public sealed partial class FormNumbers(IReadOnlyList<string> numbers)
{
    /// <summary>The last paragraph; null where no field bears a number.</summary>
    public int? Last { get; } = numbers.SelectMany(Ends).Select(e => (int?)e.To).Max();

    /// <summary>Whether a text names paragraphs of this form and nothing else: a number, with or without a sub-paragraph (<c>29(a)</c>), a range, several of these, or a field as it is numbered.</summary>
    public bool Has(string paragraph) =>
        numbers.Contains(paragraph) || (paragraph.Split(',').All(p => Paragraph().IsMatch(p.Trim())) && Ends(paragraph).All(e => e.From >= 1 && e.From <= e.To && e.To <= Last));

    private static IEnumerable<(int From, int To)> Ends(string text) =>
        text.Split(',').Select(p => Paragraph().Match(p.Trim())).Where(m => m.Success)
            .Select(m => (Number(m.Groups["from"]), Number(m.Groups["to"].Success ? m.Groups["to"] : m.Groups["from"])));

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<from>\d{1,3})(\([a-z0-9]{1,4}\))*(-(?<to>\d{1,3}))?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Paragraph();
}
