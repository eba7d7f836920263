using Reporting.Server.Kernel;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Reporting.Server.Oversight;

/// <summary>
/// The views of the authorities, as tables made for their queries. Every row says from when to when it was so, by the time
/// of recording, so that a list answers what was known at a moment; and of which generation it is, so that a view is built
/// anew beside the one that is read (<see cref="LiveViews"/>).
/// </summary>
public static class ViewTables
{
    /// <summary>A case in an authority's queue.</summary>
    public const string Cases = EventStoreSchemas.Own + ".oversight_cases";

    /// <summary>What of a case is owed to an authority, or binds it.</summary>
    public const string Deadlines = EventStoreSchemas.Own + ".oversight_deadlines";

    /// <summary>What an authority was told, to be searched.</summary>
    public const string Texts = EventStoreSchemas.Own + ".oversight_texts";

    /// <summary>Whom an authority was told of. Names stand here as keyed hashes only.</summary>
    public const string Names = EventStoreSchemas.Own + ".oversight_names";

    /// <summary>What was filed to an authority, one row a filing: flat, and never changed, for whoever counts over time.</summary>
    public const string Filings = EventStoreSchemas.Own + ".oversight_filings";

    /// <summary>Which generation is read: one row, or none for the first.</summary>
    public const string Live = EventStoreSchemas.Own + ".oversight_live";

    /// <summary>The generation that readers are shown now, within a statement.</summary>
    public const string LiveGeneration = $"(select coalesce(max(generation), 1) from {Live})";

    // A partial index is used by a statement that says the same.
    private const string Current = "until = 'infinity'::timestamp with time zone";

    public static IEnumerable<Table> All() => [CasesTable(), DeadlinesTable(), TextsTable(), NamesTable(), FilingsTable(), LiveTable()];

    private static Table CasesTable()
    {
        var table = Versioned(Cases, "reference");
        Belonging(table);
        table.AddColumn("firm", "uuid");
        table.AddColumn("case_type", "text").NotNull();
        table.AddColumn("kinds", "text[]").NotNull();
        table.AddColumn("state", "text").NotNull();
        table.AddColumn("regimes", "text[]").NotNull();
        table.AddColumn("lanes", "text[]").NotNull();
        table.AddColumn("received_at", "timestamptz").NotNull();
        // Far away where nothing that can be named is due.
        table.AddColumn("act_by", "timestamptz").NotNull();
        // From when on something that binds is late.
        table.AddColumn("overdue_from", "timestamptz");
        table.AddColumn("data", "jsonb").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_oversight_cases_newest") { Columns = ["generation", "authority", "received_at", "reference"], Predicate = Current });
        table.Indexes.Add(new IndexDefinition("ix_oversight_cases_due") { Columns = ["generation", "authority", "act_by", "reference"], Predicate = Current });
        table.Indexes.Add(new IndexDefinition("ix_oversight_cases_known") { Columns = ["generation", "authority", "received_at", "reference", "since", "until"] });
        table.Indexes.Add(new IndexDefinition("ix_oversight_cases_case") { Columns = ["generation", "tenant_id", "case_id"], Predicate = Current });
        return table;
    }

    private static Table DeadlinesTable()
    {
        var table = Versioned(Deadlines, "reference", "key");
        table.AddColumn("authority", "text").NotNull();
        table.AddColumn("regime", "text").NotNull();
        table.AddColumn("lane", "text").NotNull();
        table.AddColumn("binding", "boolean").NotNull();
        table.AddColumn("binds", "text").NotNull();
        table.AddColumn("state", "text").NotNull();
        // The end by the earlier reading; far away where none can be named.
        table.AddColumn("act_by", "timestamptz").NotNull();
        table.AddColumn("latest_lawful", "timestamptz");
        // When it began.
        table.AddColumn("began_at", "timestamptz");
        // Whether the law names how long.
        table.AddColumn("numbered", "boolean").NotNull();
        table.AddColumn("data", "jsonb").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_oversight_deadlines_due") { Columns = ["generation", "authority", "act_by", "reference", "key"], Predicate = Current });
        table.Indexes.Add(new IndexDefinition("ix_oversight_deadlines_known") { Columns = ["generation", "authority", "act_by", "reference", "key", "since", "until"] });
        return table;
    }

    private static Table TextsTable()
    {
        var table = Versioned(Texts, "reference");
        Belonging(table);
        table.AddColumn("body", "tsvector").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_oversight_texts_body") { Columns = ["body"], Method = IndexMethod.gin });
        return table;
    }

    private static Table NamesTable()
    {
        var table = Versioned(Names, "reference", "place");
        Belonging(table);
        table.AddColumn("role", "text").NotNull();
        // Numbers in registers, such as lei:… or reg:GB:…: open, since they are no person's.
        table.AddColumn("ids", "text[]").NotNull();
        // Keyed hash of the whole name.
        table.AddColumn("whole", "bigint");
        // Keyed hashes of its threes of letters.
        table.AddColumn("threes", "integer[]").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_oversight_names_threes") { Columns = ["threes"], Method = IndexMethod.gin });
        table.Indexes.Add(new IndexDefinition("ix_oversight_names_ids") { Columns = ["ids"], Method = IndexMethod.gin });
        table.Indexes.Add(new IndexDefinition("ix_oversight_names_whole") { Columns = ["generation", "authority", "whole"] });
        return table;
    }

    private static Table FilingsTable()
    {
        var table = Named(Filings);
        table.AddColumn("generation", "integer").AsPrimaryKey();
        table.AddColumn("authority", "text").AsPrimaryKey();
        table.AddColumn("filing", "uuid").AsPrimaryKey();
        table.AddColumn("reference", "text").NotNull();
        table.AddColumn("firm", "uuid");
        table.AddColumn("case_type", "text").NotNull();
        table.AddColumn("stage", "text").NotNull();
        table.AddColumn("kinds", "text[]").NotNull();
        table.AddColumn("regimes", "text[]").NotNull();
        // The first of its case to this authority.
        table.AddColumn("first", "boolean").NotNull();
        // The filer gave a reason for being late.
        table.AddColumn("late", "boolean").NotNull();
        table.AddColumn("received_at", "timestamptz").NotNull();
        table.Indexes.Add(new IndexDefinition("ix_oversight_filings_received") { Columns = ["generation", "authority", "received_at"] });
        return table;
    }

    private static Table LiveTable()
    {
        var table = Named(Live);
        table.AddColumn("one", "boolean").AsPrimaryKey();
        table.AddColumn("generation", "integer").NotNull();
        table.AddColumn("switched_at", "timestamptz").NotNull();
        return table;
    }

    private static Table Versioned(string name, params string[] key)
    {
        var table = Named(name);
        table.AddColumn("generation", "integer").AsPrimaryKey();
        foreach (var column in key)
        {
            table.AddColumn(column, "text").AsPrimaryKey();
        }

        table.AddColumn("since", "timestamptz").AsPrimaryKey();
        table.AddColumn("until", "timestamptz").NotNull();
        return table;
    }

    // Whose it is, and whose key opens what is said of persons in it.
    private static void Belonging(Table table)
    {
        table.AddColumn("authority", "text").NotNull();
        table.AddColumn("tenant_id", "text").NotNull();
        table.AddColumn("case_id", "uuid").NotNull();
    }

    private static Table Named(string name) => new(new PostgresqlObjectName(EventStoreSchemas.Own, name[(EventStoreSchemas.Own.Length + 1)..], SchemaUtils.IdentifierUsage.General));
}
