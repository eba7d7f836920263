using JasperFx;
using Reporting.Contracts;

namespace Reporting.Server.Evidence.Storage;

/// <summary>One piece of content as it lies in the store.</summary>
/// <param name="Size">Bytes of content; encrypted it is a little more.</param>
public sealed record Segment(string Name, int Size);

/// <summary>The content's key, sealed with the key of one case that holds the content: erasing the case takes this way to it.</summary>
/// <param name="Key">Base64.</param>
public sealed record Grant(Guid Case, Guid Statement, Sealed<string> Key);

/// <summary>A content of a firm, by its digest. Kept once in a tenant, however many cases hold it; never shared between tenants.</summary>
/// <param name="Id">SHA-256 of the content, lower-case hexadecimal.</param>
/// <param name="Place">Where its segments lie: the id of the upload that brought it.</param>
/// <param name="Size">Bytes.</param>
public sealed record EvidenceBlob(string Id, Guid Place, IReadOnlyList<Segment> Segments, long Size, IReadOnlyList<Grant> Grants) : IRevisioned
{
    public int Version { get; set; }
}

/// <summary>An upload that is not finished. What has arrived lies in the store already, where it will stay.</summary>
/// <param name="Key">The content's key (base64), sealed with the case's.</param>
public sealed record EvidenceUpload(Guid Id, Guid Evidence, Guid Case, Guid Statement, Sealed<string> Key) : IRevisioned
{
    public int Version { get; set; }

    /// <summary>Bytes in all; null where the client could not say.</summary>
    public long? Length { get; init; }

    /// <summary>Bytes that are durable.</summary>
    public long Offset { get; init; }

    public IReadOnlyList<Segment> Segments { get; init; } = [];

    public Sealed<string>? Name { get; init; }

    public byte[]? Sha256 { get; init; }

    public byte[]? Sha512 { get; init; }

    /// <summary>By the machine's clock.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Every object of one content lies under it.</summary>
    public static string PlaceOf(string tenant, Guid place) => $"{tenant}/{place:N}";
}
