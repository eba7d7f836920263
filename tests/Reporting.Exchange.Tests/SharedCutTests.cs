using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Reporting.Contracts;
using Reporting.Exchange.Stix;

namespace Reporting.Exchange.Tests;

public class SharedCutTests
{
    private static IReadOnlyList<JsonObject> Objects(JsonObject bundle) => [.. bundle["objects"]!.AsArray().Select(o => o!.AsObject())];

    [Fact]
    public void what_is_marked_stricter_stays_with_all_that_speaks_of_it()
    {
        var cut = SharedCut.Of(IncidentBundle.Of(A.Incident()), Tlp.Amber);
        BundleCheck.Of(Encoding.UTF8.GetBytes(cut.ToJsonString())).ShouldBeEmpty();
        cut.ToJsonString().ShouldNotContain("2001:db8::1");
        Objects(cut).ShouldNotContain(o => (string?)o["name"] == "TLP:RED");
        Objects(cut).Count(o => (string?)o["type"] == "indicator").ShouldBe(10);
        Objects(cut).ShouldContain(o => (string?)o["content"] == "We deny it.");
    }

    [Fact]
    public void under_its_own_label_or_a_stricter_one_all_goes() =>
        Objects(SharedCut.Of(IncidentBundle.Of(A.Incident()), Tlp.Red)).Count.ShouldBe(Objects(IncidentBundle.Of(A.Incident())).Count);

    [Fact]
    public void of_a_case_marked_stricter_nothing_of_its_content_goes() =>
        Objects(SharedCut.Of(IncidentBundle.Of(A.Incident()), Tlp.Green)).Select(o => (string?)o["type"]).Distinct().ShouldBe(["marking-definition", "identity", "attack-pattern"]);

    // Whatever is marked how: nothing stricter goes, nothing points to what stays, and no allegation goes without its reply.
    [Fact]
    public void no_marking_lets_an_allegation_go_without_its_reply() =>
        Gen.Select(Gen.Int[0, 4].Array[60], Gen.Int[0, 4]).Sample(
            (labels, under) =>
            {
                var bundle = IncidentBundle.Of(A.Incident());
                foreach (var (one, i) in Objects(bundle).Where(o => o["object_marking_refs"] is not null).Select((o, i) => (o, i)))
                {
                    one["object_marking_refs"] = new JsonArray(TlpMarkings.All[labels[i % labels.Length]].Id);
                }

                var all = Objects(bundle).Select(o => (string)o["id"]!).ToHashSet();
                var goes = Objects(SharedCut.Of(bundle, TlpMarkings.All[under].Label));
                var ids = goes.Select(o => (string)o["id"]!).ToHashSet();
                var points = goes.SelectMany(o => o.Where(m => m.Key is "source_ref" or "target_ref" or "created_by_ref").Select(m => (string)m.Value!).Concat((o["object_refs"]?.AsArray() ?? []).Select(r => (string)r!)));
                var marked = goes.SelectMany(o => o["object_marking_refs"]?.AsArray() ?? []).Select(m => TlpMarkings.ById((string)m!)!.Label);
                var alleges = goes.Any(o => (string?)o["type"] == "threat-actor" || (string?)o["relationship_type"] == "attributed-to");
                var replied = goes.Any(o => (string?)o["content"] == "We deny it.");
                return points.All(p => ids.Contains(p) || !all.Contains(p)) && marked.All(m => m <= TlpMarkings.All[under].Label) && (!alleges || replied);
            },
            iter: 2_000);
}
