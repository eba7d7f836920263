using Reporting.Contracts.Incidents;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>An incident as the deadline engine is shown it.</summary>
public static class IncidentCase
{
    public const string Type = "incident";

    /// <summary>The reporting entity, and every other entity of the firm that the case concerns: each with its own profile, and so with duties of its own.</summary>
    public static CaseKnown Known(Incident incident, Firm firm, Now now)
    {
        var stated = incident.Stated;
        return new CaseKnown(
            Type,
            [
                Entity(null, stated.ReportingEntity?.EntityId),
                .. (stated.AffectedEntities ?? []).Where(e => firm.Entity(e.EntityId) is not null && e.EntityId != stated.ReportingEntity?.EntityId).Select(e => Entity(e, e.EntityId)),
            ],
            incident.Timeline,
            incident.Addressees,
            incident.Requests);

        EntityKnown Entity(AffectedEntity? affected, Guid? id)
        {
            var entity = firm.Entity(id);
            var profile = entity?.ProfileOn(Clocks.LocalDay(entity.Country, Trigger(incident) ?? now.Value));
            return new EntityKnown(affected?.Id ?? EntityKnown.Reporting, IncidentFacts.Of(stated, affected, profile));
        }
    }

    /// <summary>The moment whose profile counts: the awareness, or else the first sign. A firm that becomes essential a month later was not essential then.</summary>
    private static DateTimeOffset? Trigger(Incident incident) =>
        (incident.Timeline.LastOrDefault(h => h.Kind == "became-aware") ?? incident.Timeline.LastOrDefault(h => h.Kind == "discovered"))?.At;
}
