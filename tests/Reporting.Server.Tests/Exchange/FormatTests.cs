using System.Net;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Exchange;

[Collection(InSharedWorld.Name)]
public class FormatTests(SharedWorld shared)
{
    [Fact]
    public async Task an_incident_is_read_in_the_order_of_dora_and_of_fire()
    {
        var (opened, filed) = await shared.World.FiledAsync("northwind", "be-csirt");
        var officer = await shared.World.AsAsync("northwind/officer");
        var dora = (await officer.ReadAsync($"/v1/incidents/{opened["id"]}/formats/dora")).ShouldBe(HttpStatusCode.OK);
        dora["format"].GetValue<string>().ShouldBe("dora-2025-302");
        dora["answered"]["2"]!["2.4"]!.GetValue<string>().ShouldBe("Weights were copied to an unknown host.");
        dora["answered"]["1"]!["1.7"]!.GetValue<string>().ShouldBe("Planted Person");
        dora["open"].AsArray().Select(o => (string?)o).ShouldContain("2.3");
        (await officer.ReadAsync($"/v1/incidents/{opened["id"]}/formats/fire")).ShouldBe(HttpStatusCode.OK)["answered"]["incidentDetails"]!["type"]!.ToJsonString().ShouldBe("""["weight-exfiltration"]""");
        (await officer.ReadAsync($"/v1/incidents/{opened["id"]}/formats/xbrl")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await (await shared.World.AsAsync("albion/officer")).ReadAsync($"/v1/incidents/{opened["id"]}/formats/dora")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        var (desk, reference) = await shared.World.SeenAsync("be-csirt", filed);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/formats/dora")).ShouldBe(HttpStatusCode.OK)["answered"]["2"]!["2.4"]!.GetValue<string>().ShouldBe("Weights were copied to an unknown host.");
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/formats/fire?asOf=2001-01-01T00:00:00Z")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }
}
