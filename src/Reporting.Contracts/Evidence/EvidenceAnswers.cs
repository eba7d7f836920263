namespace Reporting.Contracts.Evidence;

/// <summary>A piece of evidence was named.</summary>
/// <param name="Content">Where its content is put in one request.</param>
/// <param name="Uploads">Where a resumable upload of it begins (tus 1.0); absent where the content is computed here.</param>
public sealed record EvidenceNamed(Guid Id, string State, DateTimeOffset RecordedAt, string Content, string? Uploads);

/// <summary>The content has arrived whole.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of the content, lower-case hexadecimal.</param>
/// <param name="MediaType">What the content looks like, whatever it was called.</param>
public sealed record EvidenceContent(Guid Id, string State, long Size, string Sha256, string MediaType, DateTimeOffset ReceivedAt);

/// <summary>How far a resumable upload has come.</summary>
/// <param name="Offset">Bytes that are kept.</param>
/// <param name="Length">Bytes in all.</param>
/// <param name="Expires">It is removed if nothing has been added by then.</param>
public sealed record UploadProgress(Guid Id, Guid Evidence, long Offset, long? Length, DateTimeOffset? Expires);

/// <summary>A piece of evidence of the firm's own.</summary>
public sealed record EvidenceView
{
    public required Guid Id { get; init; }

    public required Guid Case { get; init; }

    public required string Kind { get; init; }

    /// <summary><c>announced</c>, <c>computing</c>, <c>failed</c>, <c>received</c>, <c>sealed</c> or <c>quarantined</c>.</summary>
    public required string State { get; init; }

    public Sealed<string>? Description { get; init; }

    public DateTimeOffset? PromisedFor { get; init; }

    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>The file's name, without a path and without what misleads the eye.</summary>
    public Sealed<string>? Name { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string? Sha256 { get; init; }

    public string? MediaType { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary><c>unscanned</c>, <c>clean</c> or <c>quarantined</c>; absent while there is no content.</summary>
    public string? Scan { get; init; }

    /// <summary>What the scanner found, in its own words.</summary>
    public string? Threat { get; init; }

    public DateTimeOffset? SealedAt { get; init; }

    /// <summary>How far the comparison has come; only while it is being computed.</summary>
    public ComputingProgress? Progress { get; init; }

    /// <summary>Why no report could be made.</summary>
    public string? Failure { get; init; }

    /// <summary>Authorities that may read it.</summary>
    public IReadOnlyList<string> ReleasedTo { get; init; } = [];

    /// <summary>Everything that was done with it, in order. Absent in lists.</summary>
    public IReadOnlyList<CustodyEntry>? Custody { get; init; }
}

/// <summary>A piece of evidence as an authority it was released to sees it.</summary>
public sealed record ReleasedEvidence
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    /// <summary><c>announced</c>, <c>computing</c>, <c>failed</c>, <c>received</c>, <c>sealed</c> or <c>quarantined</c>.</summary>
    public required string State { get; init; }

    public Sealed<string>? Description { get; init; }

    public DateTimeOffset? PromisedFor { get; init; }

    public Sealed<string>? Name { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string? Sha256 { get; init; }

    public string? MediaType { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    /// <summary><c>unscanned</c>, <c>clean</c> or <c>quarantined</c>; absent while there is no content.</summary>
    public string? Scan { get; init; }

    /// <summary>What was done with it, as far as it concerns this authority. Absent in lists.</summary>
    public IReadOnlyList<CustodyEntry>? Custody { get; init; }
}

/// <param name="Done">Bytes of the inputs that have been read.</param>
/// <param name="Of">Bytes of the inputs.</param>
public sealed record ComputingProgress(long Done, long Of);

/// <summary>One link of the chain of custody.</summary>
/// <param name="What">The event's name (<c>evidence-received</c>).</param>
/// <param name="By">Who stands behind it: party and member, an authority as one; <c>platform/clock</c> for the server.</param>
/// <param name="Detail">In words, without personal data.</param>
public sealed record CustodyEntry(DateTimeOffset At, string What, string By, string? Detail);
