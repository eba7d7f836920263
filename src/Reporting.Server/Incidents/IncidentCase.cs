using Reporting.Server.Deadlines;
using Reporting.Server.Firms;

namespace Reporting.Server.Incidents;

/// <summary>An incident as the deadline engine is shown it.</summary>
public static class IncidentCase
{
    public const string Type = "incident";

    public static CaseKnown Known(Incident incident, Firm firm)
    {
        var entity = firm.Entity(incident.Stated.ReportingEntity?.EntityId);
        return new CaseKnown(Type, IncidentFacts.Of(incident.Stated, entity?.ProfileOn(TriggerDay(incident))), incident.Timeline, incident.Addressees);
    }

    /// <summary>The day whose profile counts: that of the first awareness, or else of the first sign. A firm that becomes essential a month later was not essential then.</summary>
    private static DateOnly TriggerDay(Incident incident)
    {
        var trigger = incident.Timeline.LastOrDefault(h => h.Kind == "became-aware")
            ?? incident.Timeline.LastOrDefault(h => h.Kind == "discovered");
        return DateOnly.FromDateTime((trigger?.At ?? DateTimeOffset.MaxValue).UtcDateTime);
    }
}
