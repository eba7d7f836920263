using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices/{caseId}/representations</c>: what the firm says to an authority before a decision that would bind it. It has to be considered before a final order.</summary>
public static class MakeRepresentationEndpoint
{
    public static Task<NoticeWork> LoadAsync(Guid caseId, IDocumentSession session, IDocumentStore store, CaseAddresses addresses, Vault vault, CancellationToken cancellation) =>
        NoticeWork.LoadAsync(caseId, session, store, addresses, vault, cancellation);

    public static ProblemDetails Validate(Received<MakeRepresentation> received, [FromHeader(Name = "If-Match")] string? ifMatch, NoticeWork work) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => Rules.Check(work.Case.States.ContainsKey(received.Body.Authority) ? [] : [new ProblemError("/authority", "unknown-authority", "This authority does not have the case.")]),
            () => NoticeLife.Table.Permits(work.Case.StateBefore(received.Body.Authority), NoticeCommand.MakeRepresentation));

    [WolverinePost("/v1/screening-notices/{caseId}/representations")]
    public static (Created<CaseChanged>, NoticeWrites, OutgoingMessages) Post(Received<MakeRepresentation> received, NoticeWork work, ActiveRulebook rulebook, By by)
    {
        var authority = received.Body.Authority;
        return work.OfFirm(
            seal => seal.Sealed(
                new RepresentationRecorded(authority, work.ReferenceOf(authority), work.Fresh.Id, work.Fresh.Statement, new(work.Firm.Name), new(received.Body.Text.Value), received.At.Value),
                work.Fresh.Statement),
            work.Fresh.Id,
            received,
            rulebook,
            by,
            [authority]);
    }
}
