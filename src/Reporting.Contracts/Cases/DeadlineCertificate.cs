using System.Text.Json.Nodes;

namespace Reporting.Contracts.Cases;

/// <summary>200 of a deadline's certificate: what <c>reporting verify</c> reads, offline.</summary>
public sealed record DeadlineCertificate
{
    /// <summary>The deadline, the stored evaluation with its facts, the law and the calendars it was computed by, whom it was told to, and the ledger's proof.</summary>
    public required JsonObject Statement { get; init; }

    /// <summary>A signed note (C2SP signed-note) over the digest of the statement in the canonical form of RFC 8785.</summary>
    public required string Note { get; init; }
}
