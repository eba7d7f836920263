using System.Globalization;
using Reporting.Server.Kernel;

namespace Reporting.Server.Journal;

/// <summary>The ledger as others read it: checkpoint, tiles and proofs, as text and bytes in the formats of transparency logs.</summary>
public static class ServeLedger
{
    private const string Text = "text/plain; charset=utf-8";

    /// <summary>A key that notes of this ledger are checked with.</summary>
    /// <param name="Verifier">As <c>name+id+base64</c> (C2SP signed-note).</param>
    /// <param name="RetiredAt">From when it signs no more, UTC; what it signed before stays good.</param>
    public sealed record PublishedKey(string Name, string Verifier, DateTimeOffset MadeAt, DateTimeOffset? RetiredAt);

    public sealed record PublishedKeys(string Origin, IReadOnlyList<PublishedKey> Items);

    public static void MapLedger(this WebApplication app)
    {
        app.MapGet("/v1/ledger/keys", (LedgerIdentity identity, LedgerKeys keys) =>
                new PublishedKeys(identity.Origin, [.. keys.Stored.Select(k => new PublishedKey(k.Name, k.Verifier, k.MadeAt, k.RetiredAt))]))
            .WithName("ReadLedgerKeys")
            .WithSummary("The keys that receipts and checkpoints are checked with")
            .Produces<PublishedKeys>();
        app.MapGet("/v1/ledger/checkpoint", async (LedgerReader ledger, CancellationToken cancellation) => Answer(await ledger.CheckpointAsync(cancellation)))
            .WithName("ReadCheckpoint")
            .WithSummary("The newest signed checkpoint (C2SP tlog-checkpoint)")
            .WithMetadata(new AnswersWithAttribute("not-found"))
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
        app.MapGet("/v1/ledger/tile/{**path}", async (string path, HttpContext http, LedgerReader ledger, CancellationToken cancellation) =>
            {
                if (await ledger.TileAsync(path, cancellation) is not { } bytes)
                {
                    return NotFound();
                }

                // A tile once served never changes: a wider one has another path.
                http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
                return Results.Bytes(bytes, "application/octet-stream");
            })
            .WithName("ReadTile")
            .WithSummary("A tile of hashes, or a bundle of entries (C2SP tlog-tiles)")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream");
        app.MapGet("/v1/ledger/proof/inclusion/{index}", async (string index, LedgerReader ledger, CancellationToken cancellation) =>
                Number(index) is { } leaf ? Answer((await ledger.ProofAsync(leaf, cancellation))?.ToString()) : NotFound())
            .WithName("ReadInclusionProof")
            .WithSummary("The proof that a leaf is in the ledger (C2SP tlog-proof)")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
        app.MapGet("/v1/ledger/proof/consistency/{from}/{to}", async (string from, string to, LedgerReader ledger, CancellationToken cancellation) =>
                Number(from) is { } first and > 0 && Number(to) is { } last && first <= last
                    ? Answer((await ledger.ConsistencyAsync(first, last, cancellation))?.ToString())
                    : NotFound())
            .WithName("ReadConsistencyProof")
            .WithSummary("The proof that the ledger of one size begins with the ledger of another, from 1 up")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
    }

    private static IResult Answer(string? text) => text is null ? NotFound() : Results.Text(text, Text);

    private static IResult NotFound() => Results.Problem(Problem.Of("not-found"));

    private static ulong? Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
