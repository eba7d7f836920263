using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>An incident as the deadline engine is shown it.</summary>
public static class IncidentCase
{
    public const string Type = "incident";

    public static CaseKnown Known(Incident incident, Firm firm, Now now)
    {
        var entity = firm.Entity(incident.Stated.ReportingEntity?.EntityId);
        var profile = entity?.ProfileOn(Clocks.LocalDay(entity.Country, Trigger(incident) ?? now.Value));
        return new CaseKnown(Type, IncidentFacts.Of(incident.Stated, profile), incident.Timeline, incident.Addressees);
    }

    /// <summary>The moment whose profile counts: the awareness, or else the first sign. A firm that becomes essential a month later was not essential then.</summary>
    private static DateTimeOffset? Trigger(Incident incident) =>
        (incident.Timeline.LastOrDefault(h => h.Kind == "became-aware") ?? incident.Timeline.LastOrDefault(h => h.Kind == "discovered"))?.At;
}
