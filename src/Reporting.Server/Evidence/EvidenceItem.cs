using JasperFx.Events;
using Reporting.Contracts;
using Reporting.Contracts.Evidence;
using Reporting.Server.Kernel;

namespace Reporting.Server.Evidence;

/// <summary>A piece of evidence of a case was named; its content may follow later.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
/// <param name="PromisedFor">By when the content is to follow, UTC.</param>
public sealed record EvidenceAnnounced(Guid Evidence, Guid Case, EvidenceKind Kind, Guid Statement, Sealed<string>? Description, DateTimeOffset? PromisedFor) : INamesPersons;

/// <summary>The content arrived whole and was made durable.</summary>
/// <param name="Upload">The upload that brought it.</param>
/// <param name="Sha256">Of the content in clear, lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
/// <param name="MediaType">By its first bytes, whatever it was called.</param>
/// <param name="Name">The file's name, cleaned.</param>
public sealed record EvidenceReceived(Guid Upload, string Sha256, long Size, string MediaType, Guid Statement, Sealed<string>? Name, DateTimeOffset ReceivedAt) : INamesPersons;

/// <summary>The scanner found something. Whatever was filed stays filed.</summary>
/// <param name="Threat">The scanner's own name for it.</param>
public sealed record EvidenceQuarantined(string Threat);

/// <summary>The scanner found nothing.</summary>
public sealed record EvidenceCleared;

/// <summary>The scanner would not judge the content, and asking again would not help.</summary>
public sealed record EvidenceLeftUnscanned(string Reason);

/// <summary>A filing named it: the authority may read it from now on.</summary>
public sealed record EvidenceReleased(string Authority, Guid Filing);

/// <summary>The firm vouches for the content, which was read and compared with its digest at that moment.</summary>
public sealed record EvidenceSealed(string Reason, string Sha256);

/// <summary>Somebody took the content, or a part of it. Who, stands on the event.</summary>
public sealed record EvidenceRead;

/// <summary>A comparison of two models' outputs was asked for; its report will be the content of this item.</summary>
/// <param name="Own">Items of the same case, as are the others.</param>
/// <param name="Seed">Given, or drawn here.</param>
public sealed record SimilarityAsked(
    Guid Own, Guid Suspected, Guid? Control, Guid? Canaries, int ShingleWords, double Threshold, int Permutations, long Seed, IReadOnlyList<NamedDeposit>? Deposits = null);

/// <summary>A deposit that canaries are opened against.</summary>
/// <param name="Receipt">The receipt that dates it.</param>
public sealed record NamedDeposit(Guid Receipt, Guid Deposit);

/// <summary>No report can be made of these inputs.</summary>
public sealed record SimilarityFailed(string Reason);

/// <summary>The names these events are stored under.</summary>
public static class EvidenceEvents
{
    public static readonly IReadOnlyDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(EvidenceAnnounced)] = "evidence-announced",
        [typeof(EvidenceReceived)] = "evidence-received",
        [typeof(EvidenceQuarantined)] = "evidence-quarantined",
        [typeof(EvidenceCleared)] = "evidence-cleared",
        [typeof(EvidenceLeftUnscanned)] = "evidence-left-unscanned",
        [typeof(EvidenceReleased)] = "evidence-released",
        [typeof(EvidenceSealed)] = "evidence-sealed",
        [typeof(EvidenceRead)] = "evidence-read",
        [typeof(SimilarityAsked)] = "similarity-asked",
        [typeof(SimilarityFailed)] = "similarity-failed",
    };
}

/// <summary>One piece of evidence: its own stream, so that its chain of custody stands apart from the case, of whatever kind that is.</summary>
public sealed partial record EvidenceItem(Guid Id, Guid Case, DateTimeOffset AnnouncedAt, EvidenceAnnounced Announced)
{
    /// <summary>Of the stream: how many events were folded.</summary>
    public long Version { get; init; }

    public EvidenceReceived? Received { get; init; }

    /// <summary><c>unscanned</c>, <c>clean</c> or <c>quarantined</c>.</summary>
    public string Scan { get; init; } = "unscanned";

    public string? Threat { get; init; }

    /// <summary>The scanner was asked and would not judge.</summary>
    public bool ScannerDeclined { get; init; }

    public DateTimeOffset? SealedAt { get; init; }

    public IReadOnlyList<string> ReleasedTo { get; init; } = [];

    /// <summary>When each of <see cref="ReleasedTo"/> was let in, in the same order.</summary>
    public IReadOnlyList<DateTimeOffset> ReleasedAt { get; init; } = [];

    /// <summary>What is being compared, where the content is computed here.</summary>
    public SimilarityAsked? Comparison { get; init; }

    /// <summary>Why there will be no report.</summary>
    public string? Failure { get; init; }

    /// <summary>Who read last and when: the parts of one download are one reading.</summary>
    public string? LastReader { get; init; }

    public DateTimeOffset? LastReadAt { get; init; }

    public string State =>
        Failure is not null ? "failed"
        : Received is null ? (Comparison is null ? "announced" : "computing")
        : Scan == "quarantined" ? "quarantined"
        : SealedAt is not null ? "sealed"
        : "received";

    public static EvidenceItem Create(IEvent<EvidenceAnnounced> e) => new(e.Data.Evidence, e.Data.Case, e.Timestamp, e.Data);

    public EvidenceItem Apply(EvidenceReceived e) => this with { Received = e };

    public EvidenceItem Apply(EvidenceQuarantined e) => this with { Scan = "quarantined", Threat = e.Threat };

    public EvidenceItem Apply(SimilarityAsked e) => this with { Comparison = e };

    public EvidenceItem Apply(SimilarityFailed e) => this with { Failure = e.Reason };

    public EvidenceItem Apply(EvidenceCleared e) => this with { Scan = "clean" };

    public EvidenceItem Apply(EvidenceLeftUnscanned e) => this with { ScannerDeclined = true };

    public EvidenceItem Apply(IEvent<EvidenceReleased> e) => ReleasedTo.Contains(e.Data.Authority)
        ? this
        : this with { ReleasedTo = [.. ReleasedTo, e.Data.Authority], ReleasedAt = [.. ReleasedAt, e.Timestamp] };

    public EvidenceItem Apply(IEvent<EvidenceSealed> e) => this with { SealedAt = e.Timestamp };

    public EvidenceItem Apply(IEvent<EvidenceRead> e) => this with { LastReader = e.UserName, LastReadAt = e.Timestamp };
}
