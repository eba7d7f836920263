using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Reporting.Exchange.Reference;

namespace Reporting.Exchange.Tests;

public class ReferenceTests
{
    private const string First = "11111111-1111-4111-8111-111111111111";
    private const string Second = "22222222-2222-4222-8222-222222222222";
    private const string Third = "33333333-3333-4333-8333-333333333333";

    private static (ReferenceFile? File, IReadOnlyList<Fault> Faults) Read(string json) => ReferenceReader.Read(Encoding.UTF8.GetBytes(json));

    private static string Galaxy(params string[] values) => $$"""{"type":"threat-actor","version":7,"values":[{{string.Join(",", values)}}]}""";

    private static string Actor(string id, string name, string synonyms = "[]", string related = "[]") =>
        $$"""{"uuid":"{{id}}","value":"{{name}}","meta":{"synonyms":{{synonyms}},"country":"ZZ"},"related":{{related}}}""";

    private static ActorIndex Index(params string[] values) => new([Read(Galaxy(values)).File!]);

    private static string Bundle(params string[] objects) => $$"""{"type":"bundle","id":"bundle--{{First}}","objects":[{{string.Join(",", objects)}}]}""";

    private static string Pattern(string id, string atlas, string name = "A name") =>
        $$"""{"type":"attack-pattern","spec_version":"2.1","id":"attack-pattern--{{id}}","created":"2024-01-01T00:00:00.000Z","modified":"2024-02-01T00:00:00.000Z","name":"{{name}}","external_references":[{"source_name":"mitre-atlas","external_id":"{{atlas}}"}]}""";

    private static string Relation(string id, string kind, string from, string to) =>
        $$"""{"type":"relationship","spec_version":"2.1","id":"relationship--{{id}}","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","relationship_type":"{{kind}}","source_ref":"attack-pattern--{{from}}","target_ref":"attack-pattern--{{to}}"}""";

    [Fact]
    public void a_galaxy_is_read_as_it_is_published()
    {
        var file = Read(Galaxy(Actor(First, "APT32", """["OceanLotus","海莲花"]""", $$"""[{"dest-uuid":"{{Second}}","type":"similar"},{"dest-uuid":"{{Third}}","type":"revoked-by"}]"""))).File!;
        (file.Source, file.Edition).ShouldBe(("misp-threat-actor", "7"));
        var actor = file.Actors.ShouldHaveSingleItem();
        (actor.Name, actor.Country).ShouldBe(("APT32", "ZZ"));
        actor.Aliases.ShouldBe(["OceanLotus", "海莲花"]);
        actor.Similar.ShouldBe([Second]);
        actor.ReplacedBy.ShouldBe([Third]);
    }

    [Theory]
    [InlineData("""{"atlasVersion":"5.6.0","techniques":[{"id":"AML.T0024","name":"A"},{"id":"AML.T0024.002","name":"B","subtechniqueOf":"AML.T0024"}]}""")]
    [InlineData("""{"version":"5.6.0","matrices":[{"techniques":[{"id":"AML.T0024","name":"A"},{"id":"AML.T0024.002","name":"B","subtechnique-of":"AML.T0024"}]}]}""")]
    public void atlas_is_read_as_json(string json)
    {
        var file = Read(json).File!;
        (file.Source, file.Edition).ShouldBe(("mitre-atlas", "5.6.0"));
        file.Techniques.Select(t => (t.Id, t.Parent)).ShouldBe([("AML.T0024", null), ("AML.T0024.002", "AML.T0024")]);
    }

    [Fact]
    public void atlas_is_read_as_a_bundle()
    {
        var file = Read(Bundle(Pattern(First, "AML.T0024"), Pattern(Second, "AML.T0024.002"), Relation(Third, "subtechnique-of", Second, First))).File!;
        (file.Source, file.Edition).ShouldBe(("mitre-atlas", "2024-02-01"));
        file.Techniques.Select(t => (t.Id, t.Parent)).ShouldBe([("AML.T0024", null), ("AML.T0024.002", "AML.T0024")]);
    }

    [Fact]
    public void a_bundle_with_a_wrong_tlp_id_is_refused_by_name()
    {
        var (file, faults) = Read(Bundle(
            Pattern(First, "AML.T0024"),
            """{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9","created":"2017-01-20T00:00:00.000Z","name":"TLP:CLEAR","definition_type":"tlp","definition":{"tlp":"clear"}}"""));
        file.ShouldBeNull();
        faults.ShouldHaveSingleItem().Code.ShouldBe("wrong-tlp-id");
    }

    [Fact]
    public void techniques_that_are_part_of_each_other_are_named()
    {
        var (file, faults) = Read(Bundle(Pattern(First, "AML.T0001"), Pattern(Second, "AML.T0002"), Relation(Third, "subtechnique-of", Second, First), Relation(First, "subtechnique-of", First, Second)));
        file.ShouldBeNull();
        faults.ShouldHaveSingleItem().Detail.ShouldBe("Each is part of the next, and the last the first: AML.T0001 → AML.T0002.");
    }

    [Fact]
    public void actors_that_replace_each_other_are_named()
    {
        var (_, faults) = Read(Galaxy(
            Actor(First, "A", related: $$"""[{"dest-uuid":"{{Second}}","type":"revoked-by"}]"""),
            Actor(Second, "B", related: $$"""[{"dest-uuid":"{{First}}","type":"revoked-by"}]""")));
        faults.ShouldHaveSingleItem().Detail.ShouldBe($"Each is replaced by the next, and the last the first: {First} → {Second}.");
    }

    [Fact]
    public void a_long_chain_that_ends_is_no_cycle()
    {
        var chain = Enumerable.Range(0, 50_000).Select(i => ($"{i}", $"{i + 1}")).ToList();
        ReferenceCycles.In(chain).ShouldBeEmpty();
        ReferenceCycles.In([.. chain, ("50000", "49999")]).ShouldHaveSingleItem().ShouldBe(["49999", "50000"]);
        ReferenceCycles.In([("a", "a")]).ShouldHaveSingleItem().ShouldBe(["a"]);
    }

    // Whatever the edges are: a cycle is found exactly where there is one.
    [Fact]
    public void a_cycle_is_found_where_there_is_one() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7]).Array[0, 12].Sample(
            edges =>
            {
                var reach = new bool[8, 8];
                foreach (var (from, to) in edges)
                {
                    reach[from, to] = true;
                }

                for (var k = 0; k < 8; k++)
                {
                    for (var i = 0; i < 8; i++)
                    {
                        for (var j = 0; j < 8; j++)
                        {
                            reach[i, j] |= reach[i, k] && reach[k, j];
                        }
                    }
                }

                var cyclic = Enumerable.Range(0, 8).Any(i => reach[i, i]);
                var found = ReferenceCycles.In(edges.Select(e => ($"{e.Item1}", $"{e.Item2}")));
                return cyclic == found.Count > 0 && found.All(path => path.Select((p, i) => (p, path[(i + 1) % path.Count])).All(step => edges.Contains((int.Parse(step.p), int.Parse(step.Item2)))));
            },
            iter: 5_000);

    [Theory]
    [InlineData("[]", "unknown-format")]
    [InlineData("{", "not-json")]
    [InlineData("""{"values":[]}""", "type-missing")]
    [InlineData("""{"type":"x","values":[]}""", "edition-missing")]
    [InlineData("""{"type":"x","version":1,"values":[]}""", "entries")]
    [InlineData("""{"type":"x","version":1,"values":[{}]}""", "uuid")]
    [InlineData("""{"type":"x","version":1,"values":[7]}""", "uuid")]
    [InlineData("""{"version":"1","techniques":[{"id":"T1","name":"x"}]}""", "technique-id")]
    [InlineData("""{"version":"1","techniques":[{"id":"AML.T0001","name":"x","subtechniqueOf":"AML.T0009"}]}""", "unknown-parent")]
    [InlineData("""{"version":"1","techniques":[{"id":"AML.T0001","name":"x"},{"id":"AML.T0001","name":"x"}]}""", "twice")]
    [InlineData("""{"techniques":[{"id":"AML.T0001","name":"x"}]}""", "edition-missing")]
    public void a_file_that_is_wrong_is_refused_whole(string json, string code)
    {
        var (file, faults) = Read(json);
        file.ShouldBeNull();
        faults.Select(f => f.Code).ShouldContain(code);
    }

    [Theory]
    [InlineData("APT32")]
    [InlineData("apt-32")]
    [InlineData("ＯｃｅａｎＬｏｔｕｓ")]
    [InlineData("海莲花")]
    public void any_name_finds_the_actor(string name) =>
        Index(Actor(First, "APT32", """["OceanLotus","海莲花"]"""), Actor(Second, "APT33")).Find(name).ShouldHaveSingleItem().Actor.Id.ShouldBe(First);

    [Fact]
    public void a_name_of_several_gives_several() =>
        Index(Actor(First, "APT18", """["Dust"]"""), Actor(Second, "APT4", """["DUST"]"""), Actor(Third, "Dust")).Find("dust")
            .Select(c => (c.Actor.Id, c.By)).ShouldBe([(Third, FoundBy.Name), (First, FoundBy.Alias), (Second, FoundBy.Alias)]);

    [Fact]
    public void names_of_two_sources_find_each_other_by_what_either_says()
    {
        var west = Read(Galaxy(Actor(First, "APT32", """["OceanLotus"]"""))).File!;
        var east = Read($$"""{"source":"clusters/360net.json","version":6,"actors":[{"uuid":"{{Second}}","name":"海莲花 - APT-C-00","synonyms":["OceanLotus"],"similar":["{{First}}"]}]}""").File!;
        var index = new ActorIndex([west, east]);
        foreach (var name in (string[])["海莲花", "OceanLotus", "APT32", "APT-C-00"])
        {
            index.Find(name).Select(c => c.Actor.Id).ShouldBe([First, Second], ignoreOrder: true);
        }

        index.Find("APT32").Single(c => c.Actor.Id == Second).ShouldSatisfyAllConditions(c => c.By.ShouldBe(FoundBy.Similar), c => c.Through.ShouldBe(First));
        east.Source.ShouldBe("misp-360net");
    }

    [Fact]
    public void similarity_goes_one_step_and_no_further() =>
        Index(
            Actor(First, "A", related: $$"""[{"dest-uuid":"{{Second}}","type":"similar"}]"""),
            Actor(Second, "B", related: $$"""[{"dest-uuid":"{{Third}}","type":"similar"}]"""),
            Actor(Third, "C")).Find("a").Select(c => c.Actor.Id).ShouldBe([First, Second]);

    [Theory]
    [InlineData("")]
    [InlineData("---")]
    [InlineData("nobody")]
    public void nobody_is_found_by_nothing(string name) => Index(Actor(First, "---")).Find(name).ShouldBeEmpty();

    // Any value in any place: faults, never an exception.
    [Fact]
    public void nothing_in_a_file_throws() =>
        Gen.Select(One("type", "version", "values", "source"), One("uuid", "value", "meta", "related"), One("null", "1", "[]", "{}", "\"x\"", "[1,null,{\"type\":\"revoked-by\"}]"), Gen.Bool).Sample(
            (top, inner, value, outside) =>
            {
                var file = JsonNode.Parse(Galaxy(Actor(First, "A")))!.AsObject();
                (outside ? file : file["values"]![0]!.AsObject())[outside ? top : inner] = JsonNode.Parse(value);
                var (read, faults) = Read(file.ToJsonString());
                return read is null == faults.Count > 0;
            },
            iter: 1_000);

    private static Gen<string> One(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);
}
