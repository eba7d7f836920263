using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Regimes;

/// <summary>The law in use can be read by anybody, as it was written.</summary>
[Collection(InSharedWorld.Name)]
public class RegimeTests(SharedWorld shared)
{
    private HttpClient Anybody => shared.Host.Anonymous();

    [Fact]
    public async Task every_regime_is_listed_with_its_editions_and_what_kind_of_law_each_is()
    {
        var all = (await Anybody.ReadAsync("/v1/regimes")).ShouldBe(HttpStatusCode.OK)["items"].AsArray();
        all.Select(r => r!["id"]!.GetValue<string>()).ShouldBe(
            Directory.GetFiles(Repository.File("schemas", "regimes")).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!);
        all.Single(r => r!["id"]!.GetValue<string>() == "uk-csr-bill")!["editions"]![0]!["lawStatus"]!.GetValue<string>().ShouldBe("bill");
    }

    [Fact]
    public async Task a_regime_reads_as_its_document()
    {
        var read = (await Anybody.ReadAsync("/v1/regimes/uk-nsi-2021")).ShouldBe(HttpStatusCode.OK);
        JsonNode.DeepEquals(read.Body, JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("schemas", "regimes", "uk-nsi-2021.json")))).ShouldBeTrue();
        (await Anybody.ReadAsync("/v1/regimes/uk-nsi-2021?edition=2022-01-04")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_form_says_what_a_stage_asks_for_with_the_authoritys_own_numbers()
    {
        var form = (await Anybody.ReadAsync("/v1/regimes/uk-nsi-2021/forms/mandatory")).ShouldBe(HttpStatusCode.OK);
        var areas = form["fields"].AsArray().Single(f => f!["pointer"]!.GetValue<string>() == "/areas")!;
        (areas["essential"]!.GetValue<bool>(), areas["number"]!.GetValue<string>()).ShouldBe((true, "7"));
    }

    [Fact]
    public async Task a_calendar_says_which_days_are_published_and_which_projected()
    {
        var calendar = (await Anybody.ReadAsync("/v1/calendars/gb-all")).ShouldBe(HttpStatusCode.OK);
        var days = calendar["days"].AsArray();
        days.Single(d => d!["date"]!.GetValue<string>() == "2022-09-19")!["announcedOn"]!.GetValue<string>().ShouldBe("2022-09-10");
        days.Where(d => d!["date"]!.GetValue<string>().StartsWith("2028", StringComparison.Ordinal)).ShouldAllBe(d => !d!["projected"]!.GetValue<bool>());
        days.Where(d => d!["date"]!.GetValue<string>().StartsWith("2029", StringComparison.Ordinal)).ShouldAllBe(d => d!["projected"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("/v1/regimes/xx-none")]
    [InlineData("/v1/regimes/uk-nsi-2021?edition=1999-01-01")]
    [InlineData("/v1/regimes/uk-nsi-2021/forms/none")]
    [InlineData("/v1/calendars/xx")]
    public async Task what_is_not_in_the_rulebook_is_not_found(string url) => (await Anybody.ReadAsync(url)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
}
