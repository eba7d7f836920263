using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Marten;
using Reporting.Exchange.Taxii;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>GET /taxii2/</c>: TAXII 2.1 discovery. Each authority that works here is an API root.</summary>
public static class TaxiiDiscoveryEndpoint
{
    [WolverineGet("/taxii2")]
    public static async Task<IResult> Get(Authorities authorities, TaxiiRoots addresses, HttpContext http, CancellationToken cancellation)
    {
        var known = await authorities.AllAsync(cancellation);
        var roots = known.Values.Where(a => a.WorksHere).Select(a => a.Id).Order(StringComparer.Ordinal).Select(addresses.Of);
        return TaxiiAnswer.Of(http, TaxiiResources.Discovery("Reporting", "What authorities share of incidents of AI theft.", roots));
    }
}

/// <summary><c>GET /taxii2/{authority}/</c>: an authority's API root.</summary>
public static class TaxiiRootEndpoint
{
    [WolverineGet("/taxii2/{authority}")]
    public static async Task<IResult> Get(string authority, Authorities authorities, HttpContext http, CancellationToken cancellation) =>
        (await authorities.AllAsync(cancellation)).GetValueOrDefault(authority) is { WorksHere: true } known
            ? TaxiiAnswer.Of(http, TaxiiResources.ApiRoot(known.Name, "Collections that this authority lets others read.", TaxiiAnswer.MostBytes))
            : throw ProblemException.NotFound();
}

/// <summary><c>GET /taxii2/{authority}/collections/</c>: the collections that the caller may read.</summary>
public static class TaxiiCollectionsEndpoint
{
    [WolverineGet("/taxii2/{authority}/collections")]
    public static async Task<IResult> Get(string authority, By by, IQuerySession session, HttpContext http, CancellationToken cancellation)
    {
        var all = await session.Query<SharedCollection>().Where(c => c.Authority == authority).ToListAsync(cancellation);
        var mine = all.Where(c => c.IsReadBy(TaxiiAnswer.Caller(by))).OrderBy(c => c.MadeAt).ThenBy(c => c.Id);
        return TaxiiAnswer.Of(http, TaxiiResources.Collections(mine.Select(TaxiiAnswer.View)));
    }
}

/// <summary><c>GET /taxii2/{authority}/collections/{collectionId}/</c>: one collection.</summary>
public static class TaxiiCollectionEndpoint
{
    [WolverineGet("/taxii2/{authority}/collections/{collectionId}")]
    public static async Task<IResult> Get(string authority, string collectionId, By by, IQuerySession session, HttpContext http, CancellationToken cancellation) =>
        TaxiiAnswer.Of(http, TaxiiAnswer.View(await TaxiiAnswer.CollectionAsync(session, authority, collectionId, by, cancellation)));
}

/// <summary><c>GET /taxii2/{authority}/collections/{collectionId}/manifest/</c>: which versions of which objects a collection holds.</summary>
public static class TaxiiManifestEndpoint
{
    [WolverineGet("/taxii2/{authority}/collections/{collectionId}/manifest")]
    public static async Task<IResult> Get(string authority, string collectionId, By by, IQuerySession session, Cursors cursors, HttpContext http, CancellationToken cancellation)
    {
        var collection = await TaxiiAnswer.CollectionAsync(session, authority, collectionId, by, cancellation);
        var page = await TaxiiPage.ReadAsync(session, collection, by, cursors, http, ["id", "type", "version", "spec_version"], null, cancellation);
        return page.Answer(http, TaxiiResources.Manifest(page.Objects.Select(o => o.Entry), page.Next));
    }
}

/// <summary><c>GET /taxii2/{authority}/collections/{collectionId}/objects/</c>: the objects of a collection.</summary>
public static class TaxiiObjectsEndpoint
{
    [WolverineGet("/taxii2/{authority}/collections/{collectionId}/objects")]
    public static async Task<IResult> Get(
        string authority, string collectionId, By by, IQuerySession session, Cursors cursors, SharedBundles bundles, HttpContext http, CancellationToken cancellation)
    {
        var collection = await TaxiiAnswer.CollectionAsync(session, authority, collectionId, by, cancellation);
        var page = await TaxiiPage.ReadAsync(session, collection, by, cursors, http, ["id", "type", "version", "spec_version"], null, cancellation);
        return page.Answer(http, TaxiiResources.Envelope(await page.ContentAsync(bundles, collection, cancellation), page.Next));
    }
}

/// <summary><c>GET /taxii2/{authority}/collections/{collectionId}/objects/{objectId}/</c>: one object.</summary>
public static class TaxiiObjectEndpoint
{
    [WolverineGet("/taxii2/{authority}/collections/{collectionId}/objects/{objectId}")]
    public static async Task<IResult> Get(
        string authority, string collectionId, string objectId, By by, IQuerySession session, Cursors cursors, SharedBundles bundles, HttpContext http, CancellationToken cancellation)
    {
        var collection = await TaxiiAnswer.CollectionAsync(session, authority, collectionId, by, cancellation);
        var page = await TaxiiPage.ReadAsync(session, collection, by, cursors, http, ["version", "spec_version"], objectId, cancellation);
        return page.Answer(http, TaxiiResources.Envelope(await page.ContentAsync(bundles, collection, cancellation), page.Next));
    }
}

/// <summary><c>GET /taxii2/{authority}/collections/{collectionId}/objects/{objectId}/versions/</c>: the versions of one object.</summary>
public static class TaxiiVersionsEndpoint
{
    [WolverineGet("/taxii2/{authority}/collections/{collectionId}/objects/{objectId}/versions")]
    public static async Task<IResult> Get(
        string authority, string collectionId, string objectId, By by, IQuerySession session, Cursors cursors, HttpContext http, CancellationToken cancellation)
    {
        var collection = await TaxiiAnswer.CollectionAsync(session, authority, collectionId, by, cancellation);
        var page = await TaxiiPage.ReadAsync(session, collection, by, cursors, http, ["spec_version"], objectId, cancellation, every: true);
        return page.Answer(http, TaxiiResources.Versions(page.Objects.Select(o => o.Entry), page.Next));
    }
}

/// <summary>Where API roots are, by the address that this server is known by: what a request says of it is the sender's word.</summary>
public sealed class TaxiiRoots(IConfiguration configuration)
{
    private readonly string _public = (configuration["PublicUrl"] ?? "http://localhost:5080").TrimEnd('/');

    public string Of(string authority) => $"{_public}/taxii2/{authority}/";
}

internal static class TaxiiAnswer
{
    /// <summary>Of a request's body; nothing can be written.</summary>
    public const int MostBytes = 1024 * 1024;

    public static IResult Of(HttpContext http, JsonObject resource)
    {
        if (!Accepts(http.Request))
        {
            throw new ProblemException(Problem.Of("not-acceptable", $"This address answers with {TaxiiResources.MediaType}."));
        }

        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Text(resource.ToJsonString(), TaxiiResources.MediaType);
    }

    public static string Caller(By by) => by.Authority;

    public static JsonObject View(SharedCollection c) => TaxiiResources.Collection(c.Id.ToString(), c.Title, c.Description);

    /// <summary>A collection that is not there, and one that is not the caller's to read, answer alike.</summary>
    public static async Task<SharedCollection> CollectionAsync(IQuerySession session, string authority, string id, By by, CancellationToken cancellation) =>
        Guid.TryParse(id, out var key) && await session.LoadAsync<SharedCollection>(key, cancellation) is { } collection && collection.Authority == authority && collection.IsReadBy(Caller(by))
            ? collection
            : throw ProblemException.NotFound();

    // Without the header anything is taken (RFC 9110); with it, TAXII of this version or of none named.
    private static bool Accepts(HttpRequest request) =>
        request.Headers.Accept.Count == 0
        || request.Headers.Accept.SelectMany(a => a!.Split(',')).Any(a =>
            MediaTypeWithQualityHeaderValue.TryParse(a, out var type)
            && type.MediaType is "*/*" or "application/*" or "application/taxii+json"
            && type.Parameters.FirstOrDefault(p => p.Name == "version")?.Value is null or "2.1");
}

/// <summary>One page of a collection.</summary>
/// <param name="Next">Null: it is the last.</param>
internal sealed record TaxiiPage(IReadOnlyList<TaxiiPage.Held> Objects, string? Next)
{
    private const int Most = 500;

    /// <param name="Reference">The case that brought it.</param>
    public sealed record Held(TaxiiEntry Entry, string Reference, DateTimeOffset KnownAt, bool WithAssessments);

    /// <param name="match">What can be matched at this address.</param>
    /// <param name="only">The one object that the address names; 404 where the collection does not hold it.</param>
    /// <param name="every">Every version where none is asked for.</param>
    public static async Task<TaxiiPage> ReadAsync(
        IQuerySession session, SharedCollection collection, By by, Cursors cursors, HttpContext http, string[] match, string? only, CancellationToken cancellation, bool every = false)
    {
        var (query, fault) = TaxiiQuery.Parse(http.Request.Query.SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v ?? "")), match);
        if (query is null)
        {
            throw new ProblemException(Problem.Of("malformed-request", fault));
        }

        query = query with { Ids = only is null ? query.Ids : new HashSet<string>([only]), Versions = every ? new HashSet<string>(["all"]) : query.Versions };
        var cases = await session.Query<PublishedCase>().Where(p => p.Collection == collection.Id).ToListAsync(cancellation);
        var held = cases
            .SelectMany(c => c.Objects.Select(o => new Held(o.Entry, c.Reference, o.KnownAt, o.WithAssessments)))
            // What several cases brought stands in the collection since the first did.
            .GroupBy(h => (h.Entry.Id, h.Entry.Version))
            .ToDictionary(g => g.Key, g => g.MinBy(h => h.Entry.DateAdded)!);
        if (only is not null && !held.Keys.Any(k => k.Id == only))
        {
            throw ProblemException.NotFound();
        }

        // A cursor belongs to who asked and what was asked.
        var scope = "taxii\n" + TaxiiAnswer.Caller(by) + "\n" + http.Request.Path + "\n"
            + string.Join('\n', http.Request.Query.Where(q => q.Key is not ("next" or "limit")).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}"));
        var after = query.Next is null ? DateTimeOffset.MinValue
            : cursors.Open(query.Next, scope) is { } at ? new DateTimeOffset(long.Parse(at, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero)
            : throw new ProblemException(Problem.Of("malformed-request", "This next is of another request."));
        var asked = query.Of(held.Values.Select(h => h.Entry)).Where(e => e.DateAdded > after).ToList();
        List<Held> page = [.. asked.Take(Math.Min(query.Limit ?? Most, Most)).Select(e => held[(e.Id, e.Version)])];
        var next = page.Count < asked.Count ? cursors.Seal(page[^1].Entry.DateAdded.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture), scope) : null;
        return new TaxiiPage(page, next);
    }

    public IResult Answer(HttpContext http, JsonObject resource)
    {
        if (Objects.Count > 0)
        {
            http.Response.Headers["X-TAXII-Date-Added-First"] = TaxiiResources.Text(Objects[0].Entry.DateAdded);
            http.Response.Headers["X-TAXII-Date-Added-Last"] = TaxiiResources.Text(Objects[^1].Entry.DateAdded);
        }

        return TaxiiAnswer.Of(http, resource);
    }

    /// <summary>What the objects say: made from each case once. An object that has been erased since is left out.</summary>
    public async Task<IReadOnlyList<JsonNode>> ContentAsync(SharedBundles bundles, SharedCollection collection, CancellationToken cancellation)
    {
        var made = new Dictionary<(string, DateTimeOffset, bool), Dictionary<(string, string), JsonNode>>();
        var content = new List<JsonNode>();
        foreach (var one in Objects)
        {
            var key = (one.Reference, one.KnownAt, one.WithAssessments);
            if (!made.TryGetValue(key, out var bundle))
            {
                var cut = await bundles.CutAsync(one.Reference, collection.Highest, one.WithAssessments, one.KnownAt, cancellation);
                made[key] = bundle = cut["objects"]!.AsArray().ToDictionary(o => ((string)o!["id"]!, (string?)o["modified"] ?? (string)o["created"]!), o => o!);
            }

            if (bundle.TryGetValue((one.Entry.Id, one.Entry.Version), out var found))
            {
                content.Add(found.DeepClone());
            }
        }

        return content;
    }
}
