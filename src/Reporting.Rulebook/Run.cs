using System.Runtime.InteropServices;
using NodaTime;

namespace Reporting.Rulebook;

/// <summary>When a clock ends by each reading of the law.</summary>
/// <param name="Paused">Stopped and not started again: there is no end to name.</param>
/// <param name="End">By the earlier reading; null where none can be named.</param>
/// <param name="Later">By the later reading, equal where there is one reading; null where none can be named.</param>
internal sealed record Run(bool Paused, End? End, End? Later, Remaining? Remaining)
{
    /// <summary>No end can be named, and it is not stopped: no number, or no calendar that reaches so far.</summary>
    public static readonly Run Endless = new(false, null, null, null);

    /// <summary>When it is time to remember the end; null where no end can be named, or nobody will read it.</summary>
    public Marks? Marks { get; init; }
}

/// <summary>Moments on the way to an end, in the unit the law counts in.</summary>
/// <param name="HalfTime">Of hours: when half of them are over. Of days: nine in the morning of the day that uses up the first half of those that count.</param>
/// <param name="ThreeWorkingDays">Nine in the morning of the day after which three working days are left, the last day among them; null where the period is shorter, or of hours.</param>
public sealed record Marks(Instant HalfTime, Instant? ThreeWorkingDays);

/// <summary>A period that another one follows.</summary>
/// <param name="Obligation">Whose period; of a round after the first, the obligation's own.</param>
/// <param name="LaterDay">Its last day by the later reading.</param>
internal sealed record Preceding(string Obligation, LocalDate LastDay, LocalDate LaterDay);

/// <summary>The end of a period.</summary>
/// <param name="Due">The last instant; of a day to its end the last second.</param>
/// <param name="Day">The local day it falls on.</param>
/// <param name="TooLateFrom">The first instant that is too late: the next local midnight, or just after <paramref name="Due"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct End(Instant Due, LocalDate Day, Instant TooLateFrom)
{
    public static End At(Instant due, DateTimeZone zone) => new(due, due.InZone(zone).Date, due + Duration.Epsilon);

    /// <summary>On a day at a local hour, or at the end of the day.</summary>
    public static End On(LocalDate day, LocalTime? hour, DateTimeZone zone)
    {
        if (hour is { } at)
        {
            return At((day + at).InZoneLeniently(zone).ToInstant(), zone);
        }

        var midnight = zone.AtStartOfDay(day.PlusDays(1)).ToInstant();
        return new End(midnight - Duration.FromSeconds(1), day, midnight);
    }
}
