using Marten;

namespace Reporting.Server.Commitments;

public static class CommitmentsModule
{
    public static void Map(StoreOptions options) => options.Events.MapEventType<MarkersCommitted>("markers-committed");
}
