using System.Text.Json.Serialization;

namespace Reporting.Contracts.Screening;

/// <summary>Who holds what in the target before and after the deal: directly, as the law attributes it, and multiplied along the chain.</summary>
public sealed record OwnershipPicture
{
    /// <summary>The regime whose rules attribute; absent: none that applies has any.</summary>
    public string? Regime { get; init; }

    public string? Edition { get; init; }

    /// <summary>How far the rules were checked: confirmed, secondary, unverified.</summary>
    public string? Verified { get; init; }

    /// <summary>Keys of the parties that are held.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    public required IReadOnlyList<OwnershipParty> Parties { get; init; }

    /// <summary>Of each target: acquirers, direct holders, and those in whom nobody holds.</summary>
    public required IReadOnlyList<PartyHolding> Holdings { get; init; }

    /// <summary>What states and their bodies hold, by country.</summary>
    public required IReadOnlyList<StateHolding> States { get; init; }

    /// <summary>Each from a party back to itself.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Cycles { get; init; }

    public required IReadOnlyList<OwnershipFinding> Findings { get; init; }
}

/// <summary>What one party has of one interest in one target.</summary>
public sealed record PartyHolding
{
    public required string Target { get; init; }

    public required string Party { get; init; }

    public required OwnershipInterest Interest { get; init; }

    public required HoldingAt Before { get; init; }

    public required HoldingAt After { get; init; }

    public required IReadOnlyList<ThresholdAnswer> Thresholds { get; init; }

    public required IReadOnlyList<OwnershipStep> Explanation { get; init; }
}

/// <summary>One side of the deal, per cent.</summary>
/// <param name="Direct">In its own name.</param>
/// <param name="Attributed">What the law treats it as holding: thresholds follow this.</param>
/// <param name="Economic">Shares multiplied along every chain; decides nothing. Absent for votes.</param>
public sealed record HoldingAt(PercentSpan Direct, PercentSpan Attributed, PercentSpan? Economic);

/// <summary>Between two bounds, per cent.</summary>
/// <param name="MoreThan">The lower bound itself is not possible.</param>
/// <param name="LessThan">The upper bound itself is not possible.</param>
public sealed record PercentSpan(decimal Least, decimal Most, bool MoreThan, bool LessThan);

/// <summary>Whether the deal crosses a threshold.</summary>
/// <param name="Crossed">Unknown: the shares stated do not tell.</param>
public sealed record ThresholdAnswer(string Threshold, Tri Crossed, string Text, string Citation);

/// <summary>One step of the attribution.</summary>
public sealed record OwnershipStep(DealSide Side, string Code, string Text, string? Citation);

/// <summary>What a state and its bodies have in one target.</summary>
/// <param name="Country">Absent: nobody says whose.</param>
public sealed record StateHolding(string Target, string? Country, IReadOnlyList<string> Parties, OwnershipInterest Interest, HoldingAt Before, HoldingAt After);

[JsonConverter(typeof(KebabCase<FindingWeight>))]
public enum FindingWeight
{
    /// <summary>It cannot be so.</summary>
    Wrong,

    /// <summary>Something is missing that decides.</summary>
    Gap,

    /// <summary>It was read otherwise than it stands, or left out.</summary>
    Noted,
}

/// <summary>One thing found in a file or in a set of statements.</summary>
/// <param name="Pointer">RFC 6901; of a table, the line and column, such as /lines/4/share, where the header is line 1.</param>
public sealed record OwnershipFinding(FindingWeight Weight, string Pointer, string Code, string Detail);
