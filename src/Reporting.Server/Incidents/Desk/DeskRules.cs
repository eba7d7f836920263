using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Incidents.Desk;

/// <summary>What every act of an authority on an incident begins with.</summary>
internal static class DeskRules
{
    public static Task<CaseWork<Incident>> LoadAsync(CaseAddress address, IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        Desks.LoadAsync<Incident>(address, session, vault, cancellation);

    /// <summary>The authority has seen its own cut as it is, and the table allows the act.</summary>
    public static ProblemDetails Permits(string? ifMatch, CaseAddress address, Incident incident, IncidentCommand command) =>
        Rules.First(
            () => Revisions.Match(ifMatch, incident.CutRevisions.GetValueOrDefault(address.Authority)),
            () => IncidentLife.Table.Permits(incident.State, command));

    /// <summary>The report was sent to this authority, and stands.</summary>
    public static IEnumerable<ProblemError> IsOwnReport(Guid report, CaseAddress address, Incident incident)
    {
        var found = incident.Reports.FirstOrDefault(r => r.Report == report && r.Cuts.Any(c => c.Authority == address.Authority && !c.Prepared));
        if (found is null)
        {
            yield return new ProblemError("/report", "unknown-report", "This authority was sent no report with this id.");
        }
        else if (found.Withdrawn)
        {
            yield return new ProblemError("/report", "withdrawn", "The firm has withdrawn this report.");
        }
    }
}
