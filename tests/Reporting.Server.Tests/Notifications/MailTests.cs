using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Reporting.Server.Notifications;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;
using static Reporting.Server.Tests.Notifications.NotificationWorld;

namespace Reporting.Server.Tests.Notifications;

/// <summary>Mail over a real SMTP conversation, with a server that misbehaves on purpose.</summary>
[Collection(InNotificationWorld.Name)]
public sealed class MailTests(NotificationWorld told) : IDisposable
{
    private readonly ReportingHost host = told.Host;

    public void Dispose() => told.Mail.Behave(null);

    private async Task<Answer> OpenAsync(string firm = "northwind", TimeSpan? aware = null) =>
        (await (await told.World.AsAsync(firm + "/officer")).PostAsync("/v1/incidents", told.World.Incident(firm, aware ?? TimeSpan.Zero))).ShouldBe(HttpStatusCode.Created);

    [Fact]
    public async Task a_message_says_all_there_is_to_say_in_text_in_html_and_as_a_calendar_entry_and_no_fact_of_the_case()
    {
        var opened = await OpenAsync();
        var message = (await told.MailAsync(opened, "Early warning is due")).Message;
        foreach (var body in (string[])[message.TextBody!, WebUtility.HtmlDecode(message.HtmlBody!)])
        {
            body.ShouldContain(opened["reference"].GetValue<string>());
            body.ShouldContain("Early warning");
            body.ShouldContain("NIS 2 Directive (in-force), Directive (EU) 2022/2555 art 23(4)(a)");
            body.ShouldContain("BE-CSIRT");
            body.ShouldContain("this system");
            body.ShouldContain("Europe/Brussels");
            body.ShouldContain("24 h 0 min");
            body.ShouldContain("24 elapsed hours");
            body.ShouldContain($"http://localhost/v1/cases/{opened["id"]}/deadlines");
            body.ShouldNotContain("Weights");
            body.ShouldNotContain("Planted");
        }

        var calendar = message.Attachments.OfType<MimePart>().Single(a => a.ContentType.MimeType == "text/calendar");
        using var content = new MemoryStream();
        await calendar.Content!.DecodeToAsync(content, TestContext.Current.CancellationToken);
        System.Text.Encoding.UTF8.GetString(content.ToArray()).ShouldContain("BEGIN:VEVENT");
        message.Headers["List-Unsubscribe"]!.ShouldStartWith("<http://localhost/links/unsubscribe/");
        message.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
    }

    [Fact]
    public async Task an_answer_of_later_after_DATA_is_a_failed_attempt_and_the_message_comes_again_under_the_same_id()
    {
        told.Mail.Behave("""{ "data": "451 4.3.0 Try again later, says <somebody@else.example>" }""");
        var opened = await OpenAsync();
        var delayed = await told.ComesAsync("northwind", opened, "set", "planned", n => n is { Key: "eu-nis2/early-warning", Attempts: 1 });
        delayed.LastWords.ShouldNotBeNull().ShouldContain("451");
        delayed.LastWords.ShouldNotContain("@");

        // The time of the next attempt is a fact on the law's clock: before it nothing happens.
        told.Mail.Behave(null);
        await host.AdvanceAsync(TimeSpan.FromSeconds(5));
        told.Mail.Messages().ShouldNotContain(m => m.Message.Subject!.Contains(opened["reference"].GetValue<string>()));
        await host.AdvanceAsync(TimeSpan.FromSeconds(10));
        await told.Mail.WaitForAsync(m => m.Message.MessageId == delayed.MessageId, Limit);

        var view = await (await told.World.AsAsync("northwind/officer")).ReadAsync($"/v1/cases/{opened["id"]}/notifications");
        await Poll.UntilAsync(async () => (await told.OfCaseAsync("northwind", opened)).Any(n => n.Id == delayed.Id && n.State == "sent"), Limit, "the outcome");
        view = await (await told.World.AsAsync("northwind/officer")).ReadAsync($"/v1/cases/{opened["id"]}/notifications");
        var facts = view["notifications"].AsArray().Single(n => n!["id"]!.GetValue<Guid>() == delayed.Id)!["facts"]!.AsArray();
        facts.Select(f => f!["what"]!.GetValue<string>()).ShouldBe(["planned", "failed", "sent"]);
        facts[1]!["words"]!.GetValue<string>().ShouldContain("451");
        facts[1]!["retryAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task a_connection_that_is_cut_after_DATA_is_tried_again()
    {
        told.Mail.Behave("""{ "drop": true }""");
        var opened = await OpenAsync();
        await told.ComesAsync("northwind", opened, "set", "planned", n => n.Attempts == 1);
        told.Mail.Behave(null);
        await host.AdvanceAsync(TimeSpan.FromSeconds(15));
        await told.MailAsync(opened, "Early warning");
    }

    [Fact]
    public async Task an_address_that_is_refused_for_good_is_marked_and_the_firm_hears_of_it_from_another()
    {
        var admin = await told.World.AsAsync("albion/firm-admin");
        var bad = (await admin.PostAsync("/v1/contacts", new { email = "gone@albion.example" })).ShouldBe(HttpStatusCode.OK);
        told.Mail.Behave("""{ "refuse": { "gone@": "550 5.1.1 <gone@albion.example> no such user" } }""");
        var opened = await OpenAsync("albion");
        var refused = await told.ComesAsync("albion", opened, "set", "failed", n => n.Contact == bad["id"].GetValue<Guid>());
        refused.LastWords.ShouldNotBeNull().ShouldNotContain("gone@");
        var alarm = await told.Mail.WaitForAsync(m => m.Message.Subject!.Contains("no longer takes our messages") && m.Message.TextBody!.Contains(bad["id"].GetValue<Guid>().ToString("N")), Limit);
        alarm.To.ShouldNotContain("gone@albion.example");
        alarm.Message.Headers["List-Unsubscribe"].ShouldBeNull();

        // It is asked whether it is read, says so, and is used again.
        told.Mail.Behave(null);
        (await OpenAsync("albion")).ShouldNotBeNull();
        (await admin.PostAsync($"/v1/subscriptions/{bad["id"]}/verification", new { })).ShouldBe(HttpStatusCode.OK);
        var question = await told.Mail.WaitForAsync(m => m.To.Contains("gone@albion.example"), Limit);
        (await host.Anonymous().PostAsync(LinkIn(question, "verify"), null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var again = await OpenAsync("albion");
        await told.ComesAsync("albion", again, "set", "sent", n => n.Contact == bad["id"].GetValue<Guid>());
    }

    [Fact]
    public async Task what_an_authority_does_is_told_at_once_and_cannot_be_unsubscribed_from()
    {
        var officer = await told.World.AsAsync("northwind/officer");
        var notice = (await officer.PostAsync("/v1/screening-notices", told.World.Notice("northwind"))).ShouldBe(HttpStatusCode.Created);
        var filed = (await officer.PostAsync($"/v1/screening-notices/{notice["id"]}/reports", told.World.Submission("uk-isu"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (desk, reference) = await told.World.SeenAsync("uk-isu", filed);
        (await desk.PostAsync($"/v1/regulator/cases/{reference}/acceptance", new { givenAt = host.Now, method = "email" }, ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
        var message = (await told.MailAsync(notice, "UK-ISU: notice accepted")).Message;
        message.Headers["List-Unsubscribe"].ShouldBeNull();

        // Four hours later nobody has answered: whoever was told is not told again.
        await host.AdvanceAsync(TimeSpan.FromHours(5));
        var acts = (await told.OfCaseAsync("northwind", notice)).Where(n => n.IsAct).ToList();
        acts.Select(n => n.Contact).ShouldBeUnique();
        acts.ShouldContain(n => n.Step == "act");
    }

    [Fact]
    public async Task what_was_said_is_written_again_from_the_events_after_the_bodies_are_gone_as_the_case_stood_then()
    {
        var officer = await told.World.AsAsync("northwind/officer");
        var opened = await OpenAsync();
        var mail = (await told.MailAsync(opened, "Early warning is due")).Message;
        var sent = await told.ComesAsync("northwind", opened, "set", which: n => n.MessageId == mail.MessageId);
        var url = $"/v1/cases/{opened["id"]}/notifications/{sent.Id}";

        // The case has gone on since: what was said has not.
        await host.AdvanceAsync(TimeSpan.FromMinutes(10));
        (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        await host.AdvanceAsync(TimeSpan.FromDays(8));
        var again = (await officer.ReadAsync(url)).ShouldBe(HttpStatusCode.OK);
        var letter = again["letter"];
        letter["subject"]!.GetValue<string>().ShouldBe(mail.Subject);
        mail.TextBody!.ShouldContain(letter["lead"]!.GetValue<string>());
        var lines = letter["parts"]!.AsArray().SelectMany(p => p!["lines"]!.AsArray()).Select(l => l!["name"]!.GetValue<string>().PadRight(14) + l["value"]!.GetValue<string>()).ToList();
        lines.ShouldContain(l => l.StartsWith("Time left", StringComparison.Ordinal));
        lines.ShouldAllBe(l => mail.TextBody!.Contains(l));
        letter["parts"]!.AsArray().SelectMany(p => p!["why"]!.AsArray()).Select(w => w!.GetValue<string>()).ShouldAllBe(w => mail.TextBody!.Contains(w));
        letter.ToJsonString().ShouldNotContain("/links/");

        // Nowhere in the database is a body: no table has a sentence that only letters have.
        (await host.ScalarAsync<long>("""
            select coalesce(sum((xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I.%I t where t::text like %L', table_schema, table_name, '%A deadline has been set, or has moved%'), false, true, '')))[1]::text::bigint), 0)::bigint
            from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('reporting', 'events', 'messages')
            """)).ShouldBe(0);
        (await (await told.World.AsAsync("albion/officer")).ReadAsync(url)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await officer.ReadAsync($"/v1/cases/{opened["id"]}/notifications/{Guid.CreateVersion7()}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>Planted\", <evil@example.org>")]
    [InlineData("Planted \u202Egnp.exe\u202C \u200Fevil@example.org\u2066")]
    public async Task a_hostile_title_reaches_no_mail_no_page_and_no_calendar(string title)
    {
        var hostile = told.World.Incident("northwind", TimeSpan.Zero);
        hostile["title"] = title;
        var opened = (await (await told.World.AsAsync("northwind/officer")).PostAsync("/v1/incidents", hostile)).ShouldBe(HttpStatusCode.Created);
        var mail = await told.MailAsync(opened, "Early warning is due");
        var page = await host.Anonymous().GetStringAsync(LinkIn(mail, "acknowledge"), TestContext.Current.CancellationToken);
        var calendar = mail.Message.Attachments.OfType<MimePart>().Single();
        using var content = new MemoryStream();
        await calendar.Content!.DecodeToAsync(content, TestContext.Current.CancellationToken);
        foreach (var text in (string[])[mail.Message.ToString(), mail.Message.HtmlBody!, mail.Message.TextBody!, page, System.Text.Encoding.UTF8.GetString(content.ToArray())])
        {
            text.ShouldNotContain("onerror");
            text.ShouldNotContain("Planted");
            text.ShouldNotContain("evil@example.org");
            text.IndexOfAny(['\u202E', '\u202C', '\u200F', '\u2066']).ShouldBe(-1);
        }

        mail.To.ShouldAllBe(a => a.EndsWith("@northwind.example", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Weights\r\nBcc: victim@example.org")]
    [InlineData("Weights\nSubject: other")]
    [InlineData("Weights\u0000")]
    public async Task a_title_that_is_no_line_is_refused_by_name(string title)
    {
        var hostile = told.World.Incident("northwind", TimeSpan.Zero);
        hostile["title"] = title;
        (await (await told.World.AsAsync("northwind/officer")).PostAsync("/v1/incidents", hostile)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/title"]);
    }

    [Fact]
    public void a_message_that_was_sent_is_held_by_nothing()
    {
        var links = host.Services.GetRequiredService<Links>();
        var message = Written(links);
        GC.Collect();
        message.IsAlive.ShouldBeFalse();

        // Not inlined: what this method holds is no longer held after it.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Written(Links links)
        {
            var message = new MimeMessage();
            message.From.Add(links.From());
            return new WeakReference(message);
        }
    }

    [Theory]
    [InlineData("Ann\r\nBcc: victim@example.org")]
    [InlineData("Ann\u202Eexe.fdp")]
    [InlineData("<b>Ann</b>, \"x\" <evil@example.org>")]
    public void no_name_adds_a_header_a_recipient_or_turns_the_writing_round(string name)
    {
        var message = new MimeMessage();
        message.To.Add(new MailboxAddress(Server.Notifications.MailChannel.Plain(name), "ann@albion.example"));
        message.Subject = Server.Notifications.MailChannel.Plain(name);
        using var written = new MemoryStream();
        message.WriteTo(written, TestContext.Current.CancellationToken);
        written.Position = 0;
        var read = MimeMessage.Load(written, TestContext.Current.CancellationToken);
        read.To.Mailboxes.Single().Address.ShouldBe("ann@albion.example");
        read.Bcc.ShouldBeEmpty();
        read.Subject!.IndexOfAny(['\u202E', '\n']).ShouldBe(-1);
    }
}
