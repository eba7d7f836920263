using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Firms;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Persistence;

namespace Reporting.Server.Access;

/// <summary><c>PUT /v1/cases/{caseId}/assignment</c>: says who of the firm is on a case or on some of its deadlines, which <c>GET /v1/deadlines</c> shows.</summary>
public static class AssignDeadlinesEndpoint
{
    /// <summary>What the decision needs beside the request.</summary>
    /// <param name="Stream">Null where there is no such case.</param>
    /// <param name="Member">The member named, where one is registered by that id.</param>
    public sealed record Around(IEventStream<DeadlineBook>? Stream, Member? Member);

    public static async Task<Around> LoadAsync(Guid caseId, CaseEntry? entry, Received<AssignDeadlines> received, IDocumentSession session, CancellationToken cancellation) =>
        new(
            // A stream is begun by whoever opens a case and by nobody else.
            entry is null ? null : await session.Events.FetchForWriting<DeadlineBook>(caseId, cancellation),
            received.Body.Member is { } member ? await session.LoadAsync<Member>(member.ToString("N"), cancellation) : null);

    public static ProblemDetails Validate(Received<AssignDeadlines> received, CaseEntry? entry, Around around, By by) =>
        entry is null ? Problem.Of("not-found") : Rules.Check(Assignable(received.Body, entry, around.Member, by), Known(received.Body.Deadlines ?? [], around.Stream?.Aggregate));

    [WolverinePut("/v1/cases/{caseId}/assignment")]
    [RevisionDoesNotMatter("Who is on a case changes nothing of what it says.")]
    public static (Contracts.Cases.DeadlinesAssigned, CaseWrites) Put(
        Guid caseId, Received<AssignDeadlines> received, [Entity("caseId", Required = false)] CaseEntry? entry, Around around, By by)
    {
        var (body, now) = (received.Body, received.Now);
        around.Stream!.AppendOne(Recorded.Event(new Cases.DeadlinesAssigned(body.Member, body.Deadlines, received.At.Value), now, by));
        return (
            new(entry!.Id, body.Member, body.Deadlines, now.Value),
            ConfineCaseEndpoint.Writes(caseId, around.Stream.StartingVersion, Cases.DeadlinesAssigned.Name, ContentCommitment.To(received.Bytes), received.At, now));
    }

    private static IEnumerable<ProblemError> Assignable(AssignDeadlines body, CaseEntry entry, Member? member, By by) =>
        body.Member is not { } id ? []
        : member is null || member.Suspended || member.Party != PartyType.Firm || by.Party != "firm:" + member.PartyId
            ? [new ProblemError("/member", "unknown-member", "The firm has no active member with this id.")]
        : entry.NamedTo is { } named && !named.Contains(id)
            ? [new ProblemError("/member", "not-named", "The case is closed to named persons, and this is none of them.")]
        : [];

    private static IEnumerable<ProblemError> Known(IReadOnlyList<string> keys, DeadlineBook? book) =>
        keys.Select((key, i) => (key, i)).Where(k => book?.Find(k.key) is null).Select(k => new ProblemError($"/deadlines/{k.i}", "unknown-deadline", "The case has no deadline with this key."));
}
