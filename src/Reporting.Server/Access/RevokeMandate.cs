using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Firms;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Access;

/// <summary><c>POST /v1/mandates/{mandateId}/revocation</c>: the representative may do nothing any more: at once on the node that answers, within five seconds on every other, whatever tokens it has; it gets no new ones.</summary>
public static class RevokeMandateEndpoint
{
    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static async Task<SuspendMemberEndpoint.Found> LoadAsync(Guid mandateId, Firm firm, IDocumentSession session, CancellationToken cancellation) =>
        firm.Mandates.FirstOrDefault(m => m.Id == mandateId) is { } mandate
            ? await SuspendMemberEndpoint.LoadAsync(mandate.Member, session, cancellation)
            : new SuspendMemberEndpoint.Found(Member: null, Client: null);

    public static ProblemDetails Validate(Guid mandateId, Firm firm, SuspendMemberEndpoint.Found found) => firm.Mandates.FirstOrDefault(m => m.Id == mandateId) switch
    {
        null => Problem.Of("not-found"),
        { RevokedAt: not null } => Problem.Of("not-in-this-state", "The mandate has been revoked already."),
        _ => found.Member is null ? Problem.Of("not-found") : WolverineContinue.NoProblems,
    };

    [WolverinePost("/v1/mandates/{mandateId}/revocation")]
    [AnswersWith("not-in-this-state")]
    public static (Contracts.Firms.MandateRevoked, Events, StopMember) Post(
        Guid mandateId, Received<RevokeMandate> received, [WriteAggregate(FromMethod = nameof(FirmId))] Firm firm, SuspendMemberEndpoint.Found found, Members members, By by) =>
        (new(mandateId, received.Now.Value),
         [Recorded.Event(new Firms.MandateRevoked(mandateId, received.Body.Reason, received.Now.Value), received.Now, by)],
         new StopMember(found.Member!, found.Client, members));
}
