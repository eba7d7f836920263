using System.Text;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Ownership.Bods;
using Reporting.Ownership.Table;

namespace Reporting.Ownership.Tests;

/// <summary>What is made of a file, and what is said about it.</summary>
public class ImportTests
{
    private static Import Bods(string json)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return BodsReader.ReadAsync(file).GetAwaiter().GetResult();
    }

    private static Import Csv(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return OwnershipTable.ReadAsync(file).GetAwaiter().GetResult();
    }

    private static string Entity(string id, string name, string type = "registeredEntity", string date = "2026-01-01", string more = "") => Record("entity", id, date, more, $$"""
        { "isComponent": false, "entityType": { "type": "{{type}}" }, "name": "{{name}}", "jurisdiction": { "name": "Somewhere", "code": "US-DE" } }
        """);

    private static string Relation(string id, string subject, string holder, string interest, string date = "2026-01-01", string more = "") => Record("relationship", id, date, more, $$"""
        { "isComponent": false, "subject": {{subject}}, "interestedParty": {{holder}}, "interests": [ {{interest}} ] }
        """);

    private static string Record(string type, string id, string date, string more, string details) => $$"""
        { "statementId": "{{Guid.CreateVersion7():N}}", "statementDate": "{{date}}", "declarationSubject": "T", "recordId": "{{id}}", "recordType": "{{type}}", {{more}} "recordDetails": {{details}} }
        """;

    [Fact]
    public void statements_are_made_of_records_with_who_is_who()
    {
        var read = Bods($$"""
            [
              {{Entity("T", "Target Ltd")}},
              {{Entity("S", "The State", "state")}},
              {{Relation("R1", "\"T\"", "\"S\"", """{ "type": "shareholding", "directOrIndirect": "direct", "share": { "exclusiveMinimum": 25, "maximum": 50 }, "startDate": "2020-02-03", "endDate": "2030-01-01" }, { "type": "votingRights", "share": { "exact": 33.33333 } }""", more: """ "source": { "type": [ "officialRegister" ], "url": "https://register.example/1" }, """)}}
            ]
            """);
        read.Statements.Count.ShouldBe(2);
        var (shares, votes) = (read.Statements[0], read.Statements[1]);
        (shares.Id, shares.Interest, shares.Direct, shares.From, shares.Until, shares.Source).ShouldBe(("R1.1", OwnershipInterest.Shareholding, Tri.Yes, new DateOnly(2020, 2, 3), new DateOnly(2030, 1, 1), "https://register.example/1"));
        (shares.Subject.Key, shares.Subject.Name!.Value, shares.Subject.Kind, shares.Subject.Country).ShouldBe(("T", "Target Ltd", PartyKind.Company, "US"));
        shares.Holder.Kind.ShouldBe(PartyKind.Government);
        shares.Share.ShouldBe(new OwnershipShare { ExclusiveMinimum = 25, Maximum = 50 });
        // More than four decimals are rounded outwards, and it is said.
        votes.Share.ShouldBe(new OwnershipShare { Minimum = 33.3333m, Maximum = 33.3334m });
        read.Findings.Select(f => (f.Weight, f.Pointer, f.Code)).ShouldBe([(FindingWeight.Noted, "/2/recordDetails/interests/1/share", "rounded")]);
    }

    [Theory]
    [InlineData("rightsGrantedByContract", OwnershipInterest.RightsByContract)]
    [InlineData("conditionalRightsGrantedByContract", OwnershipInterest.ConditionalRightsByContract)]
    public void rights_by_contract_keep_the_word_that_the_standard_has_for_them(string word, OwnershipInterest interest)
    {
        var read = Bods($$"""[ {{Entity("T", "Target Ltd")}}, {{Entity("B", "A bank")}}, {{Relation("R", "\"T\"", "\"B\"", "{ \"type\": \"" + word + "\" }")}} ]""");
        read.Statements.Single().Interest.ShouldBe(interest);
        read.Findings.ShouldNotContain(f => f.Code == "narrowed");
    }

    [Fact]
    public void of_several_statements_of_one_record_the_latest_stands_and_of_a_closed_one_none()
    {
        string Share(int n) => $$"""{ "type": "shareholding", "share": { "exact": {{n}} } }""";
        var read = Bods($"""
            [ {Entity("T", "T")}, {Entity("A", "A")},
              {Relation("R", "\"T\"", "\"A\"", Share(70), "2026-03-01")}, {Relation("R", "\"T\"", "\"A\"", Share(60), "2026-01-01")},
              {Relation("Q", "\"T\"", "\"A\"", Share(10))}, {Relation("Q", "\"T\"", "\"A\"", Share(10), "2026-02-01", "\"recordStatus\": \"closed\",")} ]
            """);
        read.Statements.Select(s => s.Share!.Exact).ShouldBe([70]);
        read.Findings.Select(f => (f.Pointer, f.Code)).ShouldBe([("/3", "superseded"), ("/4", "superseded")]);
    }

    [Theory]
    [InlineData("\"T\"", "\"nobody\"", "unknown-record", "/1/recordDetails/interestedParty", 1)]
    [InlineData("\"T\"", "{ \"reason\": \"interestedPartyHasNotProvidedInformation\" }", "holder-unspecified", "/1/recordDetails/interestedParty", 1)]
    [InlineData("{ \"reason\": \"unknown\" }", "\"T\"", "subject-unspecified", "/1/recordDetails/subject", 0)]
    public void who_is_not_told_is_a_gap_and_refuses_nothing(string subject, string holder, string code, string pointer, int statements)
    {
        var read = Bods($"[ {Entity("T", "T")}, {Relation("R", subject, holder, "{ \"type\": \"shareholding\" }")} ]");
        read.Statements.Count.ShouldBe(statements);
        read.Findings.ShouldContain(f => f.Code == code && f.Pointer == pointer && f.Weight == FindingWeight.Gap);
    }

    [Theory]
    [InlineData("", "not-json")]
    [InlineData("   ", "not-json")]
    [InlineData("{}", "type")]
    [InlineData("42", "type")]
    [InlineData("[", "not-json")]
    [InlineData("[ 1, \"x\", null ]", "type")]
    [InlineData("[ { \"recordType\": \"entity\" } ]", "required")]
    [InlineData("[ { \"statementId\": \"a\", \"statementId\": \"b\" } ]", "not-json")]
    [InlineData("<statements/>", "not-json")]
    public void a_file_that_is_none_is_named(string json, string code)
    {
        var read = Bods(json);
        read.Statements.ShouldBeEmpty();
        read.Findings.ShouldContain(f => f.Code == code && f.Weight == FindingWeight.Wrong);
    }

    [Fact]
    public void what_is_nested_without_end_or_never_ends_is_refused_within_bounds()
    {
        Bods(new string('[', 100_000)).Findings.ShouldContain(f => f.Code == "not-json");
        var many = Bods("[" + string.Join(',', Enumerable.Repeat("1", Import.MostRecords + 10)) + "]");
        many.Findings.Count.ShouldBe(Import.MostFindings + 1);
        many.Findings[^1].Code.ShouldBe("more-findings");
        many.Records.ShouldBe(Import.MostRecords);
    }

    [Fact]
    public void an_id_that_is_no_key_becomes_one_and_two_stay_two()
    {
        var keys = ((string[])["Fund / One", "Fund - One", "海洋", "海莲", "GB-COH-01234567", new string('x', 300)]).Select(PartyKeys.Of).ToList();
        keys.ShouldAllBe(k => PartyKeys.IsKey(k));
        keys.Distinct().Count().ShouldBe(6);
        keys[4].ShouldBe("GB-COH-01234567");
    }

    [Fact]
    public void a_table_is_read_line_by_line()
    {
        var read = Csv("""
            subject,holder,interest,share,direct,from,source
            Target Ltd,Holding BV,shareholding,60,yes,2024-01-31,"annual report, page 3"
            Target Ltd,Old Fund,voting-rights,>25-50,no,,
            Target Ltd,Somebody,shareholding,150,yes,,
            Target Ltd,,shareholding,5,,,

            Target Ltd,Other,golden-share,5,perhaps,31/01/2024,
            Target Ltd,Short
            """);
        read.Statements.Count.ShouldBe(2);
        read.Statements[0].Subject.Key.ShouldBe(read.Statements[1].Subject.Key);
        (read.Statements[0].Subject.Name!.Value, read.Statements[0].Share!.Exact, read.Statements[0].Direct, read.Statements[0].Source).ShouldBe(("Target Ltd", 60, Tri.Yes, "annual report, page 3"));
        read.Statements[1].Share.ShouldBe(new OwnershipShare { ExclusiveMinimum = 25, Maximum = 50 });
        read.Findings.Select(f => (f.Pointer, f.Code)).ShouldBe(
        [
            ("/lines/4/share", "cannot-be-read"), ("/lines/5/holder", "missing"), ("/lines/7/interest", "cannot-be-read"), ("/lines/7/direct", "cannot-be-read"), ("/lines/7/from", "cannot-be-read"), ("/lines/8", "cells"),
        ]);
    }

    [Theory]
    [InlineData("60", "60")]
    [InlineData("12.5 %", "12.5")]
    [InlineData("25-50", "25..50")]
    [InlineData(">25-50", "(25..50")]
    [InlineData("25-<50", "25..50)")]
    [InlineData(">75", "(75..100")]
    [InlineData(">=75", "75..100")]
    [InlineData("<50", "0..50)")]
    [InlineData("12.34567", null)]
    [InlineData("-5", null)]
    [InlineData("1e2", null)]
    [InlineData("101", null)]
    [InlineData("a", null)]
    public void a_share_in_words(string text, string? range)
    {
        var share = Shares.Parse(text);
        (share is null ? null : ((PercentSpan?)PercentRange.Of(share).Span()).Short()).ShouldBe(range);
    }

    [Theory]
    [InlineData("", "no-header")]
    [InlineData("a,b,c", "no-header")]
    [InlineData("subject,holder,interest\nT,\"A", "not-csv")]
    public void a_table_that_is_none_is_named(string text, string code) => Csv(text).Findings.ShouldContain(f => f.Code == code);

    [Theory]
    [InlineData("T < A* 60; T < B* 40.0001", "over-the-whole", "/1/share")]
    [InlineData("T < A* >60-70; T < B* 40", "over-the-whole", "/1/share")]
    [InlineData("T < A* 60; T < B* 60 before", "over-the-whole", "/1/share")]
    [InlineData("T < T 60", "holds-itself", "/0/holder/key")]
    [InlineData("T < A 60; A < B 60; B < T 1", "ownership-cycle", "/2/holder")]
    [InlineData("T < A* 60; T < A* 40 joint-arrangement", "no-share-here", "/1/share")]
    [InlineData("T < A 60", "branch-ends", "/0/holder")]
    public void a_set_of_statements_is_checked(string lines, string code, string pointer) =>
        OwnershipChecks.Of(Held.In(lines), "", Held.Day).ShouldContain(f => f.Code == code && f.Pointer == pointer);

    [Theory]
    [InlineData("T < A* 60; T < B* 40")]
    [InlineData("T < A* 60 before; T < B* 60 after")]
    [InlineData("T < A* 60; T < A* 60 voting-rights; T < B* 100 indirect")]
    [InlineData("T < A* 10-60; T < B* 20-90")]
    public void what_can_be_so_is_not_called_wrong(string lines) => OwnershipChecks.Of(Held.In(lines), "", Held.Day).ShouldNotContain(f => f.Weight == FindingWeight.Wrong);

    [Fact]
    public void bounds_that_cross_and_times_that_end_before_they_begin_are_wrong()
    {
        var bad = Held.Statement("T < A* 5") with { Share = new OwnershipShare { Minimum = 50, Maximum = 25 }, From = new DateOnly(2026, 2, 1), Until = new DateOnly(2026, 2, 1) };
        OwnershipChecks.Of([bad], "/ownership", Held.Day).Where(f => f.Weight == FindingWeight.Wrong).Select(f => (f.Pointer, f.Code)).ShouldBe([("/ownership/0/until", "ended-before-begun"), ("/ownership/0/share/minimum", "contradiction")]);
        var mixed = Held.Statement("T < A* 5") with { Share = new OwnershipShare { Exact = 5, ExclusiveMaximum = 25 } };
        OwnershipChecks.Of([mixed], "", Held.Day).ShouldContain(f => f.Code == "contradiction" && f.Pointer == "/0/share");
    }

    [Fact]
    public void this_project_reaches_for_nothing_but_the_words_and_the_rules() =>
        typeof(Import).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ShouldAllBe(n => n.StartsWith("System") || n == "Reporting.Contracts" || n == "Reporting.Rulebook");
}
