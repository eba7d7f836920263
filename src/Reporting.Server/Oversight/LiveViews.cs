using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Oversight;

/// <summary>
/// The one place that knows which version of a view readers are shown. A new version is built beside the old one and
/// readers are switched here, at once, when it has caught up; until then both exist and nobody notices.
/// </summary>
public static class LiveViews
{
    /// <summary>Where the queue of all authorities lies, for what is counted in SQL.</summary>
    public const string QueueTable = EventStoreSchemas.Own + ".mt_doc_regulatorcase";

    /// <summary>The queue as readers see it now, of one authority and nobody else.</summary>
    public static IQueryable<RegulatorCase> Queue(IQuerySession session, string authority) =>
        session.Query<RegulatorCase>().Where(c => c.Authority == authority);
}
