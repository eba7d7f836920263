using System.Net;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;
using static Reporting.Server.Tests.Notifications.NotificationWorld;

namespace Reporting.Server.Tests.Notifications;

/// <summary>Who stands in when nobody answers, what an answer stops, and what it does not.</summary>
[Collection(InNotificationWorld.Name)]
public sealed class EscalationTests(NotificationWorld told)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private async Task<(HttpClient Officer, Guid Deputy)> FirmAsync(string firm)
    {
        var admin = await told.World.AsAsync(firm + "/firm-admin");
        var deputy = await admin.PostAsync("/v1/contacts", new { email = $"deputy-{Guid.CreateVersion7():N}@{firm}.example", rank = "deputy" });
        return (await told.World.AsAsync(firm + "/officer"), deputy["id"].GetValue<Guid>());
    }

    [Fact]
    public async Task without_an_acknowledgement_the_deputy_is_told_and_then_gets_the_last_reminders_too()
    {
        var (officer, deputy) = await FirmAsync("albion");
        var opened = await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        await told.ComesAsync("albion", opened, "set");
        (await told.OfCaseAsync("albion", opened)).ShouldNotContain(n => n.Contact == deputy);
        await told.Host.AdvanceAsync(4 * Hour);
        await told.ComesAsync("albion", opened, "escalate-1", which: n => n.Contact == deputy && n.Key == "eu-nis2/early-warning");
        var message = await told.Mail.WaitForAsync(m => m.To[0].StartsWith("deputy-", StringComparison.Ordinal) && m.Message.TextBody!.Contains("next in line"), Limit);
        message.Message.Headers["List-Unsubscribe"].ShouldBeNull();
        await told.Host.AdvanceAsync(16 * Hour);
        await told.ComesAsync("albion", opened, "4h-before", which: n => n.Contact == deputy && n.Key == "eu-nis2/early-warning");
    }

    [Fact]
    public async Task an_acknowledgement_by_the_link_brings_in_nobody_and_stops_no_last_reminder()
    {
        var (officer, deputy) = await FirmAsync("northwind");
        var opened = await officer.PostAsync("/v1/incidents", told.World.Incident("northwind", TimeSpan.Zero));
        var link = LinkIn(await told.MailAsync(opened, "Early warning"), "acknowledge");

        // Looking at it, as scanners do, acknowledges nothing, and says what it is about and what acknowledging means.
        using var anonymous = told.Host.Anonymous();
        var looked = await anonymous.GetAsync(link, TestContext.Current.CancellationToken);
        looked.StatusCode.ShouldBe(HttpStatusCode.OK);
        looked.Headers.CacheControl!.NoStore.ShouldBeTrue();
        looked.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        var page = WebUtility.HtmlDecode(await looked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var word in (string[])[opened["reference"].GetValue<string>(), "Early warning", "NIS 2 Directive (in-force)", "Europe/Brussels", "meets no deadline", "The last reminders come all the same", "<form method=\"post\">"])
        {
            page.ShouldContain(word);
        }

        page.ShouldNotContain("Weights");
        (await told.ComesAsync("northwind", opened, "set", which: n => n.Key == "eu-nis2/early-warning")).Acknowledged.ShouldBeFalse();
        (await anonymous.PostAsync(link, null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await anonymous.GetStringAsync(link, TestContext.Current.CancellationToken)).ShouldNotContain("<form");

        // Once only; changed, or of another purpose, it is nothing.
        (await anonymous.PostAsync(link, null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        var other = link[..^1] + (link[^1] == 'A' ? 'B' : 'A');
        (await anonymous.PostAsync(other, null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anonymous.PostAsync(link.Replace("acknowledge", "verify"), null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await told.Host.AdvanceAsync(4 * Hour);
        await told.Host.AdvanceAsync(16 * Hour);
        await told.ComesAsync("northwind", opened, "4h-before", which: n => n.Key == "eu-nis2/early-warning");
        (await told.OfCaseAsync("northwind", opened)).ShouldNotContain(n => n.Contact == deputy && n.Key == "eu-nis2/early-warning");
    }

    [Fact]
    public async Task an_act_goes_down_the_line_until_somebody_answers_and_then_no_further()
    {
        var (officer, deputy) = await FirmAsync("northwind");
        var (waits, unanswered) = await AcceptedAsync(officer);
        var (ends, answered) = await AcceptedAsync(officer);
        (await WaitingAsync(ends)).ShouldBe(1);
        (await told.Host.Anonymous().PostAsync(LinkIn(answered, "acknowledge"), null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await told.Host.AdvanceAsync(4 * Hour);
        await told.ComesAsync("northwind", waits, "escalate-1", which: n => n.IsAct && n.Contact == deputy);
        (await WaitingAsync(waits)).ShouldBe(1);
        await Poll.UntilAsync(async () => await WaitingAsync(ends) == 0, Limit, "the end of the escalation that was answered");
        (await told.OfCaseAsync("northwind", ends)).Where(n => n.IsAct).Select(n => n.Step).ShouldAllBe(step => step == "act");
        unanswered.Message.Subject!.ShouldContain("notice accepted");
    }

    private async Task<(Answer Notice, ReceivedMail Told)> AcceptedAsync(HttpClient officer)
    {
        var notice = (await officer.PostAsync("/v1/screening-notices", told.World.Notice("northwind"))).ShouldBe(HttpStatusCode.Created);
        var filed = (await officer.PostAsync($"/v1/screening-notices/{notice["id"]}/reports", told.World.Submission("uk-isu"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await told.World.SeenAsync("uk-isu", filed);
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/acceptance", new { givenAt = told.Host.Now, method = "email" }, ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
        return (notice, await told.MailAsync(notice, "UK-ISU: notice accepted"));
    }

    /// <summary>How many looks whether the next in line is to be told are still to come.</summary>
    private Task<long> WaitingAsync(Answer opened) => told.Host.ScalarAsync<long>(
        $"select count(*) from messages.wolverine_incoming_envelopes where message_type = 'escalate-act' and status <> 'Handled' and encode(body, 'escape') like '%{opened["id"]}%'");

    [Fact]
    public async Task a_member_acknowledges_by_the_interface_and_another_firm_cannot()
    {
        var (officer, _) = await FirmAsync("northwind");
        var opened = await officer.PostAsync("/v1/incidents", told.World.Incident("northwind", TimeSpan.Zero));
        var sent = await told.ComesAsync("northwind", opened, "set");
        var url = $"/v1/cases/{opened["id"]}/acknowledgements";
        (await (await told.World.AsAsync("albion/officer")).PostAsync(url, new { notification = sent.Id })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await officer.PostAsync($"/v1/cases/{Guid.CreateVersion7()}/acknowledgements", new { notification = sent.Id })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await officer.PostAsync(url, new { notification = sent.Id })).ShouldBe(HttpStatusCode.OK);
        (await officer.PostAsync(url, new { notification = sent.Id })).ShouldBe(HttpStatusCode.OK);
        var view = await officer.ReadAsync($"/v1/cases/{opened["id"]}/notifications");
        var facts = view["notifications"].AsArray().Single(n => n!["id"]!.GetValue<Guid>() == sent.Id)!["facts"]!.AsArray();
        facts.Select(f => f!["what"]!.GetValue<string>()).ShouldBe(["planned", "sent", "acknowledged"]);
        (await (await told.World.AsAsync("albion/officer")).ReadAsync($"/v1/cases/{opened["id"]}/notifications")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task one_click_stops_reminders_to_an_address_and_no_escalation()
    {
        var admin = await told.World.AsAsync("albion/firm-admin");
        var quiet = (await admin.PostAsync("/v1/contacts", new { email = "quiet@albion.example" }))["id"].GetValue<Guid>();
        var officer = await told.World.AsAsync("albion/officer");
        var first = await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        var mail = await told.Mail.WaitForAsync(m => m.To.Contains("quiet@albion.example") && m.Message.Subject!.Contains($"{first["reference"]}"), Limit);
        var link = mail.Message.Headers["List-Unsubscribe"]!.Trim('<', '>')["http://localhost".Length..];
        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        (await told.Host.Anonymous().PostAsync(link, form, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var second = await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        await told.ComesAsync("albion", second, "set");
        (await told.OfCaseAsync("albion", second)).ShouldNotContain(n => n.Contact == quiet);
    }

    [Fact]
    public async Task whoever_reads_the_page_reads_an_answer_and_of_what_was_met_meanwhile_that_nothing_is_left_to_do()
    {
        var (officer, _) = await FirmAsync("albion");
        var opened = await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        var link = LinkIn(await told.MailAsync(opened, "Early warning"), "acknowledge");
        (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        using var anonymous = told.Host.Anonymous();
        (await anonymous.GetStringAsync(link, TestContext.Current.CancellationToken)).ShouldContain("has changed since it was sent (met)");
        anonymous.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var answer = await anonymous.PostAsync(link, null, TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("It is recorded.");
        var again = await anonymous.PostAsync(link, null, TestContext.Current.CancellationToken);
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        again.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    [Fact]
    public async Task a_link_shows_nothing_of_a_case_that_has_been_closed_to_named_persons_since()
    {
        var (officer, _) = await FirmAsync("northwind");
        var opened = await officer.PostAsync("/v1/incidents", told.World.Incident("northwind", TimeSpan.Zero));
        var link = LinkIn(await told.MailAsync(opened, "Early warning"), "acknowledge");
        var (member, named) = await told.World.PersonAsync("northwind", "officer");
        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{opened["id"]}/confinement", World.Confinement(member), null)).ShouldBe(HttpStatusCode.OK);
        var page = await told.Host.Anonymous().GetStringAsync(link, TestContext.Current.CancellationToken);
        page.ShouldNotContain(opened["reference"].GetValue<string>());
        page.ShouldNotContain("Early warning");
    }
}
