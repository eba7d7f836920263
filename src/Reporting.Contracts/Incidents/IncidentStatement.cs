using System.Text.Json.Serialization;

namespace Reporting.Contracts.Incidents;

/// <summary>
/// What a firm states about one AI theft: the body that opens a case, and in each later report whatever is stated anew.
/// Every member may be absent (not stated, a gap where a form asks for it); what is not known is said as <c>unknown</c>.
/// Partial is legal, invalid is not.
/// </summary>
public sealed record IncidentStatement
{
    /// <summary>The firm's own reference, unique among its cases.</summary>
    [ToOpen]
    [Reference]
    public string? ExternalReference { get; init; }

    [ToOpen]
    [Line]
    public string? Title { get; init; }

    /// <summary>A short plain statement of what happened.</summary>
    [ToOpen]
    [Prose]
    public string? Summary { get; init; }

    /// <summary>What kind of theft; the first is the primary one.</summary>
    [ToOpen]
    [Items(7)]
    public IReadOnlyList<TheftKind>? TheftKinds { get; init; }

    [ToOpen]
    public IncidentHandling? Handling { get; init; }

    /// <summary>The legal entity whose duties these are.</summary>
    [ToOpen]
    public ReportingEntity? ReportingEntity { get; init; }

    [Items(50)]
    public IReadOnlyList<AffectedEntity>? AffectedEntities { get; init; }

    public Party? UltimateParent { get; init; }

    [Items(20)]
    public IReadOnlyList<IncidentContact>? Contacts { get; init; }

    public LawEnforcement? LawEnforcement { get; init; }

    public DisclosureDelay? DisclosureDelay { get; init; }

    /// <summary>Facts that hold for this case in place of the entity's regulatory profile, and why.</summary>
    public ProfileOverride? Profile { get; init; }

    /// <summary>When the entity became aware. While it is not stated no awareness clock runs, and the case says so as an open question.</summary>
    public Awareness? BecameAwareAt { get; init; }

    /// <summary>When the first sign was seen, by whom and in what.</summary>
    [ToOpen]
    public Awareness? DetectedAt { get; init; }

    public TimeStatement? OccurredFrom { get; init; }

    public TimeStatement? OccurredTo { get; init; }

    public IncidentStatus? Status { get; init; }

    /// <summary>Discovery of a critical safety incident (Cal. Bus. &amp; Prof. Code 22757.13).</summary>
    public DecidedTime? DiscoveredAt { get; init; }

    /// <summary>Reasonable belief that a covered incident occurred (6 U.S.C. 681b).</summary>
    public DecidedTime? ReasonableBeliefAt { get; init; }

    /// <summary>Classification as major (Regulation (EU) 2022/2554 art 19).</summary>
    public DecidedTime? ClassifiedMajorAt { get; init; }

    /// <summary>Determination that the incident is material (Form 8-K item 1.05).</summary>
    public DecidedTime? MaterialityDeterminedAt { get; init; }

    public DecidedTime? RansomPaidAt { get; init; }

    /// <summary>A corrective or mitigating measure is available (Regulation (EU) 2024/2847 art 14(2)(c)).</summary>
    public DecidedTime? CorrectiveMeasureAvailableAt { get; init; }

    /// <summary>True: still being handled, so that a progress report stands in for the final one (Directive (EU) 2022/2555 art 23(4)(e)).</summary>
    public bool? NotHandledYet { get; init; }

    public DecidedTime? HandledAt { get; init; }

    public DecidedTime? RecoveredAt { get; init; }

    public DecidedTime? RootCauseAddressedAt { get; init; }

    public DecidedTime? ResolvedAt { get; init; }

    [Items(50)]
    public IReadOnlyList<Determination>? Determinations { get; init; }

    public Tri? SuspectedMalicious { get; init; }

    public Tri? CrossBorder { get; init; }

    [Items(60)]
    [EachCountry]
    public IReadOnlyList<string>? AffectedMemberStates { get; init; }

    [Items(250)]
    [EachCountry]
    public IReadOnlyList<string>? ProductAvailableIn { get; init; }

    public DiscoveryMethod? DiscoveryMethod { get; init; }

    public OriginThirdParty? OriginThirdParty { get; init; }

    /// <summary>The business continuity plan was activated.</summary>
    public Tri? BcpActivated { get; init; }

    [Items(100)]
    public IReadOnlyList<StolenAsset>? Assets { get; init; }

    public Extraction? Extraction { get; init; }

    [Items(50)]
    public IReadOnlyList<SuspectedActor>? SuspectedActors { get; init; }

    [Items(200)]
    public IReadOnlyList<Technique>? Techniques { get; init; }

    [Items(2000)]
    public IReadOnlyList<Indicator>? Indicators { get; init; }

    [Items(200)]
    public IReadOnlyList<Vulnerability>? Vulnerabilities { get; init; }

    /// <summary>The product with digital elements concerned (Regulation (EU) 2024/2847).</summary>
    public ProductStatement? Product { get; init; }

    /// <summary>The AI system or model concerned (Regulation (EU) 2024/1689 arts 55, 73).</summary>
    public ProductStatement? AiSystem { get; init; }

    public Harm? Harm { get; init; }

    public PersonalDataBreach? PersonalData { get; init; }

    public Reach? Reach { get; init; }

    public Costs? Money { get; init; }

    public MaterialImpact? MaterialImpact { get; init; }

    public Ransom? Ransom { get; init; }

    [Items(200)]
    public IReadOnlyList<Measure>? Measures { get; init; }

    /// <summary>What those who use the service or product can do themselves.</summary>
    [Prose]
    public string? UserGuidance { get; init; }

    /// <summary>What defences were in place. Shown only to recipients that ask for it.</summary>
    [Prose(20_000)]
    public string? SecurityDefences { get; init; }

    [Prose(20_000)]
    public string? ChainOfEvents { get; init; }

    public RootCause? RootCause { get; init; }

    [Prose(20_000)]
    public string? Lessons { get; init; }

    /// <summary>References of earlier incidents of the same cause.</summary>
    [Items(50)]
    [EachLine]
    public IReadOnlyList<string>? Recurrence { get; init; }

    /// <summary>Local day of the entity until which evidence is kept.</summary>
    public DateOnly? EvidencePreservedUntil { get; init; }
}

[JsonConverter(typeof(KebabCase<TheftKind>))]
public enum TheftKind
{
    WeightExfiltration,
    ModelDistillation,
    TrainingDataTheft,
    SourceTheft,
    Insider,
    SupplyChain,
    Attempted,
}

[JsonConverter(typeof(KebabCase<IncidentStatus>))]
public enum IncidentStatus
{
    Ongoing,
    Contained,
    Resolved,
}

/// <summary>How recipients may handle what is stated.</summary>
public sealed record IncidentHandling
{
    public required Tlp Tlp { get; init; }

    /// <summary>The filer's word that nothing in it is classified above OFFICIAL. Without it nothing can be filed here.</summary>
    public required bool NotAboveOfficial { get; init; }

    /// <summary>Countries the content must stay in; empty or absent: no such limit.</summary>
    [Items(30)]
    [EachCountry]
    public IReadOnlyList<string>? Residency { get; init; }

    /// <summary>Members under legal professional privilege.</summary>
    [Items(100)]
    [EachPointer]
    public IReadOnlyList<string>? Privileged { get; init; }
}

/// <summary>A legal entity in its part of reporting.</summary>
public record ReportingEntity : Party
{
    /// <summary>The firm's registered entity, whose regulatory profile the case inherits as of its trigger.</summary>
    public Guid? EntityId { get; init; }

    /// <summary>What it is in the words of the regimes, such as <c>cloud-computing</c> or <c>credit-institution</c>.</summary>
    [Code]
    public string? EntityType { get; init; }

    [Items(30)]
    [EachCountry]
    public IReadOnlyList<string>? MemberStates { get; init; }
}

/// <summary>Another entity the theft struck. One that is registered with the firm (<c>entityId</c>) has duties of its own, computed from its own profile.</summary>
public sealed record AffectedEntity : ReportingEntity, IItem
{
    [ItemId]
    [JsonPropertyOrder(-1)]
    public string? Id { get; init; }

    /// <summary>Facts that hold for this entity in this case in place of its regulatory profile, and why.</summary>
    public ProfileOverride? Profile { get; init; }
}

[JsonConverter(typeof(KebabCase<ContactRole>))]
public enum ContactRole
{
    Primary,
    Second,
    Technical,
    Legal,
    Dpo,
}

public sealed record IncidentContact : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line]
    public Sealed<string>? Name { get; init; }

    public required ContactRole Role { get; init; }

    [MailAddress]
    public Sealed<string>? Email { get; init; }

    [Telephone]
    public Sealed<string>? Telephone { get; init; }

    /// <summary>How to reach the contact when the entity's own mail and telephones cannot be trusted.</summary>
    [Line]
    public Sealed<string>? OutOfBand { get; init; }
}

public sealed record LawEnforcement
{
    public required Tri Engaged { get; init; }

    [Line]
    public string? Agency { get; init; }

    [Reference]
    public string? Reference { get; init; }
}

/// <summary>A lawful delay of disclosure (Form 8-K item 1.05(c) and its like).</summary>
public sealed record DisclosureDelay
{
    /// <summary>Who allowed it: an office, such as the Attorney General.</summary>
    [Line]
    public required string By { get; init; }

    [Prose]
    public string? Basis { get; init; }

    public TimeStatement? Until { get; init; }
}

/// <summary>A moment of noticing.</summary>
public sealed record Awareness : TimeStatement
{
    /// <summary>Who noticed: an office, a person or a party.</summary>
    [Line]
    public Sealed<string>? ByWhom { get; init; }

    /// <summary>What it rests on.</summary>
    [Prose]
    public string? Basis { get; init; }
}

/// <summary>A moment that somebody decided upon.</summary>
public sealed record DecidedTime : TimeStatement
{
    [Line]
    public Sealed<string>? DecidedBy { get; init; }

    [Prose]
    public string? Reasons { get; init; }
}

[JsonConverter(typeof(KebabCase<DeterminationKind>))]
public enum DeterminationKind
{
    Significant,
    Major,
    Material,
    Severe,
    CriticalSafety,
    ActivelyExploitedVulnerability,
    RiskToPersons,
    HighRiskToPersons,
    NotReportable,
}

/// <summary>The firm's recorded decision on a question of fact or law. What an authority assesses is a statement of its own.</summary>
public sealed record Determination : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public required DeterminationKind Kind { get; init; }

    public required Tri Outcome { get; init; }

    /// <summary>Who decided. A determination is none without it.</summary>
    [Line]
    public Sealed<string>? DecidedBy { get; init; }

    public TimeStatement? DecidedAt { get; init; }

    [Prose]
    public string? Reasons { get; init; }

    /// <summary>The criteria held against, in the words of the regime.</summary>
    [Items(30)]
    [EachLine]
    public IReadOnlyList<string>? Criteria { get; init; }

    /// <summary>The item of <c>affectedEntities</c> it is about; absent: every entity of the case.</summary>
    [ItemId]
    public string? Entity { get; init; }

    /// <summary>The one regime it is about; absent: every one that asks.</summary>
    [Code]
    public string? Regime { get; init; }
}

/// <summary>How the incident was found: the answers of Implementing Regulation (EU) 2025/302 field 2.7.</summary>
[JsonConverter(typeof(KebabCase<DiscoveryMethod>))]
public enum DiscoveryMethod
{
    ItSecurity,
    Staff,
    InternalAudit,
    ExternalAudit,
    Clients,
    FinancialInfrastructure,
    ThirdPartyProvider,
    Attacker,
    MonitoringSystems,
    Authority,
    Other,
}

public sealed record OriginThirdParty
{
    public required Tri Involved { get; init; }

    public Party? Party { get; init; }
}
