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

/// <summary><c>POST /v1/regulator/cases/{reference}/information-requests</c>: asks the firm for something by an end that the authority names. It is a deadline of the firm's from then on.</summary>
public static class RequestInformationEndpoint
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        DeskRules.LoadAsync(address, session, vault, cancellation);

    public static ProblemDetails Validate(Received<RequestInformation> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseAddress address, CaseWork<Incident> work) =>
        Rules.First(
            () => DeskRules.Permits(ifMatch, address, work.Case, IncidentCommand.RequestInformation),
            () => Rules.Check(Askable(received)));

    [WolverinePost("/v1/regulator/cases/{reference}/information-requests")]
    public static (Created<ActRecorded>, CaseWrites, OutgoingMessages) Post(Received<RequestInformation> received, CaseAddress address, CaseWork<Incident> work, ActiveRulebook rulebook, By by) =>
        CaseChange.OfAuthority(
            work,
            new InformationRequested(
                address.Authority, address.Id, work.Fresh.Id, received.Body.What, received.Body.Due.ToUniversalTime(), received.Body.Zone ?? "Etc/UTC", received.Now.Value),
            work.Fresh.Id,
            received,
            rulebook,
            by);

    private static IEnumerable<ProblemError> Askable(Received<RequestInformation> received)
    {
        if (received.Body.Due <= received.Now.Value)
        {
            yield return new ProblemError("/due", "in-the-past", "Nobody can answer by then.");
        }

        if (received.Body.Zone is { } zone && NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            yield return new ProblemError("/zone", "unknown-zone", "No zone of the IANA database is called so.");
        }
    }
}
