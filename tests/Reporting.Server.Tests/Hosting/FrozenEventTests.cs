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
        if (Updating.Now)
        {
            await WriteMissingAsync(names);
        }

        foreach (var name in names)
        {
            // The version that is written now, and each before it.
            var (kind, version) = Kernel.EventName.Parse(name);
            Enumerable.Range(1, version).ShouldAllBe(v => File.Exists(Path.Combine(Folder, $"{kind}.v{v}.json")));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void a_sample_is_read_and_written_back_with_nothing_lost(string sample)
    {
        var type = TypeOf(sample);
        var json = File.ReadAllText(Path.Combine(Folder, sample + ".json"));
        var read = JsonSerializer.Deserialize(json, type, StoreJson.Options);
        var written = JsonSerializer.Serialize(read, type, StoreJson.Options);
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(json)).ShouldBeTrue($"{sample} came back as {written}");
    }

    // A sample of an earlier version is read as what that version was.
    private Type TypeOf(string sample) =>
        EventTypes.Earlier.GetValueOrDefault(sample) ?? EventTypes.All.Single(t => EventTypes.SampleOf(shared.Host.Store.Options.Events.EventMappingName(t)) == sample);

    // Real ones, from a filing, an acceptance and a reminder.
    private async Task WriteMissingAsync(List<string> names)
    {
        await shared.World.FiledAsync("northwind", "be-csirt");
        var officer = await shared.World.AsAsync("northwind/officer");
        var notice = await officer.PostAsync("/v1/screening-notices", shared.World.Notice("northwind"));
        await officer.PostAsync($"/v1/screening-notices/{notice["id"]}/reports", shared.World.Submission("uk-isu"), ifMatch: "\"1\"");
        await LivedIncident.LiveAsync(shared.World, shared.Host);
        await LivedNotice.LiveAsync(shared.World, shared.Host);
        var (member, person) = await shared.World.PersonAsync("northwind", "officer");
        await person.SendAsync(HttpMethod.Put, $"/v1/cases/{notice["id"]}/confinement", World.Confinement(member), key: null);
        await person.SendAsync(HttpMethod.Put, $"/v1/cases/{notice["id"]}/assignment", new { member, deadlines = new[] { "uk-nsi-2021/review" } }, key: null);
        await person.PostAsync($"/v1/cases/{notice["id"]}/confinement/lifting", new { reason = "Found." });
        var (_, mandate) = await shared.World.MandateAsync("northwind", notice["id"].GetValue<string>());
        await (await shared.World.AsAsync("northwind/firm-admin")).PostAsync($"/v1/mandates/{mandate["id"]}/revocation", new { reason = "Done." });
        await Poll.UntilAsync(async () => await shared.Host.ScalarAsync<long>("select count(*) from events.mt_events where type = 'notification-sent'") > 0, TimeSpan.FromSeconds(20), "a reminder");
        Directory.CreateDirectory(Folder);
        foreach (var name in names)
        {
            var path = Path.Combine(Folder, EventTypes.SampleOf(name) + ".json");
            if (!File.Exists(path) && await StoredAsync(name) is { } json)
            {
                await File.WriteAllTextAsync(path, JsonNode.Parse(json)!.ToJsonString(Indented) + "\n");
            }
        }
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private async Task<string?> StoredAsync(string name) => Kernel.EventName.KindOf(name) switch
    {
        "notice-accepted" => JsonSerializer.Serialize(new Server.Screening.NoticeAccepted("uk-isu", ["uk-nsi-2021"], new(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero), Contracts.Screening.ServiceMethod.PostUk)), StoreJson.Options),
        "rulebook-activated" => JsonSerializer.Serialize(new Server.Regimes.RulebookActivated(1, "Implementing act", [new("regime/eu-nis2@2024-10-18", new string('0', 64))]), StoreJson.Options),
        "notification-failed" => JsonSerializer.Serialize(new Server.Notifications.NotificationFailed("451 4.3.0 Try later", 1, new DateTimeOffset(2026, 9, 1, 9, 0, 10, TimeSpan.Zero)), StoreJson.Options),
        "notification-replayed" => "{}",
        "notification-acknowledged" => JsonSerializer.Serialize(new Server.Notifications.NotificationAcknowledged("link"), StoreJson.Options),
        "subscription-made" => JsonSerializer.Serialize(
            new Server.Notifications.SubscriptionMade(
                new Guid("0199e0f4-0000-7000-8000-000000000001"), new Guid("0199e0f4-0000-7000-8000-000000000002"), "webhook", "data-protection-officer", null, null, "https://receiver.example/hook",
                new Contracts.Notifications.SubscriptionFilter { Regimes = ["eu-nis2"], Binds = [Contracts.Notifications.Binds.Firm] }, ["set", "24h-before"], "Europe/Brussels", "1.wrapped"),
            StoreJson.Options),
        "address-verified" => JsonSerializer.Serialize(new Server.Notifications.AddressVerified("link"), StoreJson.Options),
        "address-failing" => JsonSerializer.Serialize(new Server.Notifications.AddressFailing("550 5.1.1 No such user"), StoreJson.Options),
        "reminders-stopped" => JsonSerializer.Serialize(new Server.Notifications.RemindersStopped("link"), StoreJson.Options),
        "secret-rotated" => JsonSerializer.Serialize(new Server.Notifications.SecretRotated("1.wrapped", new DateTimeOffset(2026, 9, 2, 9, 0, 0, TimeSpan.Zero)), StoreJson.Options),
        "subscription-ended" => JsonSerializer.Serialize(new Server.Notifications.SubscriptionEnded("by the firm"), StoreJson.Options),
        "notification-dropped" => JsonSerializer.Serialize(new Server.Notifications.NotificationDropped("met"), StoreJson.Options),
        "evidence-announced" or "evidence-received" => await EvidenceAsync(name),
        "evidence-quarantined" => JsonSerializer.Serialize(new Server.Evidence.EvidenceQuarantined("Eicar-Signature"), StoreJson.Options),
        "evidence-cleared" => JsonSerializer.Serialize(new Server.Evidence.EvidenceCleared(), StoreJson.Options),
        "evidence-left-unscanned" => JsonSerializer.Serialize(new Server.Evidence.EvidenceLeftUnscanned("The content is larger than the scanner takes."), StoreJson.Options),
        "evidence-released" => JsonSerializer.Serialize(new Server.Evidence.EvidenceReleased("be-csirt", new Guid("01960000-0000-7000-8000-000000000001")), StoreJson.Options),
        "evidence-sealed" => JsonSerializer.Serialize(new Server.Evidence.EvidenceSealed("Preserved", new string('0', 64)), StoreJson.Options),
        "evidence-read" => JsonSerializer.Serialize(new Server.Evidence.EvidenceRead(), StoreJson.Options),
        "similarity-asked" => JsonSerializer.Serialize(
            new Server.Evidence.SimilarityAsked(
                new Guid("01960000-0000-4000-8000-000000000001"), new Guid("01960000-0000-4000-8000-000000000002"), new Guid("01960000-0000-4000-8000-000000000003"), null, 3, 0.7, 1000, 42),
            StoreJson.Options),
        "similarity-failed" => JsonSerializer.Serialize(new Server.Evidence.SimilarityFailed("Of the control model's outputs, 3 of 10 lines cannot be read: line 2: not JSON."), StoreJson.Options),
        _ => await StoredLongestAsync(name),
    };

    private async Task<string> EvidenceAsync(string name)
    {
        var officer = await shared.World.AsAsync("northwind/officer");
        var item = await Evidence.EvidenceWire.AnnounceAsync(officer, await Evidence.EvidenceWire.OpenCaseAsync(shared.World, "northwind"));
        await Evidence.EvidenceWire.BringAsync(officer, item, [1, 2, 3], disposition: "attachment; filename=\"log.bin\"");
        return await StoredLongestAsync(name);
    }

    private Task<string> StoredLongestAsync(string name) =>
        shared.Host.ScalarAsync<string>($"select data::text from events.mt_events where type = '{name}' order by length(data::text) desc limit 1");
}
