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
        ("entityClass", "essential"), ("significant", true), ("memberState", "BE"), ("personalDataAffected", true), ("theftKind", "weight-exfiltration"), ("noticeKind", "mandatory"));

    [Fact]
    public void a_later_trigger_never_gives_an_earlier_end() =>
        Gen.Select(Moment, Moment).Sample((a, b) =>
        {
            var (early, late) = a <= b ? (a, b) : (b, a);
            foreach (var trigger in (string[])["became-aware", "acceptance-notified"])
            {
                var ends = Ends(trigger, late);
                Ends(trigger, early).Where(e => ends.ContainsKey(e.Key)).ShouldAllBe(e => e.Value <= ends[e.Key]);
            }
        });

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

    [Fact]
    public void no_input_makes_it_throw() =>
        Gen.Select(Gen.OneOf(Gen.Const((JsonElement?)null), Gen.String.Select(s => (JsonElement?)JsonSerializer.SerializeToElement(s)), Gen.Bool.Select(b => (JsonElement?)JsonSerializer.SerializeToElement(b))).Array[6],
            Gen.Select(OneOf("became-aware", "acceptance-notified", "called-in", "assessment-clock-stopped", "assessment-clock-restarted", "notification-submitted", "notice-withdrawn", "nonsense"), Gen.Int[0, 20_000_000], OneOf<string?>(null, "post-uk", "post-abroad", "pigeon")).Array[0, 8],
            Moment).Sample((facts, events, asOf) =>
        {
            var names = new[] { "noticeKind", "memberState", "entityClass", "significant", "personalDataAffected", "theftKind" };
            var known = names.Zip(facts).ToDictionary(x => x.First, x => x.Second);
            var timeline = new Timeline(events.Select(e => new TimelineEvent(e.Item1, First + Duration.FromMinutes(e.Item2), First + Duration.FromMinutes(e.Item2)) { Method = e.Item3 }));
            Engine.Evaluate(Documents.Rulebook.Regimes, Documents.Rulebook.Calendars, Facts.Of(known), timeline, asOf).Regimes.Count.ShouldBe(Documents.Rulebook.Regimes.Select(r => r.Id).Distinct().Count());
        });

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
