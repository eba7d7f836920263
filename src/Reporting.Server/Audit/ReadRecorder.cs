using System.Threading.Channels;
using Marten;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Audit;

/// <summary>
/// Records what an authority's people read, before they get it: an answer waits until its reading is committed, and one that
/// cannot be recorded is not given (docs/decisions/0093). What is read at the same time is committed together by one writer,
/// so that nobody waits for a lock of a stream, and the transaction of the reading itself knows nothing of it.
/// </summary>
public sealed partial class ReadRecorder(IDocumentStore store, ILogger<ReadRecorder> log) : BackgroundService
{
    // More than this waiting means that the database does not keep up: the next answer is 503, not a longer wait.
    private const int MostWaiting = 1_000;
    private const int MostTogether = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(MostWaiting);

    private sealed record Waiting(CaseAddress Address, CaseRead Read, By By, TaskCompletionSource Done);

    /// <summary>Returns when the reading is committed.</summary>
    /// <exception cref="ProblemException">503: it could not be recorded.</exception>
    public async Task RecordAsync(CaseAddress address, CaseRead read, By by, CancellationToken cancellation)
    {
        var waiting = new Waiting(address, read, by, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!queue.Writer.TryWrite(waiting))
        {
            throw Unrecorded();
        }

        try
        {
            await waiting.Done.Task.WaitAsync(Limit, cancellation);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            NotRecorded(log, failed, address.Authority);
            throw Unrecorded();
        }
    }

    private static ProblemException Unrecorded() => new(Problem.Of("unavailable", "That it was read cannot be recorded right now, and so it is not given."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            var together = new List<Waiting>();
            while (together.Count < MostTogether && queue.Reader.TryRead(out var waiting))
            {
                together.Add(waiting);
            }

            foreach (var authority in together.GroupBy(w => w.Address.Authority))
            {
                await CommitAsync(authority.Key, [.. authority], stoppingToken);
            }
        }
    }

    private async Task CommitAsync(string authority, List<Waiting> reads, CancellationToken cancellation)
    {
        try
        {
            await using var session = store.LightweightSession(Tenants.OfAuthority(authority));
            foreach (var day in reads.GroupBy(r => ReadingDay.IdOf(authority, r.By.Member, DateOnly.FromDateTime(r.Read.At.UtcDateTime))))
            {
                session.Events.Append(day.Key, [.. day.Select(r => Recorded.Event(r.Read, new Now(r.Read.At), r.By))]);
            }

            // In one order of their keys, so that two nodes never wait for each other.
            foreach (var month in reads.Select(r => (r.Address, Month: new DateOnly(r.Read.At.UtcDateTime.Year, r.Read.At.UtcDateTime.Month, 1), r.Read.At)).DistinctBy(m => (m.Address.Id, m.Month)).OrderBy(m => (m.Address.Id, m.Month)))
            {
                session.QueueSqlCommand(
                    $"insert into {ReadMonthTable.Name} (tenant_id, case_id, authority, month, first_at, reference) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                    month.Address.Tenant,
                    month.Address.Case,
                    authority,
                    month.Month,
                    month.At.ToUniversalTime(),
                    month.Address.Id);
            }

            await session.SaveChangesAsync(cancellation);
            reads.ForEach(r => r.Done.TrySetResult());
        }
        catch (Exception failed)
        {
            reads.ForEach(r => r.Done.TrySetException(failed));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A reading by {Authority} could not be recorded; it was not answered.")]
    private static partial void NotRecorded(ILogger logger, Exception exception, string authority);
}
