using NodaTime;

namespace Reporting.Rulebook;

/// <summary>All that a clock needs besides its trigger: the obligation, where and when it is looked at, and whom to tell.</summary>
/// <param name="Zone">In which the law counts.</param>
/// <param name="Days">The working days; of no calendar where the period names none.</param>
/// <param name="Root">The event that began the chain the obligation stands in: stops before it stop nothing.</param>
/// <param name="Steps">Where the explanation is written; null while nobody will read it.</param>
internal sealed record Terms(Obligation Obligation, DateTimeZone Zone, KnownDays Days, Facts Facts, Seen Seen, Instant AsOf, TimelineEvent Root, List<Step>? Steps)
{
    public Period Period => Obligation.Period;

    public LocalDate Today => Days.KnownOn;

    /// <summary>The local day on which a document counts as given: at once, or so many working days after it was posted; of several persons, to the first. Null where the calendar does not reach that day.</summary>
    public LocalDate? Given(TimelineEvent e)
    {
        var first = Given(e.At, e.Method);
        foreach (var other in e.Also)
        {
            first = Given(other.At, other.Method) is { } day && day < first ? day : first;
        }

        return first;
    }

    /// <summary>The local day on which it counts as given to the last of them; where its time is not exact, at the latest.</summary>
    public LocalDate? GivenToAll(TimelineEvent e)
    {
        var last = Given(e.LatestAt ?? e.At, e.Method);
        foreach (var other in e.Also)
        {
            last = Given(other.At, other.Method) is { } day && day > last ? day : last;
        }

        return last;
    }

    /// <summary>After how many working days a document that was sent in this way counts as given; null: at once.</summary>
    public int? PostDays(TimelineEvent e) => PostDays(e.Method);

    private int? PostDays(string? method) => method is not null && Period.Service.TryGetValue(method, out var after) ? after : null;

    private LocalDate? Given(Instant at, string? method)
    {
        var day = at.InZone(Zone).Date;
        return PostDays(method) is { } after ? Days.After(day, after) : day;
    }
}
