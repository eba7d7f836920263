using Marten;
using Reporting.Exchange.Reference;
using Reporting.Server.Kernel;

namespace Reporting.Server.Exchange;

/// <summary>The reference data in use: of each source the edition that was loaded last. Looked at again every few seconds, and read only when another has come.</summary>
public sealed class LiveReference(IDocumentStore store, TimeProvider machine) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Held _held = new(null, [], [], ActorIndex.Empty);

    /// <param name="ReadAt">By the machine's clock; null: not yet, or to be read anew.</param>
    /// <param name="Ids">Of the editions in use.</param>
    public sealed record Held(DateTimeOffset? ReadAt, IReadOnlyList<string> Ids, IReadOnlyList<ReferenceFile> Files, ActorIndex Actors);

    public async ValueTask<Held> ReadAsync(CancellationToken cancellation)
    {
        if (IsFresh(_held))
        {
            return _held;
        }

        await _reading.WaitAsync(cancellation);
        try
        {
            return IsFresh(_held) ? _held : _held = await NewerAsync(cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Forgets when it looked: the node that loads an edition has it at once.</summary>
    public void LookAgain() => _held = _held with { ReadAt = null };

    public void Dispose() => _reading.Dispose();

    private bool IsFresh(Held held) => machine.GetUtcNow() - held.ReadAt < Fresh;

    private async Task<Held> NewerAsync(CancellationToken cancellation)
    {
        var now = machine.GetUtcNow();
        await using var session = store.QuerySession(Tenants.Index);
        var heads = await session.Query<ReferenceEdition>().Select(e => new Head(e.Id, e.Source, e.LoadedAt)).ToListAsync(cancellation);
        List<string> ids = [.. heads.GroupBy(h => h.Source, StringComparer.Ordinal).Select(g => g.OrderBy(h => h.LoadedAt).ThenBy(h => h.Id, StringComparer.Ordinal).Last().Id).Order(StringComparer.Ordinal)];
        if (ids.SequenceEqual(_held.Ids))
        {
            return _held with { ReadAt = now };
        }

        var editions = await session.LoadManyAsync<ReferenceEdition>(cancellation, ids);
        List<ReferenceFile> files = [.. editions.OrderBy(e => e.Id, StringComparer.Ordinal).Select(e => e.File)];
        return new Held(now, ids, files, new ActorIndex(files));
    }

    private sealed record Head(string Id, string Source, DateTimeOffset LoadedAt);
}
