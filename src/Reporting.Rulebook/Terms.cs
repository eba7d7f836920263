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

    /// <summary>The local day on which a document counts as given: at once, or so many working days after it was posted. Null where the calendar does not reach that day.</summary>
    public LocalDate? Given(TimelineEvent e) => Given(e, e.At);

    public LocalDate? Given(TimelineEvent e, Instant at)
    {
        var day = at.InZone(Zone).Date;
        return PostDays(e) is { } after ? Days.After(day, after) : day;
    }

    /// <summary>After how many working days a document that was sent in this way counts as given; null: at once.</summary>
    public int? PostDays(TimelineEvent e) => e.Method is { } method && Period.Service.TryGetValue(method, out var after) ? after : null;
}
