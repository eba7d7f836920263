using NodaTime;

namespace Reporting.Rulebook;

/// <summary>What one regime sees of a timeline at a moment: what was recorded by then and speaks to it.</summary>
/// <param name="Until">The moment of recording up to which it sees.</param>
/// <param name="Before">It does not see that moment itself: how things stood just before a recording.</param>
internal readonly record struct Seen(Timeline Timeline, string Regime, Instant Until, bool Before = false)
{
    public bool Sees(TimelineEvent e) => !e.Void && Recorded(e.RecordedAt) && (e.Regime is null || e.Regime == Regime) && (e.ReplacedAt is not { } replaced || !Recorded(replaced));

    private bool Recorded(Instant at) => Before ? at < Until : at <= Until;

    /// <summary>The statement recorded last: of what can be true once, the one that stands.</summary>
    public TimelineEvent? Last(string kind)
    {
        var events = Timeline.Of(kind);
        for (var i = events.Length - 1; i >= 0; i--)
        {
            if (Sees(events[i]))
            {
                return events[i];
            }
        }

        return null;
    }

    /// <summary>The one that happened earliest, at or after a moment.</summary>
    public TimelineEvent? Earliest(string kind, Instant from)
    {
        TimelineEvent? earliest = null;
        foreach (var e in Timeline.Of(kind))
        {
            if (Sees(e) && e.At >= from && (earliest is null || e.At < earliest.At))
            {
                earliest = e;
            }
        }

        return earliest;
    }

    public TimelineEvent? Earliest(string kind) => Earliest(kind, Instant.MinValue);

    /// <summary>The one that happened latest.</summary>
    public TimelineEvent? Latest(string kind)
    {
        TimelineEvent? latest = null;
        foreach (var e in Timeline.Of(kind))
        {
            if (Sees(e) && (latest is null || e.At >= latest.At))
            {
                latest = e;
            }
        }

        return latest;
    }

    /// <summary>All of these kinds, in the order in which they happened.</summary>
    public List<TimelineEvent> InOrder(IReadOnlyList<string> kinds)
    {
        var all = new List<TimelineEvent>();
        foreach (var kind in kinds)
        {
            foreach (var e in Timeline.Of(kind))
            {
                if (Sees(e))
                {
                    all.Insert(Place(all, e.At), e);
                }
            }
        }

        return all;
    }

    // After what happened at the same instant: of these the one recorded first stands first.
    private static int Place(List<TimelineEvent> sorted, Instant at)
    {
        var place = sorted.Count;
        while (place > 0 && sorted[place - 1].At > at)
        {
            place--;
        }

        return place;
    }
}
