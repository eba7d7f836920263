using System.Text.Json.Serialization;

namespace Reporting.Contracts.Incidents;

/// <summary>At which stage, and for what, a report is filed.</summary>
[JsonConverter(typeof(KebabCase<SubmissionKind>))]
public enum SubmissionKind
{
    EarlyWarning,
    Notification,
    Intermediate,
    Final,
    ReclassifiedNotReportable,
    Voluntary,

    /// <summary>News between the stages, also where an authority asked for it.</summary>
    Update,
}

/// <summary>POST /v1/incidents/{id}/reports: files one stage to authorities.</summary>
public sealed record FileReport
{
    public required SubmissionKind Stage { get; init; }

    /// <summary>Ids of the authorities it is for. One that works here receives it; for another it is prepared, and owed until a submission there is recorded.</summary>
    [Items(20)]
    [EachCode]
    public required IReadOnlyList<string> Authorities { get; init; }

    /// <summary>The obligations it answers, by their keys (<c>regime/obligation</c>, of another entity <c>regime/obligation@entity</c>); absent: every one that this stage meets at these authorities.</summary>
    [Items(50)]
    [EachLine]
    public IReadOnlyList<string>? Obligations { get; init; }

    /// <summary>What is stated anew. An absent member keeps what the case says.</summary>
    public IncidentStatement? Incident { get; init; }

    /// <summary>Where the report goes, and went, by whatever channel.</summary>
    [Items(50)]
    public IReadOnlyList<Recipient>? Recipients { get; init; }

    public required Submitter SubmittedBy { get; init; }

    /// <summary>The mandate a representative acts under.</summary>
    public Guid? MandateId { get; init; }

    public ReportDeclaration? Declaration { get; init; }

    /// <summary>Why it is late, where it is (GDPR art 33(1)).</summary>
    [Prose]
    public string? LateReason { get; init; }

    /// <summary>Why facts are told otherwise than at an earlier stage, or than to another authority: one for each that <c>reports:validate</c> shows.</summary>
    [Items(100)]
    public IReadOnlyList<DifferenceReason>? Differences { get; init; }

    /// <summary>Protected members, and to whom they go all the same. Nobody else is sent them.</summary>
    [Items(20)]
    public IReadOnlyList<Disclosure>? Disclose { get; init; }
}

public sealed record Submitter
{
    [Line]
    public required Sealed<string> Name { get; init; }

    [Line]
    public required string Role { get; init; }

    /// <summary>When it was signed off, at the firm.</summary>
    public DateTimeOffset? At { get; init; }
}

public sealed record ReportDeclaration
{
    [Line]
    public required Sealed<string> Name { get; init; }

    [Line]
    public required string Role { get; init; }

    public required DateTimeOffset At { get; init; }

    [Prose]
    public required string Text { get; init; }
}

[JsonConverter(typeof(KebabCase<RecipientChannel>))]
public enum RecipientChannel
{
    Here,
    Elsewhere,
}

/// <summary>One authority that was or is told.</summary>
public sealed record Recipient : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Code]
    public string? Regime { get; init; }

    [Code]
    public required string Authority { get; init; }

    [Country]
    public string? MemberState { get; init; }

    public required RecipientChannel Channel { get; init; }

    /// <summary>The authority's reference.</summary>
    [Reference]
    public string? ExternalReference { get; init; }

    /// <summary>When it arrived there.</summary>
    public TimeStatement? SubmittedAt { get; init; }

    public Guid? ProofEvidenceId { get; init; }
}
