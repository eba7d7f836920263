using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Casework;

/// <summary><c>POST /v1/regulator/cases/{reference}/closure-proposals</c>: somebody holds that the authority has finished with the case. Another closes it, or nobody does.</summary>
public static class ProposeClosureEndpoint
{
    [RevisionDoesNotMatter("A proposal on the authority's own file changes nothing of the case; whoever closes it has to have seen it.")]
    [WolverinePost("/v1/regulator/cases/{reference}/closure-proposals")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<StateReason> received, CaseAddress address, By by)
    {
        var proposed = new ClosureProposed(address.Id, Ids.Next(), received.Body.Reason, received.Now.Value);
        return (ReadCaseFileEndpoint.Noted(proposed.Proposal, address, received.Now), new CaseFileWrites(address.Authority, [(address.Id, Recorded.Event(proposed, received.Now, by))]));
    }
}

/// <summary>The last proposal to close an authority's file of a case, where it was not acted on yet.</summary>
/// <param name="Proposal">Null: nobody has proposed it.</param>
/// <param name="ProposedBy">Who did, as events name it.</param>
public sealed record StandingProposal(Guid? Proposal, string? ProposedBy)
{
    public static async Task<StandingProposal> LoadAsync(CaseAddress address, IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(Tenants.OfAuthority(address.Authority));
        return Of(await session.Events.FetchStreamAsync(CaseFile.IdOf(address.Authority, address.Id), token: cancellation));
    }

    /// <summary>By a file's events in their order.</summary>
    public static StandingProposal Of(IEnumerable<IEvent> file) => file.Aggregate(
        new StandingProposal(null, null),
        (standing, e) => e.Data switch
        {
            ClosureProposed proposed => new StandingProposal(proposed.Proposal, e.UserName),
            ClosureApproved => new StandingProposal(null, null),
            _ => standing,
        });

    /// <summary>Two persons stand behind a closing: who proposes cannot approve.</summary>
    public ProblemDetails Permits(By by) =>
        Proposal is null ? Problem.Of("not-in-this-state", "Closing a file takes two: nobody has proposed it yet (closure-proposals).")
        : ProposedBy == by.ToString() ? Problem.Of("forbidden", "Whoever proposed to close a file cannot close it.")
        : WolverineContinue.NoProblems;

    public CaseFileWrites Approved(CaseAddress address, Now now, By by) =>
        new(address.Authority, [(address.Id, Recorded.Event(new ClosureApproved(address.Id, Proposal!.Value, now.Value), now, by))]);
}
