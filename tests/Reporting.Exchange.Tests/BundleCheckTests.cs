using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Reporting.Contracts;
using Reporting.Exchange.Stix;

namespace Reporting.Exchange.Tests;

public class BundleCheckTests
{
    private static JsonObject Bundle() => IncidentBundle.Of(A.Incident());

    private static IReadOnlyList<Fault> Judged(Action<JsonObject> change)
    {
        var bundle = Bundle();
        change(bundle);
        return BundleCheck.Of(Encoding.UTF8.GetBytes(bundle.ToJsonString()));
    }

    private static JsonObject First(JsonObject bundle, string type) => bundle["objects"]!.AsArray().First(o => (string?)o!["type"] == type)!.AsObject();

    // The ids are fixed by the OASIS extension definition 60a3c5c5; public files are known to carry wrong ones.
    [Theory]
    [InlineData(Tlp.Clear, "94868c89-83c2-464b-929b-a1a8aa3c8487")]
    [InlineData(Tlp.Green, "bab4a63c-aed9-4cf5-a766-dfca5abac2bb")]
    [InlineData(Tlp.Amber, "55d920b0-5e8b-4f79-9ee9-91f868d9b421")]
    [InlineData(Tlp.AmberStrict, "939a9414-2ddd-4d32-a0cd-375ea402b003")]
    [InlineData(Tlp.Red, "e828b379-4e03-4974-9ac4-e53a884c97c1")]
    public void the_five_markings_have_the_ids_of_the_standard(Tlp label, string id)
    {
        TlpMarkings.Of(label).Id.ShouldBe("marking-definition--" + id);
        BundleCheck.Of(Encoding.UTF8.GetBytes(TlpMarkings.Of(label).ToJson().ToJsonString())).ShouldBeEmpty();
    }

    [Fact]
    public void white_of_version_1_under_the_name_clear_is_named()
    {
        // Found in public files: the id of TLP 1 WHITE under the label of TLP 2.0.
        var fault = Judged(b => b["objects"]!.AsArray().Add(new JsonObject
        {
            ["type"] = "marking-definition",
            ["spec_version"] = "2.1",
            ["id"] = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
            ["created"] = "2017-01-20T00:00:00.000Z",
            ["name"] = "TLP:CLEAR",
            ["definition_type"] = "tlp",
            ["definition"] = new JsonObject { ["tlp"] = "clear" },
        })).ShouldHaveSingleItem();
        fault.Code.ShouldBe("wrong-tlp-id");
        fault.Detail.ShouldBe("TLP:CLEAR has the id marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487, not marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9, which is TLP:WHITE of TLP 1.");
    }

    [Fact]
    public void a_label_with_another_id_is_named() => Judged(b => First(b, "marking-definition")["id"] = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8488")
        .Select(f => f.Code).ShouldContain("wrong-tlp-id");

    [Fact]
    public void an_id_with_another_label_is_named() => Judged(b => First(b, "marking-definition")["name"] = "TLP:RED").ShouldHaveSingleItem().Code.ShouldBe("wrong-tlp-id");

    [Fact]
    public void a_marking_that_nobody_explains_is_named() =>
        Judged(b => First(b, "incident")["object_marking_refs"]![0] = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ec").ShouldHaveSingleItem().Code.ShouldBe("unknown-marking");

    [Theory]
    [InlineData("incident", "name", "missing")]
    [InlineData("indicator", "pattern", "missing")]
    [InlineData("note", "object_refs", "missing")]
    [InlineData("relationship", "target_ref", "missing")]
    [InlineData("identity", "created", "missing")]
    [InlineData("identity", "modified", "missing")]
    [InlineData("identity", "id", "missing")]
    [InlineData("identity", "type", "type-missing")]
    [InlineData("identity", "spec_version", "spec-version")]
    public void what_a_type_must_have_is_missed(string type, string member, string code) =>
        Judged(b => First(b, type).Remove(member)).Select(f => f.Code).ShouldContain(code);

    [Theory]
    [InlineData("incident", "id", "identity--94868c89-83c2-464b-929b-a1a8aa3c8487", "id-of-another-type")]
    [InlineData("incident", "id", "incident--94868c89-83c2-864b-929b-a1a8aa3c8487", "id-form")]
    [InlineData("incident", "created", "2026-09-01T10:00:00Z", "time-form")]
    [InlineData("incident", "created", "2026-09-01 10:00", "time-form")]
    [InlineData("incident", "modified", "2025-09-01T10:00:00.000Z", "modified-before-created")]
    [InlineData("incident", "created_by_ref", "incident--94868c89-83c2-464b-929b-a1a8aa3c8487", "reference-to-another-type")]
    [InlineData("incident", "created_by_ref", "me", "reference-form")]
    [InlineData("incident", "Name", "x", "member-name")]
    [InlineData("incident", "spec_version", "3.0", "spec-version")]
    [InlineData("relationship", "source_ref", "relationship--94868c89-83c2-464b-929b-a1a8aa3c8487", "reference-to-another-type")]
    [InlineData("indicator", "pattern", "url:value = 'x'", "pattern-form")]
    [InlineData("indicator", "valid_from", "yesterday", "time-form")]
    public void what_is_said_wrong_is_named_where_it_stands(string type, string member, string value, string code) =>
        Judged(b => First(b, type)[member] = value).ShouldContain(f => f.Code == code && f.Pointer.EndsWith("/" + member, StringComparison.Ordinal));

    [Fact]
    public void the_same_version_twice_is_named() => Judged(b => b["objects"]!.AsArray().Add(First(b, "incident").DeepClone())).ShouldHaveSingleItem().Code.ShouldBe("twice");

    [Fact]
    public void null_and_empty_are_named()
    {
        Judged(b => First(b, "incident")["description"] = null).ShouldHaveSingleItem().Code.ShouldBe("empty");
        Judged(b => First(b, "incident")["labels"] = new JsonArray()).ShouldHaveSingleItem().Code.ShouldBe("empty");
    }

    [Fact]
    public void confidence_is_per_cent() => Judged(b => First(b, "threat-actor")["confidence"] = 101).ShouldHaveSingleItem().Code.ShouldBe("confidence");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"type":"bundle","type":"bundle"}""")]
    public void what_is_no_json_is_said_to_be_none(string file) => BundleCheck.Of(Encoding.UTF8.GetBytes(file)).ShouldHaveSingleItem().Code.ShouldBe("not-json");

    // Any value in any place: faults, never an exception.
    [Fact]
    public void nothing_in_a_bundle_throws() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 12], Gen.OneOf(Gen.Const("null"), Gen.Const("1"), Gen.Const("[]"), Gen.Const("{}"), Gen.Const("\"x\""), Gen.Const("[1,\"x\"]"))).Sample(
            (at, member, value) =>
            {
                var bundle = Bundle();
                var objects = bundle["objects"]!.AsArray();
                var one = objects[at % objects.Count]!.AsObject();
                one[one.Select(m => m.Key).ElementAt(member % one.Count)] = JsonNode.Parse(value);
                BundleCheck.Of(Encoding.UTF8.GetBytes(bundle.ToJsonString())).Count.ShouldBeLessThanOrEqualTo(100);
            },
            iter: 2_000);
}
