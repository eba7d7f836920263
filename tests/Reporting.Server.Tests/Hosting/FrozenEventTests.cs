using System.Text.Json;
using System.Text.Json.Nodes;
using Reporting.Server.Hosting;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Hosting;

/// <summary>
/// One sample of each event as it lies in the store. Current code must read every one of them, today's and those of earlier
/// versions, and lose nothing of it. REPORTING_UPDATE=1 writes samples that are missing; it never changes one that is there.
/// </summary>
[Collection(InSharedWorld.Name)]
public class FrozenEventTests(SharedWorld shared)
{
    private static readonly string Folder = Repository.File("tests", "Reporting.Server.Tests", "Samples", "events");

    public static TheoryData<string> Samples => [.. Directory.CreateDirectory(Folder).GetFiles("*.json").Select(f => Path.GetFileNameWithoutExtension(f.Name)).Order()];

    [Fact]
    public async Task every_event_has_a_sample()
    {
        var names = EventTypes.All.Select(t => shared.Host.Store.Options.Events.EventMappingName(t)).ToList();
        if (Environment.GetEnvironmentVariable("REPORTING_UPDATE") == "1")
        {
            await WriteMissingAsync(names);
        }

        foreach (var name in names)
        {
            Directory.GetFiles(Folder, name + ".v*.json").ShouldNotBeEmpty(name);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void a_sample_is_read_and_written_back_with_nothing_lost(string sample)
    {
        var name = sample.Split('.')[0];
        var type = EventTypes.All.Single(t => shared.Host.Store.Options.Events.EventMappingName(t) == name);
        var json = File.ReadAllText(Path.Combine(Folder, sample + ".json"));
        var read = JsonSerializer.Deserialize(json, type, StoreJson.Options);
        var written = JsonSerializer.Serialize(read, type, StoreJson.Options);
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(json)).ShouldBeTrue($"{sample} came back as {written}");
    }

    // Real ones, from a filing, an acceptance and a reminder.
    private async Task WriteMissingAsync(List<string> names)
    {
        await shared.World.FiledAsync("northwind", "be-csirt");
        var officer = await shared.World.AsAsync("northwind/officer");
        var notice = await officer.PostAsync("/v1/screening-notices", shared.World.Notice("northwind"));
        await officer.PostAsync($"/v1/screening-notices/{notice["id"]}/reports", shared.World.Submission("uk-isu"), ifMatch: "\"1\"");
        await LivedIncident.LiveAsync(shared.World, shared.Host);
        var (member, person) = await shared.World.PersonAsync("northwind", "officer");
        await person.SendAsync(HttpMethod.Put, $"/v1/cases/{notice["id"]}/confinement", World.Confinement(member), key: null);
        await person.PostAsync($"/v1/cases/{notice["id"]}/confinement/lifting", new { reason = "Found." });
        await Poll.UntilAsync(async () => await shared.Host.ScalarAsync<long>("select count(*) from events.mt_events where type = 'notification-sent'") > 0, TimeSpan.FromSeconds(20), "a reminder");
        Directory.CreateDirectory(Folder);
        foreach (var name in names)
        {
            var path = Path.Combine(Folder, name + ".v1.json");
            if (!File.Exists(path) && await StoredAsync(name) is { } json)
            {
                await File.WriteAllTextAsync(path, JsonNode.Parse(json)!.ToJsonString(Indented) + "\n");
            }
        }
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private async Task<string?> StoredAsync(string name) => name switch
    {
        "notice-accepted" => JsonSerializer.Serialize(new Server.Screening.NoticeAccepted("uk-isu", ["uk-nsi-2021"], new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero), Contracts.Screening.ServiceMethod.PostUk), StoreJson.Options),
        "rulebook-activated" => JsonSerializer.Serialize(new Server.Regimes.RulebookActivated(1, "Implementing act", [new("regime/eu-nis2@2024-10-18", new string('0', 64))]), StoreJson.Options),
        "notification-dropped" => JsonSerializer.Serialize(new Server.Notifications.NotificationDropped("met"), StoreJson.Options),
        _ => await shared.Host.ScalarAsync<string>($"select data::text from events.mt_events where type = '{name}' order by length(data::text) desc limit 1"),
    };
}
