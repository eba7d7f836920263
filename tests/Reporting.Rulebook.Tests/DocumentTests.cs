using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;

namespace Reporting.Rulebook.Tests;

public class DocumentTests
{
    /// <summary>A regime nobody ever wrote C# for.</summary>
    private static JsonNode Draft() => JsonNode.Parse("""
        {
          "id": "xx-model-theft", "title": "Model Theft Act", "jurisdiction": "XX", "edition": "2026-01-01", "effectiveFrom": "2026-01-01",
          "lawStatus": "in-force", "verified": "unverified", "source": "a draft", "caseTypes": ["incident"], "zone": "Europe/Brussels",
          "authorities": [ { "id": "xx-office", "name": "Office", "part": "office" } ],
          "facts": [ { "id": "theftKind", "question": "What was taken?" } ],
          "applies": { "fact": "theftKind", "in": ["weight-exfiltration"] },
          "obligations": [ {
            "id": "notice", "title": "Notice", "binds": "firm", "owedTo": "office", "stage": "notification",
            "trigger": { "events": ["became-aware"] }, "period": { "amount": 10, "unit": "calendar-days", "firstDay": "not-counted" },
            "metBy": ["notice-submitted"], "citation": "s.1", "verified": "unverified" } ],
          "forms": [ { "stage": "notification", "fields": [ { "pointer": "/title", "essential": true } ] } ]
        }
        """)!;

    [Fact]
    public void a_new_regime_is_a_new_document_and_nothing_else()
    {
        var rulebook = Documents.Load([.. Documents.Regimes, ("regimes/xx.json", Draft().ToJsonString())], Documents.Calendars);
        var aware = Instant.FromUtc(2026, 3, 2, 10, 0);
        var outcome = Engine.Evaluate(
            rulebook.For("incident"),
            rulebook.Calendars,
            Facts.Of(new Dictionary<string, JsonElement?> { ["theftKind"] = JsonSerializer.SerializeToElement("weight-exfiltration") }),
            new Timeline([new TimelineEvent("became-aware", aware, aware)]),
            aware).Regimes.Single(r => r.Regime == "xx-model-theft");
        outcome.Applicability.ShouldBe(Applicability.Applies);
        outcome.Deadlines.Single().DueDate.ShouldBe(new LocalDate(2026, 3, 12));
        outcome.Deadlines.Single().OwedTo.ShouldBe("xx-office");
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "zone", "\"Mars/Olympus\"", "/zone" },
        { "effectiveFrom", "\"2026-02-30\"", "/effectiveFrom" },
        { "effectiveTo", "\"2020-01-01\"", "/effectiveTo" },
        { "lawStatus", "\"maybe\"", "/lawStatus" },
        { "surprise", "1", "/surprise" },
        { "obligations/0/period/amount", "-3", "/obligations/0/period/amount" },
        { "obligations/0/period/unit", "\"working-days\"", "/obligations/0/period/calendar" },
        { "obligations/0/period/calendar", "\"gb-mars\"", "/obligations/0/period/calendar" },
        { "obligations/0/metBy", "[]", "/obligations/0/metBy" },
        { "obligations/0/metBy", "[\"became-aware\"]", "/obligations/0/metBy" },
        { "obligations/0/owedTo", "\"nobody\"", "/obligations/0/owedTo" },
        { "obligations/0/stage", "\"sequel\"", "/obligations/0/stage" },
        { "obligations/0/trigger/events", "[]", "/obligations/0/trigger/events" },
        { "applies", "{\"fact\":\"theftKind\"}", "/applies" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void a_fault_is_refused_with_its_place(string at, string value, string pointer)
    {
        var draft = Draft();
        var path = at.Split('/');
        var parent = path[..^1].Aggregate(draft, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!);
        parent[path[^1]] = JsonNode.Parse(value);
        var (set, faults) = RegimeSet.Load([("regimes/xx.json", draft.ToJsonString())], Documents.Calendars);
        set.ShouldBeNull();
        faults.ShouldContain(f => f.File == "regimes/xx.json" && f.Pointer == pointer);
    }

    [Fact]
    public void every_fault_is_named_at_once()
    {
        var draft = Draft();
        draft["zone"] = "Mars/Olympus";
        draft["title"] = 5;
        draft["obligations"]![0]!["citation"] = null;
        var (_, faults) = RegimeReader.Read(draft.ToJsonString(), "xx.json");
        faults.Select(f => f.Pointer).ShouldBe(["/title", "/zone", "/obligations/0/citation"], ignoreOrder: true);
    }

    [Fact]
    public void two_editions_in_force_at_once_are_refused()
    {
        var second = Draft();
        second["edition"] = "2026-06-01";
        second["effectiveFrom"] = "2026-06-01";
        var (set, faults) = RegimeSet.Load([("a.json", Draft().ToJsonString()), ("b.json", second.ToJsonString())], Documents.Calendars);
        set.ShouldBeNull();
        faults.ShouldContain(f => f.Pointer == "/effectiveFrom");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}")]
    public void what_is_no_document_is_refused(string text) => RegimeReader.Read(text, "x.json").Faults.ShouldNotBeEmpty();

    [Fact]
    public void the_union_of_the_united_kingdoms_calendars_has_the_published_number_of_working_days()
    {
        var calendar = Documents.Rulebook.Calendars.Find("gb-all")!;
        int Worked(int year) => Enumerable.Range(0, 366).Select(i => new LocalDate(year, 1, 1).PlusDays(i)).Count(d => d.Year == year && calendar.DayOff(d, new LocalDate(2030, 1, 1)) is null);
        (Worked(2024), Worked(2025), Worked(2026), Worked(2027), Worked(2028)).ShouldBe((249, 248, 247, 248, 247));
    }
}
