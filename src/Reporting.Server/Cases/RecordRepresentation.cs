using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Desk;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary><c>POST /v1/regulator/cases/{reference}/representations</c>: a party that is suspected, or that a decision would bind, has replied. It is shown wherever what it replies to is, to the firm and to every authority that has the case.</summary>
public static class RecordRepresentationEndpoint
{
    public static Task<IDeskWork> LoadAsync(CaseAddress address, Desks desks, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        desks.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<RecordRepresentation> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, IDeskWork work) =>
        Rules.First(
            () => work.Permits(ifMatch, address, CommonAct.RecordRepresentation),
            () => Rules.Check(StatementRules.Past("/receivedAt", received.Body.ReceivedAt, received.Now)));

    [WolverinePost("/v1/regulator/cases/{reference}/representations")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<RecordRepresentation> received, CaseAddress address, IDeskWork work, ActiveRulebook rulebook, By by) =>
        work.Record(
            work.Seal.Sealed(
                new RepresentationRecorded(
                    address.Authority, address.Id, work.Fresh.Id, work.Fresh.Statement, received.Body.Party, received.Body.Text, received.Body.ReceivedAt.ToUniversalTime()),
                work.Fresh.Statement),
            received,
            rulebook,
            by);
}
