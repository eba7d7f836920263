using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Access;

/// <summary><c>POST /v1/regulator/cases/{reference}/conflicts</c>: a member with a conflict of interest is kept from the case, and taken off it.</summary>
public static class BarMemberEndpoint
{
    public sealed record Around(Member? Member);

    public static async Task<Around> LoadAsync(Received<BarMember> received, IDocumentStore store, CancellationToken cancellation) =>
        new(await DeskMembers.FindAsync(received.Body.Member, store, cancellation));

    public static ProblemDetails Validate(Around around, By by) => Rules.Check(DeskMembers.Faults("/member", around.Member, by, active: false));

    [RevisionDoesNotMatter("Who may see a case changes nothing of what it says.")]
    [WolverinePost("/v1/regulator/cases/{reference}/conflicts")]
    public static async Task<(Created<FileNoted>, CaseFileWrites)> Post(Received<BarMember> received, CaseAddress address, Around around, Bars bars, By by, CancellationToken cancellation)
    {
        var (now, member) = (received.Now, around.Member!.ActsAs);
        // Who is on it is read once more: it may have been somebody else a moment ago, and is nobody only if it is this one.
        var off = (await bars.AssignedAsync(address.Authority, member, other: null, int.MaxValue, cancellation)).Any(c => c.Reference == address.Id);
        return (
            ReadCaseFileEndpoint.Noted(Ids.Next(), address, now),
            new CaseFileWrites(
                address.Authority,
                [
                    (address.Id, Recorded.Event(new MemberBarred(address.Id, member, received.Body.Reason, now.Value), now, by)),
                    .. off ? [(address.Id, Recorded.Event(new CaseAssigned(address.Id, null, received.Body.Reason, now.Value), now, by))] : Array.Empty<(string, JasperFx.Events.IEvent)>(),
                ]));
    }
}

/// <summary><c>POST /v1/regulator/cases/{reference}/conflicts/{memberId}/lifting</c>: a member who was kept from the case is so no longer.</summary>
public static class LiftBarEndpoint
{
    public sealed record Around(Member? Member, bool Barred);

    public static async Task<Around> LoadAsync(CaseAddress address, Guid memberId, IDocumentStore store, Bars bars, CancellationToken cancellation)
    {
        var member = await DeskMembers.FindAsync(memberId, store, cancellation);
        return new Around(member, member is not null && await bars.IsBarredAsync(address.Id, member.ActsAs, cancellation));
    }

    public static ProblemDetails Validate(Around around, By by) =>
        DeskMembers.Faults("", around.Member, by, active: false).Any() || !around.Barred ? Problem.Of("not-found") : WolverineContinue.NoProblems;

    [RevisionDoesNotMatter("Who may see a case changes nothing of what it says.")]
    [WolverinePost("/v1/regulator/cases/{reference}/conflicts/{memberId}/lifting")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<StateReason> received, CaseAddress address, Around around, By by) =>
        (
            ReadCaseFileEndpoint.Noted(Ids.Next(), address, received.Now),
            new CaseFileWrites(address.Authority, [(address.Id, Recorded.Event(new BarLifted(address.Id, around.Member!.ActsAs, received.Body.Reason, received.Now.Value), received.Now, by))]));
}
