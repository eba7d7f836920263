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
    public static (MemberSuspended, IMartenOp) Post(Guid memberId, Received<SuspendMember> received, Found found, Members members)
    {
        members.Forget(found.Member!.Id);
        var documents = new List<object> { found.Member with { Suspended = true } };
        if (found.Client is { } client)
        {
            client.Revoked = true;
            documents.Add(client);
        }

        return (new MemberSuspended(memberId, received.Now.Value), MartenOps.StoreObjects([.. documents]));
    }
}
