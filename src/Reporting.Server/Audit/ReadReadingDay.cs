using System.Globalization;
using Marten;
using Reporting.Server.Cases;
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
    public static async Task<ReadOnDay> Get(string? member, string? day, IQuerySession session, Bars bars, CaseAddresses addresses, By by, CancellationToken cancellation)
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

        var authority = by.Party["authority:".Length..];
        // An id is an id with or without its dashes.
        var acting = Guid.TryParse(member, out var id) ? id.ToString("N") : member!;
        var kept = await bars.CasesAsync(authority, by.Member, cancellation);
        var reads = new List<Reading>();
        foreach (var read in (await session.Events.FetchStreamAsync(ReadingDay.IdOf(authority, acting, on), token: cancellation)).Select(e => e.Data).OfType<CaseRead>())
        {
            if (await addresses.FindAsync(read.Reference, cancellation) is { } address && !kept.Contains(address.Case))
            {
                reads.Add(new Reading(read.Reference, read.What, read.Purpose, read.At));
            }
        }

        return new ReadOnDay(acting, on, reads);
    }
}
