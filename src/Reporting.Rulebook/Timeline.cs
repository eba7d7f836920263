using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Something that happened, and when that was recorded.</summary>
/// <param name="Kind">The rulebook's word (<c>became-aware</c>).</param>
/// <param name="At">When it happened; where its time is not exact, the first instant it allows.</param>
/// <param name="RecordedAt">When it was recorded: what an evaluation as of an earlier moment does not see.</param>
public sealed record TimelineEvent(string Kind, Instant At, Instant RecordedAt)
{
    /// <summary>Where the time is not exact, the last instant it allows: the later reading starts there.</summary>
    public Instant? LatestAt { get; init; }

    /// <summary>The one regime it speaks to; null: to all.</summary>
    public string? Regime { get; init; }

    /// <summary>How a document was served.</summary>
    public string? Method { get; init; }

    /// <summary>Which notice it is about: stops are closed by the restart of the same notice.</summary>
    public string? Notice { get; init; }
}

/// <summary>Everything that happened to a case, in order of recording.</summary>
public sealed class Timeline
{
    public Timeline(IEnumerable<TimelineEvent> events) => Events = [.. events.OrderBy(e => e.RecordedAt)];

    public IReadOnlyList<TimelineEvent> Events { get; }
}
