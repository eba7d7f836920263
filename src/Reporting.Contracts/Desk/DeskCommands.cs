using System.Text.Json.Serialization;

namespace Reporting.Contracts.Desk;

/// <summary>POST /v1/regulator/cases/{reference}/acknowledgement: the authority has seen the case and answers.</summary>
public sealed record AcknowledgeCase
{
    /// <summary>The authority's own reference.</summary>
    [Reference]
    public string? Reference { get; init; }

    /// <summary>What it says to the firm: initial feedback, guidance, whom to call.</summary>
    [Prose(20_000)]
    public string? Text { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/receipt-corrections: the report was received at another time than recorded.</summary>
public sealed record CorrectReceipt
{
    public required Guid Report { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    [Prose]
    public required string Reason { get; init; }
}

[JsonConverter(typeof(KebabCase<ReviewOutcome>))]
public enum ReviewOutcome
{
    Accepted,
    Questions,
}

/// <summary>POST /v1/regulator/cases/{reference}/reviews: what the authority makes of one report.</summary>
public sealed record ReviewReport
{
    public required Guid Report { get; init; }

    public required ReviewOutcome Outcome { get; init; }

    /// <summary>What it asks, where it has questions.</summary>
    [Prose(20_000)]
    public string? Questions { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/information-requests: asks the firm for something by a day of the authority's own.</summary>
public sealed record RequestInformation
{
    [Prose(20_000)]
    public required string What { get; init; }

    /// <summary>The last instant at which the answer is in time.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>IANA zone in which the authority means it; UTC when absent.</summary>
    [Line(60)]
    public string? Zone { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/representations: a party that is suspected has replied. Shown wherever the suspicion is.</summary>
public sealed record RecordRepresentation
{
    /// <summary>The party that replies.</summary>
    [Line(300)]
    public required Sealed<string> Party { get; init; }

    [Prose(20_000)]
    public required Sealed<string> Text { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/severity: how grave the authority holds the incident, by a documented scheme. Never shown to the firm.</summary>
public sealed record ClassifySeverity
{
    /// <summary>The scheme, such as <c>uk-ncsc-categories</c>.</summary>
    [Code]
    public required string Scheme { get; init; }

    /// <summary>The level in that scheme.</summary>
    [Code]
    public required string Level { get; init; }

    [Prose]
    public required string Reasons { get; init; }
}

/// <summary>How far a source is trusted (NATO admiralty code).</summary>
[JsonConverter(typeof(KebabCase<SourceReliability>))]
public enum SourceReliability
{
    CompletelyReliable,
    UsuallyReliable,
    FairlyReliable,
    NotUsuallyReliable,
    Unreliable,
    CannotBeJudged,
}

/// <summary>POST /v1/regulator/cases/{reference}/assessments: what the authority itself holds true, beside what the firm says. Never shown to the firm.</summary>
public sealed record RecordAssessment
{
    /// <summary>The member of the statement it is about, where it is about one.</summary>
    [Pointer]
    public string? About { get; init; }

    [Prose(20_000)]
    public required Sealed<string> Text { get; init; }

    /// <summary>What it rests on.</summary>
    [Line]
    public required Sealed<string> Source { get; init; }

    public required SourceReliability Reliability { get; init; }

    /// <summary>Per cent.</summary>
    [Percent]
    public required decimal Confidence { get; init; }
}

[JsonConverter(typeof(KebabCase<CaseRelation>))]
public enum CaseRelation
{
    Duplicate,
    SameEvent,
}

/// <summary>POST /v1/regulator/cases/{reference}/links: two cases of this authority speak of one event. No reporter learns of another.</summary>
public sealed record LinkCases
{
    /// <summary>The other case, by this authority's reference.</summary>
    [Line(40)]
    public required string Other { get; init; }

    public required CaseRelation Relation { get; init; }

    [Prose]
    public required string Reason { get; init; }
}

/// <summary>A step of the authority that needs a reason and nothing else.</summary>
public sealed record StateReason
{
    [Prose]
    public required string Reason { get; init; }
}
