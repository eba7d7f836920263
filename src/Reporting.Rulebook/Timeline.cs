using System.Runtime.InteropServices;
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

    /// <summary>Of a document that was served on several persons: how it went to each of the others. Who was given it last may count, or who was first.</summary>
    public IReadOnlyList<Delivery> Also { get; init; } = [];

    /// <summary>Which notice it is about: stops are closed by the restart of the same notice.</summary>
    public string? Notice { get; init; }

    /// <summary>The numbers it carries, by name (<c>workingDays</c>: how many were agreed).</summary>
    public IReadOnlyDictionary<string, int>? Numbers { get; init; }

    /// <summary>The last day it names, where it extends a period to a day.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Which record it states (a filing's receipt, a reclassification): what is recorded of the same later stands in its place. Null: it stands for itself.</summary>
    public string? Record { get; init; }

    /// <summary>It takes its record back: nothing of it stands.</summary>
    public bool Void { get; init; }

    /// <summary>When another statement of the same record was recorded.</summary>
    internal Instant? ReplacedAt { get; init; }

    /// <summary>By its word, a receipt of a filing or what is asked for and given; or by its record, of which there may be another. A second one is another one; of everything else a second statement corrects the first.</summary>
    internal bool ComesAgain => Record is not null || Kind.EndsWith("-submitted", StringComparison.Ordinal) || Kind.StartsWith("information-", StringComparison.Ordinal);
}

/// <summary>How a document went to one person.</summary>
/// <param name="At">When it was sent, posted or registered.</param>
public sealed record Delivery(Instant At, string? Method);

/// <summary>Everything that happened to a case, in order of recording.</summary>
public sealed class Timeline
{
    private readonly Dictionary<string, List<TimelineEvent>> _byKind = new(StringComparer.Ordinal);

    /// <param name="events">What lies outside <see cref="Reach"/> is no date of any case, and not seen.</param>
    public Timeline(IEnumerable<TimelineEvent> events)
    {
        Events = Replaced([.. events.Where(e => Reach.Contains(e.At) && (e.LatestAt is not { } latest || Reach.Contains(latest)) && e.Also.All(d => Reach.Contains(d.At))).OrderBy(e => e.RecordedAt)]);
        foreach (var e in Events)
        {
            ref var kind = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKind, e.Kind, out _);
            (kind ??= []).Add(e);
        }
    }

    // Only what names a record can be replaced: most timelines have none, and are left as they are.
    private static List<TimelineEvent> Replaced(List<TimelineEvent> events)
    {
        Dictionary<(string Kind, string? Regime, string Record), Instant>? later = null;
        for (var i = events.Count - 1; i >= 0; i--)
        {
            if (events[i].Record is not { } record)
            {
                continue;
            }

            var key = (events[i].Kind, events[i].Regime, record);
            if ((later ??= []).TryGetValue(key, out var at))
            {
                events[i] = events[i] with { ReplacedAt = at };
            }

            later[key] = events[i].RecordedAt;
        }

        return events;
    }

    /// <summary>The instants that can be reckoned with: far enough from the ends of all calendars that no arithmetic leaves them.</summary>
    public static Interval Reach { get; } = new(Instant.FromUtc(1900, 1, 1, 0, 0), Instant.FromUtc(2500, 1, 1, 0, 0));

    public IReadOnlyList<TimelineEvent> Events { get; }

    internal ReadOnlySpan<TimelineEvent> Of(string kind) => CollectionsMarshal.AsSpan(_byKind.GetValueOrDefault(kind));
}
