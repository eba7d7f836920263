using System.Security.Cryptography;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Firms;
using Reporting.Server.Cases;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Access;

/// <summary><c>POST /v1/mandates</c>: a representative acts for the firm until an instant, in all cases or in named ones, through a client of its own whose secret is in this answer and nowhere else.</summary>
public static class GiveMandateEndpoint
{
    /// <summary>What the decision needs beside the firm.</summary>
    /// <param name="Cases">Of the cases named, those that are there for whoever gives the mandate.</param>
    public sealed record Around(CaseSeal Seal, IReadOnlySet<Guid> Cases);

    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static async Task<Around> LoadAsync(Received<GiveMandate> received, Sight sight, IDocumentSession session, Vault vault, CancellationToken cancellation)
    {
        var cases = await CaseEntry.SeenAsync(session, sight, [.. received.Body.Scope.Cases ?? []], cancellation);
        return new Around(await vault.LoadAsync(session, Firm.IdOf(session), cancellation), cases.ToHashSet());
    }

    public static ProblemDetails Validate(Received<GiveMandate> received, Around around) =>
        Rules.Check(EndsLater(received), Gives(received.Body.Scope), AreThere(received.Body.Scope.Cases, around.Cases));

    [WolverinePost("/v1/mandates")]
    [AnswerIsNotKept("It holds a secret; a mandate whose answer was lost is revoked, and given again.")]
    public static async Task<(Contracts.Firms.MandateGiven, Events, RegisterTheMember)> Post(
        Received<GiveMandate> received, [WriteAggregate(FromMethod = nameof(FirmId))] Firm firm, Around around, IServiceScopeFactory scopes, By by, CancellationToken cancellation)
    {
        var now = received.Now;
        var request = received.Body;
        var (id, statement) = (Ids.Next(), Ids.Next());
        var clientId = $"mandate-{References.Next().Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()}";
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await PrepareAccess.CreateClientAsync(scopes, clientId, secret, "mandate " + id, cancellation);
        var held = new MandateHeld(id, request.Scope.Cases, request.Scope.MayFile, request.Scope.MayRead, request.Until.ToUniversalTime());
        var member = new Member(Member.IdOf(Member.Embedded, clientId), Member.Embedded, clientId, PartyType.Firm, Tenants.OfFirm(firm.Id), Roles: [], Mandate: held);
        var memberId = Guid.ParseExact(member.Id, "N");
        var given = around.Seal.Sealed(
            new Firms.MandateGiven(id, statement, memberId, request.Representative, request.Scope, held.Until, request.MayAcceptService, now.Value), statement);
        return (new(id, memberId, clientId, secret, now.Value), [Recorded.Event(given, now, by)], new RegisterTheMember(member, Key: null));
    }

    private static IEnumerable<ProblemError> EndsLater(Received<GiveMandate> received) =>
        received.Body.Until > received.Now.Value ? [] : [new ProblemError("/until", "in-the-past", "A mandate ends after it was given.")];

    private static IEnumerable<ProblemError> Gives(MandateScope scope)
    {
        if (scope is { MayFile: false, MayRead: false })
        {
            yield return new ProblemError("/scope", "empty", "A mandate to do nothing.");
        }

        if (scope.Cases is { Count: 0 })
        {
            yield return new ProblemError("/scope/cases", "empty", "A mandate for no case. For all of them this is left out.");
        }
    }

    private static IEnumerable<ProblemError> AreThere(IReadOnlyList<Guid>? named, IReadOnlySet<Guid> found) =>
        (named ?? []).Select((c, i) => (Case: c, At: i)).Where(c => !found.Contains(c.Case))
            .Select(c => new ProblemError($"/scope/cases/{c.At}", "unknown-case", "The firm has no case with this id."));
}
