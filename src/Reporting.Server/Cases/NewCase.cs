using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Cases;

/// <summary>Everything random or secret that opening a case needs, made at the edge so that the decision itself is pure.</summary>
/// <param name="Statement">Names the sealing of the first statement.</param>
/// <param name="Key">The case's own data key, wrapped: destroying it forgets every person named in the case.</param>
public sealed record NewCase(Guid Id, string Reference, Guid Statement, CaseKey Key, CaseSeal Seal)
{
    public static NewCase Make(Vault vault, string tenant)
    {
        var id = Ids.Next();
        var (key, seal) = vault.Create(tenant, id);
        return new NewCase(id, References.Next(), Ids.Next(), key, seal);
    }
}
