using System.Text.Json;
using CsCheck;
using NodaTime;

namespace Reporting.Rulebook.Tests;

/// <summary>What holds of every case, not only of those that somebody worked out by hand. A failing sample prints its seed.</summary>
public class EngineProperties
{
    private static readonly Instant First = Instant.FromUtc(2024, 11, 1, 0, 0);

    // Whole minutes from late 2024 to the end of 2026, well inside every calendar.
    private static readonly Gen<Instant> Moment = Gen.Int[0, 1_130_000].Select(m => First + Duration.FromMinutes(m));

    private static readonly Dictionary<string, JsonElement?> Theft = Known(
        ("entityClass", "essential"), ("significant", true), ("memberState", "BE"), ("personalDataAffected", true), ("theftKind", "weight-exfiltration"), ("noticeKind", "mandatory"),
        ("operatorOfEssentialServices", true), ("regulatedPerson", true), ("financialEntity", "small-insurer"), ("entityType", "cloud-computing"), ("highRisk", true), ("outcome", "serious"), ("gpaiSystemicRisk", true),
        ("activelyExploitedVulnerability", true), ("severeIncident", true), ("coveredEntity", true), ("publicCompany", true), ("frontierDeveloper", true), ("criticalSafetyIncident", true), ("imminentRisk", true), ("filing", "notice"));

    // Every trigger that starts a clock of its own.
    private static readonly string[] Starts =
        [.. Documents.Rulebook.Regimes.SelectMany(r => r.Obligations).Where(o => o.Follows is null).SelectMany(o => o.Trigger.Events).Distinct(StringComparer.Ordinal)];

    // Noon of the next working day can come after what a later trigger gives: a test of its own.
    private static readonly HashSet<string> RollToAnHour =
        [.. Documents.Rulebook.Regimes.SelectMany(r => r.Obligations.Where(o => o.Period.Roll?.At is not null).Select(o => $"{r.Id}/{o.Id}"))];

    [Fact]
    public void a_later_trigger_never_gives_an_earlier_end() =>
        Gen.Select(Moment, Gen.Int[0, 20_000], OneOf(Starts)).Sample((at, minutes, trigger) =>
        {
            var ends = Ends(trigger, at + Duration.FromMinutes(minutes));
            Ends(trigger, at).Where(e => ends.ContainsKey(e.Key) && !RollToAnHour.Contains(e.Key)).ShouldAllBe(e => e.Value <= ends[e.Key]);
        });

    // Delegated Regulation (EU) 2025/301 art 5(4): noon of Monday for what ends on Sunday, four hours for what begins on Monday at seven.
    [Fact]
    public void noon_of_the_next_working_day_can_come_after_what_a_later_trigger_gives()
    {
        Instant Due(string classified) => Given.A("eu-dora").Knowing("financialEntity", "small-insurer").Knowing("memberState", "BE")
            .When("became-aware", "2026-06-06T18:00:00Z").When("classified-major", classified).Owes("initial-notification").Due!.Value;
        Due("2026-06-07T17:00:00Z").ShouldBe(Given.At("2026-06-08T10:00:00Z"));
        Due("2026-06-08T05:00:00Z").ShouldBe(Given.At("2026-06-08T09:00:00Z"));
    }

    // NSI Act 2021 s.24(4): called in after the stopping notice, that notice stops nothing.
    [Fact]
    public void a_later_trigger_can_leave_a_stop_before_it()
    {
        Instant Due(string calledIn) => Given.A("uk-nsi-2021").Knowing("noticeKind", "mandatory")
            .When("called-in", calledIn).When("assessment-clock-stopped", "2026-09-02T09:00:00Z").When("assessment-clock-restarted", "2026-09-23T09:00:00Z").Owes("initial").Due!.Value;
        Due("2026-09-02T10:00:00Z").ShouldBeLessThan(Due("2026-09-02T08:00:00Z"));
    }

    // NSI Act 2021 s.24(4).
    [Fact]
    public void a_stop_of_so_many_counted_days_moves_the_end_by_so_many_counted_days() =>
        Gen.Select(Moment, Gen.Int[0, 25], Gen.Int[0, 40]).Sample((calledIn, stopAfter, stopDays) =>
        {
            var stop = calledIn + Duration.FromDays(stopAfter);
            var restart = stop + Duration.FromDays(stopDays);
            var plain = Assessed(new TimelineEvent("called-in", calledIn, calledIn));
            var stopped = Assessed(new TimelineEvent("called-in", calledIn, calledIn), new("assessment-clock-stopped", stop, stop), new("assessment-clock-restarted", restart, restart));
            WorkedBetween(plain.DueDate!.Value, stopped.DueDate!.Value).ShouldBe(WorkedBetween(stop.InZone(London).Date.PlusDays(-1), restart.InZone(London).Date));
        });

    [Fact]
    public void the_counted_days_of_the_explanation_add_up_to_the_period() =>
        Gen.Select(Moment, Gen.Int[0, 25], Gen.Int[0, 40]).Sample((calledIn, stopAfter, stopDays) =>
        {
            var stop = calledIn + Duration.FromDays(stopAfter);
            var restart = stop + Duration.FromDays(stopDays);
            var steps = Assessed(new TimelineEvent("called-in", calledIn, calledIn), new("assessment-clock-stopped", stop, stop), new("assessment-clock-restarted", restart, restart)).Explanation;
            var sum = steps.Single(s => s.Code == "working-days");
            var weekdays = Enumerable.Range(0, NodaTime.Period.DaysBetween(Given.Day(sum.Args!["from"]), sum.Date!.Value) + 1).Select(Given.Day(sum.Args["from"]).PlusDays).Count(d => !WorkingCalendar.IsWeekend(d));
            var leftOut = steps.Count(s => s.Code == "day-off") + steps.Where(s => s.Code == "stopped-days").Sum(s => int.Parse(s.Args!["days"], System.Globalization.CultureInfo.InvariantCulture));
            (weekdays - leftOut).ShouldBe(30);
        });

    // 31 CFR 800.405(b), 800.503(b), 800.508(a); Delegated Regulation (EU) 2025/301 art 5(4); Regulation 1182/71 art 3(4) for the later reading.
    [Fact]
    public void nothing_ends_on_a_day_off_where_the_roll_forbids_it() =>
        Gen.Select(Moment, OneOf(Starts)).Sample((at, trigger) =>
        {
            foreach (var regime in Documents.Rulebook.Regimes)
            {
                foreach (var deadline in Evaluate(regime.Id, trigger, at, asOf: null).Deadlines.Where(d => d.Due is not null))
                {
                    var period = regime.Obligations.Single(o => o.Id == deadline.Obligation).Period;
                    var calendar = Documents.Rulebook.Calendars.Find(period.Calendar == RegimeReader.OfMemberState ? "be" : period.Calendar ?? "");
                    var knownOn = at.InZone(DateTimeZoneProviders.Tzdb[deadline.Zone]).Date;
                    if (period.Roll is { } roll && roll.Unless?.Ask(Facts.Of(Theft)) != Answer.Yes)
                    {
                        calendar!.DayOff(deadline.DueDate!.Value, knownOn).ShouldBeNull();
                    }

                    if (period.SecondReading is SecondReading.Roll or SecondReading.RollSameHour)
                    {
                        calendar!.DayOff(deadline.LatestLawfulDate!.Value, knownOn).ShouldBeNull();
                    }
                }
            }
        });

    [Fact]
    public void the_same_case_twice_has_the_same_answer() =>
        Gen.Select(Moment, OneOf(Starts), OneOf(Starts)).Sample((at, one, other) =>
        {
            var timeline = new Timeline([new(one, at, at), new(other, at + Duration.FromHours(5), at + Duration.FromHours(6))]);
            string Answer() => JsonSerializer.Serialize(Engine.Evaluate(Documents.Rulebook.Regimes, Documents.Rulebook.Calendars, Facts.Of(Theft), timeline, at + Duration.FromDays(3))
                .Regimes.SelectMany(r => r.Deadlines).Select(d => (d.Obligation, d.State, d.Due, d.LatestLawful, d.Revision, string.Join('\n', d.Explanation.Select(s => Prose.Render(s, d.Zone))))), Fields);
            Answer().ShouldBe(Answer());
        }, iter: 300);

    [Fact]
    public void seventy_two_hours_are_elapsed_hours_whatever_the_clocks_on_the_wall_do() =>
        Moment.Sample(at => (Due("uk-gdpr-33", "notification", "became-aware", at) - at) == Duration.FromHours(72));

    [Fact]
    public void thirty_working_days_are_thirty_days_on_which_somebody_works()
    {
        var calendar = Documents.Rulebook.Calendars.Find("gb-all")!;
        var london = DateTimeZoneProviders.Tzdb["Europe/London"];
        Moment.Sample(at =>
        {
            // NSI Act 2021 s.14(9): 30 working days beginning with the day of acceptance. Walked day by day, by another hand than the engine's.
            var day = at.InZone(london).Date;
            var last = Deadline("uk-nsi-2021", "review", "acceptance-notified", at).DueDate!.Value;
            var worked = 0;
            for (var d = day; d <= last; d = d.PlusDays(1))
            {
                worked += d.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) && calendar.Holidays.All(h => h.Date != d) ? 1 : 0;
            }

            return worked == 30 && last.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) && calendar.Holidays.All(h => h.Date != last);
        });
    }

    // Any value for any fact, any event at any time in any order, numbers and days that mean nothing.
    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Asia/Tokyo")]
    public void the_ends_of_time_have_words_too(string zone)
    {
        foreach (var at in (Instant[])[Instant.MinValue, Instant.MaxValue])
        {
            Prose.Render(new Step("met") { At = at, Reason = "x" }, zone).ShouldEndWith(".");
        }
    }

    [Fact]
    public void no_input_makes_it_throw() =>
        Gen.Select(
            Gen.Select(OneOf(FactNames), Gen.Int[0, 9]).Array[0, 12],
            Gen.Select(OneOf([.. Starts, "nonsense", "called-in", "assessment-clock-stopped", "assessment-clock-restarted", "additional-period-notified", "voluntary-period-agreed", "notice-withdrawn", "investigation-extended", "disclosure-delay-granted", "appropriations-lapsed", "reclassified-not-major", "incident-resolved", "final-order-made"]), AnyInstant, AnyInstant, Gen.Int).Array[0, 9],
            AnyInstant).Sample((facts, events, asOf) =>
        {
            var known = facts.GroupBy(f => f.Item1).ToDictionary(f => f.Key, f => FactValues[f.First().Item2]);
            var timeline = new Timeline(events.Select(e => new TimelineEvent(e.Item1, e.Item2, e.Item3)
            {
                Method = (e.Item4 & 3) switch { 0 => "post-uk", 1 => "post-abroad", 2 => "pigeon", _ => null },
                LatestAt = (e.Item4 & 12) == 0 ? e.Item3 : null,
                Numbers = new Dictionary<string, int> { ["workingDays"] = e.Item4 },
                Until = (e.Item4 & 48) == 0 ? LocalDate.MaxIsoValue : new LocalDate(2027, 1, 1),
            }));
            var outcomes = Engine.Evaluate(Documents.Rulebook.Regimes, Documents.Rulebook.Calendars, Facts.Of(known), timeline, asOf).Regimes;
            outcomes.Count.ShouldBe(Documents.Rulebook.Regimes.Select(r => r.Id).Distinct().Count());
            foreach (var deadline in outcomes.SelectMany(r => r.Deadlines))
            {
                deadline.Explanation.Select(s => Prose.Render(s, deadline.Zone)).ShouldAllBe(words => !words.Contains('?') && words.Contains(' '));
            }
        }, iter: 1_000);

    [Fact]
    public void a_day_beyond_the_calendar_is_not_guessed()
    {
        var deadline = Deadline("uk-nsi-2021", "review", "acceptance-notified", Instant.FromUtc(2030, 12, 20, 9, 0));
        (deadline.State, deadline.Due, deadline.DueDate).ShouldBe((DeadlineState.Running, null, null));
        deadline.Explanation.ShouldContain(s => s.Code == "calendar-ends");
    }

    [Fact]
    public void a_proposal_is_never_missed()
    {
        var at = Instant.FromUtc(2026, 9, 7, 8, 0);
        var outcome = Evaluate("uk-ai-theft-proposed", "became-aware", at, asOf: at + Duration.FromDays(60));
        outcome.LawStatus.ShouldBe(LawStatus.Proposed);
        outcome.Deadlines.Single(d => d.Obligation == "notification").State.ShouldBe(DeadlineState.Lapsed);
    }

    [Fact]
    public void nothing_is_owed_before_a_regimes_first_day() =>
        Evaluate("eu-nis2", "became-aware", Instant.FromUtc(2024, 10, 1, 8, 0), asOf: null)
            .Deadlines.Where(d => d.Obligation is "early-warning" or "notification").ShouldBeEmpty();

    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    private static readonly JsonSerializerOptions Fields = new() { IncludeFields = true };

    private static readonly string[] FactNames = [.. Documents.Rulebook.Regimes.SelectMany(r => r.Facts).Select(f => f.Id).Distinct(StringComparer.Ordinal)];

    private static readonly JsonElement?[] FactValues =
        [null, .. ((string[])["true", "false", "\"BE\"", "\"PL\"", "\"mandatory\"", "\"essential\"", "7", "{}", "[null]"]).Select(j => (JsonElement?)JsonDocument.Parse(j).RootElement)];

    private static readonly Gen<Instant> AnyInstant =
        Gen.OneOf(Moment, Moment, Moment, OneOf(Instant.MinValue, Instant.MaxValue, Instant.FromUtc(1900, 1, 1, 0, 0), Instant.FromUtc(2499, 12, 31, 23, 59), Instant.FromUtc(2030, 12, 31, 23, 0)));

    private static Deadline Assessed(params TimelineEvent[] events) =>
        Engine.Evaluate([.. Documents.Rulebook.Regimes.Where(r => r.Id == "uk-nsi-2021")], Documents.Rulebook.Calendars, Facts.Of(Theft), new Timeline(events), events.Max(e => e.RecordedAt)).Regimes.Single().Deadlines.Single(d => d.Obligation == "initial");

    private static int WorkedBetween(LocalDate after, LocalDate to) =>
        Enumerable.Range(1, Math.Max(0, NodaTime.Period.DaysBetween(after, to))).Select(after.PlusDays).Count(d => Documents.Rulebook.Calendars.Find("gb-all")!.DayOff(d, new LocalDate(2031, 1, 1)) is null);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Dictionary<string, Instant> Ends(string trigger, Instant at) =>
        Documents.Rulebook.Regimes
            .SelectMany(r => Evaluate(r.Id, trigger, at, asOf: null).Deadlines.Where(d => d.Due is not null).Select(d => (Key: $"{r.Id}/{d.Obligation}", Due: d.Due!.Value)))
            .ToDictionary(d => d.Key, d => d.Due);

    private static Instant Due(string regime, string obligation, string trigger, Instant at) => Deadline(regime, obligation, trigger, at).Due!.Value;

    private static Deadline Deadline(string regime, string obligation, string trigger, Instant at) =>
        Evaluate(regime, trigger, at, asOf: null).Deadlines.Single(d => d.Obligation == obligation);

    private static RegimeOutcome Evaluate(string regime, string trigger, Instant at, Instant? asOf) =>
        Engine.Evaluate([.. Documents.Rulebook.Regimes.Where(r => r.Id == regime)], Documents.Rulebook.Calendars, Facts.Of(Theft), new Timeline([new TimelineEvent(trigger, at, at)]), asOf ?? at).Regimes.Single();

    private static Dictionary<string, JsonElement?> Known(params (string Name, object Value)[] facts) =>
        facts.ToDictionary(f => f.Name, f => (JsonElement?)JsonSerializer.SerializeToElement(f.Value));
}
