using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Reporting.Rulebook.Tests;

/// <summary>A case in the words of the vectors: what is known, what happened, and what the rulebook answers.</summary>
public sealed class Given(string regime)
{
    private readonly Dictionary<string, JsonElement?> _facts = new(StringComparer.Ordinal);
    private readonly List<TimelineEvent> _events = [];
    private RegimeSet _rulebook = Documents.Rulebook;

    public static Given A(string regime) => new(regime);

    public Given In(RegimeSet rulebook)
    {
        _rulebook = rulebook;
        return this;
    }

    public Given Knowing(string fact, object? value)
    {
        _facts[fact] = value is null ? null : JsonSerializer.SerializeToElement(value);
        return this;
    }

    /// <param name="more">What else the event carries.</param>
    public Given When(string kind, string at, string? recorded = null, Func<TimelineEvent, TimelineEvent>? more = null)
    {
        var e = new TimelineEvent(kind, At(at), At(recorded ?? at));
        _events.Add(more is null ? e : more(e));
        return this;
    }

    public RegimeOutcome Outcome(string? asOf = null) => Engine.Evaluate(
        [.. _rulebook.Regimes.Where(r => r.Id == regime)],
        _rulebook.Calendars,
        Facts.Of(_facts),
        new Timeline(_events),
        asOf is { } at ? At(at) : _events.Max(e => e.RecordedAt) + Duration.FromSeconds(1)).Regimes.Single();

    public Deadline Owes(string obligation, string? asOf = null) => Outcome(asOf).Deadlines.Single(d => d.Obligation == obligation);

    public static Instant At(string at) => InstantPattern.General.Parse(at).Value;

    public static LocalDate Day(string day) => LocalDatePattern.Iso.Parse(day).Value;
}
