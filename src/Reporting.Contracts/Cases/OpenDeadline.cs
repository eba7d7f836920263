using System.Text.Json.Serialization;

namespace Reporting.Contracts.Cases;

/// <summary>What one case owes under one regime, as one line of GET /v1/deadlines.</summary>
public sealed record OpenDeadline
{
    public required Guid Case { get; init; }

    /// <summary>The firm's reference of the case here.</summary>
    public required string CaseReference { get; init; }

    public required string ExternalReference { get; init; }

    /// <summary><c>incident</c> or <c>screening-notice</c>.</summary>
    public required string CaseType { get; init; }

    /// <summary>Where the case is read.</summary>
    public required string CaseUrl { get; init; }

    public required string Regime { get; init; }

    /// <summary>First day of the regime's edition applied.</summary>
    public required string Edition { get; init; }

    /// <summary>The status of the law it rests on: <c>in-force</c>, <c>enacted</c>, <c>bill</c>, <c>proposed</c>, <c>voluntary</c>, <c>repealed</c>. A bill, a proposal and a voluntary code are never missed.</summary>
    public required string Lane { get; init; }

    /// <summary><c>applies</c> or <c>undetermined</c>, which is chased as if it applied.</summary>
    public required string Applicability { get; init; }

    public required string Obligation { get; init; }

    /// <summary>Names the deadline within its case.</summary>
    public required string Key { get; init; }

    /// <summary>The item of <c>affectedEntities</c> whose duty it is; absent: the reporting entity's.</summary>
    public string? Entity { get; init; }

    public required string Title { get; init; }

    /// <summary>Who is bound: <c>firm</c> or <c>regulator</c>.</summary>
    public required string Binds { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>paused</c>, <c>missed</c>.</summary>
    public required string State { get; init; }

    /// <summary>The end by the earlier reading of the law, UTC: who is bound acts by it. Null where none can be named yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? ActBy { get; init; }

    /// <summary>Local day in <see cref="Zone"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateOnly? ActByDate { get; init; }

    /// <summary>IANA zone in which the law counts.</summary>
    public required string Zone { get; init; }

    /// <summary>The end by the later reading, UTC: who relies on the period being over waits for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LatestLawful { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateOnly? LatestLawfulDate { get; init; }

    /// <summary>As of this answer, in the unit of the law.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Remaining? Remaining { get; init; }

    /// <summary>The authority it is owed to or that it binds, by its id.</summary>
    public required string OwedTo { get; init; }

    /// <summary>Its line in the register of authorities; null where it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public OwedAuthority? Authority { get; init; }

    /// <summary>The registered member who is on it. Null: nobody yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Assignee { get; init; }
}

/// <summary>An authority and the door at which it takes filings.</summary>
/// <param name="WorksHere">Receipt in this system is receipt by it; otherwise what was submitted elsewhere is recorded here.</param>
public sealed record OwedAuthority(string Name, bool WorksHere, string? Url, string? Form, string? Email);
