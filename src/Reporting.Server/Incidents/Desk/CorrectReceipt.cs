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

/// <summary><c>POST /v1/regulator/cases/{reference}/receipt-corrections</c>: a report was received at another time than recorded. The clocks follow, and say from what to what.</summary>
public static class CorrectReceiptEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        DeskRules.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<CorrectReceipt> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.CorrectReceipt),
            () => Rules.Check(
                DeskRules.IsOwnReport(received.Body.Report, address, work.Case),
                StatementRules.Past("/receivedAt", received.Body.ReceivedAt, received.Now)));

    [WolverinePost("/v1/regulator/cases/{reference}/receipt-corrections")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<CorrectReceipt> received, CaseAddress address, CaseWork<Incident> work, ActiveRulebook rulebook, By by) =>
        CaseChange.OfAuthority(
            work,
            new ReceiptCorrected(address.Authority, address.Id, received.Body.Report, received.Body.ReceivedAt.ToUniversalTime(), received.Body.Reason, received.Now.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by);
}
