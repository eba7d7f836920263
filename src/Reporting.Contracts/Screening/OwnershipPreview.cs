namespace Reporting.Contracts.Screening;

/// <summary>What was made of a file of ownership statements. Nothing is kept.</summary>
public sealed record OwnershipPreview
{
    /// <summary>How many records or lines were read.</summary>
    public required int Records { get; init; }

    /// <summary>Ready to stand in a notice as its ownership.</summary>
    public required IReadOnlyList<OwnershipStatement> Statements { get; init; }

    /// <summary>What was found in the file.</summary>
    public required IReadOnlyList<OwnershipFinding> Findings { get; init; }

    /// <summary>What the statements come to; its findings point into the statements.</summary>
    public required OwnershipPicture Picture { get; init; }
}
