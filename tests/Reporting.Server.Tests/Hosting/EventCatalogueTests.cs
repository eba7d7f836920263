using System.Text.Json;
using System.Text.Json.Nodes;
using Reporting.Server.Hosting;
using Reporting.Server.Kernel;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Hosting;

/// <summary>The pages under <c>schemas/events</c> are what the code stores. <c>REPORTING_UPDATE=1</c> writes them anew.</summary>
[Collection(InSharedWorld.Name)]
public class EventCatalogueTests(SharedWorld shared)
{
    private static readonly string Folder = Repository.File("schemas", "events");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void every_event_has_its_page_and_every_page_says_what_the_code_says()
    {
        Directory.CreateDirectory(Folder);
        var pages = EventTypes.All.ToDictionary(t => EventName.KindOf(shared.Host.Store.Options.Events.EventMappingName(t)), t => PageOf(t).ToJsonString(Indented) + "\n");
        foreach (var (name, page) in pages.Where(_ => Updating.Now))
        {
            File.WriteAllText(Path.Combine(Folder, name + ".json"), page);
        }

        Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).ShouldBe(pages.Keys, ignoreOrder: true);
        foreach (var (name, page) in pages)
        {
            File.ReadAllText(Path.Combine(Folder, name + ".json")).ShouldBe(page, $"schemas/events/{name}.json is stale: run the tests once with REPORTING_UPDATE=1 and read the difference.");
        }
    }

    [Fact]
    public void who_sees_an_event_was_decided_of_each() => EventCatalogue.SeenBy.Keys.ShouldBe(EventTypes.All, ignoreOrder: true);

    [Fact]
    public void what_is_about_persons_is_told_from_the_shape()
    {
        Persons(typeof(Server.Incidents.IncidentOpened)).ShouldContain("/stated/contacts/*/email");
        Persons(typeof(Server.Incidents.IncidentReportFiled)).ShouldContain("/submittedBy/name");
        Persons(typeof(Server.Deadlines.DeadlinesComputed)).ShouldBeEmpty();
        PageOf(typeof(Server.Deadlines.DeadlinesComputed))["personalData"]!.GetValue<string>().ShouldBe("none");
    }

    private IEnumerable<string> Persons(Type type) => PageOf(type)["personalMembers"]!.AsArray().Select(p => p!.GetValue<string>());

    private JsonObject PageOf(Type type)
    {
        var storedAs = shared.Host.Store.Options.Events.EventMappingName(type);
        var (kind, version) = EventName.Parse(storedAs);
        return EventCatalogue.PageOf(type, storedAs, Sample(kind, version), Enumerable.Range(1, version - 1).ToDictionary(v => v, v => Sample(kind, v)));
    }

    private static JsonNode Sample(string kind, int version) =>
        JsonNode.Parse(File.ReadAllText(Repository.File("tests", "Reporting.Server.Tests", "Samples", "events", $"{kind}.v{version}.json")))!;
}
