using CsCheck;
using Reporting.Exchange.Exports;

namespace Reporting.Exchange.Tests;

public class CsvTests
{
    [Theory]
    [InlineData("Weights copied", "Weights copied")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void a_field_is_text(string? value, string field) => Csv.Field(value).ShouldBe(field);

    // Read back by the rules of RFC 4180, a line has as many fields as were written, and none begins a formula.
    [Fact]
    public void no_value_breaks_its_line_or_computes() =>
        Gen.OneOf(Gen.String["=+-@\t\r\n\",; 'a\uFF1D"], Gen.String).Array[1, 6].Sample(
            values =>
            {
                var read = Read(Csv.Line(values.Select(v => Csv.Field(v))));
                return read.Count == values.Length
                    && read.Zip(values).All(f => f.First == f.Second || f.First == "'" + f.Second)
                    && read.TrueForAll(f => f.Length == 0 || (!char.IsControl(f[0]) && !"=+-@\uFF1D".Contains(f.TrimStart().FirstOrDefault('x'), StringComparison.Ordinal)));
            },
            iter: 20_000);

    private static List<string> Read(string line)
    {
        var (fields, field, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < line.Length - 2; i++)
        {
            switch (line[i])
            {
                case '"' when quoted && i + 1 < line.Length && line[i + 1] == '"':
                    field.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                default:
                    field.Append(line[i]);
                    break;
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
