using System.Text.Json.Nodes;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Desk;
using Reporting.Exchange.Stix;
using Reporting.Exchange.Taxii;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>POST /v1/regulator/collections</c>: makes a collection that the authorities named read over TAXII, and nobody else.</summary>
public static class MakeCollectionEndpoint
{
    public sealed record CollectionView(Guid Id, string Title, string? Description, string Highest, IReadOnlyList<string> Readers, DateTimeOffset MadeAt);

    public static async Task<IReadOnlyDictionary<string, Authority>> LoadAsync(Authorities authorities, CancellationToken cancellation) => await authorities.AllAsync(cancellation);

    public static ProblemDetails Validate(Received<MakeCollection> received, IReadOnlyDictionary<string, Authority> known, By by) => Rules.Check(
        received.Body.Highest > Tlp.Amber ? [new ProblemError("/highest", "too-strict", "What is marked stricter than TLP:AMBER goes to named authorities only, by referral.")] : [],
        received.Body.Readers.SelectMany((r, i) => SharingRules.Known($"/readers/{i}", r, by.Authority, known)));

    [WolverinePost("/v1/regulator/collections")]
    public static (Created<CollectionView>, SharingWrites) Post(Received<MakeCollection> received, By by)
    {
        var (body, authority) = (received.Body, by.Authority);
        var made = new SharedCollection(Ids.Random(), authority, body.Title, body.Description, body.Highest, [.. body.Readers.Distinct(StringComparer.Ordinal)], received.Now.Value, by.ToString());
        return (new Created<CollectionView>(View(made), $"/taxii2/{authority}/collections/{made.Id}/"), new SharingWrites([made]));
    }

    internal static CollectionView View(SharedCollection c) => new(c.Id, c.Title, c.Description, Words.Of(c.Highest), c.Readers, c.MadeAt);
}

/// <summary><c>GET /v1/regulator/collections</c>: the collections that the caller's authority has made.</summary>
public static class ListCollectionsEndpoint
{
    public sealed record CollectionList(IReadOnlyList<MakeCollectionEndpoint.CollectionView> Items);

    [WolverineGet("/v1/regulator/collections")]
    public static async Task<CollectionList> Get(By by, IQuerySession session, CancellationToken cancellation)
    {
        var authority = by.Authority;
        var made = await session.Query<SharedCollection>().Where(c => c.Authority == authority).OrderBy(c => c.Title).ToListAsync(cancellation);
        return new CollectionList([.. made.Select(MakeCollectionEndpoint.View)]);
    }
}

/// <summary><c>POST /v1/regulator/cases/{reference}/publications</c>: puts an incident into a collection, as this authority knows it now and as far as its marking lets it go. Once more, it brings what has changed.</summary>
public static class PublishCaseEndpoint
{
    /// <param name="Added">How many versions of objects came into the collection.</param>
    public sealed record CaseInCollection(Guid Collection, int Added, DateTimeOffset At);

    /// <summary>What is there, and what would go.</summary>
    public sealed record Publishing(SharedCollection Collection, PublishedCase? Earlier, Tlp Marking, IReadOnlyList<string> Residency, JsonObject Cut, IReadOnlyList<Authority> Readers);

    public static async Task<Publishing> LoadAsync(
        Received<PublishCase> received, CaseAddress address, IDocumentSession session, SharedBundles bundles, Authorities authorities, CancellationToken cancellation)
    {
        var collection = await session.LoadAsync<SharedCollection>(received.Body.Collection, cancellation);
        if (address.Type != CaseType.Incident || collection?.Authority != address.Authority)
        {
            throw ProblemException.NotFound();
        }

        var (seen, residency) = await bundles.SeenAsync(address.Id, received.Body.WithAssessments, received.Now.Value, cancellation);
        var known = await authorities.AllAsync(cancellation);
        return new Publishing(
            collection,
            await session.LoadAsync<PublishedCase>(PublishedCase.IdOf(collection.Id, address.Id), cancellation),
            seen.Marking,
            residency,
            SharedCut.Of(IncidentBundle.Of(seen), collection.Highest),
            [.. collection.Readers.Select(r => known[r])]);
    }

    public static ProblemDetails Validate(Publishing publishing) =>
        Rules.Check(SharingRules.Of("/collection", publishing.Collection.Highest, publishing.Marking, publishing.Residency, publishing.Readers));

    [RevisionDoesNotMatter("What it says is what is known at that moment; the case itself is not changed.")]
    [WolverinePost("/v1/regulator/cases/{reference}/publications")]
    public static (Created<CaseInCollection>, CaseFileWrites, SharingWrites) Post(Received<PublishCase> received, CaseAddress address, Publishing publishing, By by)
    {
        var (body, now, collection) = (received.Body, received.Now, publishing.Collection);
        var held = publishing.Earlier?.Objects ?? [];
        var known = held.Select(o => (o.Entry.Id, o.Entry.Version)).ToHashSet();
        // Each a microsecond after the one before: an instant names one place in the collection.
        var last = collection.LastAdded is { } before && before >= now.Value ? before : now.Value.AddMicroseconds(-1);
        List<PublishedObject> added = [.. publishing.Cut["objects"]!.AsArray()
            .Select(o => (Id: (string)o!["id"]!, Version: (string?)o["modified"] ?? (string)o["created"]!))
            .Where(o => !known.Contains(o))
            .Select((o, i) => new PublishedObject(new TaxiiEntry(o.Id, o.Version, last.AddMicroseconds(i + 1)), now.Value, body.WithAssessments))];
        var fact = new CasePublished(address.Id, collection.Id, body.Purpose, body.LegalBasis, collection.Highest, body.WithAssessments, now.Value);
        return (
            new Created<CaseInCollection>(new CaseInCollection(collection.Id, added.Count, now.Value), $"/taxii2/{collection.Authority}/collections/{collection.Id}/objects/"),
            new CaseFileWrites(address.Authority, [(address.Id, Recorded.Event(fact, now, by))]),
            new SharingWrites([
                collection with { LastAdded = added.Count == 0 ? collection.LastAdded : added[^1].Entry.DateAdded },
                new PublishedCase(PublishedCase.IdOf(collection.Id, address.Id), collection.Id, address.Id, [.. held, .. added]),
            ]));
    }
}

/// <summary><c>POST /v1/regulator/cases/{reference}/publications/withdrawal</c>: takes an incident out of a collection. Nobody is shown it from then on; who has read it before has it.</summary>
public static class WithdrawPublicationEndpoint
{
    public sealed record CaseOutOfCollection(Guid Collection, DateTimeOffset At);

    public static async Task<PublishedCase> LoadAsync(Received<WithdrawPublication> received, CaseAddress address, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<PublishedCase>(PublishedCase.IdOf(received.Body.Collection, address.Id), cancellation) ?? throw ProblemException.NotFound();

    [RevisionDoesNotMatter("The case itself is not changed.")]
    [WolverinePost("/v1/regulator/cases/{reference}/publications/withdrawal")]
    public static (CaseOutOfCollection, CaseFileWrites, SharingWrites) Post(Received<WithdrawPublication> received, CaseAddress address, PublishedCase published, By by) => (
        new CaseOutOfCollection(published.Collection, received.Now.Value),
        new CaseFileWrites(address.Authority, [(address.Id, Recorded.Event(new PublicationWithdrawn(address.Id, published.Collection, received.Body.Reason, received.Now.Value), received.Now, by))]),
        new SharingWrites([], Delete: published.Id));
}
