using System.Text.Json.Nodes;
using JasperFx.Events;
using Reporting.Contracts;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Incidents;
using Reporting.Server.Screening;

namespace Reporting.Server.Oversight;

/// <summary>One case in one authority's queue, folded from the case's stream alone.</summary>
/// <param name="Reference">The authority's own.</param>
/// <param name="Tenant">Whose case it is: a firm's, or the authority's own.</param>
/// <param name="ReceivedAt">Of the first filing to this authority, UTC.</param>
public sealed record CaseRow(string Reference, string Authority, string Tenant, Guid Case, string CaseType, DateTimeOffset ReceivedAt)
{
    public string State { get; init; } = "received";

    public string? Stage { get; init; }

    public string? Title { get; init; }

    /// <summary>Kinds of theft, the primary one first; of a notice its kind.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>What is owed to this authority or binds it, whatever its state.</summary>
    public IReadOnlyList<BoardLine> Deadlines { get; init; } = [];

    /// <summary>The rows that a filing begins, where it is an authority's first.</summary>
    public static IEnumerable<CaseRow> BegunBy(IEvent e) => e.Data switch
    {
        IncidentReportFiled filed => filed.Cuts.Where(c => !c.Prepared).Select(c => new CaseRow(c.Reference, c.Authority, e.TenantId, e.StreamId, "incident", filed.ReceivedAt)),
        NoticeSubmitted filed => filed.Cuts.Select(c => new CaseRow(c.Reference, c.Authority, e.TenantId, e.StreamId, "screening-notice", filed.ReceivedAt)),
        OwnCaseOpened opened => [new CaseRow(opened.Reference, opened.Authority, e.TenantId, e.StreamId, "screening-notice", opened.ReceivedAt) { State = Words.Of(NoticeState.NotNotified) }],
        _ => [],
    };

    /// <summary>One more event of the case. What concerns other authorities only changes nothing.</summary>
    /// <param name="told">What the authority was told up to and with this event; asked for where it was told something.</param>
    public CaseRow After(IEvent e, Func<Told> told) => e.Data switch
    {
        IncidentReportFiled filed when filed.Cuts.FirstOrDefault(IsOwn) is { } => Filed(Words.Of(filed.Stage), told()),
        NoticeSubmitted filed when filed.Cuts.FirstOrDefault(IsOwn) is { } => Filed("notice", told()),
        OwnCaseOpened => Filed(null, told()),
        IncidentWithdrawn => this with { State = "withdrawn" },
        NoticeWithdrawn when MayBeWithdrawn.Contains(State) => this with { State = "withdrawn" },
        NoticeAccepted accepted when accepted.Authority == Authority && State == "received" => this with { State = "accepted" },
        DeadlinesComputed computed when computed.Concerns?.Contains(Authority) == true => this with { Deadlines = BoardLine.Of(computed, Authority) },
        IAuthorityAct act when act.Authority == Authority => Acted(act),
        _ => this,
    };

    /// <summary>The nearest end among what runs or was missed.</summary>
    public BoardLine? Next => Deadlines.Where(d => d is { State: "running" or "missed", Due: not null }).MinBy(d => d.Due);

    /// <summary>From when on something is late that the law asks of somebody; null: nothing will be.</summary>
    public DateTimeOffset? OverdueFrom => Deadlines.Where(d => d is { State: "running" or "missed", Binding: true }).Min(d => d.LatestLawful);

    public IReadOnlyList<string> Regimes => [.. Deadlines.Select(d => d.Regime).Distinct()];

    public IReadOnlyList<string> Lanes => [.. Deadlines.Select(d => d.Lane).Distinct()];

    // The states in which a firm can take its notice back, and what they are called here.
    private static readonly HashSet<string> MayBeWithdrawn =
        ["received", .. Enum.GetValues<NoticeState>().Where(s => NoticeLife.Table.Allows(s, NoticeCommand.Withdraw)).Select(Words.Of)];

    private bool IsOwn(Cut cut) => cut.Authority == Authority && !cut.Prepared;

    private CaseRow Filed(string? stage, Told told) => this with
    {
        State = State is "rejected" or "withdrawn" ? "received" : State,
        Stage = stage,
        Title = told.Closed["title"]?.GetValue<string>() ?? Title,
        Kinds = told.Closed["theftKinds"] is JsonArray thefts ? [.. thefts.Select(k => k!.GetValue<string>())]
            : told.Closed["noticeKind"] is { } notice ? [notice.GetValue<string>()]
            : Kinds,
    };

    private CaseRow Acted(IAuthorityAct act) => act switch
    {
        CaseAcknowledged when State == "received" => this with { State = "acknowledged" },
        AuthorityClosedCase => this with { State = "closed" },
        AuthorityReopenedCase => this with { State = "acknowledged" },
        DocumentMade made => InState(made.Kind, Effective.Made),
        DocumentServed served => InState(served.Kind, Effective.Given),
        _ => this,
    };

    // Where a document led the case: by the table, from wherever it can be allowed.
    private CaseRow InState(Contracts.Screening.StatutoryDocument kind, Effective how)
    {
        if (!Statutes.IsDrafted(kind) || Statutes.Of(kind) is not { } rule || rule.Effective != how)
        {
            return this;
        }

        var leads = Enum.GetValues<NoticeState>().SelectMany(from => NoticeLife.Table.After(from, rule.Command).Where(to => to != from)).Distinct().ToList();
        return leads is [var to] ? this with { State = Words.Of(to) } : this;
    }
}

/// <summary>One deadline on an authority's board: as the evaluation has it that it was last shown.</summary>
/// <param name="Lane">The status of the law.</param>
/// <param name="Binding">Law that binds somebody: what does not is never missed.</param>
/// <param name="BeganAt">When it was triggered, UTC.</param>
/// <param name="Numbered">Whether the law names how long.</param>
/// <param name="Left">How much was left of a clock that stands, in that unit.</param>
/// <param name="CountedFrom">The first local day that counts, where days are counted.</param>
/// <param name="Calendar">The calendar whose working days are counted, by its id.</param>
/// <param name="Unit">In which time that is left is counted (<c>workingDays</c>, <c>calendarDays</c>, <c>hours</c>); null where nothing is left to count.</param>
public sealed record BoardLine(
    string Key,
    string Regime,
    string Lane,
    bool Binding,
    string Binds,
    string Obligation,
    string Title,
    string State,
    DateTimeOffset? Due,
    DateOnly? DueDate,
    DateTimeOffset? LatestLawful,
    string Zone,
    DateTimeOffset? BeganAt,
    bool Numbered,
    string? Unit,
    decimal? Left,
    DateOnly? CountedFrom,
    string? Calendar,
    string? Entity)
{
    public static IReadOnlyList<BoardLine> Of(DeadlinesComputed computed, string authority) =>
        [.. computed.ShownTo(authority).Select(Of).OrderBy(d => d.Key, StringComparer.Ordinal)];

    private static BoardLine Of(DeadlineRecord d) => new(
        d.Key,
        d.Regime,
        d.LawStatus,
        d.IsBinding,
        d.Binds,
        d.Obligation,
        d.Title,
        d.State,
        d.Due,
        d.DueDate,
        d.LatestLawful,
        d.Zone,
        d.Explanation.FirstOrDefault(s => s.Code == "triggered")?.At,
        d.Explanation.All(s => s.Code != "no-number"),
        d.Remaining?.Unit,
        d.State == "paused" ? d.Remaining?.Amount : null,
        Counted(d, "from") is { } from ? DateOnly.ParseExact(from, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null,
        Counted(d, "calendar"),
        d.Entity);

    // The last step that counts days says from which day on, and on which calendar.
    private static string? Counted(DeadlineRecord d, string what) => d.Explanation.LastOrDefault(s => s.Code is "working-days" or "calendar-days")?.Args?.GetValueOrDefault(what);

    public bool IsOpen => State is "pending" or "running" or "paused" or "missed";
}
