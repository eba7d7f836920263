using Marten;
using Reporting.Server.Commitments;
using Reporting.Server.Kernel;
using Wolverine.Attributes;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Reporting.Server.Evidence.Similarity;

/// <summary>Make the report of one comparison.</summary>
[MessageIdentity("compute-similarity")]
public sealed record ComputeSimilarity(Guid Evidence);

/// <summary>
/// Compares in the background, one comparison at a time on a node. The message lives until the report is evidence: a node
/// that stops half-way leaves it to the next start, which begins again and makes the same report.
/// </summary>
public static class ComputeSimilarityHandler
{
    public static void Configure(HandlerChain chain)
    {
        chain.ExecutionTimeoutInSeconds = 3_600;
        chain.OnAnyException().ScheduleRetry(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));
    }

    public static async Task Handle(ComputeSimilarity compute, IQuerySession session, Comparisons comparisons, CancellationToken cancellation) =>
        await comparisons.RunAsync(session.TenantId, compute.Evidence, cancellation);
}

/// <summary>Runs a comparison from its item's stream and brings the report in like any other content.</summary>
public sealed class Comparisons(IDocumentStore documents, Contents contents, Uploads uploads, LegalClock clock)
{
    public async Task RunAsync(string tenant, Guid evidence, CancellationToken cancellation)
    {
        await using var session = documents.QuerySession(tenant);
        // Run before, and ended: a message may come twice.
        if (await session.LoadAsync<EvidenceItem>(evidence, cancellation) is not { Comparison: { } asked, Received: null, Failure: null } item)
        {
            return;
        }

        Guid?[] named = [asked.Canaries, asked.Own, asked.Suspected, asked.Control];
        var inputs = await session.LoadManyAsync<EvidenceItem>(cancellation, [.. named.OfType<Guid>()]);
        var of = inputs.Sum(i => i.Received?.Size ?? 0);
        await TellAsync(tenant, new SimilarityProgress(evidence, 0, of));
        try
        {
            var deposits = await DepositsAsync(session, asked.Deposits ?? [], cancellation);
            var report = await new SimilarityRun(asked, deposits, (id, stop) => OpenAsync(session, inputs.First(i => i.Id == id), stop), done => TellAsync(tenant, new SimilarityProgress(evidence, done, of)))
                .RunAsync(cancellation);
            using var bytes = new MemoryStream(report.Bytes(), writable: false);
            var upload = await uploads.BeginComputedAsync(tenant, item, bytes.Length, $"output-similarity-{evidence}.json", cancellation);
            await uploads.AppendAsync(tenant, upload, bytes, checksum: null, ends: true, By.TheClock, cancellation);
        }
        catch (UnfitInputException unfit)
        {
            await FailAsync(tenant, evidence, unfit.Message, cancellation);
        }
        catch (ProblemException erased)
        {
            await FailAsync(tenant, evidence, erased.Problem.Detail ?? erased.Message, cancellation);
        }
    }

    private static async Task<IReadOnlyList<HeldDeposit>> DepositsAsync(IQuerySession session, IReadOnlyList<NamedDeposit> named, CancellationToken cancellation)
    {
        var held = new List<HeldDeposit>();
        foreach (var deposit in named)
        {
            held.Add(new HeldDeposit(deposit.Receipt, (await session.Events.FetchStreamAsync(deposit.Deposit, token: cancellation)).Select(e => e.Data).OfType<MarkersCommitted>().Single()));
        }

        return held;
    }

    private async Task<(EvidenceItem Item, Stream Content)> OpenAsync(IQuerySession session, EvidenceItem item, CancellationToken cancellation) =>
        item.State == "quarantined"
            ? throw new UnfitInputException($"The content of {item.Id} is quarantined.")
            : (item, await contents.OpenAsync(session, item, onFirstRead: null, cancellation));

    private async Task TellAsync(string tenant, SimilarityProgress progress)
    {
        await using var session = documents.LightweightSession(tenant);
        session.Store(progress);
        await session.SaveChangesAsync();
    }

    private async Task FailAsync(string tenant, Guid evidence, string reason, CancellationToken cancellation)
    {
        await using var session = documents.LightweightSession(tenant);
        var stream = await session.Events.FetchForWriting<EvidenceItem>(evidence, cancellation);
        Custody.Append(session, stream, new SimilarityFailed(reason), clock.Read(), By.TheClock);
        await session.SaveChangesAsync(cancellation);
    }
}
