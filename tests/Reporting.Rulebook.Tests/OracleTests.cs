using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NodaTime;

namespace Reporting.Rulebook.Tests;

/// <summary>The engine against a walk from day to day, on random histories. A failing one prints its seed.</summary>
public class OracleTests
{
    private const int Histories = 50_000;
    private static readonly DateTimeOffset First = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Every kind of period the format can state, each a document of its own.
    private static readonly Oracle.Rule[] Rules =
        [.. from unit in (string[])["working-days", "calendar-days", "weeks", "months", "years"]
            from counted in (bool[])[true, false]
            from variant in Enumerable.Range(0, 8)
            let isCounted = unit is "working-days" or "calendar-days" or "weeks"
            select new Oracle.Rule(unit, unit is "years" ? 1 + variant % 2 : unit is "months" or "weeks" ? 1 + variant : 3 + variant * 9, counted, variant % 2 == 0, isCounted && variant % 4 < 2, variant % 8 == 1, variant % 3 == 0)];

    private static readonly RegimeSet Rulebook = Documents.Load([.. Rules.Select((r, i) => ($"{i}.json", Document(r, i)))], Documents.Calendars);

    private static readonly string[] Kinds =
        ["called-in", "called-in", "stopped", "stopped", "stopped", "restarted", "restarted", "restarted", "additional-period-notified", "voluntary-period-agreed", "voluntary-period-agreed", "final-order-made"];

    // Two notices, a few stops, times that fall on weekends, holidays and both sides of midnight.
    private static readonly Gen<Oracle.Event> Happening =
        from day in Gen.Int[0, 500]
        from minute in Gen.Int[0, 1439]
        from delay in Gen.Int[0, 20_000]
        from notice in Gen.Bool
        from days in Gen.Int[1, 40]
        from kind in Gen.Int[0, 11]
        let at = First.AddDays(day).AddMinutes(minute)
        select new Oracle.Event(Kinds[kind], at, at.AddMinutes(delay % 3 == 0 ? delay : 0), notice ? "IN1" : "IN2", days);

    private static readonly Gen<DateTimeOffset> AsOf = Gen.Int[0, 1_000_000].Select(m => First.AddMinutes(m));

    [Fact]
    public void every_kind_of_period_ends_where_a_walk_ends() =>
        Gen.Select(Gen.Int[0, Rules.Length - 1], Happening.Array[1, 7], AsOf).Sample(
            (rule, events, asOf) =>
            {
                // The earliest is taken for the start, so that most histories have something to count.
                var history = Ordered([events.MinBy(e => e.At)! with { Kind = "started" }, .. events.Where(e => e.Kind is "stopped" or "restarted")]);
                var (answer, later) = Oracle.OnePeriod(Rules[rule], history, asOf);
                var deadline = Held(Rulebook, $"r{rule}", [], history, asOf).Deadlines.Single();
                Compare(deadline, answer);
                (deadline.LatestLawfulDate?.ToDateOnly()).ShouldBe(later);
            },
            iter: Histories);

    [Fact]
    public void an_assessment_ends_where_a_walk_ends() =>
        Gen.Select(Happening.Array[1, 10], AsOf).Sample(
            (events, asOf) =>
            {
                var history = Ordered([events.MinBy(e => e.At)! with { Kind = "called-in" }, .. events]);
                var answers = Oracle.Assess(history, asOf);
                var outcome = Held(Documents.Rulebook, "uk-nsi-2021", new() { ["noticeKind"] = JsonSerializer.SerializeToElement("mandatory") }, history, asOf);
                foreach (var (obligation, answer) in answers)
                {
                    Compare(outcome.Deadlines.Single(d => d.Obligation == obligation), answer);
                }
            },
            iter: Histories);

    private static void Compare(Deadline deadline, Oracle.Answer answer) =>
        (JsonNamingPolicy.KebabCaseLower.ConvertName(deadline.State.ToString()), deadline.DueDate?.ToDateOnly(), (int?)deadline.Remaining?.Amount)
            .ShouldBe((answer.State, answer.Last, answer.Left));

    private static List<Oracle.Event> Ordered(IEnumerable<Oracle.Event> events) => [.. events.OrderBy(e => e.Recorded)];

    private static RegimeOutcome Held(RegimeSet rulebook, string regime, Dictionary<string, JsonElement?> facts, List<Oracle.Event> history, DateTimeOffset asOf) =>
        Engine.Evaluate([rulebook.Regimes.First(r => r.Id == regime)], rulebook.Calendars, Facts.Of(facts), new Timeline(history.Select(Happened)), Instant.FromDateTimeOffset(asOf)).Regimes.Single();

    private static TimelineEvent Happened(Oracle.Event e) => new(Word(e.Kind), Instant.FromDateTimeOffset(e.At), Instant.FromDateTimeOffset(e.Recorded))
    {
        Notice = e.Notice,
        Numbers = new Dictionary<string, int> { ["workingDays"] = e.Days },
    };

    private static string Word(string kind) => kind switch
    {
        "stopped" => "assessment-clock-stopped",
        "restarted" => "assessment-clock-restarted",
        _ => kind,
    };

    private static string Document(Oracle.Rule rule, int number)
    {
        var period = new JsonObject
        {
            ["amount"] = rule.Amount,
            ["unit"] = rule.Unit,
            ["firstDay"] = rule.FirstDayCounts ? "counted" : "not-counted",
            ["calendar"] = "gb-all",
            ["secondReading"] = rule.LaterRolls ? "roll" : "none",
        };
        if (rule.LawRolls)
        {
            period["roll"] = new JsonObject { ["to"] = "next-working-day", ["citation"] = "s.1" };
        }

        if (rule.Stops)
        {
            period["stop"] = new JsonObject { ["opens"] = "assessment-clock-stopped", ["closes"] = "assessment-clock-restarted", ["leavesOut"] = rule.DayOfRestartCounts ? "opening-day" : "both-days", ["citation"] = "s.2" };
        }

        return $$"""
            {
              "id": "r{{number}}", "title": "A rule", "jurisdiction": "XX", "edition": "2020-01-01", "effectiveFrom": "2020-01-01", "lawStatus": "in-force", "verified": "unverified",
              "source": "made up", "caseTypes": ["incident"], "zone": "Europe/London", "authorities": [ { "id": "a", "name": "A", "part": "a" } ], "facts": [], "applies": { "all": [] },
              "obligations": [ { "id": "o", "title": "O", "binds": "firm", "owedTo": "a", "trigger": { "events": ["started"] }, "period": {{period.ToJsonString()}}, "metBy": ["done"], "citation": "s.1", "verified": "unverified" } ]
            }
            """;
    }
}
