using System.Text.Json.Nodes;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Desk;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>POST /v1/regulator/cases/{reference}/referrals</c>: gives another authority what this one knows of an incident now, cut by the marking it goes under. What is marked to stay in a place does not leave it.</summary>
public static class ReferCaseEndpoint
{
    /// <param name="Residency">Countries that the firm said the case must stay in.</param>
    public sealed record Referred(Tlp Marking, IReadOnlyList<string> Residency, IReadOnlyDictionary<string, Authority> Known);

    /// <summary>201: it can be read by the other authority, until it is revoked.</summary>
    public sealed record ReferralMade(Guid Id, string To, DateTimeOffset At);

    public static async Task<Referred> LoadAsync(Received<ReferCase> received, CaseAddress address, SharedBundles bundles, Authorities authorities, CancellationToken cancellation)
    {
        if (address.Type != CaseType.Incident)
        {
            throw ProblemException.NotFound();
        }

        var (seen, residency) = await bundles.SeenAsync(address.Id, withAssessments: false, received.Now.Value, cancellation);
        return new Referred(seen.Marking, residency, await authorities.AllAsync(cancellation));
    }

    public static ProblemDetails Validate(Received<ReferCase> received, CaseAddress address, Referred referred) => Rules.First(
        () => Rules.Check(SharingRules.Known("/to", received.Body.To, address.Authority, referred.Known)),
        () => Rules.Check(SharingRules.Of("/under", received.Body.Under, referred.Marking, referred.Residency, [referred.Known[received.Body.To]])));

    [RevisionDoesNotMatter("What it says is what is known at that moment; the case itself is not changed.")]
    [WolverinePost("/v1/regulator/cases/{reference}/referrals")]
    public static (Created<ReferralMade>, CaseFileWrites, SharingWrites) Post(Received<ReferCase> received, CaseAddress address, By by)
    {
        var (body, now) = (received.Body, received.Now);
        // Shown to another authority: it tells nothing of when.
        var id = Ids.Random();
        var fact = new CaseReferred(address.Id, id, body.To, body.Purpose, body.LegalBasis, body.Under, body.WithAssessments, now.Value);
        return (
            new Created<ReferralMade>(new ReferralMade(id, body.To, now.Value), $"/v1/regulator/referrals/{id}/stix"),
            new CaseFileWrites(address.Authority, [(address.Id, Recorded.Event(fact, now, by))]),
            new SharingWrites([new Referral(id, address.Authority, address.Id, body.To, body.Purpose, body.LegalBasis, body.Under, body.WithAssessments, now.Value)]));
    }
}

/// <summary><c>POST /v1/regulator/referrals/{referralId}/revocation</c>: the other authority is shown it no longer. That it once was stays recorded.</summary>
public static class RevokeReferralEndpoint
{
    public sealed record RevokedReferral(Guid Id, DateTimeOffset RevokedAt);

    public static async Task<Referral> LoadAsync(Guid referralId, IQuerySession session, By by, CancellationToken cancellation) =>
        await session.LoadAsync<Referral>(referralId, cancellation) is { } referral && by.Party == "authority:" + referral.From ? referral : throw ProblemException.NotFound();

    public static ProblemDetails Validate(Referral referral) =>
        referral.RevokedAt is null ? WolverineContinue.NoProblems : Problem.Of("not-in-this-state", "The referral has been revoked already.");

    [AnswersWith("not-in-this-state")]
    [WolverinePost("/v1/regulator/referrals/{referralId}/revocation")]
    public static (RevokedReferral, CaseFileWrites, SharingWrites) Post(Received<StateReason> received, Referral referral, By by) => (
        new RevokedReferral(referral.Id, received.Now.Value),
        new CaseFileWrites(referral.From, [(referral.Reference, Recorded.Event(new ReferralRevoked(referral.Reference, referral.Id, received.Body.Reason, received.Now.Value), received.Now, by))]),
        new SharingWrites([referral with { RevokedAt = received.Now.Value }]));
}

/// <summary><c>GET /v1/regulator/referrals</c>: what this authority has referred to others, and what others have referred to it.</summary>
public static class ListReferralsEndpoint
{
    private const int Most = 500;

    public sealed record ReferralList(IReadOnlyList<ReferralView> Given, IReadOnlyList<ReferralView> Received);

    /// <param name="Reference">The authority's own, of what it has given; of what was received it is not said.</param>
    public sealed record ReferralView(Guid Id, string From, string To, string? Reference, string Purpose, string LegalBasis, string Under, DateTimeOffset At, DateTimeOffset? RevokedAt);

    [WolverineGet("/v1/regulator/referrals")]
    public static async Task<ReferralList> Get(By by, IQuerySession session, Bars bars, CancellationToken cancellation)
    {
        var authority = by.Authority;
        var given = await session.Query<Referral>().Where(r => r.From == authority).OrderByDescending(r => r.At).Take(Most).ToListAsync(cancellation);
        // A revoked one is gone for whom it was for.
        var received = await session.Query<Referral>().Where(r => r.To == authority && r.RevokedAt == null).OrderByDescending(r => r.At).Take(Most).ToListAsync(cancellation);
        var kept = await bars.ReferencesAsync(authority, by.Member, cancellation);
        return new ReferralList([.. given.Where(r => !kept.Contains(r.Reference)).Select(r => View(r, r.Reference))], [.. received.Select(r => View(r, null))]);
    }

    private static ReferralView View(Referral r, string? reference) =>
        new(r.Id, r.From, r.To, reference, r.Purpose, r.LegalBasis, Words.Of(r.Under), r.At, r.RevokedAt);
}

/// <summary><c>GET /v1/regulator/referrals/{referralId}/stix</c>: what was referred, as a STIX 2.1 bundle: cut by its marking, with every representation.</summary>
public static class ReadReferralEndpoint
{
    [WolverineGet("/v1/regulator/referrals/{referralId}/stix")]
    public static async Task<JsonObject> Get(Guid referralId, By by, IQuerySession session, SharedBundles bundles, CancellationToken cancellation)
    {
        var referral = await session.LoadAsync<Referral>(referralId, cancellation);
        var mine = referral is not null && (by.Party == "authority:" + referral.From || (by.Party == "authority:" + referral.To && referral.RevokedAt is null));
        return mine ? await bundles.CutAsync(referral!.Reference, referral.Under, referral.WithAssessments, referral.At, cancellation) : throw ProblemException.NotFound();
    }
}
