using System.Security.Cryptography;
using JasperFx;
using Marten;
using Microsoft.IdentityModel.Tokens;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Access;

/// <summary>A key that access tokens are signed with: wrapped by the master key, shared by all nodes.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="SignsFrom">From when it signs; published before, so that no node meets a token it cannot check.</param>
public sealed record SigningKey(string Id, string Wrapped, DateTimeOffset SignsFrom);

/// <summary>The embedded issuer's signing keys, read again every minute, so that a key another node published is known long before it signs. Made at the first start of the first node; kept in the database, so that every node signs and checks alike.</summary>
public sealed class KeyRing(IDocumentStore store, MasterKeys master, TimeProvider machine)
{
    private const string First = "key-1";
    private volatile IReadOnlyList<(ECDsaSecurityKey Key, DateTimeOffset SignsFrom)> _keys = [];

    /// <summary>Every key tokens may be checked with.</summary>
    public IEnumerable<SecurityKey> All => _keys.Select(k => k.Key);

    /// <summary>The one that signs now first; the others follow, so that all are published.</summary>
    public IEnumerable<SigningCredentials> Credentials => _keys
        .OrderByDescending(k => k.SignsFrom <= machine.GetUtcNow())
        .ThenByDescending(k => k.SignsFrom)
        .Select(k => new SigningCredentials(k.Key, SecurityAlgorithms.EcdsaSha256));

    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(Tenants.Index);
        var stored = await session.Query<SigningKey>().ToListAsync(cancellation);
        if (stored.Count == 0)
        {
            await MakeFirstAsync(cancellation);
            stored = await session.Query<SigningKey>().ToListAsync(cancellation);
        }

        _keys = [.. stored.Select(Open)];
    }

    private async Task MakeFirstAsync(CancellationToken cancellation)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var session = store.LightweightSession(Tenants.Index);
        session.Insert(new SigningKey(First, master.Wrap(Purpose(First), key.ExportPkcs8PrivateKey()), machine.GetUtcNow()));
        try
        {
            await session.SaveChangesAsync(cancellation);
        }
        catch (DocumentAlreadyExistsException)
        {
            // Another node made it at the same moment; its key is the key.
        }
    }

    private (ECDsaSecurityKey Key, DateTimeOffset SignsFrom) Open(SigningKey stored)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(master.Unwrap(Purpose(stored.Id), stored.Wrapped), out _);
        return (new ECDsaSecurityKey(key) { KeyId = stored.Id }, stored.SignsFrom);
    }

    private static string Purpose(string id) => "signing-key/" + id;
}
