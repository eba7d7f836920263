using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Exchange.Reports;

namespace Reporting.Exchange.Tests;

public class MappedReportTests
{
    private static readonly JsonObject Stated = JsonNode.Parse("""
        {
          "externalReference": "N-1", "title": "Weights copied", "summary": "Copied.", "detectedAt": { "at": "2026-09-01T08:00:00Z" },
          "reportingEntity": { "name": "Example Bank", "lei": "529900T8BM49AURSDO55" },
          "contacts": [ { "name": "Second", "role": "second" }, { "name": "First", "role": "primary", "email": "first@bank.example" } ],
          "determinations": [ { "kind": "major", "outcome": "yes", "criteria": ["clients"] }, { "kind": "material", "outcome": "no", "criteria": ["x"] } ],
          "reach": { "clients": { "count": { "value": 12000 }, "percent": 4.5 }, "transactions": { "count": { "value": 5, "basis": "actual" } } },
          "measures": [ { "state": "applied", "text": "Keys changed." } ],
          "recurrence": ["N-0"]
        }
        """)!.AsObject();

    [Fact]
    public void a_dora_report_has_each_answer_under_its_number()
    {
        var report = MappedReport.Of(DoraReport.Format, DoraReport.Fields, Stated);
        JsonNode? Field(string number) => report["answered"]![number[..1]]?[number];
        ((string?)Field("1.2"), (string?)Field("1.7"), (string?)Field("1.8"), (string?)Field("1.10")).ShouldBe(("Example Bank", "First", "first@bank.example", "Second"));
        Field("1.5")!.ToJsonString().ShouldBe("""["Example Bank"]""");
        Field("2.5")!.ToJsonString().ShouldBe("""["clients"]""");
        (Field("3.4")!.GetValue<int>(), Field("3.5")!.GetValue<decimal>()).ShouldBe((12000, 4.5m));
        Field("3.12")!.ToJsonString().ShouldBe("""{"clients":"estimate","transactions":"actual"}""");
        Field("3.34")!.ToJsonString().ShouldBe("""["Keys changed."]""");
        Field("4.15")!.GetValue<bool>().ShouldBeTrue();
        report["open"]!.AsArray().Select(o => (string?)o).ShouldContain("2.3");
        report["open"]!.AsArray().Select(o => (string?)o).ShouldNotContain("3.8");
    }

    [Fact]
    public void a_fire_report_has_its_four_groups() =>
        MappedReport.Of(FireReport.Format, FireReport.Fields, Stated)["answered"]!.AsObject().Select(g => g.Key).ShouldBe(["reportingDetails", "incidentDetails", "impactAssessment", "incidentClosure"]);

    [Fact]
    public void of_nothing_stated_everything_is_open()
    {
        foreach (var fields in (IReadOnlyList<MappedField>[])[DoraReport.Fields, FireReport.Fields])
        {
            var report = MappedReport.Of("x", fields, []);
            report["answered"]!.AsObject().Count.ShouldBe(0);
            report["open"]!.AsArray().Count.ShouldBe(fields.Count(f => f.Read is not null));
        }
    }

    // The annex has 15, 10, 35 and 16 fields: each stands here once, mapped or with the reason why not.
    [Fact]
    public void every_field_of_the_annex_is_in_the_table() =>
        DoraReport.Fields.Select(f => f.Number).ShouldBe(((int Part, int Count)[])[(1, 15), (2, 10), (3, 35), (4, 16)] is var parts ? parts.SelectMany(p => Enumerable.Range(1, p.Count).Select(n => $"{p.Part}.{n}")) : []);

    [Fact]
    public void every_member_that_is_mapped_from_is_one_of_a_statement()
    {
        foreach (var pointer in DoraReport.Fields.Concat(FireReport.Fields).Where(f => f.Read is not null).SelectMany(f => f.From.Split(", ")))
        {
            // Of an item or a contact's role its list is the member.
            StatementFields.Has("incident", Regex.Replace(pointer, @"/(\*|primary|second)/.*$", "", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)).ShouldBeTrue(pointer);
        }

        typeof(IncidentStatement).ShouldNotBeNull();
    }

    [Fact]
    public void the_table_for_readers_is_the_one_that_maps()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "exchange.md"));
        foreach (var line in MappedReport.Table(DoraReport.Fields).Concat(MappedReport.Table(FireReport.Fields)))
        {
            page.ShouldContain(line);
        }
    }
}
