using System.Text.Json.Serialization;

namespace Reporting.Contracts.Screening;

/// <summary>What a holder has in a subject, or what binds two parties. What binds parties carries no share.</summary>
[JsonConverter(typeof(KebabCase<OwnershipInterest>))]
public enum OwnershipInterest
{
    Shareholding,

    /// <summary>Where none are stated of a holder in a subject, its votes are taken to follow its shares.</summary>
    VotingRights,

    /// <summary>The right to appoint or remove the board, or so many per cent of it; without a share, the majority of it.</summary>
    AppointmentOfBoard,
    RightsToProfit,
    RightsOnDissolution,

    /// <summary>The holder acts as nominee in the subject, an arrangement or a holding: what it has is the nominator's.</summary>
    Nominee,

    /// <summary>Holder and subject exercise their rights jointly, in a way agreed beforehand. Which of the two is called holder does not matter.</summary>
    JointArrangement,

    /// <summary>Influence that nobody says is dominant.</summary>
    OtherInfluence,

    /// <summary>The subject is nominee for the holder: what it has is the holder's.</summary>
    Nominator,

    /// <summary>The right to exercise dominant influence or control, or its exercise.</summary>
    DominantInfluence,

    /// <summary>Holder and subject are connected by family or in one group. Which of the two is called holder does not matter.</summary>
    ConnectedPerson,

    /// <summary>Holder and subject act for a common purpose. Which of the two is called holder does not matter.</summary>
    CommonPurpose,

    /// <summary>Rights that a contract gives the holder in the subject, such as a shareholders' agreement: influence that nobody says is dominant.</summary>
    RightsByContract,

    /// <summary>Rights that the holder has only once something happens, such as a security interest in shares: until then they are the grantor's, and nothing is attributed by them.</summary>
    ConditionalRightsByContract,
}

[JsonConverter(typeof(KebabCase<DealSide>))]
public enum DealSide
{
    Before,
    After,
}

[JsonConverter(typeof(KebabCase<DealRole>))]
public enum DealRole
{
    Target,
    Acquirer,
}

/// <summary>One holding of one holder in one subject.</summary>
public sealed record OwnershipStatement : IItem
{
    [ItemId]
    public string? Id { get; init; }

    public required OwnershipParty Subject { get; init; }

    public required OwnershipParty Holder { get; init; }

    public required OwnershipInterest Interest { get; init; }

    public OwnershipShare? Share { get; init; }

    /// <summary>No: it is held through others, and counts only where the chain is not stated.</summary>
    public Tri? Direct { get; init; }

    /// <summary>First local day of the holding.</summary>
    public DateOnly? From { get; init; }

    /// <summary>First local day on which it is held no more.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>On which side of the deal it stands; absent: on both.</summary>
    public DealSide? Deal { get; init; }

    [Line]
    public string? Source { get; init; }
}

/// <summary>A node of the ownership graph. The same key is the same party; what is said of it need stand only once.</summary>
public sealed record OwnershipParty
{
    [ItemId]
    public required string Key { get; init; }

    [Line(300)]
    public Sealed<string>? Name { get; init; }

    public PartyKind? Kind { get; init; }

    [Country]
    public string? Country { get; init; }

    /// <summary>Its part in the deal. Where no target is named, it is the one party in which others hold and which holds nothing.</summary>
    public DealRole? Role { get; init; }
}

/// <summary>Exactly so much, or between two bounds, per cent.</summary>
public sealed record OwnershipShare
{
    [Percent]
    public decimal? Exact { get; init; }

    /// <summary>At least so much.</summary>
    [Percent]
    public decimal? Minimum { get; init; }

    /// <summary>At most so much.</summary>
    [Percent]
    public decimal? Maximum { get; init; }

    /// <summary>More than so much.</summary>
    [Percent]
    public decimal? ExclusiveMinimum { get; init; }

    /// <summary>Less than so much.</summary>
    [Percent]
    public decimal? ExclusiveMaximum { get; init; }
}
