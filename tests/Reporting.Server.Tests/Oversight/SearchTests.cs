using System.Net;
using System.Text.Json.Nodes;
using Marten.Events;
using Npgsql;
using Reporting.Server.Oversight;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Oversight;

/// <summary>What an authority was told is found by its words and by whom it names; nothing else is.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync();
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task words_phrases_and_beginnings_find_what_was_told()
    {
        await FileAsync("The Aurora checkpoint left over the build host", "A service account copied model weights of Aurora to a host of 海莲花 abroad.");
        await FileAsync("Aurora again", "Nothing was taken.");
        await FileAsync("Something else", "A laptop was lost.");
        (await FoundAsync("aurora")).ShouldBe(["Aurora again", "The Aurora checkpoint left over the build host"], ignoreOrder: true);
        (await FoundAsync("aurora account")).ShouldBe(["The Aurora checkpoint left over the build host"]);
        (await FoundAsync("\"model weights\"")).Count.ShouldBe(1);
        (await FoundAsync("\"weights model\"")).ShouldBeEmpty();
        (await FoundAsync("AURO*")).Count.ShouldBe(2);
        (await FoundAsync("auro")).ShouldBeEmpty();
        (await FoundAsync("海莲花")).Count.ShouldBe(1);
        (await FoundAsync("莲花")).Count.ShouldBe(1);
        (await FoundAsync("花莲")).ShouldBeEmpty();
        // What means something to the database's reader of queries means nothing here.
        (await FoundAsync("aurora & ! | ( account ' :* <->")).Count.ShouldBe(1);

        // What stands in the title weighs most.
        (await FoundAsync("aurora", "&sort=relevance")).ShouldBe(["Aurora again", "The Aurora checkpoint left over the build host"], ignoreOrder: true);
        (await FoundAsync("host", "&sort=relevance")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_name_is_found_by_one_like_it_in_any_script_and_lies_nowhere_in_the_open()
    {
        await FileAsync("By a group", "It was taken.", ["OceanLotus Gruppe", "海莲花"], new[] { new { name = "Fancy Bear" } });
        (await NamedAsync("Ocean Lotus Gruppe")).ShouldBe(["By a group"]);
        (await NamedAsync("oceanlotus")).ShouldBe(["By a group"]);
        (await NamedAsync("海莲花")).ShouldBe(["By a group"]);
        (await NamedAsync("Lotte Meier")).ShouldBeEmpty();
        // Stated in the case, and of no field that this authority is told.
        (await NamedAsync("Fancy Bear")).ShouldBeEmpty();
        foreach (var table in (string[])[ViewTables.Names, ViewTables.Texts, ViewTables.Cases])
        {
            (await host.ScalarAsync<long>($"select count(*) from {table} t where t::text ilike '%oceanlotus%' or t::text like '%海莲花%' or t::text like '%Planted%'")).ShouldBe(0, table);
        }

        // A case whose key is destroyed is found by no name any more, without anything being rebuilt.
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync();
        await using var erase = new NpgsqlCommand("update reporting.mt_doc_casekey set data = data || '{\"erased\": true}'", connection);
        await erase.ExecuteNonQueryAsync();
        (await NamedAsync("oceanlotus")).ShouldBeEmpty();
    }

    [Fact]
    public async Task nobody_finds_what_another_was_told()
    {
        await FileAsync("Told to one", "The word is quicksilver.");
        (await FoundAsync("quicksilver")).Count.ShouldBe(1);
        foreach (var other in (string[])["uk-cyber", "uk-isu"])
        {
            var desk = await world.AsAsync(other + "/analyst");
            (await desk.ReadAsync("/v1/regulator/cases?q=quicksilver"))["items"].AsArray().ShouldBeEmpty();
            (await desk.ReadAsync("/v1/regulator/cases/counts?q=quicksilver"))["total"].GetValue<int>().ShouldBe(0);
        }
    }

    private async Task FileAsync(string title, string summary, string[]? contacts = null, object? actors = null)
    {
        var incident = world.Incident("northwind");
        (incident["title"], incident["summary"]) = (title, summary);
        if (contacts is not null)
        {
            incident["contacts"] = new JsonArray([.. contacts.Select((c, i) => new JsonObject { ["name"] = c, ["role"] = i == 0 ? "primary" : "second" })]);
        }

        if (actors is not null)
        {
            incident["suspectedActors"] = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(actors));
        }

        var at = await CaseUnderTest.OpenAsync(world, "northwind", incident);
        await at.FileAsync("notification", ["be-csirt"]);
        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
    }

    private Task<List<string>> FoundAsync(string q, string more = "") => TitlesAsync($"q={Uri.EscapeDataString(q)}{more}");

    private Task<List<string>> NamedAsync(string name) => TitlesAsync($"name={Uri.EscapeDataString(name)}");

    private async Task<List<string>> TitlesAsync(string query) =>
        [.. (await (await world.AsAsync("be-csirt/analyst")).ReadAsync("/v1/regulator/cases?" + query)).ShouldBe(HttpStatusCode.OK)["items"].AsArray().Select(i => i!["title"]!.GetValue<string>())];
}
