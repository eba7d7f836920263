using Marten;
using Reporting.Contracts;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Firms;

/// <summary><c>GET /v1/firm</c>: the caller's own firm, its entities and the profiles they have had. Contacts are counted, not named.</summary>
public static class ReadFirmEndpoint
{
    public sealed record FirmView(Guid Id, string Name, IReadOnlyList<EntityView> Entities, int Contacts);

    public sealed record EntityView(Guid Id, string Name, string Country, string? RegistrationNumber, string? Lei, IReadOnlyList<RegulatoryProfile> Profiles);

    [WolverineGet("/v1/firm")]
    public static async Task<FirmView> Get(IQuerySession session, CancellationToken cancellation)
    {
        var firm = await Firm.LoadAsync(session, cancellation) ?? throw ProblemException.NotFound();
        return new FirmView(
            firm.Id,
            firm.Name,
            [.. firm.Entities.Select(e => new EntityView(e.Id, e.Name, e.Country, e.RegistrationNumber, e.Lei, e.Profiles))],
            firm.Contacts.Count);
    }
}
