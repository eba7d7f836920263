using System.Text.Json.Nodes;
using JasperFx.Events;
using Reporting.Server.Cases;
using Reporting.Server.Incidents;
using Reporting.Server.Privacy;
using Reporting.Server.Screening;

namespace Reporting.Server.Oversight;

/// <summary>What one authority has been told of a case, by the case's history up to a moment: its own cut and nothing else. Views of the authorities are made from it.</summary>
/// <param name="Closed">Its cut of the statement, without what is said of persons.</param>
/// <param name="Open">The same with it; null where nothing was opened.</param>
/// <param name="Answers">What the firm answered to its questions.</param>
/// <param name="Revision">Of its cut.</param>
public sealed record Told(JsonObject Closed, JsonObject? Open, IReadOnlyList<string> Answers, int Revision)
{
    /// <param name="events">The case's stream from its first event on.</param>
    /// <param name="seal">Null: persons stay closed.</param>
    public static Told To(string authority, IReadOnlyList<IEvent> events, CaseSeal? seal)
    {
        var (stated, fields, revision) = events[0].Data is IncidentOpened ? OfIncident(authority, events, seal) : OfNotice(authority, events, seal);
        return new Told(
            CutOf.Of(CutOf.WithoutPersons(stated), fields),
            seal is null ? null : CutOf.Statement(stated, fields),
            [.. events.Select(e => e.Data).OfType<InformationProvided>().Where(a => a.Authority == authority).Select(a => a.Text)],
            revision);
    }

    private static (object Stated, IReadOnlyList<string> Fields, int Revision) OfIncident(string authority, IReadOnlyList<IEvent> events, CaseSeal? seal)
    {
        var (incident, _) = ReadIncidentEndpoint.Fold(events, seal);
        return (
            incident.AsKnownTo(authority).Stated,
            [.. events.Select(e => e.Data).OfType<IncidentReportFiled>().SelectMany(r => r.Cuts).Where(c => c.Authority == authority && !c.Prepared).SelectMany(c => c.Fields).Distinct()],
            incident.CutRevisions.GetValueOrDefault(authority));
    }

    private static (object Stated, IReadOnlyList<string> Fields, int Revision) OfNotice(string authority, IReadOnlyList<IEvent> events, CaseSeal? seal)
    {
        var (notice, _) = ReadNoticeEndpoint.Fold(events, seal);
        return (
            notice.AsKnownTo(authority).Stated,
            notice.Own is null
                ? [.. events.Select(e => e.Data).OfType<NoticeSubmitted>().SelectMany(s => s.Cuts).Where(c => c.Authority == authority).SelectMany(c => c.Fields).Distinct()]
                : [.. Kernel.Statements.MembersOf(typeof(Contracts.Screening.NoticeStatement)).Keys.Select(m => "/" + m)],
            notice.CutRevisions.GetValueOrDefault(authority));
    }
}
