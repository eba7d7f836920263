using System.Text;
using System.Text.Json.Nodes;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Exchange.Stix;

namespace Reporting.Exchange.Tests;

public class IncidentBundleTests
{
    private static IReadOnlyList<JsonObject> Objects(IncidentAsSeen seen) => [.. IncidentBundle.Of(seen)["objects"]!.AsArray().Select(o => o!.AsObject())];

    private static IEnumerable<JsonObject> OfType(IncidentAsSeen seen, string type) => Objects(seen).Where(o => (string?)o["type"] == type);

    [Fact]
    public void what_is_written_passes_our_own_check() =>
        BundleCheck.Of(Encoding.UTF8.GetBytes(IncidentBundle.Of(A.Incident()).ToJsonString())).ShouldBeEmpty();

    [Fact]
    public void the_smallest_incident_is_a_bundle_too()
    {
        var bare = A.Incident() with { Stated = new IncidentStatement(), Assessments = [], Representations = [] };
        BundleCheck.Of(Encoding.UTF8.GetBytes(IncidentBundle.Of(bare).ToJsonString())).ShouldBeEmpty();
        Objects(bare).Select(o => (string?)o["type"]).ShouldBe(["marking-definition", "marking-definition", "identity", "identity", "incident"]);
    }

    [Fact]
    public void the_same_incident_is_the_same_bundle_to_the_byte() =>
        IncidentBundle.Of(A.Incident()).ToJsonString().ShouldBe(IncidentBundle.Of(A.Incident()).ToJsonString());

    [Fact]
    public void two_authorities_share_no_id_but_markings_and_techniques()
    {
        var other = A.Incident() with { Authority = new StixAuthor("ie-ncsc", "Another", A.Received), Reference = "R-9999-1" };
        var shared = Objects(A.Incident()).Select(o => (string?)o["id"]).Intersect(Objects(other).Select(o => (string?)o["id"])).ToList();
        shared.ShouldAllBe(id => id!.StartsWith("marking-definition--", StringComparison.Ordinal) || id.StartsWith("attack-pattern--", StringComparison.Ordinal));
    }

    [Fact]
    public void what_the_firm_says_and_what_the_authority_holds_true_have_different_authors()
    {
        var authority = (string?)OfType(A.Incident(), "identity").First()["id"];
        var firm = (string?)OfType(A.Incident(), "identity").Last()["id"];
        Objects(A.Incident()).Where(o => (string?)o["type"] is "incident" or "indicator" or "threat-actor" or "relationship").ShouldAllBe(o => (string?)o["created_by_ref"] == firm);
        OfType(A.Incident(), "note").ShouldAllBe(o => (string?)o["created_by_ref"] == authority);
    }

    [Fact]
    public void whoever_is_suspected_is_never_in_it_without_the_reply()
    {
        var allegation = Objects(A.Incident()).Where(o => (string?)o["type"] == "threat-actor" || (string?)o["relationship_type"] == "attributed-to").Select(o => (string?)o["id"]).ToList();
        allegation.Count.ShouldBe(2);
        var reply = OfType(A.Incident(), "note").Single(n => (string?)n["content"] == "We deny it.");
        reply["object_refs"]!.AsArray().Select(r => (string?)r).ShouldBeSubsetOf([.. allegation, (string?)OfType(A.Incident(), "incident").Single()["id"]]);
        allegation.ShouldBeSubsetOf(reply["object_refs"]!.AsArray().Select(r => (string?)r));
        reply["authors"]!.AsArray().Select(r => (string?)r).ShouldBe(["Example Trading Ltd"]);
    }

    [Fact]
    public void an_assessment_speaks_of_what_it_is_about() =>
        OfType(A.Incident(), "note").Single(n => ((string?)n["content"])!.StartsWith("We hold", StringComparison.Ordinal))["object_refs"]!.AsArray()
            .Select(r => ((string?)r)!.Split("--")[0]).ShouldBe(["threat-actor", "relationship"]);

    [Fact]
    public void an_indicator_marked_stricter_than_the_case_stays_so()
    {
        var strict = OfType(A.Incident(), "indicator").Single(i => ((string?)i["pattern"])!.StartsWith("[ipv6", StringComparison.Ordinal));
        strict["object_marking_refs"]!.AsArray().Select(m => (string?)m).ShouldBe([TlpMarkings.Of(Tlp.Red).Id]);
        Objects(A.Incident()).Where(o => (string?)o["source_ref"] == (string?)strict["id"]).ShouldAllBe(r => (string?)r["object_marking_refs"]![0] == TlpMarkings.Of(Tlp.Red).Id);
    }

    [Fact]
    public void what_was_erased_is_not_said()
    {
        var erased = new Sealed<string>(new SealedBox("k", "AA=="));
        erased.MarkErased();
        var seen = A.Incident() with { Stated = A.Statement() with { Indicators = [new Indicator { Type = IndicatorType.Email, Value = erased }], ReportingEntity = new ReportingEntity { Name = erased } } };
        IncidentBundle.Of(seen).ToJsonString().ShouldNotContain("erased");
        OfType(seen, "indicator").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(IndicatorType.IpAddress, "203.0.113.9", "[ipv4-addr:value = '203.0.113.9']")]
    [InlineData(IndicatorType.IpAddress, "2001:db8::1", "[ipv6-addr:value = '2001:db8::1']")]
    [InlineData(IndicatorType.Account, @"o'neil\x", @"[user-account:account_login = 'o\'neil\\x']")]
    [InlineData(IndicatorType.FileHash, "d41d8cd98f00b204e9800998ecf8427e", "[file:hashes.'MD5' = 'd41d8cd98f00b204e9800998ecf8427e']")]
    [InlineData(IndicatorType.FileHash, "no hash", "[x-reporting-indicator:file_hash = 'no hash']")]
    [InlineData(IndicatorType.Payment, "4111", "[x-reporting-indicator:payment_instrument = '4111']")]
    public void an_indicator_is_a_pattern(IndicatorType type, string value, string pattern) => StixPattern.Of(type, value).ShouldBe(pattern);

    [Theory]
    [InlineData(IndicatorType.IpAddress)]
    [InlineData(IndicatorType.Other)]
    public void no_value_breaks_out_of_its_pattern(IndicatorType type)
    {
        // Whoever reported it wrote it: the value ends where its quote does.
        var pattern = StixPattern.Of(type, "x'] OR [url:value = 'y");
        pattern.Replace(@"\\", "", StringComparison.Ordinal).Replace(@"\'", "", StringComparison.Ordinal).Count(c => c == '\'').ShouldBe(2);
    }
}
