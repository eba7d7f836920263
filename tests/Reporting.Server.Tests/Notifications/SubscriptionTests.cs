using System.Net;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Notifications.NotificationWorld;

namespace Reporting.Server.Tests.Notifications;

/// <summary>Who is told what, how and when, by choice.</summary>
[Collection(InNotificationWorld.Name)]
public sealed class SubscriptionTests(NotificationWorld told)
{
    private async Task<Answer> MakeAsync(object wanted, string firm = "albion") => await (await told.World.AsAsync(firm + "/firm-admin")).PostAsync("/v1/subscriptions", wanted);

    [Fact]
    public async Task an_address_is_sent_nothing_but_the_question_whether_it_is_read_until_it_is_answered()
    {
        var address = $"dpo-{Guid.CreateVersion7():N}@albion.example";
        var made = (await MakeAsync(new { channel = "mail", email = address, role = "data-protection-officer", zone = "America/New_York", filter = new { regimes = new[] { "eu-nis2" } } })).ShouldBe(HttpStatusCode.OK);
        made["state"].GetValue<string>().ShouldBe("unverified");
        var question = await told.Mail.WaitForAsync(m => m.To.Contains(address), Limit);
        var officer = await told.World.AsAsync("albion/officer");
        var before = await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        await told.ComesAsync("albion", before, "set");
        (await told.OfCaseAsync("albion", before)).ShouldNotContain(n => n.Contact == made["id"].GetValue<Guid>());

        var link = LinkIn(question, "verify");
        (await told.Host.Anonymous().PostAsync(link, null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await told.Host.Anonymous().PostAsync(link, null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        var after = await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        var mail = await told.Mail.WaitForAsync(m => m.To.Contains(address) && m.Message.Subject!.Contains($"{after["reference"]}: Early warning"), Limit);
        mail.Message.TextBody.ShouldNotBeNull().ShouldContain("America/New_York");
    }

    [Fact]
    public async Task a_link_to_verify_by_runs_out()
    {
        var address = $"late-{Guid.CreateVersion7():N}@albion.example";
        await MakeAsync(new { channel = "mail", email = address });
        var question = await told.Mail.WaitForAsync(m => m.To.Contains(address), Limit);
        await told.Host.AdvanceAsync(TimeSpan.FromDays(7));
        (await told.Host.Anonymous().PostAsync(LinkIn(question, "verify"), null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_contact_chooses_steps_for_itself_and_a_proposal_is_told_of_to_who_asks()
    {
        var admin = await told.World.AsAsync("northwind/firm-admin");
        var contact = (await admin.PostAsync("/v1/contacts", new { email = $"chosen-{Guid.CreateVersion7():N}@northwind.example" }))["id"].GetValue<Guid>();
        var made = (await MakeAsync(new { channel = "mail", contact, steps = new[] { "set" }, filter = new { lawStatus = new[] { "proposed" } } }, "northwind")).ShouldBe(HttpStatusCode.OK);
        made["state"].GetValue<string>().ShouldBe("active");
        var opened = await (await told.World.AsAsync("northwind/officer")).PostAsync("/v1/incidents", told.World.Incident("northwind", TimeSpan.Zero));
        await told.ComesAsync("northwind", opened, "set", "sent", n => n.Contact == made["id"].GetValue<Guid>());
        var all = await told.OfCaseAsync("northwind", opened);
        all.ShouldNotContain(n => n.Contact == contact);
        all.Where(n => n.Contact == made["id"].GetValue<Guid>()).ShouldAllBe(n => n.Key.StartsWith("uk-ai-theft-proposed/", StringComparison.Ordinal) && n.Step == "set");
        all.Where(n => n.Contact != made["id"].GetValue<Guid>()).ShouldNotContain(n => n.Key.StartsWith("uk-ai-theft-proposed/", StringComparison.Ordinal));
        (await admin.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{made["id"]}", null, null)).ShouldBe(HttpStatusCode.OK)["id"].GetValue<string>().ShouldBe(made["id"].GetValue<string>());
    }

    [Fact]
    public async Task what_cannot_be_is_refused_with_every_fault_at_once()
    {
        var answer = await MakeAsync(new
        {
            channel = "mail",
            url = "https://receiver.example/",
            contact = Guid.CreateVersion7(),
            zone = "Mars/Olympus",
            steps = new[] { "set", "next-week" },
            filter = new { lawStatus = new[] { "rumoured" } },
        });
        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.Order().ShouldBe(["/contact", "/filter/lawStatus/0", "/steps/1", "/url", "/zone"]);
        (await MakeAsync(new { channel = "mail" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/email"]);
        (await MakeAsync(new { channel = "calendar", email = "a@b.example" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/email"]);
    }

    [Fact]
    public async Task another_firms_subscription_is_not_found()
    {
        var made = await MakeAsync(new { channel = "calendar" });
        var other = await told.World.AsAsync("northwind/firm-admin");
        (await other.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{made["id"]}", null, null)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await other.PostAsync($"/v1/subscriptions/{made["id"]}/verification", new { })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await other.ReadAsync("/v1/subscriptions"))["items"].AsArray().ShouldNotContain(s => s!["id"]!.GetValue<string>() == made["id"].GetValue<string>());
    }
}
