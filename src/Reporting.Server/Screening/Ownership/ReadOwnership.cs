using Marten;
using Reporting.Contracts.Screening;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Screening.Ownership;

/// <summary><c>GET /v1/screening-notices/{caseId}/ownership</c>: who holds what in the target before and after the deal, directly, as the law attributes it and along the chain, with every step; cycles and gaps named.</summary>
public static class ReadOwnershipEndpoint
{
    [WolverineGet("/v1/screening-notices/{caseId}/ownership")]
    public static async Task<Tagged<OwnershipPicture>> Get(
        Guid caseId, IQuerySession session, Vault vault, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        // As the firm reads its notice, so that both always tell the same.
        var notice = await ReadNoticeEndpoint.Get(caseId, session, vault, rulebook, known, now, cancellation);
        return new Tagged<OwnershipPicture>(Pictures.Of(rulebook.Current, notice.Answer.Notice?.Ownership, known.Or(now)), notice.ETag);
    }
}
