using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reporting.Contracts.Incidents;

[JsonConverter(typeof(KebabCase<AssetKind>))]
public enum AssetKind
{
    Weights,
    TrainingData,
    Source,
    SystemPrompt,
    Rag,
    Other,
}

[JsonConverter(typeof(KebabCase<Taken>))]
public enum Taken
{
    Accessed,
    Copied,
    Published,
    Unknown,
}

[JsonConverter(typeof(KebabCase<Modality>))]
public enum Modality
{
    Text,
    Image,
    Audio,
    Video,
    Code,
    Action,
    Biological,
    Other,
}

/// <summary>What was taken, or aimed at.</summary>
public sealed record StolenAsset : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public required AssetKind Kind { get; init; }

    [Line]
    public string? ModelFamily { get; init; }

    [Line]
    public string? Version { get; init; }

    [Items(8)]
    public IReadOnlyList<Modality>? Modality { get; init; }

    /// <summary>Floating-point operations spent on training, in total.</summary>
    [Range(0, 1e30)]
    public double? TrainingComputeFlop { get; init; }

    /// <summary>The weights are lawfully public anyway.</summary>
    public Tri? OpenWeights { get; init; }

    /// <summary>How far the taking went, as far as is known.</summary>
    public Taken? Taken { get; init; }

    /// <summary>How much of the asset, per cent.</summary>
    [Percent]
    public Est<decimal>? Share { get; init; }

    public Tri? KeysTaken { get; init; }

    public Tri? SafeguardsRemoved { get; init; }

    public Tri? DualUse { get; init; }

    public ExportControl? ExportControl { get; init; }
}

public sealed record ExportControl
{
    /// <summary>Entries of control lists, such as 4E091.</summary>
    [Items(20)]
    [EachLine(50)]
    public IReadOnlyList<string>? Entries { get; init; }

    [Reference]
    public string? Licence { get; init; }
}

[JsonConverter(typeof(KebabCase<ExtractionSurface>))]
public enum ExtractionSurface
{
    Api,
    App,
    Reseller,
    Insider,
}

/// <summary>Model extraction or distillation through lawful-looking access.</summary>
public sealed record Extraction
{
    public ExtractionSurface? Surface { get; init; }

    [Count]
    public Est<long>? Accounts { get; init; }

    [Count]
    public Est<long>? Keys { get; init; }

    /// <summary>Sealed: a card's or wallet's number leads to a person.</summary>
    [Items(200)]
    [EachLine]
    public IReadOnlyList<Sealed<string>>? PaymentInstruments { get; init; }

    [Items(200)]
    [EachLine]
    public IReadOnlyList<string>? ProxyServices { get; init; }

    [Count]
    public Est<long>? Queries { get; init; }

    [Count]
    public Est<long>? TokensOut { get; init; }

    public TimeStatement? From { get; init; }

    public TimeStatement? To { get; init; }

    public Tri? AccessStopped { get; init; }

    /// <summary>Which terms of use were broken.</summary>
    [Prose]
    public string? TermsBreached { get; init; }
}

[JsonConverter(typeof(KebabCase<ActorKind>))]
public enum ActorKind
{
    Individual,
    Group,
    Company,
    State,
    Unknown,
}

/// <summary>Whom the firm suspects. Never required; shown with the actor's representation where one was made.</summary>
public sealed record SuspectedActor : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Line(300)]
    public Sealed<string>? Name { get; init; }

    [Items(20)]
    [EachLine]
    public IReadOnlyList<Sealed<string>>? Aliases { get; init; }

    public ActorKind? Kind { get; init; }

    [Country]
    public string? Country { get; init; }

    public Tri? StateLinked { get; init; }

    /// <summary>The firm's confidence in the attribution, 0 to 100.</summary>
    [Range(0, 100)]
    public int? Confidence { get; init; }

    [Prose]
    public string? Basis { get; init; }

    public Tri? Insider { get; init; }

    /// <summary>Somebody has named the actor in public already.</summary>
    public Tri? NamedPublicly { get; init; }
}

/// <summary>A technique of MITRE ATLAS, in the edition it was looked up in.</summary>
public sealed record Technique : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [AtlasId]
    public required string AtlasId { get; init; }

    [Line(20)]
    public string? AtlasVersion { get; init; }
}

[JsonConverter(typeof(KebabCase<IndicatorType>))]
public enum IndicatorType
{
    IpAddress,
    Domain,
    Url,
    Email,
    Account,
    FileHash,
    ApiKeyHash,
    UserAgent,
    Payment,
    Other,
}

public sealed record Indicator : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public required IndicatorType Type { get; init; }

    /// <summary>Sealed: an address or account may be a person's.</summary>
    [Line(2000)]
    public required Sealed<string> Value { get; init; }

    public TimeStatement? FirstSeen { get; init; }

    public TimeStatement? LastSeen { get; init; }

    public Tlp? Tlp { get; init; }
}

public sealed record Vulnerability : IItem
{
    [ItemId]
    public string? Id { get; init; }

    [Cve]
    public string? Cve { get; init; }

    [Line]
    public string? Product { get; init; }

    [Line]
    public string? Versions { get; init; }

    public Tri? Exploited { get; init; }
}

/// <summary>A product with digital elements, or an AI system or model.</summary>
public sealed record ProductStatement
{
    [Line]
    public string? Name { get; init; }

    [Line]
    public string? Version { get; init; }

    [Line]
    public string? Category { get; init; }

    /// <summary>Its entry in the EU database of high-risk AI systems.</summary>
    [Reference]
    public string? EuDatabaseId { get; init; }

    public Tri? HighRisk { get; init; }
}

/// <summary>Harm done, or near.</summary>
public sealed record Harm
{
    [Count]
    public Est<long>? Deaths { get; init; }

    [Count]
    public Est<long>? Injuries { get; init; }

    public Tri? ImminentDanger { get; init; }

    public Tri? CriticalInfrastructure { get; init; }

    public Tri? FundamentalRights { get; init; }

    public Tri? Property { get; init; }

    public Tri? Widespread { get; init; }
}

/// <summary>Whether and how personal data was breached (GDPR art 33(3)): categories and numbers, no data of anybody.</summary>
public sealed record PersonalDataBreach
{
    public required Tri Affected { get; init; }

    [Items(30)]
    [EachLine]
    public IReadOnlyList<string>? SubjectCategories { get; init; }

    [Count]
    public Est<long>? Subjects { get; init; }

    [Items(30)]
    [EachLine]
    public IReadOnlyList<string>? RecordCategories { get; init; }

    [Count]
    public Est<long>? Records { get; init; }

    /// <summary>Special categories (GDPR art 9) are among it.</summary>
    public Tri? Special { get; init; }

    public Tri? Encrypted { get; init; }

    [Prose]
    public string? Consequences { get; init; }

    public Tri? SubjectsInformed { get; init; }
}

/// <summary>How many of a kind were reached.</summary>
public sealed record Reached
{
    [Count]
    public Est<long>? Count { get; init; }

    /// <summary>Of all of that kind, per cent.</summary>
    [Percent]
    public decimal? Percent { get; init; }

    public Money? Value { get; init; }
}

/// <summary>How far the effects reach (Implementing Regulation (EU) 2025/302 fields 3.4 to 3.30).</summary>
public sealed record Reach
{
    public Reached? Users { get; init; }

    public Reached? Clients { get; init; }

    public Reached? Counterparties { get; init; }

    public Reached? Transactions { get; init; }

    [Prose]
    public string? Reputational { get; init; }

    [Items(100)]
    [EachLine]
    public IReadOnlyList<string>? Services { get; init; }

    [Items(100)]
    [EachLine]
    public IReadOnlyList<string>? CriticalFunctions { get; init; }

    /// <summary>From occurrence to resolution, days, hours and minutes.</summary>
    [Duration]
    public string? Duration { get; init; }

    /// <summary>Service not available, days, hours and minutes.</summary>
    [Duration]
    public string? Downtime { get; init; }
}

public sealed record Costs
{
    public Est<Money>? DirectCost { get; init; }

    public Est<Money>? IndirectCost { get; init; }

    public Est<Money>? Recoveries { get; init; }

    public Est<Money>? ValueOfAsset { get; init; }
}

/// <summary>Form 8-K item 1.05: material aspects of nature, scope and timing, and the material impact.</summary>
public sealed record MaterialImpact
{
    [Prose]
    public string? Nature { get; init; }

    [Prose]
    public string? Scope { get; init; }

    [Prose]
    public string? Timing { get; init; }

    [Prose]
    public string? Impact { get; init; }

    [Items(10)]
    [EachLine]
    public IReadOnlyList<string>? NotYetKnown { get; init; }
}

public sealed record Ransom
{
    public Tri? Demanded { get; init; }

    public Tri? Paid { get; init; }

    public Money? Amount { get; init; }

    /// <summary>What was paid with: the currency, token or thing.</summary>
    [Line]
    public string? Asset { get; init; }

    [Prose]
    public string? Instructions { get; init; }

    [Prose]
    public string? Outcome { get; init; }
}

[JsonConverter(typeof(KebabCase<MeasureState>))]
public enum MeasureState
{
    Applied,
    Ongoing,
    Planned,
}

public sealed record Measure : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public required MeasureState State { get; init; }

    [Prose]
    public required string Text { get; init; }

    public TimeStatement? At { get; init; }
}

public sealed record RootCause
{
    [Items(20)]
    [EachCode]
    public IReadOnlyList<string>? Codes { get; init; }

    [Prose(20_000)]
    public string? Text { get; init; }
}
