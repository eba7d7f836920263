using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Reporting.Rulebook.Tests;

/// <summary>
/// Dates that were computed from the law by others and must come out here. Of a case only what concerns an obligation of
/// our documents is held against it; a case without any is not run, and the ids that are run are listed.
/// </summary>
public class VectorTests
{
    private static readonly JsonElement[] All =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "deadlines.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> Ids => [.. All.Where(Concerns).Select(v => v.GetProperty("id").GetString()!)];

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

        foreach (var expect in vector.GetProperty("expect").EnumerateArray().Where(e => Ours(vector, e)))
        {
            Hold(outcome.Deadlines.Single(d => d.Obligation == expect.GetProperty("obligation").GetString()), expect);
        }
    }

    [Fact]
    public void these_vectors_are_run() =>
        string.Join(' ', All.Where(Concerns).Select(v => v.GetProperty("id").GetString())).ShouldBe(
            "nsi-review-01 nsi-review-02 nsi-review-03 nsi-review-04 nsi-review-05 nsi-review-06 nsi-review-07 "
            + "nsi-review-08 nsi-initial-01 nsi-initial-02 nsi-initial-03 nsi-initial-04 gdpr-01 gdpr-02 gdpr-03 nis2-01 "
            + "nis2-02 nis2-final-01 nis2-final-02 nis2-final-03 theft-01 theft-02 nsi-stop-01 nsi-stop-02 nsi-stop-03 "
            + "nsi-state-01 nsi-state-02 nsi-state-03 nsi-state-04 nsi-service-01 nsi-service-02 nsi-service-03 "
            + "nsi-holiday-01 nsi-holiday-02 nis2-03 nis2-04 nis2-05 corrected-01 corrected-02 applies-01 applies-02 "
            + "applies-03 applies-05 nsi-stop-04 nsi-stop-05 nsi-stop-06 nsi-stop-07 nsi-service-04 nsi-service-05 "
            + "nsi-service-06 applies-06 nis2-06 applies-07");

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
            Prose.Render(step).ShouldContain(" ", customMessage: step.Code);
            Prose.Render(step).ShouldEndWith(step.Citation is null ? "." : "]");
            Prose.Render(step).ShouldNotContain("?");
        }
    }

    private static bool Concerns(JsonElement vector) =>
        Documents.Rulebook.Regimes.Any(r => r.Id == vector.GetProperty("regime").GetString())
        && (vector.TryGetProperty("expectApplicability", out _) || vector.GetProperty("expect").EnumerateArray().Any(e => Ours(vector, e)))
        && !UsesWhatIsNotThereYet(vector);

    // Additional and voluntary periods come with the whole of the statute.
    private static bool UsesWhatIsNotThereYet(JsonElement vector) =>
        vector.GetProperty("timeline").EnumerateArray().Any(e => e.GetProperty("event").GetString() is "additional-period-notified" or "voluntary-period-agreed");

    private static bool Ours(JsonElement vector, JsonElement expect) =>
        Documents.Rulebook.Regimes.Single(r => r.Id == vector.GetProperty("regime").GetString()).Obligations.Any(o => o.Id == expect.GetProperty("obligation").GetString());

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
