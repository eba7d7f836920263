using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Journal;

/// <summary><c>POST /v1/ledger/keys</c>: from now on a new pair of keys signs checkpoints and receipts, and the old pair beside it for 90 days.</summary>
public static class RotateLedgerKeysEndpoint
{
    [WolverinePost("/v1/ledger/keys")]
    public static async Task<ServeLedger.PublishedKeys> Post(Received<Contracts.RotateLedgerKeys> received, LedgerIdentity identity, LedgerKeys keys, By by, ILogger<LedgerKeys> log, CancellationToken cancellation)
    {
        log.LogWarning("The ledger's keys are rotated by {By}: {Reason}", by, received.Body.Reason);
        await keys.RotateAsync(identity.Origin, cancellation);
        return new ServeLedger.PublishedKeys(identity.Origin, [.. keys.Stored.Select(k => new ServeLedger.PublishedKey(k.Name, k.Verifier, k.MadeAt, k.RetiredAt))]);
    }
}
