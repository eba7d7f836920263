using System.Net;
using System.Text.Json.Nodes;
using Marten.Events;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Oversight;

/// <summary>Three authorities, each told something of its own and one thing together: every read of every one of them shows its own cut and no more, whatever is asked for.</summary>
public sealed class VisibilityTests : IAsyncLifetime
{
    private static readonly string[] Authorities = ["be-csirt", "uk-cyber", "uk-isu"];

    private readonly Dictionary<string, List<string>> own = Authorities.ToDictionary(a => a, _ => new List<string>());
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ReportingHost.StartAsync();
        world = await World.BuildAsync(host);
        await FileAsync("quicksilver", "be-csirt");
        await FileAsync("antimony", "uk-cyber");
        await FileAsync("vermilion", "be-csirt", "uk-cyber");
        await SubmitAsync("orpiment", "uk-isu");
        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(60));
        foreach (var authority in Authorities)
        {
            var desk = await world.AsAsync(authority + "/decision-maker");
            foreach (var reference in (await desk.ReadAsync("/v1/regulator/cases?limit=200"))["items"].AsArray().Select(i => i!["reference"]!.GetValue<string>()))
            {
                own[authority].Add(reference);
                await desk.PostAsync($"/v1/regulator/cases/{reference}/tags", new { add = new[] { "tag-of-" + authority } });
                await desk.PostAsync($"/v1/regulator/cases/{reference}/severity", new { scheme = "own", level = "level-of-" + authority, reasons = "So it is." });
            }
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task each_read_shows_an_authority_its_own_cut_and_no_more()
    {
        own.Values.Select(o => o.Count).ShouldBe([2, 2, 1]);
        own.Values.SelectMany(o => o).Distinct().Count().ShouldBe(5);
        Dictionary<string, string[]> words = new() { ["be-csirt"] = ["quicksilver", "vermilion"], ["uk-cyber"] = ["antimony", "vermilion"], ["uk-isu"] = ["orpiment"] };
        var asked = 0;
        foreach (var authority in Authorities)
        {
            foreach (var role in World.AuthorityRoles)
            {
                var desk = await world.AsAsync($"{authority}/{role}");
                foreach (var url in Reads(authority))
                {
                    var answer = await desk.ReadAsync(url);
                    var text = answer.Body?.ToJsonString() ?? "";
                    foreach (var other in Authorities.Where(a => a != authority))
                    {
                        var forbidden = own[other].Concat(words[other].Except(words[authority])).Append("tag-of-" + other).Append("level-of-" + other);
                        forbidden.ShouldAllBe(f => url.Contains(f) || !text.Contains(f), $"{url} as {authority}/{role}: {text}");
                    }

                    asked++;
                }
            }
        }

        asked.ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task what_another_was_told_cannot_be_told_from_what_is_not_there()
    {
        var desk = await world.AsAsync("uk-isu/analyst");
        foreach (var (there, never) in ((string, string)[])
        [
            ("q=quicksilver", "q=nonsuch"), ("tag=tag-of-be-csirt", "tag=nonsuch"), ("severity=level-of-be-csirt", "severity=nonsuch"), ("name=Planted", "name=Nonsuch"),
            ($"firm={world.Firms["northwind"]}&type=incident", $"firm={Guid.CreateVersion7()}&type=incident"), ("kind=weight-exfiltration", "kind=insider"), ("regime=eu-nis2", "regime=nonsuch"),
        ])
        {
            foreach (var list in (string[])["/v1/regulator/cases", "/v1/regulator/cases/counts"])
            {
                (await desk.ReadAsync($"{list}?{there}&type=incident")).Whole().ShouldBe((await desk.ReadAsync($"{list}?{never}&type=incident")).Whole(), there);
            }
        }
    }

    // Everything that an authority can read, asked for with its own words and with those of others.
    private IEnumerable<string> Reads(string authority)
    {
        var now = Contracts.InstantConverter.Text(host.Now);
        string[] filters = ["", "q=quicksilver", "q=antimony", "q=vermilion", "q=orpiment", "name=Planted Person", "tag=tag-of-be-csirt", "severity=level-of-uk-cyber", $"firm={world.Firms["northwind"]}", "assigned=nobody", $"asOf={now}", "sort=due", "overdue=false"];
        foreach (var filter in filters)
        {
            yield return "/v1/regulator/cases?" + filter;
            yield return "/v1/regulator/cases/counts?" + filter;
        }

        foreach (var filter in (string[])["", "binds=firm", "binds=regulator", "overdue=false", "sort=age", $"asOf={now}"])
        {
            yield return "/v1/regulator/deadlines?" + filter;
        }

        yield return "/v1/regulator/statistics";
        yield return "/v1/changes";
        foreach (var firm in world.Firms.Values)
        {
            yield return "/v1/regulator/firms/" + firm;
        }

        foreach (var reference in own.Values.SelectMany(o => o))
        {
            foreach (var part in (string[])["", "/casework", "/parties", "/evidence", "/documents"])
            {
                // A screening authority has no documents of an incident; it is not there.
                yield return $"/v1/regulator/cases/{reference}{part}";
            }
        }

        yield return "/v1/regulator/reads?day=" + now[..10] + "&member=" + world.MemberOf(authority == "be-csirt" ? "uk-cyber/decision-maker" : "be-csirt/decision-maker");
    }

    private async Task FileAsync(string word, params string[] authorities)
    {
        var incident = world.Incident("northwind");
        (incident["title"], incident["summary"]) = ("Of " + word, $"The word is {word}.");
        var at = await CaseUnderTest.OpenAsync(world, "northwind", incident);
        await at.FileAsync("early-warning", authorities);
    }

    private async Task SubmitAsync(string word, string authority)
    {
        var notice = world.Notice("albion");
        (notice["title"], notice["additionalInformation"]) = ("Of " + word, JsonValue.Create($"The word is {word}."));
        var officer = await world.AsAsync("albion/officer");
        var opened = (await officer.PostAsync("/v1/screening-notices", notice)).ShouldBe(HttpStatusCode.Created);
        (await officer.PostAsync($"/v1/screening-notices/{opened["id"]}/reports", world.Submission(authority), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
    }
}
