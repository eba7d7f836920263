using System.Text.Json.Nodes;
using Reporting.Server.Hosting.Http;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Hosting;

/// <summary>The files under <c>schemas/</c> are what the records say. <c>REPORTING_UPDATE=1</c> writes them anew.</summary>
public sealed class SchemaDriftTests
{
    public static TheoryData<string> Files => [.. Shapes.Requests.Select(r => r.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void a_schema_file_says_what_the_record_says(string file)
    {
        var path = Path.Combine(Root(), "schemas", file);
        var now = Shapes.Text(Shapes.Requests.Single(r => r.File == file));
        if (Updating.Now)
        {
            File.WriteAllText(path, now);
        }

        File.Exists(path).ShouldBeTrue($"schemas/{file} is missing: run the tests once with REPORTING_UPDATE=1.");
        File.ReadAllText(path).ShouldBe(now, $"schemas/{file} is stale: run the tests once with REPORTING_UPDATE=1 and read the difference.");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void a_schema_is_closed_and_every_reference_in_it_leads_somewhere(string file)
    {
        var schema = Shapes.SchemaOf(Shapes.Requests.Single(r => r.File == file)).AsObject();
        foreach (var node in Objects(schema))
        {
            if (node["$ref"]?.GetValue<string>() is { } reference)
            {
                schema["$defs"]!.AsObject().ShouldContainKey(reference["#/$defs/".Length..]);
            }

            if (node["type"] is JsonValue type && type.GetValue<string>() == "object")
            {
                node["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void an_incident_is_opened_with_few_required_members() =>
        Shapes.SchemaOf(Shapes.Requests[0])["required"]!.AsArray().Select(r => r!.GetValue<string>()).ShouldBe(
            ["externalReference", "title", "summary", "theftKinds", "handling", "reportingEntity", "detectedAt"]);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Objects(m.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reporting.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No Reporting.sln above the tests.");
    }
}
