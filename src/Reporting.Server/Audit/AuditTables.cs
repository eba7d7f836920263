using Reporting.Server.Kernel;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Audit;

/// <summary>
/// In which months an authority has read a case: all that a firm is ever shown of the reading. Reader: the firm. Written in the
/// transaction that records the reading, so that the two never differ.
/// </summary>
public sealed class ReadMonthTable : Table
{
    public const string Name = EventStoreSchemas.Own + ".audit_read_months";

    public ReadMonthTable()
        : base(new PostgresqlObjectName(EventStoreSchemas.Own, Name[(EventStoreSchemas.Own.Length + 1)..], SchemaUtils.IdentifierUsage.General))
    {
        AddColumn("tenant_id", "text").AsPrimaryKey();
        AddColumn("case_id", "uuid").AsPrimaryKey();
        AddColumn("authority", "text").AsPrimaryKey();
        // Its first day, UTC.
        AddColumn("month", "date").AsPrimaryKey();
        AddColumn("first_at", "timestamptz").NotNull();
        AddColumn("reference", "text").NotNull();
    }
}
