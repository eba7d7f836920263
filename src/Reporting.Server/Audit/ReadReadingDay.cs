using System.Globalization;
using Marten;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Audit;

/// <summary><c>GET /v1/regulator/reads</c>: what a member of the caller's authority has read on a day, in order. What the caller is kept from is left out.</summary>
public static class ReadReadingDayEndpoint
{
    /// <param name="What">The address below the case's; empty for the case itself.</param>
    public sealed record Reading(string Reference, string What, string? Purpose, DateTimeOffset At);

    public sealed record ReadOnDay(string Member, DateOnly Day, IReadOnlyList<Reading> Reads);

    [WolverineGet("/v1/regulator/reads")]
    public static async Task<ReadOnDay> Get(string? member, string? day, IQuerySession session, Bars bars, By by, CancellationToken cancellation)
    {
        List<ProblemError> errors =
        [
            .. member is { Length: > 0 } ? (ProblemError[])[] : [new ProblemError("/member", "required", "Name the member, as its acts do.")],
            .. DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on) ? (ProblemError[])[] : [new ProblemError("/day", "not-a-day", "A day as 2026-03-02, UTC.")],
        ];
        if (errors.Count > 0)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: errors));
        }

        // An id is an id with or without its dashes.
        var acting = Guid.TryParse(member, out var id) ? id.ToString("N") : member!;
        var kept = await bars.ReferencesAsync(by.Authority, by.Member, cancellation);
        var stream = await session.Events.FetchStreamAsync(ReadingDay.IdOf(by.Authority, acting, on), token: cancellation);
        List<Reading> reads = [.. stream.Select(e => e.Data).OfType<CaseRead>().Where(r => !kept.Contains(r.Reference)).Select(r => new Reading(r.Reference, r.What, r.Purpose, r.At))];
        return new ReadOnDay(acting, on, reads);
    }
}
