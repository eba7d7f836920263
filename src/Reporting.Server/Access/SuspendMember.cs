using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Access;

/// <summary><c>POST /v1/members/{memberId}/suspension</c>: a person, or a client, may do nothing any more: within seconds on every node, whatever tokens it still has. A client gets no new ones.</summary>
public static class SuspendMemberEndpoint
{
    public sealed record Found(Member? Member, Client? Client);

    public static async Task<Found> LoadAsync(Guid memberId, IDocumentSession session, CancellationToken cancellation)
    {
        var member = await session.LoadAsync<Member>(memberId.ToString("N"), cancellation);
        return new Found(member, member?.Issuer == Member.Embedded ? await session.LoadAsync<Client>(member.Subject, cancellation) : null);
    }

    public static ProblemDetails Validate(Found found) => found.Member is null ? Problem.Of("not-found") : WolverineContinue.NoProblems;

    [WolverinePost("/v1/members/{memberId}/suspension")]
    public static (MemberSuspended, StopMember) Post(Guid memberId, Received<SuspendMember> received, Found found, Members members) =>
        (new MemberSuspended(memberId, received.Now.Value), new StopMember(found.Member!, found.Client, members));
}

/// <summary>Stops a member, and the client it is: on this node as soon as it is committed, on others when they look again.</summary>
public sealed record StopMember(Member Member, Client? Client, Members Known) : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
        session.Store(Member with { Suspended = true });
        if (Client is not null)
        {
            Client.Revoked = true;
            session.Store(Client);
        }

        session.Listeners.Add(new OnceCommitted(() => Known.Forget(Member.Id)));
    }
}
