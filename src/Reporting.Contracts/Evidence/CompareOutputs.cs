using System.ComponentModel.DataAnnotations;

namespace Reporting.Contracts.Evidence;

/// <summary>POST /v1/cases/{id}/evidence/similarity: compares what a suspected model answers with what the firm's own does.</summary>
public sealed record CompareOutputs
{
    public const int UsualShingleWords = 3;
    public const double UsualThreshold = 0.7;
    public const int UsualPermutations = 1_000;

    /// <summary>Evidence of this case: the own model's outputs, JSONL of <c>prompt</c> and <c>response</c>, at most 20,000 lines.</summary>
    public required Guid Own { get; init; }

    /// <summary>The suspected model's outputs, likewise.</summary>
    public required Guid Suspected { get; init; }

    /// <summary>The outputs of a model that surely had no part in it, likewise, best to the same prompts. Without them no p-value is given.</summary>
    public Guid? Control { get; init; }

    /// <summary>
    /// Texts that only the own model could give away, each of eight characters or more, at most 1,000 lines: JSONL of
    /// <c>canary</c>, or of <c>marker</c> and <c>salt</c> as <c>reporting commit</c> keeps the openings of a deposit.
    /// </summary>
    public Guid? Canaries { get; init; }

    /// <summary>Receipts of the firm's deposits (POST /v1/commitments) that the canaries with a salt open. One that opens none of them counts as a line that cannot be read.</summary>
    [Items(20)]
    public IReadOnlyList<Guid>? Deposits { get; init; }

    /// <summary>Words in a run that is compared; 3 when absent.</summary>
    [Range(1, 10)]
    public int? ShingleWords { get; init; }

    /// <summary>From which likeness on two answers count as near-duplicates; 0.7 when absent.</summary>
    [Range(0.1, 1.0)]
    public double? Threshold { get; init; }

    /// <summary>Random arrangements of the test; 1,000 when absent.</summary>
    [Range(100, 10_000)]
    public int? Permutations { get; init; }

    /// <summary>Of all randomness, at most 2^53 - 1; drawn and recorded when absent.</summary>
    [Range(0d, 9_007_199_254_740_991d)]
    public long? Seed { get; init; }

    [Prose(2000)]
    public Sealed<string>? Description { get; init; }
}
