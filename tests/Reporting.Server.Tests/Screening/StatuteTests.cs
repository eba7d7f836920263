using System.Net;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>
/// One notice through parts of the National Security and Investment Act. Every day asserted was computed apart, from the
/// Act and the lists of bank holidays of all parts of the United Kingdom.
/// </summary>
public sealed class StatuteTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        // A Tuesday.
        host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    // ---- rejection and acceptance ----

    [Fact]
    public async Task a_notice_is_rejected_by_paragraph_and_what_is_submitted_after_it_is_linked_to_it()
    {
        var at = await SubmittedAsync(world, host);
        var rejection = await at.IssuedAsync("rejection", [Acquirer], new { ground = "fails-the-regulations", paragraphs = new[] { new { paragraph = "29-32", text = "The acquirer is not described." } } });
        (await at.DeskAsync())["state"].GetValue<string>().ShouldBe("submitted");
        (await at.ServeAsync(rejection, "acquirer")).Deadline("uk-nsi-2021", "acceptance-decision")["state"]!.GetValue<string>().ShouldBe("met");
        var rejected = await at.ReadAsync();
        rejected["state"].GetValue<string>().ShouldBe("rejected");
        rejected["documents"][0]!["kind"]!.GetValue<string>().ShouldBe("rejection");

        await host.AdvanceAsync(TimeSpan.FromDays(2));
        var again = await at.TryAsync("reports", world.Submission("uk-isu"));
        again.ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "acceptance-decision")["state"]!.GetValue<string>().ShouldBe("running");
        var seen = await at.DeskAsync();
        seen["state"].GetValue<string>().ShouldBe("submitted");
        seen["filings"][1]!["resubmits"]!.GetValue<string>().ShouldBe(rejection);
        (await at.TryDeskAsync("acceptance", new { givenAt = Text(host.Now.AddDays(-1)), method = "email" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await at.TryDeskAsync("acceptance", new { givenAt = Text(host.Now), method = "email" })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task that_the_limits_have_run_is_a_ground_against_a_voluntary_notice_only()
    {
        var mandatory = await SubmittedAsync(world, host);
        var refused = await mandatory.TryDeskAsync("drafts", Draft("rejection", [Acquirer], new { ground = "limits-have-run" }));
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/ground"]);

        var notice = world.Notice("albion");
        notice["noticeKind"] = "voluntary";
        var voluntary = await SubmittedAsync(world, host, notice: notice);
        await voluntary.GiveAsync("rejection", [Acquirer], new { ground = "limits-have-run" });
        (await voluntary.DeskAsync())["state"].GetValue<string>().ShouldBe("rejected");
    }

    [Fact]
    public async Task a_duty_without_a_number_shows_its_age_against_a_target_that_is_no_law()
    {
        var at = await SubmittedAsync(world, host);
        await host.AdvanceAsync(TimeSpan.FromDays(9));
        var age = (await at.DeskAsync())["ages"].AsArray().Single()!;
        age["key"]!.GetValue<string>().ShouldBe("uk-nsi-2021/acceptance-decision");
        age["ageDays"]!.GetValue<int>().ShouldBe(9);
        age["beyondTarget"]!.GetValue<bool>().ShouldBeTrue();

        // What it lacked, submitted after it, makes the notice no younger.
        await at.DoAsync("reports", world.Submission("uk-isu"));
        (await at.DeskAsync())["ages"][0]!["ageDays"]!.GetValue<int>().ShouldBe(9);
        (await at.DeskAsync()).Deadline("uk-nsi-2021", "acceptance-decision")["state"]!.GetValue<string>().ShouldBe("running");
    }

    [Fact]
    public async Task how_an_acceptance_was_given_is_corrected_with_a_reason_and_the_review_follows()
    {
        var at = await SubmittedAsync(world, host);
        var accepted = (await at.TryDeskAsync("acceptance", new { givenAt = Text(host.Now), method = "email" })).ShouldBe(HttpStatusCode.Created);
        accepted.Deadline("uk-nsi-2021", "review")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-12");

        // Posted on Tuesday the 1st, given on Thursday the 3rd (SI 2021/1267).
        var corrected = await at.DoDeskAsync($"documents/{accepted["id"]}/service-corrections", new { addressee = "notifying-party", sentAt = Text(host.Now), method = "post-uk", reason = "It went by post." });
        corrected.Deadline("uk-nsi-2021", "review")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-14");
        (await at.ReadAsync())["acts"].AsArray().ShouldContain(a => a!["text"] != null && a["text"]!.GetValue<string>() == "It went by post.");
    }

    // ---- four eyes, issue, service ----

    [Fact]
    public async Task a_decision_is_drafted_by_one_approved_by_another_issued_and_then_served()
    {
        var at = await AcceptedAsync(world, host);
        var draft = (await at.TryDeskAsync("drafts", Draft("no-further-action", All), at.Decider)).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
        (await at.TryIssueAsync(draft)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryServeAsync(draft, "acquirer")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryDeskAsync($"drafts/{draft}/approval", new { }, at.Decider)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await at.TryDeskAsync($"drafts/{draft}/approval", new { })).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");

        // Nothing of it has reached the firm.
        (await at.ReadAsync()).Body!.ToJsonString().ShouldNotContain(draft);
        var other = await at.DraftAsync("no-further-action", All);
        await at.ApproveAsync(other);
        (await at.TryDeskAsync($"drafts/{other}/approval", new { }, at.Decider)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryServeAsync(other, "acquirer")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryIssueAsync(other)).ShouldBe(HttpStatusCode.Created);
        (await at.TryIssueAsync(other)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryServeAsync(other, "nobody")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/addressee"]);
        (await at.ServeAsync(other, "acquirer")).Deadline("uk-nsi-2021", "review")["state"]!.GetValue<string>().ShouldBe("met");
        (await at.TryServeAsync(other, "acquirer")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("cleared");

        var file = (await at.FileAsync())["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == other)!;
        file["stage"]!.GetValue<string>().ShouldBe("issued");
        file["services"]![0]!["proof"]!.GetValue<string>().ShouldBe("Receipt 1");
        file["draftedBy"]!.GetValue<string>().ShouldNotBe(file["approvedBy"]!.GetValue<string>());
    }

    [Fact]
    public async Task who_has_no_power_under_the_statute_drafts_nothing()
    {
        var notice = world.Notice("albion");
        notice["noticeKind"] = "none";
        notice["cfiusFiling"] = "notice";
        await (await host.AdminAsync()).PostAsync("/v1/authorities", new { id = "us-cfius", name = "CFIUS", jurisdiction = "US", worksHere = true, door = new { url = "https://cfius.example/" } });
        await world.AddAuthorityClientsAsync("us-cfius");
        var at = await SubmittedAsync(world, host, notice: notice, authority: "us-cfius");
        (await at.TryDeskAsync("drafts", Draft("call-in-notice", All))).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task a_copy_lacks_the_parts_that_were_left_out_of_it()
    {
        var at = await CalledInAsync(world, host);
        var order = await at.IssuedAsync("final-order", [new { id = "acquirer", role = "acquirer", leftOut = new[] { "p2" } }, Seller], new { blocks = true });
        await at.ServeAsync(order, "acquirer");
        var seen = await at.ReadAsync();
        var document = seen["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == order)!;
        document["parts"]!.AsArray().Select(p => p!.GetValue<string>()).ShouldBe(["The Secretary of State decides."]);
        document["leftOut"]!.GetValue<int>().ShouldBe(1);
        document.ToJsonString().ShouldNotContain("not for everybody");
        (await host.ScalarAsync<long>("select count(*) from events.mt_events where data::text like '%not for everybody%' or data::text like '%The Secretary of State decides%'")).ShouldBe(0);
    }

    // ---- call-in and periods ----

    [Fact]
    public async Task the_initial_period_begins_with_the_call_in_being_given_to_the_acquirer_by_post_two_working_days_later()
    {
        var at = await AcceptedAsync(world, host);
        var callIn = await at.IssuedAsync("call-in-notice", All);

        // Given to the seller alone it has begun nothing (s.23(2)).
        (await at.ServeAsync(callIn, "seller")).Deadline("uk-nsi-2021", "initial")["state"]!.GetValue<string>().ShouldBe("pending");
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("accepted");
        // Posted on Tuesday 1 September, given on Thursday the 3rd: 30 working days end on Wednesday 14 October.
        (await at.ServeAsync(callIn, "acquirer", method: "post-uk")).Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-14");
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("called-in");
    }

    [Fact]
    public async Task two_acquirers_served_on_different_days_give_two_readings_and_the_reason()
    {
        var at = await AcceptedAsync(world, host);
        var callIn = await at.IssuedAsync("call-in-notice", [Acquirer, new { id = "second", role = "acquirer" }]);
        await at.ToAsync(new DateTimeOffset(2026, 10, 7, 9, 0, 0, TimeSpan.Zero));
        await at.ServeAsync(callIn, "second");
        // The 5th, recorded on the 7th.
        var initial = (await at.ServeAsync(callIn, "acquirer", sentAt: new DateTimeOffset(2026, 10, 5, 9, 0, 0, TimeSpan.Zero))).Deadline("uk-nsi-2021", "initial");
        initial["dueDate"]!.GetValue<string>().ShouldBe("2026-11-13");
        initial["latestLawfulDate"]!.GetValue<string>().ShouldBe("2026-11-17");
        initial["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "given-to-some-later");
    }

    [Fact]
    public async Task one_event_is_called_in_once()
    {
        var at = await AcceptedAsync(world, host);
        var first = await at.IssuedAsync("call-in-notice", All);
        var second = await at.ApprovedAsync("call-in-notice", All);
        (await at.TryIssueAsync(second)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await at.ServeAsync(first, "acquirer");
        var refused = (await at.TryIssueAsync(second)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        refused["state"].GetValue<string>().ShouldBe("called-in");
        refused["allowed"].AsArray().Select(a => a!.GetValue<string>()).ShouldContain("stop-clock");
    }

    [Fact]
    public async Task after_the_review_has_ended_nothing_is_called_in()
    {
        var at = await AcceptedAsync(world, host);
        var callIn = await at.IssuedAsync("call-in-notice", All);
        // The review ends with Monday 12 October.
        await at.ToAsync(new DateTimeOffset(2026, 10, 13, 9, 0, 0, TimeSpan.Zero));
        (await at.TryServeAsync(callIn, "acquirer")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        // Given on the last day it is in time, whenever that is recorded.
        (await at.ServeAsync(callIn, "acquirer", sentAt: new DateTimeOffset(2026, 10, 12, 20, 0, 0, TimeSpan.Zero))).Deadline("uk-nsi-2021", "review")["state"]!.GetValue<string>().ShouldBe("met");
    }

    [Fact]
    public async Task a_period_notice_is_judged_by_the_day_it_was_given_and_not_by_the_day_it_is_recorded()
    {
        var at = await CalledInAsync(world, host);
        var notice = await at.IssuedAsync("additional-period-notice", All);
        // The initial period ends with Monday 12 October.
        await at.ToAsync(new DateTimeOffset(2026, 10, 14, 9, 0, 0, TimeSpan.Zero));
        var late = (await at.TryServeAsync(notice, "acquirer", sentAt: new DateTimeOffset(2026, 10, 13, 9, 0, 0, TimeSpan.Zero))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        late["endedOn"].GetValue<string>().ShouldBe("2026-10-12");
        // Posted on the last day it counts as given two working days later: too late.
        (await at.TryServeAsync(notice, "acquirer", sentAt: new DateTimeOffset(2026, 10, 12, 9, 0, 0, TimeSpan.Zero), method: "post-uk")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        var given = await at.ServeAsync(notice, "acquirer", sentAt: new DateTimeOffset(2026, 10, 12, 9, 0, 0, TimeSpan.Zero));
        given.Deadline("uk-nsi-2021", "initial")["state"]!.GetValue<string>().ShouldBe("lapsed");
        // 45 working days from Tuesday 13 October, St Andrew's day left out.
        given.Deadline("uk-nsi-2021", "additional")["dueDate"]!.GetValue<string>().ShouldBe("2026-12-15");
        // Each addressee before the end: to the seller it came too late.
        (await at.TryServeAsync(notice, "seller", sentAt: new DateTimeOffset(2026, 10, 13, 9, 0, 0, TimeSpan.Zero))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task a_voluntary_period_follows_an_additional_one_and_is_agreed_before_its_end()
    {
        var at = await CalledInAsync(world, host);
        var early = await at.ApprovedAsync("voluntary-period-agreement", [], new { workingDays = 20, agreedAt = Text(host.Now) });
        (await at.TryIssueAsync(early)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await at.GiveAsync("additional-period-notice", All);
        await at.ToAsync(new DateTimeOffset(2026, 12, 16, 9, 0, 0, TimeSpan.Zero));
        // The additional period ended with Tuesday 15 December.
        var late = await at.ApprovedAsync("voluntary-period-agreement", [], new { workingDays = 20, agreedAt = Text(host.Now) });
        (await at.TryIssueAsync(late)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        var inTime = await at.ApprovedAsync("voluntary-period-agreement", [], new { workingDays = 20, agreedAt = "2026-12-15T17:00:00Z" });
        (await at.TryIssueAsync(inTime)).ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "voluntary")["dueDate"]!.GetValue<string>().ShouldBe("2027-01-18");
    }

    // ---- the clock ----

    [Fact]
    public async Task a_stop_needs_a_notice_given_in_the_assessment_and_a_restart_a_stop_and_each_is_done_once()
    {
        var at = await AcceptedAsync(world, host);
        var (inReview, _) = await at.GiveAsync("information-notice", [Bank], Asking);
        (await at.DeskAsync()).Deadline("uk-nsi-2021", "review")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-12");
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await at.TryIssueAsync(await at.DraftAsync("clock-stop-notice", All, new { concerns = inReview }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await at.GiveAsync("call-in-notice", All);
        (await at.TryIssueAsync(await at.DraftAsync("clock-stop-notice", All, new { concerns = inReview }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryIssueAsync(await at.DraftAsync("clock-stop-notice", All, new { concerns = Guid.Empty }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryDeskAsync("drafts", Draft("clock-stop-notice", All))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/concerns"]);

        await host.AdvanceAsync(TimeSpan.FromDays(7));
        var (asked, _) = await at.GiveAsync("information-notice", [Bank], Asking);
        (await at.TryIssueAsync(await at.DraftAsync("clock-restart-notice", All, new { concerns = asked, because = "complied-with" }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        var (_, stopped) = await at.GiveAsync("clock-stop-notice", All, new { concerns = asked });
        stopped.Deadline("uk-nsi-2021", "initial")["state"]!.GetValue<string>().ShouldBe("paused");
        (await at.TryIssueAsync(await at.DraftAsync("clock-stop-notice", All, new { concerns = asked }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryIssueAsync(await at.DraftAsync("clock-restart-notice", All, new { concerns = asked, because = "time-has-passed" }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await host.AdvanceAsync(TimeSpan.FromDays(7));
        var (_, again) = await at.GiveAsync("clock-restart-notice", All, new { concerns = asked, because = "complied-with" });
        // Stopped from Tuesday 8 to Tuesday 15 September, both days left out: six working days.
        again.Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-20");
        (await at.TryIssueAsync(await at.DraftAsync("clock-restart-notice", All, new { concerns = asked, because = "complied-with" }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task an_attendance_notice_from_its_service_to_its_time_having_passed_and_what_its_clock_leaves_out()
    {
        var at = await CalledInAsync(world, host);
        await host.AdvanceAsync(TimeSpan.FromDays(6));
        // Whoever has to attend is told when.
        (await at.TryDeskAsync("drafts", Draft("attendance-notice", [Acquirer], new { purpose = "To be heard.", consequences = "An offence under s.34." }))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/due"]);
        var attending = new { purpose = "To be heard.", consequences = "An offence under s.34.", due = "2026-09-14T10:00:00Z" };
        var (first, _) = await at.GiveAsync("attendance-notice", [Acquirer], attending);
        var (second, _) = await at.GiveAsync("attendance-notice", [Bank], attending);
        var owed = (await at.ReadAsync()).Deadlines.Single(d => d["obligation"]!.GetValue<string>() == first.Replace("-", ""));
        (owed["binds"]!.GetValue<string>(), owed["state"]!.GetValue<string>(), owed["due"]!.GetValue<DateTimeOffset>()).ShouldBe(("firm", "running", new DateTimeOffset(2026, 9, 14, 10, 0, 0, TimeSpan.Zero)));
        (await at.ReadAsync()).Body!.ToJsonString().ShouldNotContain(second);

        // Told of on Tuesday the 8th. The firm attends; the bank does not, and its time passes on the 14th.
        await at.ToAsync(new DateTimeOffset(2026, 9, 8, 9, 0, 0, TimeSpan.Zero));
        await at.GiveAsync("clock-stop-notice", All, new { concerns = second });
        (await at.DoAsync($"documents/{first}/answer", new { text = "The director attended." })).Deadlines.Single(d => d["key"]!.GetValue<string>() == owed["key"]!.GetValue<string>())["state"]!.GetValue<string>().ShouldBe("met");
        (await at.DeskAsync()).Deadline("uk-nsi-2021", "initial")["state"]!.GetValue<string>().ShouldBe("paused");
        (await at.TryIssueAsync(await at.DraftAsync("clock-restart-notice", All, new { concerns = second, because = "time-has-passed" }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryIssueAsync(await at.DraftAsync("clock-restart-notice", All, new { concerns = first, because = "complied-with" }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await at.ToAsync(new DateTimeOffset(2026, 9, 15, 9, 0, 0, TimeSpan.Zero));
        var (_, again) = await at.GiveAsync("clock-restart-notice", All, new { concerns = second, because = "time-has-passed" });
        // From the 8th to the 15th, both left out: six working days after Monday 12 October.
        again.Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-20");
        (await at.ReadAsync()).Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-20");
    }

    [Fact]
    public async Task one_without_an_account_reads_the_notice_alone_by_a_link_and_answers_once()
    {
        var at = await CalledInAsync(world, host);
        var notice = await at.IssuedAsync("information-notice", [Bank], Asking);
        (await at.TryDeskAsync($"documents/{notice}/addressees/bank/link", new { })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await at.ServeAsync(notice, "bank");
        (await at.TryDeskAsync($"documents/{notice}/addressees/nobody/link", new { })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        var made = (await at.TryDeskAsync($"documents/{notice}/addressees/bank/link", new { })).ShouldBe(HttpStatusCode.OK);
        var link = new Uri(made["link"].GetValue<string>()).PathAndQuery;

        // Nothing of it has reached the firm.
        (await at.ReadAsync()).Body!.ToJsonString().ShouldNotContain(notice);
        var anybody = host.Anonymous();
        var seen = (await anybody.ReadAsync(link)).ShouldBe(HttpStatusCode.OK);
        seen["kind"].GetValue<string>().ShouldBe("information-notice");
        seen["purpose"].GetValue<string>().ShouldBe("To know who pays.");
        seen.Body!.ToJsonString().ShouldNotContain(at.Reference);
        seen.Body!.ToJsonString().ShouldNotContain(at.Id);
        (await anybody.PostAsync(link, new { text = "" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await anybody.PostAsync(link, new { text = "A fund of the state." })).ShouldBe(HttpStatusCode.OK);
        (await anybody.PostAsync(link, new { text = "Nobody." })).ShouldBeProblem(HttpStatusCode.Gone, "link-used");
        (await anybody.ReadAsync(link[..^2] + "AA")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await at.FileAsync())["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == notice)!["answers"]![0]!["text"]!.GetValue<string>().ShouldBe("A fund of the state.");
        (await at.TryDeskAsync($"documents/{notice}/addressees/bank/link", new { })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task a_notice_to_the_firm_is_a_deadline_of_the_firms_that_its_answer_meets()
    {
        var at = await CalledInAsync(world, host);
        var (notice, _) = await at.GiveAsync("information-notice", [Acquirer], Asking);
        var owed = (await at.ReadAsync()).Deadlines.Single(d => d["obligation"]!.GetValue<string>() == notice.Replace("-", ""));
        owed["binds"]!.GetValue<string>().ShouldBe("firm");
        owed["state"]!.GetValue<string>().ShouldBe("running");
        (await at.DoAsync($"documents/{notice}/answer", new { text = "We do." })).Deadlines.Single(d => d["key"]!.GetValue<string>() == owed["key"]!.GetValue<string>())["state"]!.GetValue<string>().ShouldBe("met");
        (await at.DeskAsync())["answers"][0]!["text"]!.GetValue<string>().ShouldBe("We do.");
        (await at.TryAsync($"documents/{Guid.CreateVersion7()}/answer", new { text = "?" })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    // ---- orders ----

    [Fact]
    public async Task a_final_order_waits_for_every_representation_to_be_considered()
    {
        var at = await CalledInAsync(world, host);
        var ours = (await at.DoAsync("representations", new { authority = "uk-isu", text = "Conditions are enough." }))["id"].GetValue<string>();
        var theirs = (await at.DoDeskAsync("representations", new { party = "Planted Person", text = "Block it.", receivedAt = Text(host.Now) }))["id"].GetValue<string>();
        var hasty = await at.ApprovedAsync("final-order", All, new { blocks = false, considered = new[] { ours } });
        var refused = (await at.TryIssueAsync(hasty)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused["errors"][0]!["code"]!.GetValue<string>().ShouldBe("representation-not-considered");
        refused["errors"][0]!["detail"]!.GetValue<string>().ShouldContain(theirs);
        var made = await at.IssuedAsync("final-order", All, new { blocks = false, considered = new[] { ours, theirs } });
        (await at.DeskAsync()).Deadline("uk-nsi-2021", "initial")["state"]!.GetValue<string>().ShouldBe("met");
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("ordered");
        (await at.FileAsync())["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == made)!["stage"]!.GetValue<string>().ShouldBe("issued");
    }

    [Fact]
    public async Task an_order_made_after_the_assessment_has_ended_is_refused()
    {
        var at = await CalledInAsync(world, host);
        var order = await at.ApprovedAsync("final-order", All, new { blocks = true });
        await at.ToAsync(new DateTimeOffset(2026, 10, 13, 9, 0, 0, TimeSpan.Zero));
        (await at.TryIssueAsync(order)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryIssueAsync(order, new DateTimeOffset(2026, 10, 12, 16, 0, 0, TimeSpan.Zero))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task conditions_lay_duties_on_the_firm_that_come_again_and_a_variation_states_them_anew()
    {
        var at = await CalledInAsync(world, host);
        var (order, _) = await at.GiveAsync("final-order", [Acquirer], new { blocks = false, conditions = Conditions });
        var statement = await DutyAsync(at, "statement", 1);
        statement["dueDate"]!.GetValue<string>().ShouldBe("2027-03-31");
        statement["binds"]!.GetValue<string>().ShouldBe("firm");
        (await at.TryAsync($"orders/{order}/duties", new { condition = "c2", duty = "change", text = "Nothing has." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryAsync($"orders/{order}/duties", new { condition = "c1", duty = "nothing", text = "?" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");

        await at.DoAsync($"orders/{order}/duties", new { condition = "c1", duty = "statement", text = "We comply." });
        (await DutyAsync(at, "statement", 1))["state"]!.GetValue<string>().ShouldBe("met");
        (await DutyAsync(at, "statement", 2))["dueDate"]!.GetValue<string>().ShouldBe("2028-03-31");

        // A change on 1 September, to be told of within ten days.
        await at.DoAsync($"orders/{order}/duties", new { condition = "c2", duty = "change", changedAt = Text(host.Now) });
        (await DutyAsync(at, "change", 1))["dueDate"]!.GetValue<string>().ShouldBe("2026-09-11");
        await host.AdvanceAsync(TimeSpan.FromDays(12));
        await at.DoAsync($"orders/{order}/duties", new { condition = "c2", duty = "change", text = "A new director." });
        (await DutyAsync(at, "change", 1))["state"]!.GetValue<string>().ShouldBe("met-late");

        var request = (await at.DoAsync($"orders/{order}/requests", new { kind = "vary", text = "Every two years." }))["id"].GetValue<string>();
        (await at.DeskAsync())["orderRequests"][0]!["id"]!.GetValue<string>().ShouldBe(request);
        await at.GiveAsync("refusal-to-vary", [Acquirer], new { concerns = request });
        (await at.TryIssueAsync(await at.ApprovedAsync("variation", [Acquirer], new { concerns = Guid.CreateVersion7(), conditions = Conditions }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        var (variation, _) = await at.GiveAsync("variation", [Acquirer], new { concerns = order, conditions = new[] { new { id = "c1", text = "State it.", duties = new[] { new { id = "statement", kind = "statement", title = "Statement", firstDue = "2027-06-30" } } } } });
        (await DutyAsync(at, "statement", 2))["state"]!.GetValue<string>().ShouldBe("lapsed");
        (await at.ReadAsync()).Deadlines.Single(d => d["key"]!.GetValue<string>().Contains(variation.Replace("-", "") + ".c1.statement.1"))["dueDate"]!.GetValue<string>().ShouldBe("2027-06-30");

        await at.GiveAsync("revocation", [Acquirer], new { concerns = order });
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("cleared");
        (await at.ReadAsync())["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == order)!["endedBy"]!.GetValue<string>().ShouldBe("revocation");
        (await at.TryAsync($"orders/{order}/requests", new { kind = "vary", text = "?" })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task an_interim_order_ends_by_itself_when_the_statute_says()
    {
        var at = await CalledInAsync(world, host);
        var (stated, _) = await at.GiveAsync("interim-order", [Acquirer], new { endsAt = "2026-09-10T16:00:00Z", conditions = Conditions });
        var (open, _) = await at.GiveAsync("interim-order", [Acquirer], new { conditions = Conditions });
        await at.ToAsync(new DateTimeOffset(2026, 9, 11, 9, 0, 0, TimeSpan.Zero));
        (await OrderAsync(at, stated))["endedBy"]!.GetValue<string>().ShouldBe("its-own-words");
        (await OrderAsync(at, open))["endedBy"].ShouldBeNull();
        (await at.TryIssueAsync(await at.ApprovedAsync("revocation", [Acquirer], new { concerns = stated }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await at.GiveAsync("final-notification", All);
        (await OrderAsync(at, open))["endedBy"]!.GetValue<string>().ShouldBe("final-notification");
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("cleared");
        (await at.ReadAsync()).Deadlines.Where(d => d["key"]!.GetValue<string>().Contains(open.Replace("-", "") + ".")).ShouldAllBe(d => d["state"]!.GetValue<string>() == "lapsed");
    }

    [Fact]
    public async Task an_order_is_published_once_it_is_made()
    {
        var at = await CalledInAsync(world, host);
        var order = await at.ApprovedAsync("final-order", All, new { blocks = true });
        var publication = new { publishedAt = Text(host.Now), url = "https://notices.example/1" };
        (await at.TryDeskAsync($"documents/{order}/publication", publication)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await at.TryIssueAsync(order)).ShouldBe(HttpStatusCode.Created);
        await at.DoDeskAsync($"documents/{order}/publication", publication);
        (await at.TryDeskAsync($"documents/{order}/publication", publication)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await OrderAsync(at, order))["publishedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task false_information_reopens_what_was_decided_for_six_months_from_its_discovery()
    {
        var at = await CalledInAsync(world, host);
        await at.GiveAsync("final-notification", All);
        var early = await at.ApprovedAsync("decision-revocation", All);
        (await at.TryIssueAsync(early)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await at.ToAsync(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));
        (await at.DoDeskAsync("false-information", new { discoveredAt = Text(host.Now), text = "The holder was another." })).Deadline("uk-nsi-2021", "call-in-false-information-limit")["state"]!.GetValue<string>().ShouldBe("pending");
        (await at.TryIssueAsync(early)).ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "call-in-false-information-limit")["dueDate"]!.GetValue<string>().ShouldBe("2027-05-01");
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("reopened");

        // Called in again: a second initial period, 30 working days from Tuesday 3 November.
        await at.ToAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));
        var (_, given) = await at.GiveAsync("call-in-notice", All);
        given.Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-12-15");
        given.Deadline("uk-nsi-2021", "call-in-false-information-limit")["state"]!.GetValue<string>().ShouldBe("met");
        given.Deadline("uk-nsi-2021", "review")["state"]!.GetValue<string>().ShouldBe("met");
    }

    // ---- the firm's side ----

    [Fact]
    public async Task withdrawal_ends_the_review_and_leaves_the_call_in_limits_running()
    {
        var notice = world.Notice("albion");
        notice["noticeKind"] = "voluntary";
        notice["status"] = "completed";
        notice["completedAt"] = new System.Text.Json.Nodes.JsonObject { ["at"] = "2026-08-03T10:00:00Z" };
        var at = await AcceptedAsync(world, host, notice: notice);
        var withdrawn = await at.DoAsync("withdrawal", new { reason = "We ask again later." });
        withdrawn["state"].GetValue<string>().ShouldBe("withdrawn");
        withdrawn.Deadline("uk-nsi-2021", "review")["state"]!.GetValue<string>().ShouldBe("lapsed");
        // Six months beginning with 1 September, when the authority was told; five years beginning with 3 August.
        withdrawn.Deadline("uk-nsi-2021", "call-in-awareness-limit")["dueDate"]!.GetValue<string>().ShouldBe("2027-02-28");
        withdrawn.Deadline("uk-nsi-2021", "call-in-event-limit")["state"]!.GetValue<string>().ShouldBe("running");
        (await at.TryAsync("withdrawal", new { reason = "Again." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state")["allowed"].AsArray().Select(a => a!.GetValue<string>()).ShouldContain("submit");
        var (_, given) = await at.GiveAsync("call-in-notice", All);
        given.Deadline("uk-nsi-2021", "call-in-awareness-limit")["state"]!.GetValue<string>().ShouldBe("met");
    }

    [Fact]
    public async Task a_notifiable_acquisition_completed_without_approval_is_void_and_the_way_to_validation_is_shown()
    {
        var at = await AcceptedAsync(world, host);
        (await at.ReadAsync())["effects"].AsArray().ShouldBeEmpty();
        await at.DoAsync("completion", new { completedAt = Text(host.Now) });
        var effect = (await at.ReadAsync())["effects"].AsArray().Single()!;
        effect["effect"]!.GetValue<string>().ShouldBe("void");
        effect["remedy"]!.GetValue<string>().ShouldContain("validation");
        (await at.DeskAsync())["effects"].AsArray().Count.ShouldBe(1);

        var approved = await AcceptedAsync(world, host);
        await approved.GiveAsync("no-further-action", All);
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        await approved.DoAsync("completion", new { completedAt = Text(host.Now) });
        (await approved.ReadAsync())["effects"].AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task the_case_is_read_as_it_was_known_at_a_moment()
    {
        var at = await AcceptedAsync(world, host);
        var before = Text(host.Now);
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        await at.GiveAsync("call-in-notice", All);
        (await at.ReadAsync(before))["state"].GetValue<string>().ShouldBe("accepted");
        (await at.Caseworker.ReadAsync($"/v1/regulator/cases/{at.Reference}?asOf={before}"))["state"].GetValue<string>().ShouldBe("accepted");
        (await at.Caseworker.ReadAsync($"/v1/regulator/cases/{at.Reference}/documents?asOf={before}"))["documents"].AsArray().ShouldBeEmpty();
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("called-in");
    }

    private static readonly object Asking = new { purpose = "To know who pays.", consequences = "An offence under s.34.", due = "2026-09-21T16:00:00Z" };

    internal static readonly object[] Conditions =
    [
        new { id = "c1", text = "State each year that you comply.", duties = new[] { new { id = "statement", kind = "statement", title = "Annual statement", firstDue = "2027-03-31", everyMonths = 12 } } },
        new { id = "c2", text = "Tell of a change of directors.", duties = new[] { new { id = "change", kind = "notice-of-change", title = "Notice of change", withinDays = 10 } } },
    ];

    private static async Task<System.Text.Json.Nodes.JsonNode> DutyAsync(StatuteUnderTest at, string duty, int round) =>
        (await at.ReadAsync()).Deadlines.First(d => d["key"]!.GetValue<string>().EndsWith($".{duty}.{round}", StringComparison.Ordinal));

    private static async Task<System.Text.Json.Nodes.JsonNode> OrderAsync(StatuteUnderTest at, string order) =>
        (await at.ReadAsync())["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == order)!;
}
