using System.Text.Json;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Screening.Ownership;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/cases/{reference}/ownership</c>: who holds what in the target, by the statements that this authority was sent.</summary>
public static class ReadRegulatorOwnershipEndpoint
{
    [WolverineGet("/v1/regulator/cases/{reference}/ownership")]
    public static async Task<Tagged<OwnershipPicture>> Get(
        CaseAddress address, IQuerySession session, Vault vault, ActiveRulebook rulebook, InternalTargets targets, KnownAt known, Now now, CancellationToken cancellation)
    {
        if (address.Type != CaseType.ScreeningNotice)
        {
            throw ProblemException.NotFound();
        }

        // Of its own cut and nothing beside it: made from what it reads.
        var cut = await ReadRegulatorCaseEndpoint.Get(address, session, vault, rulebook, targets, known, now, cancellation);
        var statements = cut.Answer.Statement["ownership"] is { } sent ? sent.Deserialize<IReadOnlyList<OwnershipStatement>>(WireJson.Options) : null;
        return new Tagged<OwnershipPicture>(Pictures.Of(rulebook.Current, statements, known.Or(now)), cut.ETag);
    }
}
