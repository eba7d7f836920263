using JasperFx.Events;
using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Marten;

namespace Reporting.Server.Casework;

/// <summary>Appends to files of an authority, in the authority's own tenant, in the request's one transaction: the request's session is in the firm's.</summary>
public sealed record CaseFileWrites(string Authority, IReadOnlyList<(string Reference, IEvent Fact)> Facts) : IMartenOp
{
    /// <summary>The file's own key, where this is the first to name a person in it.</summary>
    public CaseKey? NewKey { get; init; }

    public void Execute(IDocumentSession session)
    {
        var own = session.ForTenant(Tenants.OfAuthority(Authority));
        foreach (var (reference, fact) in Facts)
        {
            own.Events.Append(CaseFile.IdOf(Authority, reference), fact);
        }

        if (NewKey is not null)
        {
            own.Insert(NewKey);
        }
    }
}

/// <summary>201 of a note on the authority's own file.</summary>
public sealed record FileNoted(Guid Id, string Reference, DateTimeOffset RecordedAt);

/// <summary>A file with the seal of the persons it names.</summary>
public sealed record FileSeal(CaseSeal Seal, CaseKey? NewKey)
{
    public static async Task<FileSeal> LoadAsync(CaseAddress address, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        var tenant = Tenants.OfAuthority(address.Authority);
        var id = CaseFile.IdOf(address.Authority, address.Id);
        await using var session = store.QuerySession(tenant);
        if (await session.LoadAsync<CaseKey>(id, cancellation) is { } key)
        {
            return new FileSeal(vault.SealOf(tenant, id, key), null);
        }

        var (created, seal) = vault.Create(tenant, id);
        return new FileSeal(seal, created);
    }
}
