using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Access;

/// <summary>
/// <c>POST /v1/firms/{firmId}/confined-cases/recovery</c>: every person that a case was closed to has left, so that nobody sees it and nobody can change that. The platform's operator
/// names others of the firm. Where one named is still active nothing changes: a case is not taken from whom it was closed to. Whoever is told of a case hears of its deadlines as before.
/// </summary>
public static class RecoverConfinedCasesEndpoint
{
    /// <summary>What the decision needs beside the request.</summary>
    /// <param name="Firm">Null where there is no such firm.</param>
    /// <param name="Named">The members named that are registered.</param>
    /// <param name="LeftAlone">The cases of which nobody is left that they were closed to.</param>
    public sealed record Around(Firm? Firm, IReadOnlyList<Member> Named, IReadOnlyList<CaseEntry> LeftAlone);

    public static async Task<Around> LoadAsync(Guid firmId, Received<RecoverConfinedCases> received, IDocumentStore store, Now now, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(Tenants.OfFirm(firmId));
        if (await Firm.LoadAsync(session, cancellation) is not { } firm)
        {
            return new Around(null, [], []);
        }

        var confined = await session.Query<CaseEntry>().Where(c => c.NamedTo != null).OrderBy(c => c.Id).ToListAsync(cancellation);
        var members = (await session.LoadManyAsync<Member>(cancellation, [.. confined.SelectMany(c => c.NamedTo!).Concat(received.Body.Members).Distinct().Select(m => m.ToString("N"))]))
            .ToDictionary(m => Guid.ParseExact(m.Id, "N"));
        return new Around(
            firm,
            [.. received.Body.Members.Distinct().Where(members.ContainsKey).Select(m => members[m])],
            [.. confined.Where(c => !c.NamedTo!.Any(m => members.TryGetValue(m, out var member) && IsThere(member, now)))]);
    }

    public static ProblemDetails Validate(Guid firmId, Received<RecoverConfinedCases> received, Around around) => around.Firm is null
        ? Problem.Of("not-found")
        : Rules.Check(
            received.Body.Members.Count == 0 ? [new ProblemError("/members", "empty", "Somebody has to see the cases.")] : [],
            ConfineCaseEndpoint.AreNamable(received.Body.Members, around.Named, "firm:" + Tenants.OfFirm(firmId)));

    [WolverinePost("/v1/firms/{firmId}/confined-cases/recovery")]
    [RevisionDoesNotMatter("Who may see a case changes nothing of what it says.")]
    public static async Task<(ConfinedCasesRecovered, OutgoingMessages)> Post(
        Guid firmId, Received<RecoverConfinedCases> received, Around around, IDocumentStore store, Vault vault, By by, CancellationToken cancellation)
    {
        var tenant = Tenants.OfFirm(firmId);
        var now = received.Now;
        Guid[] members = [.. received.Body.Members.Distinct()];
        List<object> wake = [];

        // In the firm's tenant, which the platform's request is not in. Asked for again, there is nothing left to give back.
        await using var session = store.LightweightSession(tenant);
        foreach (var entry in around.LeftAlone)
        {
            var stream = await session.Events.FetchForWriting<Confinement>(entry.Id, cancellation);
            var key = await session.LoadAsync<CaseKey>(entry.Id, cancellation);
            // Of a case that was forgotten nobody is to be named any more.
            if (stream.Aggregate?.Current is not { } before || key is { Erased: true })
            {
                continue;
            }

            var seal = vault.SealOf(tenant, entry.Id, key);
            seal.Open(before, before.Statement);
            var statement = Ids.Next();
            stream.AppendOne(Recorded.Event(
                seal.Sealed(new Server.Cases.CaseConfined(statement, members, [.. before.Contacts.Select(Again)], new Sealed<string>(received.Body.Reason), received.At.Value), statement), now, by));
            ConfineCaseEndpoint.Writes(entry.Id, stream.StartingVersion, "case-confined", ContentCommitment.To(received.Bytes), received.At, now).Write(session);
            session.Store(entry with { NamedTo = members });
            wake.Add(new WakeCase(entry.Id, At: null).WithDeliveryOptions(new DeliveryOptions { TenantId = tenant }));
        }

        await session.SaveChangesAsync(cancellation);
        return (new(firmId, wake.Count, now.Value), [.. wake]);
    }

    private static bool IsThere(Member member, Now now) => !member.Suspended && (member.Mandate is null || member.Mandate.Until > now.Value);

    // The same persons under the same ids, in values that are sealed as part of this event.
    private static ConfinedContact Again(ConfinedContact c) => c with
    {
        Name = new Sealed<string>(c.Name.Value),
        Email = c.Email is { } email ? new Sealed<string>(email.Value) : null,
        Telephone = c.Telephone is { } telephone ? new Sealed<string>(telephone.Value) : null,
    };
}
