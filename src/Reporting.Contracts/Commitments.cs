namespace Reporting.Contracts;

/// <summary>What is committed to.</summary>
public enum MarkerKind
{
    CanaryPrompt,
    CanaryOutput,
    Watermark,
    ModelFingerprint,
}

/// <summary>POST /v1/commitments: salted commitments to markers, deposited before anything was stolen. The markers stay at home.</summary>
public sealed record DepositCommitments
{
    public required MarkerKind Kind { get; init; }

    /// <summary>The depositor's own name for the set; no person's, and nothing of a marker.</summary>
    [Line(200)]
    public required string Label { get; init; }

    /// <summary>Base64 of 32 bytes each: SHA-256 over <c>reporting/marker-commitment/v1</c> and a line feed, 32 bytes of salt, and the marker in UTF-8.</summary>
    [Items(10_000)]
    [EachLine(44)]
    public required IReadOnlyList<string> Commitments { get; init; }
}

/// <summary>201 of a deposit.</summary>
public sealed record CommitmentsDeposited(Cases.Receipt Receipt, int Count);
