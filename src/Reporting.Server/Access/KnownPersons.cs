using Marten;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Access;

/// <summary>
/// Who of a party is registered already. A person that has several ways in, a client beside a login or two clients, is one
/// person: what it proposed by one it cannot approve by another.
/// </summary>
public static class KnownPersons
{
    /// <summary>The person with the same mail address in the same party; null where none is known, or nothing tells whether one is.</summary>
    public static async Task<MemberOf?> FindAsync(PartyRef party, MemberPerson? person, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        if (person?.Email is not { } email)
        {
            return null;
        }

        var id = Parties.IdOf(party);
        await using var index = store.QuerySession(Tenants.Index);
        await using var keys = store.QuerySession(Tenants.Platform);
        // Addresses lie sealed, each under its person's own key, so they are compared one by one: a party has few people, and registers them seldom.
        foreach (var known in (await index.Query<Member>().Where(m => m.Party == party.Kind && m.PartyId == id).ToListAsync(cancellation)).Select(m => m.Person).OfType<MemberOf>())
        {
            (await vault.LoadAsync(keys, known.Person, cancellation)).Open(known, known.Statement);
            if (known.Email is { IsErased: false } other && string.Equals(other.Value.Trim(), email.Value.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return known;
            }
        }

        return null;
    }
}
