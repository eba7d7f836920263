using Marten;

namespace Reporting.Server.Casework;

public static class CaseworkModule
{
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<SeverityClassified>("severity-classified");
        options.Events.MapEventType<AssessmentRecorded>("assessment-recorded");
        options.Events.MapEventType<CasesLinked>("cases-linked");
    }
}
