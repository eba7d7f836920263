using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;

namespace Reporting.Server.Oversight;

/// <summary>Which cases of the caller's authority are meant: every parameter narrows, a parameter given twice means any of these. The queue, its counts and its search read the same.</summary>
public sealed record CaseFilter : IQueryFilter<CaseFilter>
{
    public const string Newest = "newest";
    public const string Oldest = "oldest";
    public const string NearestDue = "due";
    public const string Relevance = "relevance";

    /// <summary>Of <c>assigned</c>: the caller; nobody.</summary>
    public const string Me = "me";
    public const string Nobody = "nobody";

    internal static readonly string[] Flags = ["true", "false"];
    internal static readonly string[] Lanes = [.. Enum.GetValues<LawStatus>().Select(s => Words.Of(s))];

    private static readonly string[] Kinds = [.. Enum.GetValues<TheftKind>().Select(k => Words.Of(k)), .. Enum.GetValues<NoticeKind>().Select(k => Words.Of(k))];

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("type", "Only cases of this type.", ["incident", "screening-notice"], Many: true),
        new("state", "Only what is in this state.", Many: true),
        new("kind", "Only cases of this kind of theft or of notice.", Kinds, Many: true),
        new("regime", "Only cases in which something is owed to the authority, or binds it, under this regime.", Many: true),
        new("lane", "Only cases in which something rests on law of this status.", Lanes, Many: true),
        new("firm", "Only cases of this firm, by its id.", Format: "uuid", Many: true),
        new("severity", "Only cases that the authority holds this grave, by the level of its scheme.", Many: true),
        new("assigned", "Only cases that this member is on; me: the caller; nobody: that nobody is on.", Many: true),
        new("tag", "Only cases with this tag; given twice: with each of them.", Many: true),
        new("overdue", "true: only cases in which something is late that the law asks of somebody; false: only others.", Flags),
        new("dueFrom", "Only cases whose nearest end is at this instant or after it.", Format: "date-time"),
        new("dueBefore", "Only cases whose nearest end is before this instant.", Format: "date-time"),
        new("receivedFrom", "Only cases first received at this instant or after it.", Format: "date-time"),
        new("receivedBefore", "Only cases first received before this instant.", Format: "date-time"),
        new("q", $"Words of what the authority was told: all of them, at most {SearchWords.MostTerms}; \"in quotation marks\" one after the other; with * as a beginning."),
        new("name", "A name like that of somebody whom the authority was told of, in any script."),
        new("sort", "newest or oldest first by receipt, due: nearest end first, relevance: best first, of q.", [Newest, Oldest, NearestDue, Relevance]),
        new("limit", "How many lines a page holds at the most.", Type: "integer"),
        new("cursor", "Goes on where a page ended: its next. Opaque, and good for the same list and the same caller only."),
    ];

    public required By By { get; init; }

    /// <summary>What was asked, in one order, for cursors.</summary>
    public required string Scope { get; init; }

    public required int Limit { get; init; }

    public string? Cursor { get; private init; }

    public string Sort { get; init; } = Newest;

    /// <summary>As <c>to_tsquery</c> reads it.</summary>
    public string? Query { get; private init; }

    public string? Name { get; private init; }

    private Dictionary<string, string[]> Any { get; init; } = [];

    private Guid[]? Firms { get; init; }

    private bool? Overdue { get; init; }

    private Dictionary<string, DateTimeOffset?> Instants { get; init; } = [];

    public static CaseFilter Read(QueryReader query, By by)
    {
        string[] any = ["type", "state", "kind", "regime", "lane", "severity", "assigned", "tag"];
        string[] instants = ["dueFrom", "dueBefore", "receivedFrom", "receivedBefore"];
        var q = query.Text("q");
        var sort = query.Text("sort");
        if (sort == Relevance && q is null)
        {
            query.Fault(new ProblemError("/sort", "nothing-to-rank", "Only what is found by q has a relevance."));
        }

        var filter = new CaseFilter
        {
            By = by,
            Scope = query.Scope,
            Limit = query.Limit,
            Cursor = query.Text("cursor"),
            Sort = sort ?? Newest,
            Query = q is null ? null : SearchWords.Asked(q, query.Fault),
            Name = query.Text("name"),
            Any = any.Select(name => (name, Values: query.Any(name))).Where(a => a.Values is not null).ToDictionary(a => a.name, a => a.Values!),
            Firms = Ids(query, "firm"),
            Overdue = query.Flag("overdue"),
            Instants = instants.ToDictionary(name => name, query.Instant),
        };
        query.Finish();
        return filter;
    }

    /// <summary>All cases of one firm, newest first.</summary>
    public static CaseFilter OfFirm(Guid firm, By by) => new() { By = by, Scope = "", Limit = QueryReader.MostAPage, Firms = [firm] };

    internal static Guid[]? Ids(QueryReader query, string name)
    {
        var ids = new List<Guid>();
        foreach (var text in query.Any(name) ?? [])
        {
            if (Guid.TryParse(text, CultureInfo.InvariantCulture, out var id))
            {
                ids.Add(id);
            }
            else
            {
                query.Fault(new ProblemError("/" + name, "not-an-id", "An id as it was given."));
            }
        }

        return ids.Count > 0 ? [.. ids] : null;
    }

    /// <summary>
    /// The cases meant, as a statement's <c>from … where …</c>: <c>c</c> the case, <c>d</c> the authority's own file of it,
    /// <c>t</c> the words where they are asked for. What the caller may not see is left out here, for every list and count.
    /// </summary>
    /// <param name="at">What had been recorded by then; null: all.</param>
    internal string From(NpgsqlParameterCollection parameters, DateTimeOffset? at, Now now, NameHashes hashes)
    {
        Ask(parameters, By, at, now);

        List<string> where = [$"c.generation = {ViewTables.LiveGeneration}", "c.authority = @authority", AsOf("c", at), NotBarred("c.reference")];
        void Where(string condition, string name, object? value, NpgsqlDbType type)
        {
            if (value is not null)
            {
                where.Add(condition);
                parameters.Add(new NpgsqlParameter(name, type) { Value = value });
            }
        }

        const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
        Where("c.case_type = any (@type)", "type", Any.GetValueOrDefault("type"), Texts);
        Where("c.state = any (@state)", "state", Any.GetValueOrDefault("state"), Texts);
        Where("c.kinds && @kind", "kind", Any.GetValueOrDefault("kind"), Texts);
        Where("c.regimes && @regime", "regime", Any.GetValueOrDefault("regime"), Texts);
        Where("c.lanes && @lane", "lane", Any.GetValueOrDefault("lane"), Texts);
        Where("c.firm = any (@firm)", "firm", Firms, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        Where("d.severity = any (@severity)", "severity", Any.GetValueOrDefault("severity"), Texts);
        Where(Assigned, "assigned", Any.GetValueOrDefault("assigned"), Texts);
        Where("d.tags @> @tag", "tag", Any.GetValueOrDefault("tag"), Texts);
        Where("coalesce(c.overdue_from < @now, false) = @overdue", "overdue", Overdue, NpgsqlDbType.Boolean);
        Where("c.act_by >= @dueFrom", "dueFrom", Instants.GetValueOrDefault("dueFrom"), NpgsqlDbType.TimestampTz);
        Where("c.act_by < @dueBefore", "dueBefore", Instants.GetValueOrDefault("dueBefore"), NpgsqlDbType.TimestampTz);
        Where("c.received_at >= @receivedFrom", "receivedFrom", Instants.GetValueOrDefault("receivedFrom"), NpgsqlDbType.TimestampTz);
        Where("c.received_at < @receivedBefore", "receivedBefore", Instants.GetValueOrDefault("receivedBefore"), NpgsqlDbType.TimestampTz);
        Where("t.body @@ to_tsquery('simple', @q)", "q", Query, NpgsqlDbType.Text);
        Where(NamedLike(at), "threes", Name is null ? null : hashes.Threes(Name), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        return $"""
            from {ViewTables.Cases} c
            left join {DeskTable.Name} d on d.reference = c.reference and {AsOf("d", at)}
            {(Query is null ? "" : $"join {ViewTables.Texts} t on t.generation = c.generation and t.reference = c.reference and {AsOf("t", at)}")}
            where {string.Join("\n  and ", where)}
            """;
    }

    /// <summary>Who asks, and of which moment: what the conditions of every list go by.</summary>
    internal static void Ask(NpgsqlParameterCollection parameters, By by, DateTimeOffset? at, Now now)
    {
        parameters.AddWithValue("authority", by.Authority);
        parameters.AddWithValue("caller", by.Member);
        parameters.AddWithValue("now", now.Value);
        if (at is not null)
        {
            parameters.AddWithValue("at", at.Value);
        }
    }

    internal const string Assigned = $"((d.assignee is null and '{Nobody}' = any (@assigned)) or d.assignee = any (@assigned) or (d.assignee = @caller and '{Me}' = any (@assigned)))";

    internal static string AsOf(string alias, DateTimeOffset? at) =>
        at is null ? $"{alias}.until = 'infinity'::timestamp with time zone" : $"{alias}.since <= @at and {alias}.until > @at";

    /// <summary>Who is kept from a case is so now, whatever moment is asked about.</summary>
    internal static string NotBarred(string reference) =>
        $"not exists (select from {DeskTable.Name} b where b.reference = {reference} and b.until = 'infinity'::timestamp with time zone and @caller = any (b.barred))";

    /// <summary>A name whose case's key was destroyed is nobody's any more.</summary>
    internal static string NotErased(string alias) =>
        $"not exists (select from {EventStoreSchemas.Own}.mt_doc_casekey k where k.tenant_id = {alias}.tenant_id and k.id = {alias}.case_id and (k.data ->> 'erased')::boolean)";

    /// <summary>How alike two sets of threes are: what they share of what they have.</summary>
    internal const string Alike = "(select count(*) from unnest(n.threes) x where x = any (@threes))::float8 / greatest(1, cardinality(n.threes) + cardinality(@threes) - (select count(*) from unnest(n.threes) x where x = any (@threes)))";

    private static string NamedLike(DateTimeOffset? at) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        exists (select from {ViewTables.Names} n where n.generation = c.generation and n.reference = c.reference and {AsOf("n", at)}
                and n.threes && @threes and {Alike} >= {NameHashes.AlikeFrom} and {NotErased("n")})
        """);
}
