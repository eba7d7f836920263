using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reporting.Contracts.Screening;

/// <summary>The qualifying entity.</summary>
public sealed record Target
{
    public Party? Party { get; init; }

    [WebAddress]
    public string? Website { get; init; }

    public ContactPerson? Contact { get; init; }

    [CompaniesHouseNumber]
    public string? CompaniesHouseNumber { get; init; }

    [Items(20)]
    [EachIndustryCode]
    public IReadOnlyList<string>? SicCodes { get; init; }

    /// <summary>North American codes, for CFIUS.</summary>
    [Items(20)]
    [EachIndustryCode]
    public IReadOnlyList<string>? NaicsCodes { get; init; }

    public ForeignRegistration? ForeignRegistration { get; init; }

    [Prose]
    public string? Activities { get; init; }
}

/// <summary>Whether the target holds classified information. Only that, never the information.</summary>
public sealed record ClassifiedInformation
{
    public required Tri Held { get; init; }

    [Line]
    public string? Level { get; init; }

    [Line]
    public string? Source { get; init; }

    [Prose]
    public string? Description { get; init; }
}

public sealed record Licence : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line]
    public required string Name { get; init; }

    [Line]
    public string? Issuer { get; init; }

    public DateOnly? IssuedOn { get; init; }
}

public sealed record DualUseItem : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line]
    public required string Name { get; init; }

    [Prose]
    public string? Description { get; init; }

    /// <summary>Export Control Classification Number, for CFIUS.</summary>
    [Line(20)]
    public string? Eccn { get; init; }
}

public sealed record VettedPersonnel
{
    [Line]
    public string? Level { get; init; }

    [Range(0, 1_000_000)]
    public int? Number { get; init; }
}

[JsonConverter(typeof(KebabCase<GovernmentArea>))]
public enum GovernmentArea
{
    Defence,
    NationalSecurity,
    LawEnforcement,
    Infrastructure,
}

/// <summary>The thirteen national infrastructure sectors of SI 2021/1272.</summary>
[JsonConverter(typeof(KebabCase<InfrastructureSector>))]
public enum InfrastructureSector
{
    Chemicals,
    CivilNuclear,
    Communications,
    Defence,
    EmergencyServices,
    Energy,
    Finance,
    Food,
    Government,
    Health,
    Space,
    Transport,
    Water,
}

/// <summary>Supply to, or research for, the government.</summary>
public sealed record GovernmentWork : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line]
    public required string Body { get; init; }

    [Prose]
    public string? Text { get; init; }

    public GovernmentArea? Area { get; init; }

    /// <summary>Where the area is infrastructure.</summary>
    public InfrastructureSector? Sector { get; init; }
}

/// <summary>Holders of 5 per cent or more of the target.</summary>
public sealed record TargetShareholders
{
    [Items(200)]
    public IReadOnlyList<Shareholder>? Before { get; init; }

    [Items(200)]
    public IReadOnlyList<Shareholder>? ExpectedAfter { get; init; }
}

/// <summary>Kinds of qualifying asset: National Security and Investment Act 2021 s.7(4).</summary>
[JsonConverter(typeof(KebabCase<AssetCategory>))]
public enum AssetCategory
{
    Land,
    TangibleMoveableProperty,
    IdeasInformationTechniques,
}

[JsonConverter(typeof(KebabCase<AiAsset>))]
public enum AiAsset
{
    Weights,
    Data,
    Source,
}

/// <summary>The qualifying asset, where an asset and no entity is acquired.</summary>
public sealed record AcquiredAsset
{
    public AssetCategory? Category { get; init; }

    [Prose]
    public string? Location { get; init; }

    [Prose]
    public string? Description { get; init; }

    [Line]
    public string? Classification { get; init; }

    [Line]
    public string? Licence { get; init; }

    public Tri? DualUse { get; init; }

    /// <summary>Holds data about UK citizens.</summary>
    public Tri? UkCitizenData { get; init; }

    [Prose]
    public string? Standards { get; init; }

    /// <summary>Who holds which rights before. The chart is a document.</summary>
    [Prose]
    public string? RightsBefore { get; init; }

    [Prose]
    public string? RightsAfter { get; init; }

    [Prose]
    public string? StateRole { get; init; }

    public AiAsset? AiAsset { get; init; }
}

[JsonConverter(typeof(KebabCase<AiUse>))]
public enum AiUse
{
    Identification,
    Robotics,
    Cyber,
}

/// <summary>Activity in the area "artificial intelligence" (SI 2021/1264 Schedule 3).</summary>
public sealed record AiActivity
{
    public Tri? Develops { get; init; }

    public Tri? Modifies { get; init; }

    [Items(3)]
    public IReadOnlyList<AiUse>? UsesFor { get; init; }

    [Items(50)]
    [EachLine]
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Floating-point operations of the largest training run.</summary>
    [Range(0, 1e30)]
    public double? ComputeFlop { get; init; }
}

/// <summary>The deal itself: asked by CFIUS and the EU mechanism, not by a UK notice.</summary>
public sealed record Transaction
{
    [Prose]
    public string? Summary { get; init; }

    [Prose]
    public string? Rationale { get; init; }

    public Money? Value { get; init; }

    [Items(50)]
    public IReadOnlyList<Financing>? Financing { get; init; }

    [Prose]
    public string? Conditions { get; init; }

    /// <summary>Local day on which the parties may walk away.</summary>
    public DateOnly? LongStop { get; init; }
}

public sealed record Financing : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public Party? Party { get; init; }

    [Country]
    public string? Country { get; init; }

    /// <summary>Of the whole financing, per cent.</summary>
    [Percent]
    public decimal? Share { get; init; }
}

public sealed record AcquiredRights
{
    [Range(0, 100)]
    public int? BoardSeats { get; init; }

    public bool? Observer { get; init; }

    [Items(50)]
    [EachLine]
    public IReadOnlyList<string>? Vetoes { get; init; }

    public Tri? TechnicalAccess { get; init; }

    public Tri? WeightsAccess { get; init; }
}

public sealed record Fee
{
    public Money? Amount { get; init; }

    public TimeStatement? PaidAt { get; init; }

    [Reference]
    public string? Reference { get; init; }
}

[JsonConverter(typeof(KebabCase<DocumentKind>))]
public enum DocumentKind
{
    AcquirerStructureChart,
    TargetStructureChartBefore,
    TargetStructureChartAfter,
    AssetRightsChartBefore,
    AssetRightsChartAfter,
    Agreement,
    Other,
}

public sealed record NoticeDocument : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public required DocumentKind Kind { get; init; }

    public required Guid EvidenceId { get; init; }

    /// <summary>Authorities that may see it; absent: each that the notice is submitted to.</summary>
    [Items(20)]
    [EachCode]
    public IReadOnlyList<string>? VisibleTo { get; init; }
}
