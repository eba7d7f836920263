using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Deadlines;

/// <summary>
/// What is owed over all cases, one row a deadline that is neither met nor lapsed: what it is found and ordered by, and
/// nothing that is shown. Written with each evaluation, so that a filing and the list never contradict each other.
/// </summary>
public sealed class OpenDeadlineTable : Table
{
    public const string Name = "open_deadlines";

    public OpenDeadlineTable(string schema)
        : base(new PostgresqlObjectName(schema, Name, SchemaUtils.IdentifierUsage.General))
    {
        AddColumn("tenant_id", "text").AsPrimaryKey();
        AddColumn("case_id", "uuid").AsPrimaryKey();
        AddColumn("key", "text").AsPrimaryKey();

        // The end by the earlier reading: who is bound acts by it. Of what has no end that can be named, OpenDeadlines.Never.
        AddColumn("act_by", "timestamptz").NotNull();
        AddColumn("latest_lawful", "timestamptz");
        AddColumn("regime", "text").NotNull();
        AddColumn("law_status", "text").NotNull();
        AddColumn("binding", "boolean").NotNull();
        AddColumn("binds", "text").NotNull();
        AddColumn("state", "text").NotNull();
        Indexes.Add(new IndexDefinition("ix_open_deadlines_act_by") { Columns = ["tenant_id", "act_by", "case_id", "key"] });
    }
}
