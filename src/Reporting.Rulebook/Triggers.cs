using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Finds the event that starts a clock.</summary>
internal static class Triggers
{
    /// <summary>The kinds that start it in this case.</summary>
    public static IReadOnlyList<string> Kinds(Trigger trigger, Facts facts) =>
        trigger.Instead is { } instead && instead.When.Ask(facts, new Asked()) == Answer.Yes ? instead.Events : trigger.Events;

    /// <summary>The event that starts it; null while none has happened, or something that must have happened as well has not.</summary>
    public static TimelineEvent? Find(Trigger trigger, IReadOnlyList<string> kinds, Seen seen)
    {
        foreach (var also in trigger.Once)
        {
            if (seen.Last(also) is null)
            {
                return null;
            }
        }

        TimelineEvent? found = null;
        foreach (var kind in kinds)
        {
            var one = OfKind(kind, trigger.Take, seen);
            if (one is not null && (found is null || (trigger.Among == Among.Earliest ? one.At < found.At : one.At > found.At)))
            {
                found = one;
            }

            if (found is not null && trigger.Among == Among.InOrder)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>
    /// The moment from which an event can meet the obligation. What can come again (a filing, a request) asks anew: what came
    /// before it answers something else. A fact that is true once can turn out to have come later, and what had been done by
    /// then stays done; but nothing is done before what the clock also waits for.
    /// </summary>
    public static Instant MeetableFrom(Trigger trigger, TimelineEvent triggered, Seen seen)
    {
        var from = trigger.Take == Take.Corrected ? Instant.MinValue : triggered.At;
        foreach (var also in trigger.Once)
        {
            from = seen.Earliest(also) is { } first ? Instant.Max(from, first.At) : from;
        }

        return from;
    }

    private static TimelineEvent? OfKind(string kind, Take take, Seen seen) => take switch
    {
        Take.Corrected => seen.Last(kind),
        Take.First => seen.Earliest(kind),
        Take.Latest => seen.Latest(kind),
    };
}
