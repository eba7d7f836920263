using System.Collections.Concurrent;
using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>Finds what an authority's reference names. Addresses never change, so each is read once.</summary>
public sealed class CaseAddresses(IDocumentStore store)
{
    private const int Most = 50_000;
    private readonly ConcurrentDictionary<string, CaseAddress> _known = new(StringComparer.Ordinal);

    public async ValueTask<CaseAddress?> FindAsync(string typed, CancellationToken cancellation)
    {
        var reference = References.Parse(typed);
        if (reference is null)
        {
            return null;
        }

        if (_known.TryGetValue(reference, out var known))
        {
            return known;
        }

        await using var session = store.QuerySession(Tenants.Index);
        var found = await session.LoadAsync<CaseAddress>(reference, cancellation);
        if (found is not null)
        {
            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            _known[reference] = found;
        }

        return found;
    }
}
