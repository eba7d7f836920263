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
        { "applies", "{\"fact\":\"theftKind\",\"is\":1,\"known\":true}", "/applies" },
        { "applies", "{\"all\":[{\"fact\":\"nobodyAsks\",\"known\":true}]}", "/applies/all/0/fact" },
        { "applies", "{\"unless\":\"nobodyAsks\"}", "/applies/unless" },
        { "edition", "\"first\"", "/edition" },
        { "caseTypes", "[\"theft\"]", "/caseTypes/0" },
        { "zones", "{\"BE\":\"Europe/Brussel\"}", "/zones/BE" },
        { "zones", "{\"BE\":\"Europe/Brussels\"}", "/facts" },
        { "obligations/0/period/amount", "2147483647", "/obligations/0/period/amount" },
        { "obligations/0/period/amount", "null", "/obligations/0/period/amount" },
        { "obligations/0/period/amountFrom", "\"days\"", "/obligations/0/period/amount" },
        { "obligations/0/period/endsAt", "\"25:00\"", "/obligations/0/period/endsAt" },
        { "obligations/0/period/secondReading", "\"hour-not-counted\"", "/obligations/0/period/secondReading" },
        { "obligations/0/period/secondReading", "\"roll\"", "/obligations/0/period/calendar" },
        { "obligations/0/period/firstDay", "null", "/obligations/0/period/firstDay" },
        { "obligations/0/period/roll", "{\"to\":\"yesterday\",\"citation\":\"s.1\"}", "/obligations/0/period/roll/to" },
        { "obligations/0/period", "{\"amount\":2,\"unit\":\"months\",\"firstDay\":\"counted\",\"calendar\":\"be\",\"stop\":{\"opens\":\"a\",\"closes\":\"b\",\"citation\":\"s.1\"}}", "/obligations/0/period/stop" },
        { "obligations/0/period/instead", "[{\"amount\":2}]", "/obligations/0/period/instead/0" },
        { "obligations/0/period/instead", "[{\"trigger\":\"never\",\"amount\":2}]", "/obligations/0/period/instead/0/trigger" },
        { "obligations/0/period/extensions", "[{\"event\":\"a\",\"amount\":1,\"until\":true,\"citation\":\"s.1\"}]", "/obligations/0/period/extensions/0" },
        { "obligations/0/period", "{\"standard\":\"at once\",\"amount\":3}", "/obligations/0/period/amount" },
        { "obligations/0/orEarlier", "{\"trigger\":{\"events\":[\"a\"]},\"amount\":1,\"unit\":\"hours\",\"citation\":\"s.1\"}", "/obligations/0/orEarlier" },
        { "obligations/0/follows", "{\"obligation\":\"nothing\",\"citation\":\"s.1\"}", "/obligations/0/follows/obligation" },
        { "obligations/0/follows", "{\"obligation\":\"notice\",\"citation\":\"s.1\"}", "/obligations/0/follows/obligation" },
        { "obligations/0/owedToInstead", "[{\"when\":{\"fact\":\"theftKind\",\"known\":true},\"part\":\"nobody\"}]", "/obligations/0/owedToInstead/0/part" },
        { "forms/0/fields/0/pointer", "\"/nothing\"", "/forms/0/fields/0/pointer" },
        { "forms/0/fields/0/essential", "\"yes\"", "/forms/0/fields/0/essential" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void a_fault_is_refused_with_its_place(string at, string value, string pointer)
    {
        var draft = Draft();
        var path = at.Split('/');
        var parent = path[..^1].Aggregate(draft, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!);
        parent[path[^1]] = JsonNode.Parse(value);
        var (set, faults) = RegimeSet.Load([("regimes/xx.json", draft.ToJsonString())], Documents.Calendars, (type, field) => type == "incident" && field == "/title");
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
    public void what_waits_for_itself_in_a_circle_is_refused()
    {
        var draft = Draft();
        var second = draft["obligations"]![0]!.DeepClone();
        second["id"] = "answer";
        second["trigger"]!["events"] = new JsonArray("notice-submitted");
        second["metBy"] = new JsonArray("became-aware");
        draft["obligations"]!.AsArray().Add(second);
        RegimeReader.Read(draft.ToJsonString(), "xx.json").Faults.Select(f => f.Pointer).ShouldBe(["/obligations/0/trigger/events", "/obligations/1/trigger/events"]);
    }

    [Fact]
    public void faults_of_a_document_and_between_documents_are_named_together()
    {
        var draft = Draft();
        draft["title"] = null;
        draft["obligations"]![0]!["period"]!["calendar"] = "gb-mars";
        RegimeSet.Load([("xx.json", draft.ToJsonString()), ("yy.json", "[]")], Documents.Calendars).Faults
            .Select(f => f.File + f.Pointer).ShouldBe(["xx.json/title", "xx.json/obligations/0/period/calendar", "yy.json"]);
    }

    public static TheoryData<string, string> CalendarFaults => new()
    {
        { "{\"name\":\"x\"}", "/rules/0" },
        { "{\"name\":\"x\",\"easter\":1,\"month\":2,\"day\":3}", "/rules/0" },
        { "{\"name\":\"x\",\"month\":2}", "/rules/0" },
        { "{\"name\":\"x\",\"month\":13,\"day\":3}", "/rules/0/month" },
        { "{\"name\":\"x\",\"month\":2,\"weekday\":\"monday\"}", "/rules/0" },
        { "{\"name\":\"x\",\"month\":2,\"weekday\":\"funday\",\"nth\":1}", "/rules/0/weekday" },
        { "{\"name\":\"x\",\"month\":2,\"day\":3,\"observed\":\"whenever\"}", "/rules/0/observed" },
    };

    [Theory]
    [MemberData(nameof(CalendarFaults))]
    public void a_fault_of_a_calendar_is_refused_with_its_place(string rule, string pointer) =>
        CalendarReader.Read($$"""{"id":"x","title":"x","source":"x","firstDay":"2020-01-01","lastDay":"2021-01-01","rules":[{{rule}}]}""", "x.json").Faults.ShouldContain(f => f.Pointer == pointer);

    [Theory]
    [InlineData("\"unionOf\":[\"nowhere\"]", "/unionOf/0")]
    [InlineData("\"unionOf\":[\"x\"]", "/unionOf")]
    [InlineData("\"unionOf\":[\"be\"],\"lastDay\":\"2035-01-01\"", "/unionOf/0")]
    [InlineData("\"holidays\":[{\"date\":\"2031-01-01\",\"name\":\"x\"}]", "/holidays/0/date")]
    [InlineData("\"lastDay\":\"2018-01-01\"", "/lastDay")]
    public void a_calendar_that_does_not_hold_together_is_refused(string members, string pointer)
    {
        var last = members.Contains("lastDay", StringComparison.Ordinal) ? "" : ",\"lastDay\":\"2030-12-31\"";
        var (_, faults) = RegimeSet.Load([], [.. Documents.Calendars, ("x.json", $$"""{"id":"x","title":"x","source":"x","firstDay":"2019-01-01",{{members}}{{last}}}""")]);
        faults.ShouldContain(f => f.File == "x.json" && f.Pointer == pointer);
    }

    [Fact]
    public void a_later_edition_governs_what_begins_under_it_and_running_cases_only_if_it_says_so()
    {
        RegimeSet Rulebook(bool appliesToRunning)
        {
            var (first, second) = (Draft(), Draft());
            first["effectiveTo"] = "2026-05-31";
            second["edition"] = "2026-06-01";
            second["effectiveFrom"] = "2026-06-01";
            second["appliesToRunning"] = appliesToRunning;
            second["obligations"]![0]!["period"]!["amount"] = 5;
            return Documents.Load([("b.json", second.ToJsonString()), ("a.json", first.ToJsonString())], Documents.Calendars);
        }

        LocalDate? Due(string aware, bool appliesToRunning, string asOf) =>
            Given.A("xx-model-theft").In(Rulebook(appliesToRunning)).Knowing("theftKind", "weight-exfiltration").When("became-aware", aware).Owes("notice", asOf).DueDate;

        Due("2026-05-28T10:00:00Z", appliesToRunning: false, "2026-06-02T10:00:00Z").ShouldBe(new LocalDate(2026, 6, 7));
        Due("2026-05-28T10:00:00Z", appliesToRunning: true, "2026-05-29T10:00:00Z").ShouldBe(new LocalDate(2026, 6, 7));
        Due("2026-05-28T10:00:00Z", appliesToRunning: true, "2026-06-01T10:00:00Z").ShouldBe(new LocalDate(2026, 6, 2));
        Due("2026-05-28T10:00:00Z", appliesToRunning: true, "2026-06-02T10:00:00Z").ShouldBe(new LocalDate(2026, 6, 2));
        Due("2026-06-01T10:00:00Z", appliesToRunning: false, "2026-06-02T10:00:00Z").ShouldBe(new LocalDate(2026, 6, 6));
    }

    [Theory]
    [InlineData("atLeast", 5, Answer.Yes)]
    [InlineData("moreThan", 5, Answer.No)]
    [InlineData("atMost", 5, Answer.Yes)]
    [InlineData("lessThan", 5, Answer.No)]
    public void numbers_are_compared(string comparison, int with, Answer answer)
    {
        var draft = Draft();
        draft["applies"] = new JsonObject { ["fact"] = "theftKind", [comparison] = with };
        var (regime, faults) = RegimeReader.Read(draft.ToJsonString(), "xx.json");
        faults.ShouldBeEmpty();
        Answer Ask(object? value) => regime!.Applies.Ask(Facts.Of(new Dictionary<string, JsonElement?> { ["theftKind"] = value is null ? null : JsonSerializer.SerializeToElement(value) }));
        (Ask(5), Ask("five"), Ask(null)).ShouldBe((answer, Answer.No, Answer.Unknown));
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
}
