namespace Reporting.Contracts;

/// <summary>POST /v1/ledger/keys: new signing keys for the ledger.</summary>
public sealed record RotateLedgerKeys
{
    /// <summary>Why now; kept in the server's log.</summary>
    [Prose]
    public required string Reason { get; init; }
}
