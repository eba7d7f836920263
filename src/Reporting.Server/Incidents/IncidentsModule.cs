using Marten;
using Reporting.Server.Cases;

namespace Reporting.Server.Incidents;

public static class IncidentsModule
{
    public static void AddIncidents(this IServiceCollection services) =>
        services.AddSingleton<ICaseRevision>(new CaseRevision<Incident>(CaseType.Incident, i => i.Revision));

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<IncidentOpened>("incident-opened");
        options.Events.MapEventType<IncidentReportFiled>("incident-report-filed");
        // A case's streams are short: folding one when it is read costs less than keeping a copy at each write.
        options.Projections.LiveStreamAggregation<Incident>();
    }
}
