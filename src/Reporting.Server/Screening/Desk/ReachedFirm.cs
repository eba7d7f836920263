using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;

namespace Reporting.Server.Screening.Desk;

/// <summary>The side of a firm that is served in a case which it has not notified: what the firm was given, and nothing else of the case.</summary>
public static class ReachedFirm
{
    /// <summary>The firm's case, by what it comes from: so that nothing has to be looked up.</summary>
    private static Guid IdOf(string authority, string reference, Guid firm) =>
        Ids.Named($"reached\n{authority}\n{reference}\n{firm:N}");

    /// <summary>Null where no firm is registered under this id.</summary>
    public static async Task<OtherSide?> LoadAsync(CaseAddress address, Guid firm, IDocumentStore store, Vault vault, CancellationToken cancellation)
    {
        var tenant = Tenants.OfFirm(firm);
        var id = IdOf(address.Authority, address.Id, firm);
        await using var session = store.QuerySession(tenant);
        if (await session.LoadAsync<Firm>(firm, cancellation) is not { } found)
        {
            return null;
        }

        if (await session.LoadAsync<CaseEntry>(id, cancellation) is { } entry)
        {
            return await OtherSide.ReadAsync(session, found, id, entry.Reference, vault, cancellation);
        }

        var (key, seal) = vault.Create(tenant, id);
        return new OtherSide(tenant, found, id, References.Next(), null, null, seal, key, 0);
    }

    /// <summary>What a service writes into the firm's tenant.</summary>
    /// <param name="facts">What was served, with the firm's copy; before it what made it effective, where it was not the service.</param>
    public static (OtherWrites Writes, OutgoingMessages Messages) Record<TBody>(
        OtherSide firm, IReadOnlyList<object> facts, CaseAddress address, string act, Received<TBody> received, ActiveRulebook rulebook, By by)
    {
        var (writes, told) = firm.Record(
            firm.Case is null ? new CaseReached(firm.Id, firm.Reference, address.Authority, address.Id, received.Now.Value) : null,
            [.. facts.Select(f => f is DocumentServed served ? firm.Seal.Sealed(served, served.Statement) : f)],
            firm.Case is not null ? [] :
            [
                // The firm finds the case by the authority's reference, as the document names it.
                new CaseEntry(firm.Id, firm.Reference, $"{address.Authority} {address.Id}", CaseType.ScreeningNotice, null, received.Now.Value),
                firm.NewKey!,
            ],
            readers: [],
            received,
            rulebook,
            by);
        object[] messages = told is null ? [] : [told];
        return (writes, [.. messages.Append(new TellOfAct(Ids.Next(), firm.Id, act, address.Authority)).Select(firm.In)]);
    }
}
