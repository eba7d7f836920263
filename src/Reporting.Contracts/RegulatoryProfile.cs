using System.Text.Json.Serialization;

namespace Reporting.Contracts;

[JsonConverter(typeof(KebabCase<EntityClass>))]
public enum EntityClass
{
    Essential,
    Important,
    Neither,
    Unknown,
}

[JsonConverter(typeof(KebabCase<ControllerRole>))]
public enum ControllerRole
{
    Controller,
    JointController,
    Processor,
    None,
    Unknown,
}

/// <summary>
/// Facts about a legal entity that regimes ask about, under the names the regimes know them by. Codes are those of the
/// regime documents. What is not known is said as <c>unknown</c>; what is absent leaves the question open just the same.
/// </summary>
public abstract record RegulatoryFacts
{
    /// <summary>Essential or important entity (Directive (EU) 2022/2555 art 3).</summary>
    public EntityClass? EntityClass { get; init; }

    /// <summary>Such as <c>cloud-computing</c>, <c>data-centre</c>, <c>trust-service</c> (Implementing Regulation (EU) 2024/2690 art 1).</summary>
    [Code]
    public string? EntityType { get; init; }

    /// <summary>Network and Information Systems Regulations 2018 reg 8.</summary>
    public Tri? OperatorOfEssentialServices { get; init; }

    /// <summary>Network and Information Systems Regulations 2018 reg 1(3).</summary>
    public Tri? RelevantDigitalServiceProvider { get; init; }

    /// <summary>Would be regulated by the Cyber Security and Resilience Bill.</summary>
    public Tri? RegulatedPerson { get; init; }

    [Code]
    public string? Sector { get; init; }

    /// <summary>Kind of financial entity (Regulation (EU) 2022/2554 art 2), such as <c>credit-institution</c>; <c>none</c> for none.</summary>
    [Code]
    public string? FinancialEntity { get; init; }

    /// <summary>Files current reports on Form 8-K.</summary>
    public Tri? PublicCompany { get; init; }

    /// <summary>Covered entity of the proposed rule under 6 U.S.C. 681b.</summary>
    public Tri? CoveredEntity { get; init; }

    /// <summary>Large frontier developer (Cal. Bus. &amp; Prof. Code 22757.11; N.Y. Gen. Bus. Law 1420).</summary>
    public Tri? FrontierDeveloper { get; init; }

    /// <summary>Provider of a general-purpose AI model with systemic risk (Regulation (EU) 2024/1689 art 51).</summary>
    public Tri? GpaiSystemicRisk { get; init; }

    public Tri? GpaiCodeSignatory { get; init; }

    /// <summary>Manufacturer of products with digital elements (Regulation (EU) 2024/2847).</summary>
    public Tri? ProductManufacturer { get; init; }

    public ControllerRole? ControllerRole { get; init; }

    [Country]
    public string? MainEstablishment { get; init; }

    /// <summary>The Member State whose authorities and calendar count.</summary>
    [Country]
    public string? MemberState { get; init; }

    [Items(30)]
    [EachCountry]
    public IReadOnlyList<string>? MemberStates { get; init; }

    /// <summary>Further facts that a regime document asks about.</summary>
    [Items(50)]
    public IReadOnlyList<StatedFact>? Other { get; init; }
}

/// <summary>The facts of one legal entity from a day on. A case inherits the profile in force at its trigger.</summary>
public sealed record RegulatoryProfile : RegulatoryFacts
{
    /// <summary>First local day (of the entity's establishment) on which these facts hold; the profile before ends the day before.</summary>
    public required DateOnly From { get; init; }
}

/// <summary>Facts that one case takes in place of the profile's.</summary>
public sealed record ProfileOverride : RegulatoryFacts
{
    /// <summary>Why this case differs.</summary>
    [Prose]
    public required string Reason { get; init; }
}
