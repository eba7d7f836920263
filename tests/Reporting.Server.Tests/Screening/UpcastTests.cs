using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Reporting.Contracts;
using Reporting.Server.Screening;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Screening;

/// <summary>An acceptance that was stored before its shape changed is the same acceptance: to decisions, to readers, to clocks.</summary>
[Collection(InSharedWorld.Name)]
public class UpcastTests(SharedWorld shared)
{
    [Fact]
    public async Task an_acceptance_of_the_first_version_is_read_by_everything_that_reads_one()
    {
        var officer = await shared.World.AsAsync("albion/officer");
        var opened = await officer.PostAsync("/v1/screening-notices", shared.World.Notice("albion"));
        var filed = await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", shared.World.Submission("uk-isu"), ifMatch: "\"1\"");
        var (desk, reference) = await shared.World.SeenAsync("uk-isu", filed);
        var given = new Kernel.LegalClock(shared.Host.Law).Read().Value;
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/acceptance", new { givenAt = InstantConverter.Text(given), method = "email" }, ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);

        // What came to the second version later, the first had no place for.
        await StoreAsync(opened["id"].GetValue<string>(), "data = data - 'document' - 'ownReference'");
        var before = await ReadAsync(officer, desk, opened["id"].GetValue<string>(), reference);

        // As the release before this one wrote it.
        await StoreAsync(
            opened["id"].GetValue<string>(),
            "type = 'notice-accepted', mt_dotnet_type = 'Reporting.Server.Screening.NoticeAccepted, Reporting.Server', data = (data - 'served') || (data -> 'served')");

        var after = await ReadAsync(officer, desk, opened["id"].GetValue<string>(), reference);
        after.ShouldBe(before);
        before.ShouldContain("\"notice-accepted\"");
        before.ShouldNotContain(".v2");

        // A decision folds it: it cannot be accepted twice.
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/acceptance", new { givenAt = InstantConverter.Text(given), method = "email" }, ifMatch: "\"2\"")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public void the_frozen_sample_of_the_first_version_says_what_that_of_the_second_says()
    {
        string Text(int version) => File.ReadAllText(Repository.File("tests", "Reporting.Server.Tests", "Samples", "events", $"notice-accepted.v{version}.json"));
        var first = System.Text.Json.JsonSerializer.Deserialize<NoticeAcceptedV1>(Text(1), Server.Hosting.StoreJson.Options)!;
        JsonNode.DeepEquals(System.Text.Json.JsonSerializer.SerializeToNode(first.Upcast(), Server.Hosting.StoreJson.Options), JsonNode.Parse(Text(2))).ShouldBeTrue();
    }

    private async Task StoreAsync(string caseId, string change)
    {
        await using var connection = new NpgsqlConnection(shared.Host.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"update events.mt_events set {change} where stream_id = @case and type = 'notice-accepted.v2'", connection);
        command.Parameters.AddWithValue("case", Guid.Parse(caseId));
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private static async Task<string> ReadAsync(HttpClient officer, HttpClient desk, string id, string reference)
    {
        var answers = new List<string>();
        foreach (var (http, url) in ((HttpClient, string)[])[(officer, $"/v1/screening-notices/{id}"), (officer, $"/v1/cases/{id}/timeline"), (officer, $"/v1/cases/{id}/deadlines"), (desk, $"/v1/regulator/cases/{reference}")])
        {
            answers.Add((await http.ReadAsync(url)).ShouldBe(HttpStatusCode.OK).Body!.ToJsonString());
        }

        return string.Join('\n', answers);
    }
}
