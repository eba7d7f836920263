namespace Reporting.Server.Kernel;

/// <summary>The PostgreSQL schemas: what is ours and what Marten's events and Wolverine's messages lie in. Backups, grants and dashboards name them.</summary>
public static class EventStoreSchemas
{
    public const string Own = "reporting";
    public const string Events = "events";
    public const string Messages = "messages";
}
