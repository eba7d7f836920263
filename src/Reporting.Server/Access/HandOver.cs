using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Desk;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Access;

/// <summary><c>POST /v1/regulator/handovers</c>: every case that a member is on passes to another at once, because the member leaves or is away.</summary>
public static class HandOverEndpoint
{
    // Each is an event in one transaction: more are handed over by asking again.
    private const int Most = 1_000;

    /// <param name="Cases">What the one who leaves is on, with whether the one who takes over is kept from it.</param>
    public sealed record Around(Member? From, Member? To, IReadOnlyList<(string Reference, bool Barred)> Cases);

    /// <param name="Cases">How many cases passed.</param>
    /// <param name="WithNobody">Those that nobody is on now: the one who takes over is kept from them, or nobody takes over.</param>
    /// <param name="More">There are more than are handed over at once: ask again.</param>
    public sealed record HandedOver(int Cases, IReadOnlyList<string> WithNobody, bool More, DateTimeOffset RecordedAt);

    public static async Task<Around> LoadAsync(Received<HandOver> received, IDocumentStore store, Bars bars, By by, CancellationToken cancellation)
    {
        var from = await DeskMembers.FindAsync(received.Body.From, store, cancellation);
        var to = await DeskMembers.FindAsync(received.Body.To, store, cancellation);
        return new Around(from, to, from is null ? [] : await bars.AssignedAsync(by.Authority, from.ActsAs, to?.ActsAs, Most + 1, cancellation));
    }

    public static ProblemDetails Validate(Received<HandOver> received, Around around, By by) => Rules.Check(
        DeskMembers.Faults("/from", around.From, by, active: false),
        received.Body.To is null ? [] : DeskMembers.Faults("/to", around.To, by, active: true));

    [WolverinePost("/v1/regulator/handovers")]
    public static (Created<HandedOver>, CaseFileWrites) Post(Received<HandOver> received, Around around, By by)
    {
        var now = received.Now;
        var passed = around.Cases.Take(Most).Select(c => (c.Reference, Member: c.Barred ? null : around.To?.ActsAs)).ToList();
        return (
            new Created<HandedOver>(
                new HandedOver(passed.Count, [.. passed.Where(c => c.Member is null).Select(c => c.Reference)], around.Cases.Count > Most, now.Value),
                "/v1/regulator/cases?assigned=" + (around.To?.ActsAs ?? "nobody")),
            new CaseFileWrites(
                by.Authority,
                [.. passed.Select(c => (c.Reference, Recorded.Event(new CaseAssigned(c.Reference, c.Member, received.Body.Reason, now.Value), now, by)))]));
    }
}
