using Reporting.Contracts;

namespace Reporting.Server.Kernel;

/// <summary>The instants a stated time allows: "some time on 3 March" begins with that day and ends with it.</summary>
public static class Precisions
{
    /// <summary>First and last instant, UTC, whole milliseconds. The day and hour are those of the offset it was stated with.</summary>
    public static (DateTimeOffset First, DateTimeOffset Last) Range(this TimeStatement time)
    {
        var at = time.At;
        var (first, next) = time.Precision switch
        {
            TimePrecision.Exact => (at, at),
            TimePrecision.Hour => Span(new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset), x => x.AddHours(1)),
            TimePrecision.Day => Span(new DateTimeOffset(at.Year, at.Month, at.Day, 0, 0, 0, at.Offset), x => x.AddDays(1)),
            TimePrecision.Month => Span(new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, at.Offset), x => x.AddMonths(1)),
            TimePrecision.Year => Span(new DateTimeOffset(at.Year, 1, 1, 0, 0, 0, at.Offset), x => x.AddYears(1)),
            // "Approximately": how far off it may be is not said, so nothing earlier or later can be promised.
            TimePrecision.Approximate => (at, at),
        };
        var last = next > first ? next.AddMilliseconds(-1) : next;
        return (first.ToUniversalTime(), last.ToUniversalTime());
    }

    private static (DateTimeOffset First, DateTimeOffset Next) Span(DateTimeOffset first, Func<DateTimeOffset, DateTimeOffset> next) => (first, next(first));
}
