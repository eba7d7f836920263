using Reporting.Server.Kernel;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Journal;

/// <summary>The tables of the journal and the ledger. Not documents: the sequencer and the auditor read and write their rows as they are.</summary>
public static class JournalTables
{
    public const string Pending = EventStoreSchemas.Own + ".journal_pending";
    public const string Head = EventStoreSchemas.Own + ".journal_head";
    public const string Journal = EventStoreSchemas.Own + ".journal";
    public const string Readers = EventStoreSchemas.Own + ".journal_readers";
    public const string Tiles = EventStoreSchemas.Own + ".ledger_tiles";

    public static IEnumerable<Table> All() => [PendingTable(), HeadTable(), JournalTable(), ReadersTable(), TilesTable()];

    /// <summary>
    /// Where each command's transaction leaves one row beside its events, for the sequencer to give it a place in the one
    /// contiguous order. No index: rows are written once, read in batches and removed.
    /// </summary>
    private static Table PendingTable()
    {
        var table = Named(Pending);
        table.AddColumn("entry", "uuid").NotNull();
        table.AddColumn("tenant_id", "text").NotNull();
        table.AddColumn("case_id", "uuid").NotNull();
        // The stream's version after the append; 0 where only the events' ids were known when it was written.
        table.AddColumn("case_version", "bigint").NotNull();
        table.AddColumn("kinds", "text[]").NotNull();
        table.AddColumn("readers", "text[]").NotNull();
        table.AddColumn("commitment", "bytea").NotNull();
        table.AddColumn("salt", "bytea").NotNull();
        table.AddColumn("received_at", "timestamptz").NotNull();
        table.AddColumn("recorded_at", "timestamptz").NotNull();
        table.AddColumn("events", "uuid[]");
        table.AddColumn("kind", "smallint").DefaultValueByExpression("1");
        // Why the sequencer could not take it: an alarm.
        table.AddColumn("set_aside", "text");
        return table;
    }

    /// <summary>One row: how long the log is, and the last checkpoints that left this system. Its lock is what makes the order one.</summary>
    private static Table HeadTable()
    {
        var table = Named(Head);
        table.AddColumn("id", "smallint").AsPrimaryKey();
        table.AddColumn("origin", "text").NotNull();
        table.AddColumn("size", "bigint").NotNull();
        table.AddColumn("root", "bytea").NotNull();
        table.AddColumn("checkpoint", "text");
        table.AddColumn("checkpoint_size", "bigint").NotNull().DefaultValueByExpression("-1");
        table.AddColumn("cosigned", "text");
        table.AddColumn("cosigned_size", "bigint").NotNull().DefaultValueByExpression("-1");
        return table;
    }

    /// <summary>Everything recorded, in its one order.</summary>
    private static Table JournalTable()
    {
        var table = Named(Journal);
        table.AddColumn("index", "bigint").AsPrimaryKey();
        table.AddColumn("entry", "uuid").NotNull().AddIndex(i => i.IsUnique = true);
        table.AddColumn("kind", "smallint").NotNull();
        table.AddColumn("tenant_id", "text").NotNull();
        table.AddColumn("case_id", "uuid").NotNull();
        table.AddColumn("first_version", "bigint").NotNull();
        table.AddColumn("last_version", "bigint").NotNull();
        table.AddColumn("kinds", "text[]").NotNull();
        table.AddColumn("readers", "text[]").NotNull();
        table.AddColumn("commitment", "bytea").NotNull();
        // The filer's; destroyed with a case that is erased. No leaf needs it.
        table.AddColumn("salt", "bytea");
        table.AddColumn("stored", "bytea").NotNull();
        table.AddColumn("stored_salt", "bytea").NotNull();
        table.AddColumn("previous", "bytea").NotNull();
        table.AddColumn("leaf", "bytea").NotNull();
        table.AddColumn("received_at", "timestamptz").NotNull();
        table.AddColumn("recorded_at", "timestamptz").NotNull();
        table.AddColumn("sequenced_at", "timestamptz").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_journal_case") { Columns = ["case_id", "last_version"] });
        return table;
    }

    /// <summary>Who may learn of an entry: a firm by its tenant, an authority by its id. What a change feed reads.</summary>
    private static Table ReadersTable()
    {
        var table = Named(Readers);
        table.AddColumn("reader", "text").AsPrimaryKey();
        table.AddColumn("index", "bigint").AsPrimaryKey();
        return table;
    }

    /// <summary>The tree, as C2SP tlog-tiles lays it out.</summary>
    private static Table TilesTable()
    {
        var table = Named(Tiles);
        table.AddColumn("level", "smallint").AsPrimaryKey();
        table.AddColumn("index", "bigint").AsPrimaryKey();
        table.AddColumn("hashes", "bytea").NotNull();
        return table;
    }

    private static Table Named(string name) => new(new PostgresqlObjectName(EventStoreSchemas.Own, name[(EventStoreSchemas.Own.Length + 1)..], SchemaUtils.IdentifierUsage.General));
}
