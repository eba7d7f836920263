using System.Globalization;
using Marten;
using Reporting.Contracts.Firms;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Evidence;
using Reporting.Server.Kernel;

namespace Reporting.Server.Access;

/// <summary>
/// A case that the caller may not see (closed to others, outside a representative's mandate, or kept from a member of the authority for a conflict of interest) is not refused but not there: the address is made that of a case that never
/// was, before anybody reads it. Whatever an endpoint does with a case that does not exist, today's or tomorrow's, it does
/// with this one, to the last header; nothing has to be remembered by whoever writes it.
/// </summary>
public sealed class HiddenCases(CaseSight cases, Bars bars, IDocumentStore documents)
{
    private const string Parameter = "caseId";
    private const string Evidence = "evidenceId";
    private const string Reference = "reference";
    private const string Key = "Idempotency-Key";

    public async ValueTask HideAsync(HttpContext http, Actor actor)
    {
        // An authority names a case by a reference of its own, and sees what it was sent whoever the firm closes it to.
        if (actor.Party == PartyType.Authority && References.Parse(http.GetRouteValue(Reference) as string ?? "") is { } reference && await bars.IsBarredAsync(reference, actor.By.Member, http.RequestAborted))
        {
            Hide(http, Reference);
            return;
        }

        if (actor.Party == PartyType.Firm && Guid.TryParse(http.GetRouteValue(Evidence) as string, CultureInfo.InvariantCulture, out var evidence))
        {
            await HideEvidenceAsync(http, actor, evidence);
            return;
        }

        if (actor.Party != PartyType.Firm || !Guid.TryParse(http.GetRouteValue(Parameter) as string, CultureInfo.InvariantCulture, out var caseId))
        {
            return;
        }

        if (await SeesAsync(http, actor, caseId))
        {
            return;
        }

        Hide(http, Parameter);
    }

    // A piece of evidence is of one case, and as hidden as that is.
    private async ValueTask HideEvidenceAsync(HttpContext http, Actor actor, Guid evidence)
    {
        await using var session = documents.QuerySession(actor.Tenant);
        if (await session.LoadAsync<EvidenceItem>(evidence, http.RequestAborted) is { } item && !await SeesAsync(http, actor, item.Case))
        {
            Hide(http, Evidence);
        }
    }

    private async ValueTask<bool> SeesAsync(HttpContext http, Actor actor, Guid caseId) =>
        actor.Sight.Covers(caseId) && !await cases.IsHiddenAsync(actor.Tenant, caseId, actor.Sight, http.RequestAborted);

    private static void Hide(HttpContext http, string parameter)
    {
        http.Request.RouteValues[parameter] = parameter == Reference ? References.Next() : Ids.Next().ToString();
        if (!string.IsNullOrWhiteSpace(http.Request.Headers[Key]))
        {
            // What was answered under this key when the caller still saw the case is not answered again.
            http.Request.Headers[Key] = Ids.Next().ToString();
        }
    }
}
