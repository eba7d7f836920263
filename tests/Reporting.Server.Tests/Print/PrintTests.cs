using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Reporting.Server.Print;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Print;

[Collection(InSharedWorld.Name)]
public class PrintTests(SharedWorld shared)
{
    [Fact]
    public async Task a_case_is_printed_in_each_authority_s_order_with_what_is_owed_and_what_was_filed()
    {
        var (opened, filed) = await shared.World.FiledAsync("northwind", "be-csirt");
        var (page, answer) = await PrintAsync($"/v1/cases/{opened["id"]}/print");
        answer.Headers.ETag!.Tag.ShouldBe("\"2\"");
        var text = page.Value;
        text.ShouldContain(opened["reference"].GetValue<string>());
        text.ShouldContain(filed["receipt"]["id"]!.GetValue<string>());
        text.ShouldContain("Planted Person", Case.Sensitive, "the firm reads its own persons");
        page.Descendants("section").Count().ShouldBeGreaterThan(2);
        var csirt = page.Descendants("section").Single(s => s.Element("h2")!.Value == "As be-csirt asks it");
        var warning = csirt.Elements("h3").Single(h => h.Value == "eu-nis2: early-warning").ElementsAfterSelf("table").First();
        var fields = warning.Descendants("tr").Skip(1).Select(r => r.Elements("td").ElementAt(1).Value).ToList();
        fields.Count.ShouldBe((await shared.Host.Anonymous().ReadAsync("/v1/regimes/eu-nis2/forms/early-warning"))["fields"].AsArray().Count);
        fields[..6].ShouldBe(["Title", "Summary", "Theft kinds", "Reporting entity", "Contacts", "Became aware at"]);
        csirt.Descendants("span").Select(s => s.Value).ShouldContain("lacking");
    }

    [Fact]
    public async Task nothing_that_anybody_stated_is_anything_but_text()
    {
        var incident = shared.World.Incident("northwind");
        incident["title"] = "<script>alert(1)</script>\"><img src=x onerror=alert(2)> \u202Eevil";
        incident["summary"] = "</td></table><iframe src=//evil.example>";
        incident["assets"] = new JsonArray(new JsonObject { ["kind"] = "weights", ["modelFamily"] = "<b>&'\"", ["taken"] = "copied" });
        var at = await CaseUnderTest.OpenAsync(shared.World, "northwind", incident);
        var (page, answer) = await PrintAsync($"/v1/cases/{at.Id}/print");
        page.Descendants().Select(e => e.Name.LocalName).Distinct().ShouldBeSubsetOf(["html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "section", "span", "br"]);
        page.Descendants().SelectMany(e => e.Attributes()).Select(a => a.Name.LocalName).Distinct().ShouldBeSubsetOf(["lang", "charset", "class"]);
        page.Descendants("h1").Single().Value.ShouldContain("<script>alert(1)</script>");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe(HtmlPage.Policy);
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
    }

    [Fact]
    public async Task a_browser_prints_it_each_authority_on_a_page_of_its_own_and_runs_nothing()
    {
        var incident = shared.World.Incident("northwind");
        incident["title"] = "</title><script>document.title='ran'</script><img src=x onerror=\"document.body.innerHTML='ran'\">";
        var at = await CaseUnderTest.OpenAsync(shared.World, "northwind", incident);
        var (page, answer) = await PrintAsync($"/v1/cases/{at.Id}/print");
        var folder = Directory.CreateTempSubdirectory("reporting-print-").FullName;
        var (html, pdf) = (Path.Combine(folder, "case.html"), Path.Combine(folder, "case.pdf"));
        await File.WriteAllTextAsync(html, await answer.Content.ReadAsStringAsync());
        // Without the policy that is sent with it: the page itself holds.
        string[] quietly =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
            $"--user-data-dir={Path.Combine(folder, "profile")}",
        ];
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "chromium"))))
        {
            await Shell.OutputOfAsync(Repository.File("ops", "lib", "debian.sh"), ["chromium", "the printed page, as a browser shows it"]);
        }

        var dom = await Shell.OutputOfAsync("chromium", [.. quietly, "--dump-dom", new Uri(html).AbsoluteUri]);
        dom.ShouldContain("As be-csirt asks it");
        dom.ShouldNotContain(">ran<");
        await Shell.OutputOfAsync("chromium", [.. quietly, $"--print-to-pdf={pdf}", new Uri(html).AbsoluteUri]);
        var pages = Regex.Count(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(pdf)), @"/Type\s*/Page\b");
        pages.ShouldBeGreaterThan(page.Descendants("section").Count(), "the case itself, and each authority after a break");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task a_notice_is_printed_too()
    {
        var opened = await (await shared.World.AsAsync("northwind/officer")).PostAsync("/v1/screening-notices", shared.World.Notice("northwind"));
        var (page, _) = await PrintAsync($"/v1/cases/{opened["id"]}/print");
        page.Value.ShouldContain("No authority knows of this case.");
    }

    // Read as a page by a reader that forgives nothing.
    private async Task<(XElement Page, HttpResponseMessage Answer)> PrintAsync(string url)
    {
        var answer = await (await shared.World.AsAsync("northwind/officer")).GetAsync(url);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        var html = await answer.Content.ReadAsStringAsync();
        return (XElement.Parse(html.Replace("<!doctype html>", "").Replace("<meta charset=\"utf-8\">", "<meta charset=\"utf-8\"/>").Replace("<br>", "<br/>")), answer);
    }
}
