using Reporting.Server.Kernel;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Casework;

/// <summary>
/// What an authority's queue shows of its own file of a case: severity, who is on it, tags, and who may not see it. Reader:
/// that authority's people, by the queue, and the check before each of their requests. Lifecycle: inline, so that whoever is
/// kept from a case is so from the commit on. Each row says from when to when it was so, by the time of recording.
/// </summary>
public sealed class DeskTable : Table
{
    public const string Name = EventStoreSchemas.Own + ".casework_desk";

    public DeskTable()
        : base(new PostgresqlObjectName(EventStoreSchemas.Own, Name[(EventStoreSchemas.Own.Length + 1)..], SchemaUtils.IdentifierUsage.General))
    {
        AddColumn("reference", "text").AsPrimaryKey();
        AddColumn("since", "timestamptz").AsPrimaryKey();
        AddColumn("until", "timestamptz").NotNull();
        AddColumn("authority", "text").NotNull();
        AddColumn("severity", "text");
        AddColumn("assignee", "text");
        AddColumn("tags", "text[]").NotNull().DefaultValueByExpression("'{}'::text[]");
        AddColumn("barred", "text[]").NotNull().DefaultValueByExpression("'{}'::text[]");
        Indexes.Add(new IndexDefinition("ix_casework_desk_current") { Columns = ["authority", "assignee", "reference"], Predicate = "until = 'infinity'::timestamp with time zone" });
    }
}
