using Marten;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Firms;

/// <summary><c>GET /v1/mandates</c>: every mandate the firm has given, with its state now.</summary>
public static class ListMandatesEndpoint
{
    public sealed record FirmMandates(IReadOnlyList<MandateView> Mandates);

    [WolverineGet("/v1/mandates")]
    public static async Task<FirmMandates> Get(IQuerySession session, Vault vault, Now now, CancellationToken cancellation)
    {
        var firm = await Firm.LoadAsync(session, cancellation) ?? throw ProblemException.NotFound();
        var seal = await vault.LoadAsync(session, firm.Id, cancellation);
        foreach (var mandate in firm.Mandates)
        {
            seal.Open(mandate, mandate.Statement);
        }

        return new FirmMandates([.. firm.Mandates.Select(m => new MandateView(
            m.Id, m.Member, m.Representative, m.Scope, m.Until, m.MayAcceptService, m.State(now.Value), m.GivenAt, m.RevokedAt))]);
    }
}
