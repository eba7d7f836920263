using System.Globalization;
using Reporting.Contracts.Firms;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Access;

/// <summary>
/// A case that its firm's caller may not see is not refused but not there: the address is made that of a case that never
/// was, before anybody reads it. Whatever an endpoint does with a case that does not exist, today's or tomorrow's, it does
/// with this one, to the last header; nothing has to be remembered by whoever writes it.
/// </summary>
public sealed class HiddenCases(CaseSight cases)
{
    private const string Parameter = "caseId";
    private const string Key = "Idempotency-Key";

    public async ValueTask HideAsync(HttpContext http, Actor actor)
    {
        // An authority names a case by a reference of its own, and sees what it was sent whoever the firm closes it to.
        if (actor.Party != PartyType.Firm || !Guid.TryParse(http.GetRouteValue(Parameter) as string, CultureInfo.InvariantCulture, out var caseId))
        {
            return;
        }

        if (!await cases.IsHiddenAsync(actor.Tenant, caseId, actor.Sight, http.RequestAborted))
        {
            return;
        }

        http.Request.RouteValues[Parameter] = Ids.Next().ToString();
        if (!string.IsNullOrWhiteSpace(http.Request.Headers[Key]))
        {
            // What was answered under this key when the caller still saw the case is not answered again.
            http.Request.Headers[Key] = Ids.Next().ToString();
        }
    }
}
