using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reporting.Contracts.Screening;

/// <summary>
/// What a party states about one acquisition: the body that opens a case, and in each later submission whatever is stated
/// anew. Paragraphs are those of SI 2021/1272 Schedules 1 to 3. Every member may be absent; what is set by the authority
/// (receipt, acceptance, periods) is never part of it. Value, funding and turnover are not prescribed for a UK notice.
/// </summary>
public sealed record NoticeStatement
{
    /// <summary>The firm's own reference, unique among its cases.</summary>
    [ToOpen]
    [Reference]
    public string? ExternalReference { get; init; }

    [Line]
    public string? Title { get; init; }

    [ToOpen]
    public NoticeKind? NoticeKind { get; init; }

    public CfiusFiling? CfiusFiling { get; init; }

    /// <summary>Whether the transaction has to be declared to the Committee before it is completed (31 CFR 800.401): then it must not close before its assessment has ended.</summary>
    public Tri? MandatoryDeclaration { get; init; }

    /// <summary>Whether the law of the Member State that screens forbids closing before its authority has allowed it.</summary>
    public Tri? StandstillInMemberState { get; init; }

    [ToOpen]
    public NoticeHandling? Handling { get; init; }

    [ToOpen]
    public NotifyingParty? NotifyingParty { get; init; }

    [Items(20)]
    public IReadOnlyList<PreviousNotice>? PreviousNotices { get; init; }

    /// <summary>Who answers for the notifying party.</summary>
    public ContactPerson? Contact { get; init; }

    /// <summary>Why the notifying party may apply for validation (Schedule 3 paragraph 2).</summary>
    [Prose]
    public string? HowMateriallyAffected { get; init; }

    public Representative? Representative { get; init; }

    public Representative? AcquirerRepresentative { get; init; }

    [Items(50)]
    public IReadOnlyList<Acquirer>? Acquirers { get; init; }

    /// <summary>About the acquirer; of several, about the first. The others' stands with each of them.</summary>
    public PartyDetails? Acquirer { get; init; }

    [Items(50)]
    public IReadOnlyList<StateInterest>? AcquirerStateInterest { get; init; }

    /// <summary>Holders of 5 per cent or more of the acquirer. The chart is a document.</summary>
    [Items(200)]
    public IReadOnlyList<Shareholder>? AcquirerShareholders { get; init; }

    public IndirectControl? IndirectControl { get; init; }

    [Prose(20_000)]
    public string? ContractualArrangements { get; init; }

    [Items(100)]
    public IReadOnlyList<BoardMember>? AcquirerBoard { get; init; }

    /// <summary>Screening of the same deal elsewhere in the last twelve months.</summary>
    [Items(50)]
    public IReadOnlyList<OverseasScreening>? OverseasScreening { get; init; }

    [Items(50)]
    public IReadOnlyList<UkApproval>? UkApprovals { get; init; }

    /// <summary>Areas of the notifiable acquisition schedule the target is active in.</summary>
    [Items(17)]
    public IReadOnlyList<SectorArea>? Areas { get; init; }

    public ControlStatement? Control { get; init; }

    public DealStatus? Status { get; init; }

    public EntityOrAsset? EntityOrAsset { get; init; }

    /// <summary>May lie in the future.</summary>
    public TimeStatement? ExpectedCompletion { get; init; }

    public TimeStatement? CompletedAt { get; init; }

    [Prose]
    public string? WhyNotNotified { get; init; }

    public Target? Target { get; init; }

    public ClassifiedInformation? ClassifiedInformation { get; init; }

    [Items(100)]
    public IReadOnlyList<Licence>? Licences { get; init; }

    [Items(200)]
    public IReadOnlyList<DualUseItem>? DualUseItems { get; init; }

    public VettedPersonnel? VettedPersonnel { get; init; }

    [Items(100)]
    public IReadOnlyList<GovernmentWork>? UkGovernmentSupply { get; init; }

    /// <summary>Of the last five years.</summary>
    [Items(100)]
    public IReadOnlyList<GovernmentWork>? UkGovernmentResearch { get; init; }

    public TargetShareholders? TargetShareholders { get; init; }

    [Items(50)]
    public IReadOnlyList<StateInterest>? TargetStateRole { get; init; }

    public AcquiredAsset? Asset { get; init; }

    [Prose(20_000)]
    public string? AdditionalInformation { get; init; }

    public AiActivity? AiActivity { get; init; }

    public Transaction? Transaction { get; init; }

    public AcquiredRights? Rights { get; init; }

    [Prose]
    public string? SensitiveData { get; init; }

    /// <summary>That the transaction is a covered one, or under foreign government control (31 CFR 800.502).</summary>
    [Prose]
    public string? Stipulations { get; init; }

    public Fee? Fee { get; init; }

    /// <summary>Attachments by reference; the structure charts are compulsory ones.</summary>
    [Items(200)]
    public IReadOnlyList<NoticeDocument>? Documents { get; init; }

    /// <summary>Who holds what in whom, one statement each, in the shape of the Beneficial Ownership Data Standard.</summary>
    [Items(5000)]
    public IReadOnlyList<OwnershipStatement>? Ownership { get; init; }
}

/// <summary><c>none</c>: no notice under the 2021 Act, a filing elsewhere only. <c>not-notified</c>: a deal nobody notified, in an authority's own case; it cannot be submitted.</summary>
[JsonConverter(typeof(KebabCase<NoticeKind>))]
public enum NoticeKind
{
    Mandatory,
    Voluntary,
    Validation,
    NotNotified,
    None,
}

[JsonConverter(typeof(KebabCase<CfiusFiling>))]
public enum CfiusFiling
{
    None,
    Declaration,
    Notice,
}

/// <summary>How recipients may handle what is stated.</summary>
public sealed record NoticeHandling
{
    /// <summary>The filer's word that nothing in it is classified above OFFICIAL. Without it nothing can be filed here.</summary>
    public required bool NotAboveOfficial { get; init; }

    /// <summary>Members that are commercially sensitive.</summary>
    [Items(100)]
    [EachPointer]
    public IReadOnlyList<string>? Sensitive { get; init; }
}

[JsonConverter(typeof(KebabCase<NotifyingRole>))]
public enum NotifyingRole
{
    Acquirer,
    Seller,
    QualifyingEntity,
    MateriallyAffected,
}

public sealed record NotifyingParty
{
    public required NotifyingRole Role { get; init; }

    /// <summary>The firm's registered entity that notifies, where it is one.</summary>
    public Guid? EntityId { get; init; }

    public Party? Party { get; init; }
}

[JsonConverter(typeof(KebabCase<PreviousOutcome>))]
public enum PreviousOutcome
{
    Rejected,
    Withdrawn,
    Refiled,
}

public sealed record PreviousNotice : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Reference]
    public required string Reference { get; init; }

    public required PreviousOutcome Outcome { get; init; }

    public TimeStatement? At { get; init; }
}

public sealed record Representative
{
    [Line]
    public Sealed<string>? Name { get; init; }

    [Line]
    public Sealed<string>? BusinessName { get; init; }

    [Prose(1000)]
    public Sealed<string>? Address { get; init; }

    [MailAddress]
    public Sealed<string>? Email { get; init; }

    [Telephone]
    public Sealed<string>? Telephone { get; init; }

    /// <summary>What binds it to the party, such as "solicitor".</summary>
    [Line]
    public string? Relationship { get; init; }

    public bool? MaySubmit { get; init; }

    public bool? MayAcceptService { get; init; }

    public Guid? MandateId { get; init; }
}

public sealed record Acquirer : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public required Party Party { get; init; }

    [Telephone]
    public Sealed<string>? Telephone { get; init; }

    public ContactPerson? Contact { get; init; }

    public ControlStatement? Control { get; init; }

    /// <summary>About this acquirer, where it is not the first.</summary>
    public PartyDetails? Details { get; init; }
}

[JsonConverter(typeof(KebabCase<AcquirerKind>))]
public enum AcquirerKind
{
    Individual,
    Entity,
}

public sealed record PartyDetails
{
    public AcquirerKind? Kind { get; init; }

    /// <summary>Of an individual.</summary>
    [Country]
    public string? Nationality { get; init; }

    /// <summary>Of an entity.</summary>
    [Country]
    public string? Country { get; init; }

    [CompaniesHouseNumber]
    public string? CompaniesHouseNumber { get; init; }

    [Items(20)]
    [EachIndustryCode]
    public IReadOnlyList<string>? SicCodes { get; init; }

    public ForeignRegistration? ForeignRegistration { get; init; }

    [Prose]
    public string? Activities { get; init; }
}

public sealed record ForeignRegistration
{
    [Country]
    public required string Country { get; init; }

    [Line]
    public string? Register { get; init; }

    [Reference]
    public string? Number { get; init; }
}

/// <summary>An interest or a role of a state.</summary>
public sealed record StateInterest : IItem
{
    [ItemId]
    public string? Id { get; init; }

    /// <summary>The <c>id</c> of the acquirer meant, where there are several.</summary>
    [ItemId]
    public string? Of { get; init; }

    /// <summary>The government, or the agent it acts by.</summary>
    [Line]
    public required Sealed<string> Government { get; init; }

    [Country]
    public string? Country { get; init; }

    /// <summary>Per cent.</summary>
    [Percent]
    public decimal? Shares { get; init; }

    /// <summary>Per cent.</summary>
    [Percent]
    public decimal? Votes { get; init; }

    [Prose]
    public string? Role { get; init; }

    [Prose]
    public string? Interests { get; init; }
}

public sealed record Shareholder : IItem
{
    [ItemId]
    public string? Id { get; init; }

    /// <summary>The <c>id</c> of the acquirer held, where there are several.</summary>
    [ItemId]
    public string? Of { get; init; }

    [Line(300)]
    public required Sealed<string> Name { get; init; }

    /// <summary>Of all shares, per cent.</summary>
    [Percent]
    public decimal? Percent { get; init; }

    /// <summary>Of an individual.</summary>
    [Country]
    public string? Nationality { get; init; }

    /// <summary>Of an entity.</summary>
    [Country]
    public string? Country { get; init; }
}

public sealed record IndirectControl
{
    public required Tri Exists { get; init; }

    /// <summary>From the one next to the acquirer to the last entity or person.</summary>
    [Items(50)]
    public IReadOnlyList<Party>? Chain { get; init; }
}

public sealed record BoardMember : IItem
{
    [ItemId]
    public string? Id { get; init; }

    /// <summary>The <c>id</c> of the acquirer meant, where there are several.</summary>
    [ItemId]
    public string? Of { get; init; }

    [Line]
    public required Sealed<string> Name { get; init; }

    public Sealed<DateOnly>? DateOfBirth { get; init; }

    [Line]
    public string? Position { get; init; }

    public Tri? PoliticallyExposed { get; init; }
}

public sealed record OverseasScreening : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line]
    public string? Regime { get; init; }

    [Country]
    public required string Country { get; init; }

    [Items(20)]
    [EachLine(100)]
    public IReadOnlyList<string>? References { get; init; }
}

public sealed record UkApproval : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line]
    public required string Authority { get; init; }

    [Line]
    public string? Nature { get; init; }

    public ApprovalDates? Dates { get; init; }
}

/// <summary>Local days, Europe/London.</summary>
public sealed record ApprovalDates
{
    public DateOnly? AskedOn { get; init; }

    public DateOnly? GivenOn { get; init; }
}

/// <summary>One area of SI 2021/1264, in the edition of the list it was looked up in.</summary>
public sealed record SectorArea : IItem
{
    [ItemId]
    public string? Id { get; init; }

    /// <summary>Number of the Schedule.</summary>
    [Range(1, 17)]
    public required int Schedule { get; init; }

    [Line(50)]
    public string? Paragraph { get; init; }

    /// <summary>First day on which that edition of the list was law.</summary>
    public DateOnly? SectorListVersion { get; init; }

    [Prose]
    public string? Activities { get; init; }
}

/// <summary>Ways of gaining control: National Security and Investment Act 2021 s.8(2), (5), (6), (8) and s.9.</summary>
[JsonConverter(typeof(KebabCase<ControlThreshold>))]
public enum ControlThreshold
{
    /// <summary>s.8(2)(a): from 25 per cent or less to more.</summary>
    [JsonStringEnumMemberName("shares-above-25")]
    SharesAbove25,

    /// <summary>s.8(2)(b).</summary>
    [JsonStringEnumMemberName("shares-above-50")]
    SharesAbove50,

    /// <summary>s.8(2)(c): from less than 75 per cent to 75 or more.</summary>
    [JsonStringEnumMemberName("shares-75-or-more")]
    Shares75OrMore,

    /// <summary>s.8(5)(a).</summary>
    [JsonStringEnumMemberName("votes-above-25")]
    VotesAbove25,

    /// <summary>s.8(5)(b).</summary>
    [JsonStringEnumMemberName("votes-above-50")]
    VotesAbove50,

    /// <summary>s.8(5)(c).</summary>
    [JsonStringEnumMemberName("votes-75-or-more")]
    Votes75OrMore,

    /// <summary>s.8(6): to secure or prevent the passage of any class of resolution.</summary>
    ClassOfResolution,

    /// <summary>s.8(8): material influence on policy. Never mandatory.</summary>
    MaterialInfluence,

    /// <summary>s.9: use of the asset, or more than before.</summary>
    AssetUse,

    /// <summary>s.9: direction or control of how the asset is used, or more than before.</summary>
    AssetControl,
}

public sealed record ControlStatement
{
    [Items(10)]
    public IReadOnlyList<ControlThreshold>? Thresholds { get; init; }

    /// <summary>The shares or votes acquired, described.</summary>
    [Prose]
    public string? SharesOrVotes { get; init; }

    public Holding? Before { get; init; }

    public Holding? After { get; init; }
}

/// <summary>What the acquirer holds.</summary>
public sealed record Holding
{
    [Percent]
    public decimal? SharesPercent { get; init; }

    [Percent]
    public decimal? VotesPercent { get; init; }
}

[JsonConverter(typeof(KebabCase<DealStatus>))]
public enum DealStatus
{
    Contemplation,
    InProgress,
    Completed,
}

[JsonConverter(typeof(KebabCase<EntityOrAsset>))]
public enum EntityOrAsset
{
    Entity,
    Asset,
}
