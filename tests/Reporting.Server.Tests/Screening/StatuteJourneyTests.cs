using System.Net;
using System.Text.Json.Nodes;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>
/// One notice through the whole statute over real HTTP. Each day asserted was computed apart, from the Act and from the lists
/// of bank holidays of England and Wales, Scotland and Northern Ireland; none with this project's code.
/// </summary>
public sealed class StatuteJourneyTests
{
    [Fact]
    public async Task a_notice_from_its_rejection_to_a_varied_final_order()
    {
        // Tuesday 1 September 2026.
        await using var host = await ReportingHost.StartAsync(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero), socket: true);
        var world = await World.BuildAsync(host);
        var at = await SubmittedAsync(world, host);
        await StandsAsync(at, "submitted", ("acceptance-decision", "running", null, null), ("review", "pending", null, null));

        // Rejected on Wednesday the 2nd, by paragraph.
        await at.ToAsync(On(9, 2));
        var (rejection, _) = await at.GiveAsync("rejection", [Acquirer], new { ground = "not-enough-to-decide", paragraphs = new[] { new { paragraph = "11-17", text = "Nothing is said of the target." } } });
        await StandsAsync(at, "rejected", ("acceptance-decision", "met", null, null), ("review", "pending", null, null));

        // Submitted anew on Thursday the 3rd, with what it lacked.
        await at.ToAsync(On(9, 3));
        var again = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(world.Submission("uk-isu")))!.AsObject();
        again["notice"] = new JsonObject { ["target"] = new JsonObject { ["activities"] = "Develops models that track objects." } };
        await at.DoAsync("reports", again);
        (await at.DeskAsync())["filings"][1]!["resubmits"]!.GetValue<string>().ShouldBe(rejection);
        await StandsAsync(at, "submitted", ("acceptance-decision", "running", null, null), ("review", "pending", null, null));

        // Accepted on Monday the 7th: 30 working days, the 7th among them.
        await at.ToAsync(On(9, 7));
        await at.DoDeskAsync("acceptance", new { givenAt = Text(host.Now), method = "email" });
        await StandsAsync(at, "accepted", ("acceptance-decision", "met", null, null), ("review", "running", "2026-10-16", "2026-10-16"));

        // Asked during the review: the clock goes on.
        await at.ToAsync(On(9, 16));
        await at.GiveAsync("information-notice", [Target], Asking(On(9, 23)));
        await StandsAsync(at, "accepted", ("review", "running", "2026-10-16", "2026-10-16"));

        // Called in on Friday 2 October, given to three.
        await at.ToAsync(On(10, 2));
        await at.GiveAsync("call-in-notice", All);
        await StandsAsync(at, "called-in", ("review", "met", "2026-10-16", "2026-10-16"), ("initial", "running", "2026-11-12", "2026-11-12"), ("additional", "pending", null, null));

        // A bank is asked on Monday the 12th: of itself that stops nothing.
        await at.ToAsync(On(10, 12));
        var (asked, _) = await at.GiveAsync("information-notice", [Bank], Asking(On(10, 26)));
        await StandsAsync(at, "called-in", ("initial", "running", "2026-11-12", "2026-11-12"));

        // Two are told of it on Wednesday the 14th, the third on Thursday the 15th.
        await at.ToAsync(On(10, 14));
        var stop = await at.IssuedAsync("clock-stop-notice", All, new { concerns = asked });
        await at.ServeAsync(stop, "acquirer");
        var paused = (await at.ServeAsync(stop, "seller")).Deadline("uk-nsi-2021", "initial");
        paused["state"]!.GetValue<string>().ShouldBe("paused");
        // Eight working days are used, 2 to 13 October.
        paused["remaining"]!["amount"]!.GetValue<decimal>().ShouldBe(22);
        await at.ToAsync(On(10, 15));
        await at.ServeAsync(stop, "target");
        await StandsAsync(at, "called-in", ("initial", "paused", null, null));

        // Answered by link on Tuesday the 20th; told of on the 21st, the third on the 22nd.
        await at.ToAsync(On(10, 20));
        var link = (await at.TryDeskAsync($"documents/{asked}/addressees/bank/link", new { })).ShouldBe(HttpStatusCode.OK);
        (await host.Anonymous().PostAsync(new Uri(link["link"].GetValue<string>()).PathAndQuery, new { text = "A fund." })).ShouldBe(HttpStatusCode.OK);
        await StandsAsync(at, "called-in", ("initial", "paused", null, null));
        await at.ToAsync(On(10, 21));
        var restart = await at.IssuedAsync("clock-restart-notice", All, new { concerns = asked, because = "complied-with" });
        await at.ServeAsync(restart, "acquirer");
        await at.ServeAsync(restart, "seller");
        await StandsAsync(at, "called-in", ("initial", "running", "2026-11-19", "2026-11-20"));
        await at.ToAsync(On(10, 22));
        await at.ServeAsync(restart, "target");
        // Stopped for all from the 15th to the 21st, for some from the 14th to the 22nd.
        var initial = await StandsAsync(at, "called-in", ("initial", "running", "2026-11-19", "2026-11-23"));
        initial["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "stopped-for-some");

        // An additional period, given to all three on Monday 16 November.
        await at.ToAsync(On(11, 16));
        await at.GiveAsync("additional-period-notice", All);
        var additional = await StandsAsync(at, "called-in", ("initial", "lapsed", null, null), ("additional", "running", "2027-01-28", "2027-02-01"));
        additional["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "follows-later");

        // A voluntary period of 20 working days, agreed in writing on 20 January.
        await at.ToAsync(new DateTimeOffset(2027, 1, 20, 10, 0, 0, TimeSpan.Zero));
        await at.IssuedAsync("voluntary-period-agreement", [], new { workingDays = 20, agreedAt = Text(host.Now) });
        await StandsAsync(at, "called-in", ("additional", "lapsed", null, null), ("voluntary", "running", "2027-02-25", "2027-03-01"));

        // Representations are received and considered; the order is made on 10 February.
        await at.ToAsync(new DateTimeOffset(2027, 2, 8, 10, 0, 0, TimeSpan.Zero));
        var representation = (await at.DoAsync("representations", new { authority = "uk-isu", text = "Conditions are enough." }))["id"].GetValue<string>();
        await at.ToAsync(new DateTimeOffset(2027, 2, 10, 10, 0, 0, TimeSpan.Zero));
        (await at.TryIssueAsync(await at.ApprovedAsync("final-order", All, new { blocks = false, conditions = StatuteTests.Conditions }))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        var (order, _) = await at.GiveAsync("final-order", All, new { blocks = false, conditions = StatuteTests.Conditions, considered = new[] { representation } });
        await StandsAsync(at, "ordered", ("voluntary", "met", "2027-02-25", "2027-03-01"), ("initial", "lapsed", null, null), ("additional", "lapsed", null, null));
        (await DutyAsync(at, "statement.1"))["dueDate"]!.GetValue<string>().ShouldBe("2027-03-31");

        // Published on the 12th; varied on 1 March: the statement is due in June.
        await at.ToAsync(new DateTimeOffset(2027, 2, 12, 10, 0, 0, TimeSpan.Zero));
        await at.DoDeskAsync($"documents/{order}/publication", new { publishedAt = Text(host.Now), url = "https://notices.example/final-orders/1" });
        await at.ToAsync(new DateTimeOffset(2027, 3, 1, 10, 0, 0, TimeSpan.Zero));
        await at.DoAsync($"orders/{order}/requests", new { kind = "vary", text = "June suits us better." });
        var (variation, _) = await at.GiveAsync(
            "variation", [Acquirer], new { concerns = order, conditions = new[] { new { id = "c1", text = "State it by June.", duties = new[] { new { id = "statement", kind = "statement", title = "Annual statement", firstDue = "2027-06-30", everyMonths = 12 } } } } });
        (await at.ReadAsync()).Deadlines.Where(d => d["key"]!.GetValue<string>().EndsWith(".statement.1", StringComparison.Ordinal)).Select(d => (d["state"]!.GetValue<string>(), d["dueDate"]!.GetValue<string>()))
            .ShouldBe([("lapsed", "2027-03-31"), ("running", "2027-06-30")], ignoreOrder: true);
        var read = await at.ReadAsync();
        read["state"].GetValue<string>().ShouldBe("ordered");
        read["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == order)!["publishedAt"].ShouldNotBeNull();
        read["documents"].AsArray().Single(d => d!["id"]!.GetValue<string>() == variation)!["concerns"]!.GetValue<string>().ShouldBe(order);

        // What was known on 13 October is what was known then.
        var then = await at.ReadAsync("2026-10-13T09:00:00Z");
        then["state"].GetValue<string>().ShouldBe("called-in");
        then.Deadline("uk-nsi-2021", "initial")["dueDate"]!.GetValue<string>().ShouldBe("2026-11-12");
    }

    private static DateTimeOffset On(int month, int day) => new(2026, month, day, 9, 0, 0, TimeSpan.Zero);

    private static object Asking(DateTimeOffset due) => new { purpose = "To know who pays.", consequences = "An offence under s.34.", due = Text(due) };

    private static async Task<JsonNode> DutyAsync(StatuteUnderTest at, string ends) =>
        (await at.ReadAsync()).Deadlines.Single(d => d["key"]!.GetValue<string>().EndsWith("." + ends, StringComparison.Ordinal));

    /// <summary>The firm and the authority see the same clocks; the last of those asserted.</summary>
    private static async Task<JsonNode> StandsAsync(StatuteUnderTest at, string state, params (string Obligation, string State, string? Due, string? LatestLawful)[] clocks)
    {
        JsonNode last = null!;
        foreach (var seen in (Answer[])[await at.ReadAsync(), await at.DeskAsync()])
        {
            seen["state"].GetValue<string>().ShouldBe(state);
            foreach (var clock in clocks)
            {
                last = seen.Deadline("uk-nsi-2021", clock.Obligation);
                last["state"]!.GetValue<string>().ShouldBe(clock.State, clock.Obligation);
                if (clock.State != "lapsed")
                {
                    last["dueDate"]?.GetValue<string>().ShouldBe(clock.Due, clock.Obligation);
                    last["latestLawfulDate"]?.GetValue<string>().ShouldBe(clock.LatestLawful, clock.Obligation);
                }
            }
        }

        return last;
    }
}
