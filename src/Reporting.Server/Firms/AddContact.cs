using Marten;
using Reporting.Contracts.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Firms;

/// <summary><c>POST /v1/contacts</c>: somebody of the firm is told of deadlines from now on.</summary>
public static class AddContactEndpoint
{
    public sealed record ContactRegistered(Guid Id, DateTimeOffset RecordedAt);

    public static async Task<CaseSeal> LoadAsync(IDocumentSession session, Vault vault, CancellationToken cancellation) =>
        await vault.LoadAsync(session, Guid.ParseExact(session.TenantId, "N"), cancellation);

    public static Guid FirmId(IDocumentSession session) => Guid.ParseExact(session.TenantId, "N");

    [WolverinePost("/v1/contacts")]
    public static (ContactRegistered, Events) Post(
        Received<FirmContact> received, [WriteAggregate(FromMethod = nameof(FirmId))] Firm firm, CaseSeal seal, By by)
    {
        var added = Added(received.Body, seal);
        return (new(added.Contact, received.Now.Value), [Recorded.Event(added, received.Now, by)]);
    }

    internal static ContactAdded Added(FirmContact contact, CaseSeal seal)
    {
        var added = new ContactAdded(Ids.Next(), Ids.Next(), contact.Name, contact.Email, contact.Telephone, contact.Rank);
        return seal.Sealed(added, added.Statement);
    }
}
