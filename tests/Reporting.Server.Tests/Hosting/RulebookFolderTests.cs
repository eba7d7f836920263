using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Hosting;

/// <summary>A new law is a document in a folder: no build, no line of C#.</summary>
public sealed class RulebookFolderTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("reporting-rulebook-");
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var kind in (string[])["regimes", "calendars"])
        {
            var into = folder.CreateSubdirectory(kind).FullName;
            foreach (var document in Directory.GetFiles(Repository.File("schemas", kind)))
            {
                File.Copy(document, Path.Combine(into, Path.GetFileName(document)));
            }
        }

        var law = JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("schemas", "regimes", "uk-ai-theft-proposed.json")))!.AsObject();
        (law["id"], law["title"], law["lawStatus"]) = ("xx-model-theft-act", "Model Theft Act of nowhere", "in-force");
        law["obligations"]![0]!["period"]!["amount"] = 7;
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "regimes", "xx-model-theft-act.json"), law.ToJsonString());
        host = await ReportingHost.StartAsync(settings: new Dictionary<string, string> { ["Rulebook:Folder"] = folder.FullName });
        world = await World.BuildAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task a_regime_dropped_into_the_folder_is_owed_from_the_next_start_on()
    {
        var opened = (await (await world.AsAsync("northwind/officer")).PostAsync("/v1/incidents", world.Incident("northwind"))).ShouldBe(HttpStatusCode.Created);
        var warning = opened.Deadline("xx-model-theft-act", "early-warning");
        warning["lawStatus"]!.GetValue<string>().ShouldBe("in-force");
        (warning["due"]!.GetValue<DateTimeOffset>() - host.Now).ShouldBe(TimeSpan.FromHours(5), TimeSpan.FromMinutes(1));
    }
}
