using System.Text.Json.Serialization;

namespace Reporting.Contracts.Evidence;

/// <summary>What a piece of evidence is.</summary>
[JsonConverter(typeof(KebabCase<EvidenceKind>))]
public enum EvidenceKind
{
    Document,
    Log,
    Communication,
    Configuration,
    Image,
    NetworkCapture,
    Dataset,

    /// <summary>Prompts and what a model answered, one pair a line (JSONL).</summary>
    ModelOutput,

    /// <summary>That something was submitted elsewhere.</summary>
    SubmissionProof,

    /// <summary>A comparison of two models' outputs, computed here.</summary>
    OutputSimilarity,
    Other,
}

/// <summary>POST /v1/cases/{id}/evidence: names a piece of evidence of a case. Its content may follow at once or later.</summary>
public sealed record AnnounceEvidence
{
    public required EvidenceKind Kind { get; init; }

    /// <summary>What it shows, and where it comes from.</summary>
    [Prose(2000)]
    public Sealed<string>? Description { get; init; }

    /// <summary>By when the content is to follow.</summary>
    public DateTimeOffset? PromisedFor { get; init; }
}

/// <summary>POST /v1/evidence/{id}/seal: the firm vouches for the content as it lies here.</summary>
public sealed record SealEvidence
{
    [Prose]
    public required string Reason { get; init; }
}
