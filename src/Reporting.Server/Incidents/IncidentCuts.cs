using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;

namespace Reporting.Server.Incidents;

/// <summary>What each authority named by a report is sent.</summary>
public static class IncidentCuts
{
    /// <param name="stated">The case as the report states it.</param>
    public static IReadOnlyList<Cut> Of(
        FileReport report, IncidentStatement stated, Incident incident, DeadlineBook book, IReadOnlyDictionary<string, Authority> authorities, RegimeSet rulebook, FreshIds fresh) =>
        [.. Submission.Cuts(
            rulebook,
            book,
            [Words.Of(report.Stage)],
            report.Authorities,
            report.Obligations,
            incident.Addressees,
            fresh,
            stated,
            authority => Told.Withheld(stated, report, authority),
            authority => authorities.TryGetValue(authority, out var known) && known.WorksHere).Select(c => c with { Marking = stated.Handling })];

    public static IReadOnlyList<PreparedFor> Prepared(IReadOnlyList<Cut> cuts, IReadOnlyDictionary<string, Authority> authorities) =>
        [.. cuts.Where(c => c.Prepared).Select(c => authorities.TryGetValue(c.Authority, out var known)
            ? new PreparedFor(c.Authority, known.Name, known.Door.Url ?? known.Door.Email ?? known.Door.Form)
            : new PreparedFor(c.Authority, null, null))];
}
