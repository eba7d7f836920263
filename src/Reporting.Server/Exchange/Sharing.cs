using System.Text.Json.Nodes;
using Marten;
using Reporting.Contracts;
using Reporting.Exchange.Stix;
using Reporting.Exchange.Taxii;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Oversight;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Marten;

namespace Reporting.Server.Exchange;

/// <summary>What one authority lets another see of one case. Single-tenanted: it is of two authorities. It holds no content: that is made anew at each reading, so that what is erased is gone from it too.</summary>
/// <param name="From">Whose case it is.</param>
/// <param name="Reference">Its reference there; not shown to whom it goes.</param>
/// <param name="At">What was known then is what is shown.</param>
public sealed record Referral(
    Guid Id, string From, string Reference, string To, string Purpose, string LegalBasis, Tlp Under, bool WithAssessments, DateTimeOffset At, DateTimeOffset? RevokedAt = null);

/// <summary>A collection that an authority chose to let others read. Single-tenanted, like a referral.</summary>
/// <param name="Highest">The strictest marking of what goes into it.</param>
/// <param name="LastAdded">When the last object came into it: the next comes later, so that whoever reads on after an instant misses none.</param>
public sealed record SharedCollection(
    Guid Id, string Authority, string Title, string? Description, Tlp Highest, IReadOnlyList<string> Readers, DateTimeOffset MadeAt, string MadeBy, DateTimeOffset? LastAdded = null)
{
    public bool IsReadBy(string authority) => Authority == authority || Readers.Contains(authority);
}

/// <summary>One case in one collection: which objects it brought, and never what they say.</summary>
/// <param name="Id">Collection and reference: a case stands in a collection once.</param>
public sealed record PublishedCase(string Id, Guid Collection, string Reference, IReadOnlyList<PublishedObject> Objects)
{
    public static string IdOf(Guid collection, string reference) => $"{collection:N}:{reference}";
}

/// <param name="KnownAt">What was known then is what is shown.</param>
public sealed record PublishedObject(TaxiiEntry Entry, DateTimeOffset KnownAt, bool WithAssessments);

/// <summary>Documents of a command beside its events, in the same commit.</summary>
public sealed record SharingWrites(IReadOnlyList<object> Store, string? Delete = null) : IMartenOp
{
    public void Execute(IDocumentSession session)
    {
        session.StoreObjects(Store);
        if (Delete is not null)
        {
            session.Delete<PublishedCase>(Delete);
        }
    }
}

/// <summary>Makes what others are shown of a case: the authority's own bundle, cut by the marking it goes under.</summary>
public sealed class SharedBundles(
    IDocumentStore store, Vault vault, ActiveRulebook rulebook, InternalTargets targets, Authorities authorities, CaseAddresses addresses, LegalClock clock)
{
    private static readonly ReadCaseFileEndpoint.CaseFileView NoFile = new("", null, [], [], []);

    /// <param name="reference">The authority's own.</param>
    /// <param name="at">What was known then; what was erased since is not in it.</param>
    public async Task<(IncidentAsSeen Seen, IReadOnlyList<string> Residency)> SeenAsync(string reference, bool withAssessments, DateTimeOffset at, CancellationToken cancellation)
    {
        var address = await addresses.FindAsync(reference, cancellation) ?? throw ProblemException.NotFound();
        await using var session = store.QuerySession(address.Tenant);
        var known = new KnownAt(at);
        var cut = (await ReadRegulatorCaseEndpoint.Get(address, session, vault, rulebook, targets, known, clock.Read(), cancellation)).Answer;
        var file = withAssessments ? (await ReadCaseFileEndpoint.Get(address, session, store, vault, known, cancellation)).Answer : NoFile;
        var name = (await authorities.AllAsync(cancellation)).GetValueOrDefault(address.Authority)?.Name ?? address.Authority;
        return (Seen.Of(address, name, cut, file), cut.Marking?.Residency ?? []);
    }

    public async Task<JsonObject> CutAsync(string reference, Tlp under, bool withAssessments, DateTimeOffset at, CancellationToken cancellation) =>
        SharedCut.Of(IncidentBundle.Of((await SeenAsync(reference, withAssessments, at, cancellation)).Seen), under);
}

/// <summary>What a case may be shared under, and with whom.</summary>
public static class SharingRules
{
    /// <summary>Only what another authority may have by the firm's marking and by where the case may be.</summary>
    /// <param name="field">Of the request, where the marking is said.</param>
    /// <param name="readers">With the jurisdiction of each.</param>
    public static IEnumerable<ProblemError> Of(string field, Tlp under, Tlp marking, IReadOnlyList<string> residency, IEnumerable<Authority> readers)
    {
        if (marking > under)
        {
            yield return new ProblemError(field, "marked-stricter", $"The case is marked {TlpMarkings.Of(marking).Name}: nothing of it goes under {TlpMarkings.Of(under).Name}.");
        }

        foreach (var reader in readers.Where(r => residency.Count > 0 && !residency.Contains(r.Jurisdiction)))
        {
            yield return new ProblemError("", "residency", $"The case must stay in {string.Join(", ", residency)}; {reader.Id} is of {reader.Jurisdiction}.");
        }
    }

    /// <summary>An authority that works here, and is not the sender itself.</summary>
    public static IEnumerable<ProblemError> Known(string field, string authority, string own, IReadOnlyDictionary<string, Authority> known) =>
        authority == own ? [new ProblemError(field, "itself", "This is the authority itself.")]
        : known.TryGetValue(authority, out var other) && other.WorksHere ? []
        : [new ProblemError(field, "unknown-authority", $"{authority} does not work here.")];
}
