using System.Security.Cryptography;
using Marten;
using Reporting.Server.Evidence.Storage;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Evidence;

/// <summary>Opens the content of an item.</summary>
public sealed class Contents(IEvidenceStore store, Vault vault)
{
    /// <summary>The content in clear, from any position.</summary>
    /// <param name="onFirstRead">Done before the first byte is given out.</param>
    /// <exception cref="ProblemException">409: its case was erased.</exception>
    public async Task<ContentStream> OpenAsync(IQuerySession session, EvidenceItem item, Func<Task>? onFirstRead, CancellationToken cancellation)
    {
        var blob = await session.LoadAsync<EvidenceBlob>(item.Received!.Sha256, cancellation) ?? throw new EvidenceDamagedException($"The content of {item.Id} is not listed.");
        var grant = blob.Grants.First(g => g.Case == item.Case);
        var seal = await vault.LoadAsync(session, item.Case, cancellation);
        seal.Open(grant, grant.Statement);
        return grant.Key.IsErased
            ? throw new ProblemException(Problem.Of("not-in-this-state", "The content was erased with what its case holds."))
            : new ContentStream(store, blob, session.TenantId, Convert.FromBase64String(grant.Key.Value), onFirstRead);
    }

    /// <summary>Reads all of it and says whether it is still what was received.</summary>
    public async Task<bool> IsIntactAsync(IQuerySession session, EvidenceItem item, CancellationToken cancellation)
    {
        await using var content = await OpenAsync(session, item, onFirstRead: null, cancellation);
        var digest = await SHA256.HashDataAsync(content, cancellation);
        return Convert.ToHexStringLower(digest) == item.Received!.Sha256;
    }
}
