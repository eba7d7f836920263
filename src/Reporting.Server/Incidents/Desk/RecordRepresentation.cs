using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Incidents.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/representations</c>: a suspected party has replied. It is shown wherever the suspicion is, to the firm and to every authority that has the case.</summary>
public static class RecordRepresentationEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        DeskRules.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<RecordRepresentation> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.RecordRepresentation),
            () => Rules.Check(StatementRules.Past("/receivedAt", received.Body.ReceivedAt, received.Now)));

    [WolverinePost("/v1/regulator/cases/{reference}/representations")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<RecordRepresentation> received, CaseAddress address, CaseWork<Incident> work, ActiveRulebook rulebook, By by) =>
        IncidentChange.OfAuthority(
            work,
            work.Seal.Sealed(
                new RepresentationRecorded(
                    address.Authority, address.Id, work.Fresh.Id, work.Fresh.Statement, received.Body.Party, received.Body.Text, received.Body.ReceivedAt.ToUniversalTime()),
                work.Fresh.Statement),
            work.Fresh.Id,
            received,
            rulebook,
            by);
}
