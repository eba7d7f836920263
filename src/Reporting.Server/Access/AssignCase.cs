using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Desk;
using Reporting.Contracts.Firms;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Access;

/// <summary><c>PUT /v1/regulator/cases/{reference}/assignee</c>: who of the authority is on a case. No firm and no other authority sees it.</summary>
public static class AssignCaseEndpoint
{
    /// <param name="Member">The member named, where one is registered by that id.</param>
    /// <param name="Barred">It is kept from the case.</param>
    public sealed record Around(Member? Member, bool Barred);

    /// <param name="Assignee">The member, as acts name it; null: nobody.</param>
    public sealed record Assigned(string Reference, string? Assignee, DateTimeOffset RecordedAt);

    public static async Task<Around> LoadAsync(Received<AssignCase> received, CaseAddress address, IDocumentStore store, Bars bars, CancellationToken cancellation)
    {
        var member = await DeskMembers.FindAsync(received.Body.Member, store, cancellation);
        return new Around(member, member is not null && await bars.IsBarredAsync(address.Id, member.ActsAs, cancellation));
    }

    public static ProblemDetails Validate(Received<AssignCase> received, Around around, By by) => Rules.Check(
        received.Body.Member is null ? [] : DeskMembers.Faults("/member", around.Member, by, active: true),
        around.Barred ? [new ProblemError("/member", "kept-from-it", "This member has a conflict of interest in the case.")] : []);

    [RevisionDoesNotMatter("Who is on a case changes nothing of what it says.")]
    [WolverinePut("/v1/regulator/cases/{reference}/assignee")]
    public static (Assigned, CaseFileWrites) Put(Received<AssignCase> received, CaseAddress address, Around around, By by)
    {
        var assigned = new CaseAssigned(address.Id, around.Member?.ActsAs, received.Body.Reason, received.Now.Value);
        return (new Assigned(address.Id, assigned.Member, received.Now.Value), new CaseFileWrites(address.Authority, [(address.Id, Recorded.Event(assigned, received.Now, by))]));
    }
}

/// <summary>Members of an authority as its commands name them.</summary>
internal static class DeskMembers
{
    public static async Task<Member?> FindAsync(Guid? id, IDocumentStore store, CancellationToken cancellation)
    {
        if (id is null)
        {
            return null;
        }

        await using var session = store.QuerySession(Tenants.Index);
        return await session.LoadAsync<Member>(id.Value.ToString("N"), cancellation);
    }

    /// <param name="active">It must be able to act.</param>
    public static IEnumerable<ProblemError> Faults(string pointer, Member? member, By by, bool active) =>
        member is null || member.Party != PartyType.Authority || by.Party != "authority:" + member.PartyId || (active && member.Suspended)
            ? [new ProblemError(pointer, "unknown-member", active ? "The authority has no active member with this id." : "The authority has no member with this id.")]
            : [];
}
