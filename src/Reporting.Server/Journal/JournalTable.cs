using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Journal;

/// <summary>
/// Where each command's transaction leaves one row beside its events, for the sequencer to give it a place in the one
/// contiguous order. No index: rows are written once, read in batches and removed.
/// </summary>
public sealed class JournalTable : Table
{
    public const string Name = "journal_pending";

    public JournalTable(string schema)
        : base(new PostgresqlObjectName(schema, Name, SchemaUtils.IdentifierUsage.General))
    {
        AddColumn("entry", "uuid").NotNull();
        AddColumn("tenant_id", "text").NotNull();
        AddColumn("case_id", "uuid").NotNull();
        AddColumn("case_version", "bigint").NotNull();
        AddColumn("kinds", "text[]").NotNull();
        AddColumn("readers", "text[]").NotNull();
        AddColumn("commitment", "bytea").NotNull();
        AddColumn("salt", "bytea").NotNull();
        AddColumn("received_at", "timestamptz").NotNull();
        AddColumn("recorded_at", "timestamptz").NotNull();
    }
}
