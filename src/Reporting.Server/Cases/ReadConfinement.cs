using Marten;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary><c>GET /v1/cases/{caseId}/confinement</c>: to whom the case is closed, and who is told of it. Seen by the persons named.</summary>
public static class ReadConfinementEndpoint
{
    [WolverineGet("/v1/cases/{caseId}/confinement")]
    public static async Task<ConfinementView> Get(Guid caseId, IQuerySession session, Vault vault, CancellationToken cancellation)
    {
        var confinement = await session.Events.AggregateStreamAsync<Confinement>(caseId, token: cancellation);
        if (confinement?.Current is not { } closed)
        {
            throw ProblemException.NotFound();
        }

        (await vault.LoadAsync(session, caseId, cancellation)).Open(closed, closed.Statement);
        return new ConfinementView(
            caseId,
            confinement.Since,
            closed.Members,
            [.. closed.Contacts.Select(c => new OutOfBandContact { Name = c.Name, Channel = c.Channel, Email = c.Email, Telephone = c.Telephone })],
            closed.Reason);
    }
}
