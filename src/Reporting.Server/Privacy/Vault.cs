using System.Security.Cryptography;
using Marten;

namespace Reporting.Server.Privacy;

/// <summary>The data key of one case (or firm), wrapped by a master key. Marked erased, it takes every person named in the case with it, in backups too.</summary>
public sealed record CaseKey(Guid Id, string Wrapped, bool Erased = false);

/// <summary>Makes and finds the keys that personal data is sealed with.</summary>
public sealed class Vault(MasterKeys master)
{
    /// <summary>A fresh key for a case: the document to store beside the case, and the seal to use at once.</summary>
    public (CaseKey Key, CaseSeal Seal) Create(string tenant, Guid caseId)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return (new CaseKey(caseId, master.Wrap(Purpose(tenant, caseId), key)), new CaseSeal(tenant, caseId, key));
    }

    /// <summary>The seal of a case of the session's tenant.</summary>
    /// <exception cref="MasterKeyException">The key is there and cannot be unwrapped: nothing is erased, something is wrong.</exception>
    public async Task<CaseSeal> LoadAsync(IQuerySession session, Guid caseId, CancellationToken cancellation) =>
        SealOf(session.TenantId, caseId, await session.LoadAsync<CaseKey>(caseId, cancellation));

    /// <summary>
    /// The seal of a case whose key was looked up. With the key marked erased everything reads as erased; with no key at all
    /// nothing is opened or sealed: that a key is gone is a fault, and erasure leaves its mark.
    /// </summary>
    /// <exception cref="MasterKeyException">The key is there and cannot be unwrapped: nothing is erased, something is wrong.</exception>
    public CaseSeal SealOf(string tenant, Guid caseId, CaseKey? key) => key switch
    {
        // Of a case that is not there either: the answer is 404, and comes from whoever looks for the case.
        null => CaseSeal.Missing(tenant, caseId),
        { Erased: true } => new CaseSeal(tenant, caseId, key: null),
        _ => new CaseSeal(tenant, caseId, master.Unwrap(Purpose(tenant, caseId), key.Wrapped)),
    };

    private static string Purpose(string tenant, Guid caseId) => $"case-key/{tenant}/{caseId:N}";
}
