using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Exchange;

[Collection(InSharedWorld.Name)]
public class ReferenceTests(SharedWorld shared)
{
    private static string Galaxy(string type, int version, params (string Id, string Name, string[] Synonyms, string[] Similar)[] actors) => new JsonObject
    {
        ["type"] = type,
        ["version"] = version,
        ["values"] = new JsonArray([.. actors.Select(a => (JsonNode)new JsonObject
        {
            ["uuid"] = a.Id,
            ["value"] = a.Name,
            ["meta"] = new JsonObject { ["synonyms"] = new JsonArray([.. a.Synonyms.Select(s => (JsonNode)s)]) },
            ["related"] = new JsonArray([.. a.Similar.Select(s => (JsonNode)new JsonObject { ["dest-uuid"] = s, ["type"] = "similar" })]),
        })]),
    }.ToJsonString();

    private const string West = "a1111111-1111-4111-8111-111111111111";
    private const string East = "a2222222-2222-4222-8222-222222222222";
    private const string Other = "a3333333-3333-4333-8333-333333333333";

    // As the file that it is: what is read as a command is described by a schema of ours, and this is not.
    private async Task<Answer> LoadAsync(string file)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        var response = await (await shared.Host.AdminAsync()).PostAsync("/v1/reference/editions", content);
        return new Answer(response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()), response);
    }

    private async Task<IReadOnlyList<(string Id, string By)>> FindAsync(string name) =>
        [.. (await (await shared.World.AsAsync("be-csirt/analyst")).ReadAsync("/v1/reference/actors?name=" + Uri.EscapeDataString(name))).ShouldBe(HttpStatusCode.OK)["candidates"].AsArray()
            .Select(c => (c!["id"]!.GetValue<string>(), c["foundBy"]!.GetValue<string>()))];

    [Fact]
    public async Task names_in_several_scripts_find_each_other_and_several_actors_stay_several()
    {
        (await LoadAsync(Galaxy("of-the-west", 1, (West, "Blue Heron 32", ["Heron Group"], []), (Other, "Red Heron", ["Heron Group"], [])))).ShouldBe(HttpStatusCode.OK)["changed"].GetValue<bool>().ShouldBeTrue();
        (await LoadAsync(Galaxy("of-the-east", 1, (East, "苍鹭", [], [West])))).ShouldBe(HttpStatusCode.OK);
        (await FindAsync("苍鹭")).ShouldBe([(East, "name"), (West, "similar")]);
        (await FindAsync("ｂｌｕｅ－ｈｅｒｏｎ－３２")).ShouldBe([(West, "name"), (East, "similar")]);
        (await FindAsync("heron group")).ShouldBe([(West, "alias"), (Other, "alias"), (East, "similar")]);
        (await FindAsync("nobody at all")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_new_edition_takes_the_earlier_ones_place_and_the_same_again_changes_nothing()
    {
        var first = Galaxy("editions", 1, ("b1111111-1111-4111-8111-111111111111", "First Name", [], []));
        var second = Galaxy("editions", 2, ("b1111111-1111-4111-8111-111111111111", "Second Name", [], []));
        (await LoadAsync(first)).ShouldBe(HttpStatusCode.OK);
        (await LoadAsync(second)).ShouldBe(HttpStatusCode.OK);
        (await FindAsync("First Name")).ShouldBeEmpty();
        (await FindAsync("Second Name")).Count.ShouldBe(1);

        (await LoadAsync(first)).ShouldBe(HttpStatusCode.OK)["changed"].GetValue<bool>().ShouldBeFalse();
        (await LoadAsync(second)).ShouldBe(HttpStatusCode.OK)["changed"].GetValue<bool>().ShouldBeFalse();
        (await FindAsync("Second Name")).Count.ShouldBe(1);
        (await shared.Host.ScalarAsync<long>("select count(*) from reporting.mt_doc_referenceedition where id like 'misp-editions@%'")).ShouldBe(2);
        (await LoadAsync(Galaxy("editions", 2, ("b1111111-1111-4111-8111-111111111111", "Third Name", [], [])))).ShouldBeProblem(HttpStatusCode.Conflict, "already-registered");
    }

    [Fact]
    public async Task a_file_with_a_fault_is_refused_whole_and_by_name()
    {
        var cycle = """
            {"type":"bundle","id":"bundle--11111111-1111-4111-8111-111111111111","objects":[
             {"type":"attack-pattern","spec_version":"2.1","id":"attack-pattern--11111111-1111-4111-8111-111111111111","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","name":"A","external_references":[{"source_name":"mitre-atlas","external_id":"AML.T0001"}]},
             {"type":"attack-pattern","spec_version":"2.1","id":"attack-pattern--22222222-2222-4222-8222-222222222222","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","name":"B","external_references":[{"source_name":"mitre-atlas","external_id":"AML.T0002"}]},
             {"type":"relationship","spec_version":"2.1","id":"relationship--11111111-1111-4111-8111-111111111111","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","relationship_type":"subtechnique-of","source_ref":"attack-pattern--11111111-1111-4111-8111-111111111111","target_ref":"attack-pattern--22222222-2222-4222-8222-222222222222"},
             {"type":"relationship","spec_version":"2.1","id":"relationship--22222222-2222-4222-8222-222222222222","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-01T00:00:00.000Z","relationship_type":"subtechnique-of","source_ref":"attack-pattern--22222222-2222-4222-8222-222222222222","target_ref":"attack-pattern--11111111-1111-4111-8111-111111111111"}]}
            """;
        (await LoadAsync(cycle)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content")["errors"][0]!["detail"]!.GetValue<string>().ShouldContain("AML.T0001 → AML.T0002");
        (await LoadAsync("{}")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content")["errors"][0]!["code"]!.GetValue<string>().ShouldBe("unknown-format");
        (await LoadAsync("no json")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content")["errors"][0]!["code"]!.GetValue<string>().ShouldBe("not-json");
        using var large = new ByteArrayContent(new byte[(32 * 1024 * 1024) + 1]);
        using var answer = await (await shared.Host.AdminAsync()).PostAsync("/v1/reference/editions", large);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task techniques_are_those_of_the_edition_in_use()
    {
        (await LoadAsync("""{"atlasVersion":"0.0.1","techniques":[{"id":"AML.T0024","name":"Exfiltration"},{"id":"AML.T0024.002","name":"Extract","subtechniqueOf":"AML.T0024"}]}""")).ShouldBe(HttpStatusCode.OK);
        var list = (await (await shared.World.AsAsync("northwind/filer")).ReadAsync("/v1/reference/techniques")).ShouldBe(HttpStatusCode.OK);
        list["edition"].GetValue<string>().ShouldBe("0.0.1");
        list["items"].AsArray().Select(t => t!["id"]!.GetValue<string>()).ShouldBe(["AML.T0024", "AML.T0024.002"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?name=")]
    public async Task a_lookup_needs_a_name(string query) =>
        (await (await shared.World.AsAsync("northwind/filer")).ReadAsync("/v1/reference/actors" + query)).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request").Pointers.ShouldBe(["/name"]);
}
