using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Harness;

/// <summary>Notices through everything that can be done to them, so that every event of their lives is stored once and every answer is an example.</summary>
public static class LivedNotice
{
    private static readonly object[] Conditions =
    [
        new { id = "c1", text = "State each year that the conditions are kept.", duties = new[] { new { id = "statement", kind = "statement", title = "Annual statement of compliance", firstDue = "2027-03-31", everyMonths = 12 } } },
    ];

    public static async Task LiveAsync(World world, ReportingHost host)
    {
        var at = await CalledInAsync(world, host);
        var asking = new { purpose = "To know who finances the acquisition.", consequences = "Not to comply is an offence (s.34).", due = host.Now.AddDays(7) };
        var (toBank, _) = await at.GiveAsync("information-notice", [Bank], asking);
        var link = await at.TryDeskAsync($"documents/{toBank}/addressees/bank/link", new { until = Text(host.Now.AddDays(30)) });
        await host.Anonymous().PostAsync(new Uri(link["link"].GetValue<string>()).PathAndQuery, new { text = "A fund of a foreign state." });
        await at.DoDeskAsync($"documents/{toBank}/service-corrections", new { addressee = "bank", sentAt = Text(host.Now), method = "portal", reason = "It went through the portal." });
        var (toFirm, _) = await at.GiveAsync("information-notice", [Acquirer], asking);
        await at.DoAsync($"documents/{toFirm}/answer", new { text = "The acquirer itself." });
        var ours = (await at.DoAsync("representations", new { authority = "uk-isu", text = "Conditions would be enough." }))["id"].GetValue<string>();
        var (order, _) = await at.GiveAsync("final-order", [Acquirer], new { blocks = false, conditions = Conditions, considered = new[] { ours } });
        await at.DoDeskAsync($"documents/{order}/publication", new { publishedAt = Text(host.Now), url = "https://notices.example/final-orders/1" });
        await at.DoAsync($"orders/{order}/duties", new { condition = "c1", duty = "statement", text = "The conditions were kept.", evidence = Array.Empty<Guid>() });
        await at.DoAsync($"orders/{order}/requests", new { kind = "vary", text = "Every two years would be enough." });
        await at.DoAsync("completion", new { completedAt = Text(host.Now) });
        await at.DoDeskAsync("false-information", new { discoveredAt = Text(host.Now), text = "The ultimate holder was another." });
        await at.FileAsync();
        await at.DeskAsync();
        await at.ReadAsync();
        await DraftedAsync(world, host);
        await at.TryDeskAsync("reads-release", new { reason = "The review is over." }, await world.AsAsync("uk-isu/decision-maker"));
        var withdrawn = await SubmittedAsync(world, host);
        await withdrawn.DoAsync("withdrawal", new { reason = "The acquisition is given up." });
        await OwnAsync(world, host);
        await StepsAsync(world, host);
    }

    // A notice that is amended and checked before anybody has it, and accepted towards two that gave it.
    private static async Task DraftedAsync(World world, ReportingHost host)
    {
        var officer = await world.AsAsync("northwind/officer");
        var opened = (await officer.PostAsync("/v1/screening-notices", world.Notice("northwind"))).ShouldBe(System.Net.HttpStatusCode.Created);
        var notice = $"/v1/screening-notices/{opened["id"]}";
        var amendment = new { kind = "correction", reason = "The seller keeps a tenth.", set = new { title = "Purchase of 50 %" }, put = new { acquirers = new[] { new { id = "fund", party = new { name = "A fund" } } } } };
        (await officer.PostAsync(notice + "/amendments", amendment, ifMatch: "*")).ShouldBe(System.Net.HttpStatusCode.Created);
        (await officer.SendAsync(HttpMethod.Post, notice + "/reports:validate", new { authorities = new[] { "uk-isu" } }, key: null)).ShouldBe(System.Net.HttpStatusCode.OK);
        var filed = (await officer.PostAsync(notice + "/reports", world.Submission("uk-isu"), ifMatch: "*")).ShouldBe(System.Net.HttpStatusCode.Created);
        var (desk, reference) = await world.SeenAsync("uk-isu", filed);
        var acceptance = new { givenAt = Text(host.Now), method = "email", others = new[] { new { id = "fund", role = "acquirer", gaveTheNotice = true, givenAt = Text(host.Now), method = "portal" } } };
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/acceptance", acceptance, ifMatch: "*")).ShouldBe(System.Net.HttpStatusCode.Created);
    }

    // A deal that nobody notified, as far as the firm that it reaches.
    private static async Task OwnAsync(World world, ReportingHost host)
    {
        var at = await StatuteUnderTest.OwnAsync(world, host, OwnCase(world, host, "notifiable"));
        await at.DoDeskAsync("completion", new { completedAt = Text(host.Now.AddDays(-40)), text = "As the registrar has it." });
        await at.GiveAsync("call-in-notice", [new { id = "acquirer", role = "acquirer", firm = world.Firms["northwind"] }]);
    }

    // A filing under a regime whose procedure its document tells.
    private static async Task StepsAsync(World world, ReportingHost host)
    {
        var admin = await host.AdminAsync();
        if (!(await admin.ReadAsync("/v1/authorities"))["items"].AsArray().Any(a => a!["id"]!.GetValue<string>() == "us-cfius"))
        {
            (await admin.PostAsync("/v1/authorities", new { id = "us-cfius", name = "Committee on Foreign Investment in the United States", jurisdiction = "US", worksHere = true, door = new { url = "https://cfius.example/" } })).ShouldBe(System.Net.HttpStatusCode.OK);
            await world.AddAuthorityClientsAsync("us-cfius");
        }

        var notice = world.Notice("northwind");
        (notice["noticeKind"], notice["cfiusFiling"]) = ("none", "notice");
        var at = await SubmittedAsync(world, host, "northwind", notice, "us-cfius");
        await at.DoDeskAsync("steps", new { regime = "us-cfius", step = "accept-notice", at = Text(host.Now) });
        await at.DoDeskAsync("steps", new { regime = "us-cfius", step = "ask", at = Text(host.Now), text = "Who are the limited partners?" });
        await at.DoAsync("steps", new { regime = "us-cfius", step = "answer", at = Text(host.Now), text = "A list is attached." });
    }
}
