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

/// <summary><c>POST /v1/regulator/cases/{reference}/acknowledgement</c>: the authority has seen the case and answers. That meets what the law asks of the authority itself.</summary>
public static class AcknowledgeCaseEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        DeskRules.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<AcknowledgeCase> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.Acknowledge));

    [WolverinePost("/v1/regulator/cases/{reference}/acknowledgement")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<AcknowledgeCase> received, CaseAddress address, CaseWork<Incident> work, ActiveRulebook rulebook, By by) =>
        CaseChange.OfAuthority(
            work,
            new CaseAcknowledged(
                address.Authority,
                address.Id,
                received.Body.Reference,
                received.Body.Text,
                [.. work.Book.Deadlines
                    .Where(d => d.Binds == "regulator" && d.OwedTo == address.Authority && d.State is "running" or "missed")
                    .Select(d => new FilingReceived(d.Regime, rulebook.Current.ReceiptOf(d.Regime, d.Obligation), d.Entity))],
                received.Now.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by);
}
