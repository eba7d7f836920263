using Marten;
using Reporting.Server.Cases;

namespace Reporting.Server.Incidents;

public static class IncidentsModule
{
    public static void AddIncidents(this IServiceCollection services)
    {
        services.AddSingleton<ICaseRevision>(new CaseRevision<Incident>(CaseType.Incident, i => i.Revision));
        services.AddSingleton<IDesk, Desk<Incident>>();
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<IncidentOpened>("incident-opened");
        options.Events.MapEventType<IncidentReportFiled>("incident-report-filed");
        options.Events.MapEventType<IncidentDetermined>("incident-determined");
        options.Events.MapEventType<IncidentAmended>("incident-amended");
        options.Events.MapEventType<SubmittedElsewhere>("submitted-elsewhere");
        options.Events.MapEventType<ReportWithdrawn>("report-withdrawn");
        options.Events.MapEventType<IncidentWithdrawn>("incident-withdrawn");
        options.Events.MapEventType<IncidentClosed>("incident-closed");
        options.Events.MapEventType<IncidentReopened>("incident-reopened");
        options.Events.MapEventType<IncidentLinked>("incident-linked");
        options.Events.MapEventType<CaseAcknowledged>("case-acknowledged");
        options.Events.MapEventType<ReceiptCorrected>("receipt-corrected");
        options.Events.MapEventType<ReportReviewed>("report-reviewed");
        options.Events.MapEventType<InformationRequested>("information-requested");
        options.Events.MapEventType<InformationRequestWithdrawn>("information-request-withdrawn");
        options.Events.MapEventType<AuthorityClosedCase>("authority-closed-case");
        options.Events.MapEventType<AuthorityReopenedCase>("authority-reopened-case");
        // A case's streams are short: folding one when it is read costs less than keeping a copy at each write.
        options.Projections.LiveStreamAggregation<Incident>();
    }
}
