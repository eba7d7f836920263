using Marten;

namespace Reporting.Server.Audit;

public static class AuditModule
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<ReadRecorder>();
        services.AddHostedService(s => s.GetRequiredService<ReadRecorder>());
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<CaseRead>("case-read");
        options.Events.MapEventType<ReadsReleased>("reads-released");
        options.Storage.ExtendedSchemaObjects.Add(new ReadMonthTable());
    }
}
