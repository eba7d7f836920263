using NodaTime;
using Reporting.Rulebook;

namespace Reporting.Server.Deadlines;

/// <summary>A recorded explanation in words. The words are the rulebook's own function of the steps, so that they can get better without a deadline being computed again.</summary>
public static class Explain
{
    public static IReadOnlyList<string> Lines(DeadlineRecord deadline) =>
        [.. deadline.Explanation.Select(s => Prose.Render(new Step(s.Code)
        {
            Citation = s.Citation,
            Date = s.Date is { } date ? LocalDate.FromDateOnly(date) : null,
            At = s.At is { } at ? Instant.FromDateTimeOffset(at) : null,
            Counted = s.Counted,
            Reason = s.Reason,
            Args = s.Args,
        }, deadline.Zone))];
}
