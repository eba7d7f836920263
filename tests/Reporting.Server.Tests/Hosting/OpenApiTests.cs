using System.Net;
using System.Text.Json;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Hosting;

/// <summary>The interface as it is described is the interface that was agreed: a frozen copy stands under schemas/.</summary>
[Collection(InSharedWorld.Name)]
public class OpenApiTests(SharedWorld shared)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task the_document_is_the_frozen_one()
    {
        var path = Repository.File("schemas", "openapi.json");
        var document = (await shared.Host.Anonymous().ReadAsync("/openapi/v1.json")).ShouldBe(HttpStatusCode.OK).Body!;
        var text = document.ToJsonString(Indented) + "\n";
        if (Updating.Now)
        {
            await File.WriteAllTextAsync(path, text);
        }

        (await File.ReadAllTextAsync(path)).ShouldBe(text, "run with REPORTING_UPDATE=1 and read the difference");
    }

    [Fact]
    public async Task it_is_OpenAPI_3_1_and_describes_every_command_with_its_request_and_its_refusals()
    {
        var document = (await shared.Host.Anonymous().ReadAsync("/openapi/v1.json")).Body!;
        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        foreach (var (path, item) in document["paths"]!.AsObject().Where(p => p.Key.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            foreach (var (method, operation) in item!.AsObject().Where(o => o.Key is "post" or "put"))
            {
                operation!["requestBody"].ShouldNotBeNull($"{method} {path}");
                var responses = operation["responses"]!.AsObject().Select(r => r.Key).ToList();
                responses.ShouldContain("401");
                responses.ShouldContain("422");
                responses.ShouldContain("400");
            }
        }
    }

    [Fact]
    public async Task the_page_to_read_it_is_there()
    {
        using var page = await shared.Host.Anonymous().GetAsync("/docs/");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("Reporting");
    }
}
