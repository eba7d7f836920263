using Npgsql;
using NpgsqlTypes;
using Reporting.Contracts;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;

namespace Reporting.Server.Oversight;

/// <summary>Which deadlines on the authority's board are meant: every parameter narrows, a parameter given twice means any of these.</summary>
public sealed record DeadlineFilter : IQueryFilter<DeadlineFilter>
{
    public const string NearestDue = "due";
    public const string Longest = "age";

    private static readonly string[] States = ["pending", "running", "paused", "missed"];
    private static readonly string[] Parties = [Words.Of(Rulebook.Binds.Firm), Words.Of(Rulebook.Binds.Regulator)];

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("binds", "Only what binds this party: firm, which owes it to the authority, or regulator, the authority itself.", Parties),
        new("regime", "Only what is of this regime, by its id.", Many: true),
        new("lane", "Only what rests on law of this status.", CaseFilter.Lanes, Many: true),
        new("state", "Only what is in this state.", States, Many: true),
        new("type", "Only of cases of this type.", ["incident", "screening-notice"], Many: true),
        new("overdue", "true: only what is late and asked by law that binds; false: only others.", CaseFilter.Flags),
        new("numbered", "false: only duties for which the law names no number of days; true: only others.", CaseFilter.Flags),
        new("from", "Only what ends at this instant or after it.", Format: "date-time"),
        new("until", "Only what ends by this instant.", Format: "date-time"),
        new("assigned", "Only of cases that this member is on; me: the caller; nobody: that nobody is on.", Many: true),
        new("sort", "due: nearest end first; age: what began first.", [NearestDue, Longest]),
        new("limit", "How many lines a page holds at the most.", Type: "integer"),
        new("cursor", "Goes on where a page ended: its next. Opaque, and good for the same list and the same caller only."),
    ];

    public required By By { get; init; }

    public required string Scope { get; init; }

    public required int Limit { get; init; }

    public string? Cursor { get; private init; }

    public string Sort { get; private init; } = NearestDue;

    private IReadOnlyList<(string Name, string Condition, object? Value, NpgsqlDbType Type)> Conditions { get; init; } = [];

    /// <summary>As it stands at the moment asked about: what has been missed since it was recorded is told by its end.</summary>
    internal const string StateNow = "case when e.state = 'running' and e.latest_lawful < @now then 'missed' else e.state end";

    public static DeadlineFilter Read(QueryReader query, By by)
    {
        const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
        var filter = new DeadlineFilter
        {
            By = by,
            Scope = query.Scope,
            Limit = query.Limit,
            Cursor = query.Text("cursor"),
            Sort = query.Text("sort") ?? NearestDue,
            Conditions =
            [
                ("binds", "e.binds = @binds", query.Text("binds"), NpgsqlDbType.Text),
                ("regime", "e.regime = any (@regime)", query.Any("regime"), Texts),
                ("lane", "e.lane = any (@lane)", query.Any("lane"), Texts),
                ("state", $"{StateNow} = any (@state)", query.Any("state"), Texts),
                ("type", "c.case_type = any (@type)", query.Any("type"), Texts),
                ("overdue", "(e.binding and e.state in ('running', 'missed') and coalesce(e.latest_lawful < @now, false)) = @overdue", query.Flag("overdue"), NpgsqlDbType.Boolean),
                ("numbered", "e.numbered = @numbered", query.Flag("numbered"), NpgsqlDbType.Boolean),
                ("from", "e.act_by >= @from", query.Instant("from"), NpgsqlDbType.TimestampTz),
                ("until", "e.act_by <= @until", query.Instant("until"), NpgsqlDbType.TimestampTz),
                ("assigned", CaseFilter.Assigned, query.Any("assigned"), Texts),
            ],
        };
        query.Finish();
        return filter;
    }

    /// <summary>The deadlines meant, as a statement's <c>from … where …</c>: <c>e</c> the deadline, <c>c</c> its case, <c>d</c> the authority's file of it.</summary>
    internal string From(NpgsqlParameterCollection parameters, DateTimeOffset? at, Now now)
    {
        CaseFilter.Ask(parameters, By, at, now);

        foreach (var (name, _, value, type) in Conditions.Where(c => c.Value is not null))
        {
            parameters.Add(new NpgsqlParameter(name, type) { Value = value });
        }

        return $"""
            from {ViewTables.Deadlines} e
            join {ViewTables.Cases} c on c.generation = e.generation and c.reference = e.reference and {CaseFilter.AsOf("c", at)}
            left join {DeskTable.Name} d on d.reference = e.reference and {CaseFilter.AsOf("d", at)}
            where e.generation = {ViewTables.LiveGeneration} and e.authority = @authority and {CaseFilter.AsOf("e", at)} and {CaseFilter.NotBarred("e.reference")}
              and (e.binding or e.state <> 'running' or coalesce(e.latest_lawful >= @now, true))
              {string.Concat(Conditions.Where(c => c.Value is not null).Select(c => $"and {c.Condition}\n  "))}
            """;
    }
}
