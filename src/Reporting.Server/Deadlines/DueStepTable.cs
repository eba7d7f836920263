using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Deadlines;

/// <summary>
/// What is due next, one row a case: the calendar. Wolverine holds only the alarm clocks of the coming two days; a year of
/// reminders as frozen messages would be neither searchable nor repairable.
/// </summary>
public sealed class DueStepTable : Table
{
    public const string Name = "due_steps";

    public DueStepTable(string schema)
        : base(new PostgresqlObjectName(schema, Name, SchemaUtils.IdentifierUsage.General))
    {
        AddColumn("tenant_id", "text").AsPrimaryKey();
        AddColumn("case_id", "uuid").AsPrimaryKey();
        AddColumn("at", "timestamptz").NotNull();

        // For which instant a wake-up was published; null: for none yet.
        AddColumn("armed_for", "timestamptz");
        Indexes.Add(new IndexDefinition("ix_due_steps_at") { Columns = ["at"] });
    }
}
