using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine;

namespace Reporting.Server.Incidents;

/// <summary>Evaluates an incident again and records it where it says something new: "not owed" is looked at again too.</summary>
public static class RecomputeIncidentHandler
{
    public static Task<OutgoingMessages> Handle(RecomputeIncident recompute, IDocumentSession session, ActiveRulebook rulebook, Now now, CancellationToken cancellation) =>
        Reevaluation.RunAsync<Incident>(
            recompute.Case, recompute.Cause, recompute.Rulebook, (found, firm) => IncidentCase.Known(found, firm, now), session, rulebook, now, cancellation);
}
