using System.Net;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>An acceptance that goes to several, and what a corrected day undoes. The days were counted by hand: weekends left out, and no bank holiday of any part of the United Kingdom falls between 1 September and 30 October 2026.</summary>
public sealed class AcceptanceTests : IAsyncLifetime
{
    private ReportingHost host = null!;
    private World world = null!;

    public async ValueTask InitializeAsync()
    {
        // A Tuesday.
        host = await ReportingHost.StartAsync(On(9, 1));
        world = await World.BuildAsync(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    // ---- several addressees ----

    [Fact]
    public async Task who_gave_the_notice_together_is_told_on_different_days_and_the_review_has_two_readings()
    {
        var at = await SubmittedAsync(world, host);
        await at.ToAsync(On(9, 4));
        // The first on Tuesday the 1st; the second posted on Wednesday the 2nd, given on Friday the 4th.
        var accepted = await at.DoDeskAsync("acceptance", new { givenAt = Text(On(9, 1)), method = "email", others = new[] { new { id = "fund", role = "acquirer", gaveTheNotice = true, givenAt = Text(On(9, 2)), method = "post-uk" } } });
        await ReviewAsync(at, accepted, "2026-10-12", "2026-10-15");
        accepted.Deadline("uk-nsi-2021", "review")["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "given-to-some-later");
    }

    [Fact]
    public async Task who_did_not_give_the_notice_is_told_of_its_acceptance_and_moves_nothing()
    {
        var at = await SubmittedAsync(world, host);
        await at.ToAsync(On(9, 4));
        var accepted = await at.DoDeskAsync("acceptance", new { givenAt = Text(On(9, 1)), method = "email", others = new[] { new { id = "seller", role = "seller", givenAt = Text(On(9, 3)), method = "email" } } });
        await ReviewAsync(at, accepted, "2026-10-12", "2026-10-12");
        (await at.ReadAsync())["documents"][0]!["services"]!.AsArray().Select(s => s!["addressee"]!.GetValue<string>()).ShouldBe(["notifying-party", "seller"]);
    }

    [Fact]
    public async Task one_who_is_told_later_is_served_later_and_corrected_like_any_other()
    {
        var at = await SubmittedAsync(world, host);
        var accepted = await at.DoDeskAsync("acceptance", new { givenAt = Text(On(9, 1)), method = "email", others = new[] { new { id = "fund", role = "acquirer", gaveTheNotice = true } } });
        await ReviewAsync(at, accepted, "2026-10-12", "2026-10-12");
        var document = accepted["id"].GetValue<string>();
        await at.ToAsync(On(9, 9));
        (await at.TryServeAsync(document, "nobody")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/addressee"]);
        (await at.TryServeAsync(document, "fund", On(8, 31))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/sentAt"]);
        (await at.TryDeskAsync($"documents/{document}/service-corrections", new { addressee = "fund", sentAt = Text(On(9, 8)), method = "email", reason = "R" })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await ReviewAsync(at, await at.ServeAsync(document, "fund", On(9, 8)), "2026-10-12", "2026-10-19");
        (await at.TryServeAsync(document, "fund")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await ReviewAsync(at, await at.DoDeskAsync($"documents/{document}/service-corrections", new { addressee = "fund", sentAt = Text(On(9, 7)), method = "email", reason = "On Monday." }), "2026-10-12", "2026-10-16");
        (await at.ReadAsync())["state"].GetValue<string>().ShouldBe("accepted");
    }

    [Fact]
    public async Task what_an_acceptance_cannot_say_is_refused_and_nothing_is_written()
    {
        var at = await SubmittedAsync(world, host);
        var before = await host.WrittenByPartiesAsync();
        var refused = await at.TryDeskAsync("acceptance", new
        {
            givenAt = Text(host.Now),
            method = "email",
            others = new object[]
            {
                new { id = "notifying-party", role = "acquirer" },
                new { id = "fund", role = "acquirer", givenAt = Text(host.Now) },
                new { id = "fund", role = "acquirer", method = "email" },
                new { id = "late", role = "acquirer", givenAt = Text(host.Now.AddDays(1)), method = "email" },
            },
        });
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/others/0/id", "/others/1/method", "/others/2/id", "/others/2/givenAt", "/others/3/givenAt"], ignoreOrder: true);
        (await host.WrittenByPartiesAsync()).ShouldBe(before);
    }

    // ---- what a corrected day undoes ----

    [Fact]
    public async Task a_period_that_falls_away_by_a_corrected_day_is_named_or_the_correction_is_refused()
    {
        var at = await CalledInAsync(world, host);
        // The initial period ends with Monday 12 October; the notice was said to have been given on that day.
        await at.ToAsync(On(10, 14));
        var notice = await at.IssuedAsync("additional-period-notice", [Acquirer], issuedAt: On(10, 12));
        (await at.ServeAsync(notice, "acquirer", On(10, 12))).Deadline("uk-nsi-2021", "additional")["state"]!.GetValue<string>().ShouldBe("running");
        var before = await host.WrittenByPartiesAsync();
        var refused = await CorrectAsync(at, notice, "acquirer", On(10, 13));
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/makesLate"]);
        refused["errors"][0]!["detail"]!.GetValue<string>().ShouldContain(notice);
        refused["errors"][0]!["detail"]!.GetValue<string>().ShouldContain("2026-10-12");
        (await host.WrittenByPartiesAsync()).ShouldBe(before);

        // The day is a fact: it is recorded, and the assessment had ended.
        var corrected = (await CorrectAsync(at, notice, "acquirer", On(10, 13), notice)).ShouldBe(HttpStatusCode.Created);
        corrected.Deadline("uk-nsi-2021", "additional")["state"]!.GetValue<string>().ShouldBe("pending");
        corrected.Deadline("uk-nsi-2021", "additional")["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "void");
        corrected.Deadline("uk-nsi-2021", "initial")["state"]!.GetValue<string>().ShouldBe("missed");
        (await at.ReadAsync()).Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-12");
        (await at.TryIssueAsync(await at.ApprovedAsync("voluntary-period-agreement", [], new { workingDays = 20, agreedAt = Text(host.Now) }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryIssueAsync(await at.ApprovedAsync("final-order", All, new { blocks = true }))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task an_earlier_call_in_ends_its_period_earlier_and_undoes_what_followed_on_the_last_day()
    {
        var at = await AcceptedAsync(world, host);
        var callIn = await at.IssuedAsync("call-in-notice", [Acquirer]);
        await at.ToAsync(On(9, 7));
        (await at.ServeAsync(callIn, "acquirer")).Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-16");
        await at.ToAsync(On(10, 16));
        var (additional, _) = await at.GiveAsync("additional-period-notice", [Acquirer]);
        (await CorrectAsync(at, callIn, "acquirer", On(9, 1), Guid.CreateVersion7().ToString())).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/makesLate", "/makesLate/0"], ignoreOrder: true);
        (await CorrectAsync(at, callIn, "acquirer", On(9, 1), additional)).ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-12");
        // Nothing is late by the day before that was not late already.
        (await CorrectAsync(at, callIn, "acquirer", On(9, 2))).ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-13");
    }

    [Fact]
    public async Task an_earlier_acceptance_makes_a_call_in_late_and_that_is_named()
    {
        var at = await SubmittedAsync(world, host);
        await at.ToAsync(On(9, 7));
        var accepted = (await at.DoDeskAsync("acceptance", new { givenAt = Text(host.Now), method = "email" }))["id"].GetValue<string>();
        await at.ToAsync(On(10, 14));
        var (callIn, _) = await at.GiveAsync("call-in-notice", [Acquirer]);
        // Given on the 3rd the review ended with the 14th: still in time. Given on the 1st, with the 12th.
        (await CorrectAsync(at, accepted, "notifying-party", On(9, 3))).ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "review")["dueDate"]!.GetValue<string>().ShouldBe("2026-10-14");
        (await CorrectAsync(at, accepted, "notifying-party", On(9, 1))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/makesLate"]);
        (await CorrectAsync(at, accepted, "notifying-party", On(9, 1), callIn)).ShouldBe(HttpStatusCode.Created).Deadline("uk-nsi-2021", "review")["state"]!.GetValue<string>().ShouldBe("met-late");
    }

    private static DateTimeOffset On(int month, int day) => new(2026, month, day, 9, 0, 0, TimeSpan.Zero);

    private static Task<Answer> CorrectAsync(StatuteUnderTest at, string document, string addressee, DateTimeOffset sentAt, params string[] makesLate) =>
        at.TryDeskAsync($"documents/{document}/service-corrections", new { addressee, sentAt = Text(sentAt), method = "email", reason = "As the log has it.", makesLate });

    private static async Task ReviewAsync(StatuteUnderTest at, Answer answer, string due, string latestLawful)
    {
        foreach (var seen in (Answer[])[answer, await at.ReadAsync(), await at.DeskAsync()])
        {
            seen.Deadline("uk-nsi-2021", "review")["dueDate"]!.GetValue<string>().ShouldBe(due);
            seen.Deadline("uk-nsi-2021", "review")["latestLawfulDate"]!.GetValue<string>().ShouldBe(latestLawful);
        }
    }
}
