using System.Net;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>A deal that nobody notified: the authority's own case, and what of it reaches a firm; over a real socket.</summary>
public sealed class OwnCaseTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        // A Monday.
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 6, 15, 9, 0, 0, TimeSpan.Zero), socket: true);
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private object Firm => new { id = "acquirer", role = "acquirer", firm = world.Firms["northwind"] };

    [Fact]
    public async Task a_deal_never_notified_from_first_awareness_to_validation()
    {
        var own = OwnCase(world, host, "notifiable");
        // An official had read of it on the 10th (FTDI [2025] EWHC 1922).
        own["awareness"]!["at"] = "2026-06-10T09:00:00Z";
        var at = await OwnAsync(world, host, own);
        var opened = await at.DeskAsync();
        opened["state"].GetValue<string>().ShouldBe("not-notified");
        opened["statement"]["title"]!.GetValue<string>().ShouldBe("Purchase of a maker of tracking models");
        // Six months beginning with 10 June; no limit of five years for a notifiable acquisition (s.2(3)).
        opened.Deadline("uk-nsi-2021", "validation-decision")["dueDate"]!.GetValue<string>().ShouldBe("2026-12-09");
        opened.Deadline("uk-nsi-2021", "call-in-awareness-limit")["dueDate"]!.GetValue<string>().ShouldBe("2026-12-09");
        opened.Deadlines.ShouldNotContain(d => d["obligation"]!.GetValue<string>() == "call-in-event-limit");
        await NobodyElseSeesAsync(at);

        // The awareness is corrected by two persons: it was the 15th of May.
        var correction = await at.DraftAsync("awareness-correction", [], new { awareAt = "2026-05-15T09:00:00Z" });
        (await at.TryIssueAsync(correction)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryDeskAsync($"drafts/{correction}/approval", new { })).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await at.ApproveAsync(correction);
        var corrected = (await at.TryIssueAsync(correction)).ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "validation-decision");
        corrected["dueDate"]!.GetValue<string>().ShouldBe("2026-11-14");
        corrected["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "corrected");

        // It was completed without approval: void.
        await at.DoDeskAsync("completion", new { completedAt = "2026-01-12T10:00:00Z" });
        (await at.DeskAsync())["effects"].AsArray().Single()!["effect"]!.GetValue<string>().ShouldBe("void");

        // Validated: served on the firm, in whose tenant it is written.
        await at.ToAsync(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
        var (validation, given) = await at.GiveAsync("validation-notice", [Firm]);
        given.Deadline("uk-nsi-2021", "validation-decision")["state"]!.GetValue<string>().ShouldBe("met");
        var desk = await at.DeskAsync();
        desk["state"].GetValue<string>().ShouldBe("validated");
        desk["effects"].AsArray().ShouldBeEmpty();
        var reached = await ReachedAsync(at);
        reached["state"].GetValue<string>().ShouldBe("validated");
        reached["documents"].AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(validation);
        reached["documents"][0]!["parts"]![0]!.GetValue<string>().ShouldBe("The Secretary of State decides.");
    }

    [Fact]
    public async Task a_deal_never_notified_is_called_in_and_the_firm_has_its_clocks_in_its_own_tenant()
    {
        var own = OwnCase(world, host, "other");
        own["notice"]!["status"] = "completed";
        own["notice"]!["completedAt"] = new System.Text.Json.Nodes.JsonObject { ["at"] = "2024-02-29T10:00:00Z" };
        var at = await OwnAsync(world, host, own);
        // Five years beginning with 29 February 2024; six months beginning with 15 June 2026.
        (await at.DeskAsync()).Deadline("uk-nsi-2021", "call-in-event-limit")["dueDate"]!.GetValue<string>().ShouldBe("2029-02-28");
        (await at.DeskAsync()).Deadline("uk-nsi-2021", "call-in-awareness-limit")["dueDate"]!.GetValue<string>().ShouldBe("2026-12-14");
        await at.ToAsync(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
        var callIn = await at.IssuedAsync("call-in-notice", [Firm, Seller]);
        await at.ServeAsync(callIn, "seller");
        (await at.Officer.ReadAsync("/v1/cases?limit=200"))["items"].AsArray().ShouldNotContain(c => c!["externalReference"]!.GetValue<string>().Contains(at.Reference));
        (await at.ServeAsync(callIn, "acquirer")).Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-12");

        var reached = await ReachedAsync(at);
        reached["state"].GetValue<string>().ShouldBe("called-in");
        reached.Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-12");
        // What the authority knows since when is its own.
        reached.Deadline("uk-nsi-2021", "call-in-awareness-limit")["dueDate"].ShouldBeNull();
        reached.Body!.ToJsonString().ShouldNotContain("newspaper");
        (await host.ScalarAsync<long>($"select count(*) from events.mt_events where tenant_id = '{Guid.Parse(world.Firms["northwind"]):N}' and type in ('own-case-opened', 'document-drafted', 'document-issued')")).ShouldBe(0);

        // What the firm answers and says reaches the authority's own case.
        var (asked, _) = await at.GiveAsync("information-notice", [Firm], new { purpose = "To know who pays.", consequences = "An offence.", due = "2026-09-10T16:00:00Z" });
        var id = reached["id"].GetValue<string>();
        (await at.Officer.PostAsync($"/v1/screening-notices/{id}/documents/{asked}/answer", new { text = "We do." }, ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
        (await at.DeskAsync())["answers"][0]!["text"]!.GetValue<string>().ShouldBe("We do.");
        var said = (await at.Officer.PostAsync($"/v1/screening-notices/{id}/representations", new { authority = "uk-isu", text = "It is harmless." }, ifMatch: "*")).ShouldBe(HttpStatusCode.Created);
        (await at.DeskAsync())["representations"][0]!["text"]!.GetValue<string>().ShouldBe("It is harmless.");
        (await at.TryIssueAsync(await at.ApprovedAsync("final-order", [Firm], new { blocks = true }))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        await at.GiveAsync("final-order", [Firm], new { blocks = true, considered = new[] { said["id"].GetValue<string>() } });
        (await ReachedAsync(at))["state"].GetValue<string>().ShouldBe("ordered");
        (await ReachedAsync(at)).Deadline("uk-nsi-2021", "initial")["state"]!.GetValue<string>().ShouldBe("met");
    }

    [Fact]
    public async Task what_cannot_be_opened_or_served_is_refused_and_nothing_is_written()
    {
        var before = await host.WrittenByPartiesAsync();
        var caseworker = await world.AsAsync("uk-isu/caseworker");
        var notified = OwnCase(world, host, "notifiable");
        notified["notice"]!["noticeKind"] = "mandatory";
        (await caseworker.PostAsync("/v1/regulator/screening-cases", notified)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/notice/noticeKind"]);
        var unborn = OwnCase(world, host, "notifiable");
        unborn["awareness"]!["at"] = Text(host.Now.AddDays(1));
        (await caseworker.PostAsync("/v1/regulator/screening-cases", unborn)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/awareness/at"]);
        (await (await world.AsAsync("be-csirt/caseworker")).PostAsync("/v1/regulator/screening-cases", OwnCase(world, host, "notifiable"))).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        await host.NothingWrittenSinceAsync(before);

        var at = await OwnAsync(world, host, OwnCase(world, host, "notifiable"));
        var stranger = await at.IssuedAsync("call-in-notice", [new { id = "acquirer", role = "acquirer", firm = Guid.CreateVersion7() }]);
        before = await host.WrittenByPartiesAsync();
        (await at.TryServeAsync(stranger, "acquirer")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/addressee"]);
        await host.NothingWrittenSinceAsync(before);
    }

    [Fact]
    public async Task commands_from_both_sides_at_one_moment_stand_one_after_another_or_are_refused_and_none_rests_on_what_has_changed()
    {
        var at = await OwnAsync(world, host, OwnCase(world, host, "notifiable"));
        await at.GiveAsync("call-in-notice", [Firm]);
        var url = (await at.Officer.ReadAsync($"/v1/cases?externalReference=uk-isu%20{at.Reference}"))["items"].AsArray().Single()!["url"]!.GetValue<string>();
        var asked = await at.IssuedAsync("information-notice", [Firm], new { purpose = "To know who pays.", consequences = "An offence.", due = "2026-09-10T16:00:00Z" });
        var sent = new List<Task<Answer>> { at.TryServeAsync(asked, "acquirer") };
        for (var i = 0; i < 6; i++)
        {
            sent.Add(at.Officer.PostAsync($"{url}/representations", new { authority = "uk-isu", text = "It is harmless." }, ifMatch: "*"));
            sent.Add(at.TryDeskAsync("representations", new { party = "Planted Person", text = "It is not.", receivedAt = Text(host.Now) }));
        }

        var answers = await Task.WhenAll(sent);
        foreach (var refused in answers.Where(a => a.Status != HttpStatusCode.Created))
        {
            refused.ShouldBeProblem(HttpStatusCode.Conflict, "conflict");
        }

        // What the firm said and was told stands on both sides, or on neither.
        var said = answers.Where((a, i) => i % 2 == 1 && a.Status == HttpStatusCode.Created).Count();
        var others = answers.Where((a, i) => i > 0 && i % 2 == 0 && a.Status == HttpStatusCode.Created).Count();
        (said + others).ShouldBeGreaterThan(0);
        var desk = (await at.DeskAsync())["representations"].AsArray();
        desk.Count.ShouldBe(said + others);
        (await at.Officer.ReadAsync(url))["representations"].AsArray().Count.ShouldBe(said);
        (await at.Officer.ReadAsync(url))["documents"].AsArray().Count.ShouldBe(answers[0].Status == HttpStatusCode.Created ? 2 : 1);
    }

    [Fact]
    public async Task what_was_read_of_the_other_side_and_has_grown_since_is_not_written_to()
    {
        var at = await OwnAsync(world, host, OwnCase(world, host, "notifiable"));
        var tenant = Reporting.Server.Kernel.Tenants.OfAuthority("uk-isu");
        var id = Guid.Parse(at.Id);
        await using var read = host.Store.QuerySession(tenant);
        var version = (await read.Events.FetchStreamStateAsync(id))!.Version;
        await at.DoDeskAsync("completion", new { completedAt = Text(host.Now.AddDays(-3)) });
        await using var session = host.Store.LightweightSession("another");
        var now = new Reporting.Server.Kernel.Now(host.Now);
        var fact = Reporting.Server.Kernel.Recorded.Event(new Reporting.Server.Screening.NoticeWithdrawn("R", host.Now), now, new Reporting.Server.Kernel.By("firm:f", "m"));
        var journal = new Reporting.Server.Journal.JournalEntry(Guid.CreateVersion7(), id, version + 1, ["notice-withdrawn"], [], Reporting.Ledger.ContentCommitment.To("{}"u8.ToArray()), host.Now, host.Now);
        new Reporting.Server.Screening.OtherWrites(tenant, id, version, [fact], new Reporting.Server.Cases.CaseWrites(journal, null)).Execute(session);
        await Should.ThrowAsync<JasperFx.ConcurrencyException>(() => session.SaveChangesAsync());
        (await at.DeskAsync())["state"].GetValue<string>().ShouldBe("not-notified");
    }

    private async Task NobodyElseSeesAsync(StatuteUnderTest at)
    {
        (await (await world.AsAsync("be-csirt/caseworker")).ReadAsync($"/v1/regulator/cases/{at.Reference}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await at.Officer.ReadAsync($"/v1/screening-notices/{at.Id}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await Testing.Poll.UntilAsync(
            async () => (await at.Caseworker.ReadAsync("/v1/regulator/cases?state=not-notified"))["items"].AsArray().FirstOrDefault(c => c!["reference"]!.GetValue<string>() == at.Reference), TimeSpan.FromSeconds(20), "the queue"))
            ["nextDueDate"]!.GetValue<string>().ShouldBe("2026-12-09");
    }

    private static async Task<Answer> ReachedAsync(StatuteUnderTest at)
    {
        var line = (await at.Officer.ReadAsync($"/v1/cases?externalReference=uk-isu%20{at.Reference}"))["items"].AsArray().Single()!;
        return (await at.Officer.ReadAsync(line["url"]!.GetValue<string>())).ShouldBe(HttpStatusCode.OK);
    }
}
