using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Reporting.Rulebook.Tests;

/// <summary>Dates that were computed from the law by others and must come out here: every case of the file, and all it states.</summary>
public class VectorTests
{
    private static readonly JsonElement[] All =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "deadlines.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> Ids => [.. All.Select(v => v.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void comes_out_as_the_law_has_it(string id)
    {
        var vector = All.Single(v => v.GetProperty("id").GetString() == id);
        var outcome = Evaluate(vector, AsOf(vector));
        if (vector.TryGetProperty("expectApplicability", out var expected))
        {
            Kebab(outcome.Applicability).ShouldBe(expected.GetString());
        }

        foreach (var expect in vector.GetProperty("expect").EnumerateArray())
        {
            Hold(outcome.Deadlines.Single(d => d.Obligation == expect.GetProperty("obligation").GetString()), expect);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void the_same_twice_is_the_same(string id)
    {
        var vector = All.Single(v => v.GetProperty("id").GetString() == id);
        JsonSerializer.Serialize(Evaluate(vector, AsOf(vector)).Deadlines.Select(d => (d.Obligation, d.State, d.Due, d.Explanation.Count)))
            .ShouldBe(JsonSerializer.Serialize(Evaluate(vector, AsOf(vector)).Deadlines.Select(d => (d.Obligation, d.State, d.Due, d.Explanation.Count))));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void every_step_has_words(string id)
    {
        var vector = All.Single(v => v.GetProperty("id").GetString() == id);
        foreach (var step in Evaluate(vector, AsOf(vector)).Deadlines.SelectMany(d => d.Explanation))
        {
            var words = Prose.Render(step, "Europe/London");
            words.ShouldContain(" ", customMessage: step.Code);
            words.ShouldEndWith(step.Citation is null ? "." : "]");
            words.ShouldNotContain("?");
        }
    }

    internal static RegimeOutcome Evaluate(JsonElement vector, Instant asOf)
    {
        var regime = vector.GetProperty("regime").GetString();
        var facts = vector.GetProperty("facts").EnumerateObject().ToDictionary(f => f.Name, f => (JsonElement?)f.Value);
        var evaluation = Engine.Evaluate(
            [.. Documents.Rulebook.Regimes.Where(r => r.Id == regime)], Documents.Rulebook.Calendars, Facts.Of(facts), new Timeline(Events(vector)), asOf);
        return evaluation.Regimes.Single();
    }

    private static IEnumerable<TimelineEvent> Events(JsonElement vector) =>
        vector.GetProperty("timeline").EnumerateArray().Select(e => new TimelineEvent(e.GetProperty("event").GetString()!, At(e, "at")!.Value, At(e, "recordedAt") ?? At(e, "at")!.Value)
        {
            Method = Text(e, "method"),
            Notice = Text(e, "notice"),
            Numbers = e.TryGetProperty("workingDays", out var days) ? new Dictionary<string, int> { ["workingDays"] = days.GetInt32() } : null,
        });

    /// <summary>Absent: just after the last recording.</summary>
    private static Instant AsOf(JsonElement vector) =>
        At(vector, "asOf") ?? Events(vector).Max(e => e.RecordedAt) + Duration.FromSeconds(1);

    private static void Hold(Deadline deadline, JsonElement expect)
    {
        Check(expect, "due", deadline.Due is { } due ? InstantPattern.General.Format(due) : null);
        Check(expect, "dueDate", deadline.DueDate is { } day ? LocalDatePattern.Iso.Format(day) : null);
        Check(expect, "latestLawful", deadline.LatestLawful is { } latest ? InstantPattern.General.Format(latest) : null);
        Check(expect, "latestLawfulDate", deadline.LatestLawfulDate is { } latestDay ? LocalDatePattern.Iso.Format(latestDay) : null);
        Check(expect, "zone", deadline.Zone);
        Check(expect, "binds", Kebab(deadline.Binds));
        Check(expect, "state", Kebab(deadline.State));
        if (expect.TryGetProperty("remaining", out var remaining))
        {
            deadline.Remaining.ShouldBe(new Remaining(remaining.GetProperty("unit").GetString()!, remaining.GetProperty("amount").GetDecimal()));
        }

        if (expect.TryGetProperty("revision", out var revision))
        {
            deadline.Revision.ShouldBe(revision.GetInt32());
        }
    }

    private static void Check(JsonElement expect, string member, string? actual)
    {
        if (expect.TryGetProperty(member, out var expected))
        {
            actual.ShouldBe(expected.GetString(), member);
        }
    }

    private static string Kebab<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static Instant? At(JsonElement element, string member) =>
        Text(element, member) is { } text ? OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant() : null;
}
