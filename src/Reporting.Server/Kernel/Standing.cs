namespace Reporting.Server.Kernel;

/// <summary>Asked again and again by an answer that goes on for ever, before it says more: whether its reader may still have it. A token ends, a client is revoked, a mandate is over.</summary>
public sealed record Standing(Func<CancellationToken, ValueTask<bool>> HoldsAsync);
