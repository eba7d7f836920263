using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;

namespace Reporting.Server.Access;

/// <summary><c>POST /v1/cases/{caseId}/confinement/lifting</c>: a person named opens the case to the whole firm again.</summary>
public static class LiftConfinementEndpoint
{
    /// <param name="Stream">Null where there is no such case.</param>
    public sealed record Around(IEventStream<Confinement>? Stream, CaseSeal Seal);

    public static async Task<Around> LoadAsync(Guid caseId, CaseEntry? entry, CaseKey? key, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        new(entry is null ? null : await session.Events.FetchForWriting<Confinement>(caseId, cancellation), vault.SealOf(session.TenantId, caseId, key));

    public static ProblemDetails Validate(CaseEntry? entry, Around around, Sight sight) => entry switch
    {
        null => Problem.Of("not-found"),
        _ when !ConfineCaseEndpoint.MayChange(around.Stream, sight) => Problem.Of("not-found"),
        { NamedTo: null } => Problem.Of("not-in-this-state", "The case is closed to nobody."),
        _ => WolverineContinue.NoProblems,
    };

    [RevisionDoesNotMatter("Who may see a case changes nothing of what it says.")]
    [WolverinePost("/v1/cases/{caseId}/confinement/lifting")]
    public static (Contracts.Cases.ConfinementLifted, CaseWrites, StoreDoc<CaseEntry>) Post(
        Guid caseId,
        Received<LiftConfinement> received,
        [Entity("caseId", Required = false)] CaseEntry? entry,
        [Entity("caseId", Required = false)] CaseKey? key,
        Around around,
        By by)
    {
        var now = received.Now;
        var statement = Ids.Next();
        var lifted = around.Seal.Sealed(new Cases.ConfinementLifted(statement, received.Body.Reason, received.At.Value), statement);
        around.Stream!.AppendOne(Recorded.Event(lifted, now, by));
        return (
            new(caseId, now.Value),
            ConfineCaseEndpoint.Writes(caseId, around.Stream.StartingVersion, "confinement-lifted", ContentCommitment.To(received.Bytes), received.At, now),
            MartenOps.Store(entry! with { NamedTo = null }));
    }
}
