using Reporting.Contracts.Firms;
using Reporting.Server.Access;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http.Runtime.MultiTenancy;

namespace Reporting.Server.Hosting.Http;

/// <summary>
/// The one place where a request's tenant comes from. A firm: its own, whatever the address says. A regulator that names a
/// case: the tenant of that case, by the reference its authority was given, after policy let it in. A regulator otherwise:
/// its authority's own. Nothing in header, query or body can name a tenant.
/// </summary>
public sealed class TenantDetector(CaseAddresses addresses) : ITenantDetection
{
    public async ValueTask<string?> DetectTenant(HttpContext context)
    {
        var actor = context.Actor();
        if (actor is null)
        {
            return null;
        }

        if (actor.Party != PartyType.Authority || context.GetRouteValue("reference") is not string reference)
        {
            return actor.Tenant;
        }

        // A reference of another authority's answers like one that does not exist.
        var address = await addresses.FindAsync(reference, context.RequestAborted);
        if (address is null || address.Authority != actor.PartyId)
        {
            throw ProblemException.NotFound();
        }

        context.Features.Set(address);
        return address.Tenant;
    }
}
