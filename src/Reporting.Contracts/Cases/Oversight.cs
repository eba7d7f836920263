using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reporting.Contracts.Cases;

/// <summary>One line of an authority's board of deadlines.</summary>
public sealed record BoardDeadline
{
    /// <summary>The authority's own reference of the case.</summary>
    public required string Reference { get; init; }

    /// <summary><c>incident</c> or <c>screening-notice</c>.</summary>
    public required string CaseType { get; init; }

    /// <summary>Of the case.</summary>
    public string? CaseTitle { get; init; }

    public required string Regime { get; init; }

    /// <summary>The status of the law it rests on.</summary>
    public required string Lane { get; init; }

    public required string Obligation { get; init; }

    /// <summary>Names the deadline within its case.</summary>
    public required string Key { get; init; }

    public required string Title { get; init; }

    /// <summary>Who is bound: <c>firm</c>, which owes it to the authority, or <c>regulator</c>, the authority itself.</summary>
    public required string Binds { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>paused</c>, <c>missed</c>.</summary>
    public required string State { get; init; }

    /// <summary>The end by the earlier reading of the law, UTC. Null where none can be named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? ActBy { get; init; }

    /// <summary>Local day in <see cref="Zone"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateOnly? ActByDate { get; init; }

    /// <summary>IANA zone in which the law counts.</summary>
    public required string Zone { get; init; }

    /// <summary>The end by the later reading, UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LatestLawful { get; init; }

    /// <summary>As of the moment asked about, in the unit of the law; null where nothing is left to count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Remaining? Remaining { get; init; }

    /// <summary>When it began, UTC; null where it has not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>Of a duty for which the law names no number of days: how many whole days ago it began. Null of any other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? AgeDays { get; init; }

    /// <summary>Of such a duty: older than this system is run to let it get, which is no rule of law. Null of any other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public bool? BeyondTarget { get; init; }

    /// <summary>The member of the authority who is on the case; null: nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Assignee { get; init; }
}

/// <summary>What an authority has had to do with one firm: of its own cases, and as far as it was told.</summary>
public sealed record FirmProfile
{
    public required Guid Firm { get; init; }

    /// <summary>As it is registered.</summary>
    public required string? Name { get; init; }

    public required DateTimeOffset FirstReceivedAt { get; init; }

    public required DateTimeOffset LastReceivedAt { get; init; }

    public required CaseCounts Counts { get; init; }

    /// <summary>Its cases, newest first; at most two hundred. All of them: the queue, narrowed to this firm.</summary>
    public required IReadOnlyList<QueuedCase> Cases { get; init; }
}

/// <summary>Whom one case names, and where else the authority was told of the same.</summary>
public sealed record CaseParties
{
    public required string Reference { get; init; }

    public required IReadOnlyList<PartyHistory> Parties { get; init; }
}

/// <summary>One party of a case, in one part, and its other cases.</summary>
public sealed record PartyHistory
{
    /// <summary>Where in the statement it stands; a holder by its key.</summary>
    public required string Place { get; init; }

    /// <summary>What it is there: <c>acquirer</c>, <c>ultimate-holder</c>, <c>holder</c>, <c>target</c>, <c>suspected-actor</c>, or the member it stands under.</summary>
    public required string Role { get; init; }

    /// <summary>Null where it is known by its numbers only.</summary>
    public Sealed<string>? Name { get; init; }

    /// <summary>Its numbers in registers, as <c>lei:…</c> and <c>reg:GB:…</c>.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>Where else it was named, the surest first, then the newest; at most fifty.</summary>
    public required IReadOnlyList<PartySighting> Elsewhere { get; init; }
}

/// <summary>One other case of the authority in which a party seems to be named.</summary>
public sealed record PartySighting
{
    public required string Reference { get; init; }

    public required string CaseType { get; init; }

    public string? Title { get; init; }

    public required string State { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What it is there.</summary>
    public required string Role { get; init; }

    /// <summary>Why it is taken for the same: <c>number</c> (of a register), <c>name</c> (letter by letter), <c>like</c> (a name like it, which may be another's).</summary>
    public required string By { get; init; }

    /// <summary>How alike the names are, from 0 to 1, as pg_trgm counts.</summary>
    public required double Likeness { get; init; }
}

/// <summary>POST /v1/views/live: readers are shown another generation of the authorities' views from now on.</summary>
public sealed record SwitchViews
{
    /// <summary>The generation to show, which a running server builds.</summary>
    [Range(1, 1_000_000)]
    public required int Generation { get; init; }

    [Prose]
    public required string Reason { get; init; }
}

/// <summary>What was filed to an authority, period by period; a period in which nothing was is left out.</summary>
public sealed record FilingsOverTime(string Per, IReadOnlyList<FiledInPeriod> Periods);

/// <summary>What was filed of one stage in one period.</summary>
/// <param name="From">First day of the period, UTC.</param>
/// <param name="Filings">All filings of this stage.</param>
/// <param name="Cases">Those that were the first of their case to this authority.</param>
/// <param name="Late">Those for whose lateness the filer gave a reason.</param>
public sealed record FiledInPeriod(DateOnly From, string CaseType, string Stage, int Filings, int Cases, int Late);
