using JasperFx.Events;
using Marten;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Firms;

/// <summary><c>POST /v1/firms</c>: the platform registers a reporting group, which is a tenant of its own from then on.</summary>
public static class RegisterFirmEndpoint
{
    [WolverinePost("/v1/firms")]
    public static (Reporting.Contracts.Firms.FirmRegistered, StartFirm) Post(Received<RegisterFirm> received, Vault vault, By by)
    {
        var now = received.Now;
        var id = Ids.Next();
        var (key, seal) = vault.Create(Tenants.OfFirm(id), id);
        List<IEvent> events = [Recorded.Event(new FirmRegistered(id, received.Body.Name), now, by)];
        events.AddRange((received.Body.Contacts ?? []).Select(c => Recorded.Event(AddContactEndpoint.Added(c, seal), now, by)));
        return (new(id.ToString(), received.Body.Name, now.Value), new StartFirm(id, key, events));
    }
}

/// <summary>Starts the firm's stream in the firm's own tenant, which the platform's request is not in.</summary>
public sealed record StartFirm(Guid Firm, CaseKey Key, IReadOnlyList<IEvent> Events) : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
        var tenant = session.ForTenant(Tenants.OfFirm(Firm));
        tenant.Events.StartStream<Firm>(Firm, Events);
        tenant.Insert(Key);
    }
}
