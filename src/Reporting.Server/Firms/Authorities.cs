using System.Collections.Frozen;
using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Firms;

/// <summary>The register of authorities, read by every filing and changed a few times a year: kept for a few seconds, so that a new authority is known to every node soon after.</summary>
public sealed class Authorities(IDocumentStore store, TimeProvider machine)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private int _forgotten;
    private volatile Register _register = new(DateTimeOffset.MinValue, FrozenDictionary<string, Authority>.Empty);

    public async ValueTask<IReadOnlyDictionary<string, Authority>> AllAsync(CancellationToken cancellation)
    {
        var now = machine.GetUtcNow();
        if (now - _register.ReadAt < Fresh)
        {
            return _register.ById;
        }

        var forgotten = Volatile.Read(ref _forgotten);
        await using var session = store.QuerySession(Tenants.Index);
        var all = await session.Query<Authority>().ToListAsync(cancellation);
        var read = new Register(now, all.ToFrozenDictionary(a => a.Id, StringComparer.Ordinal));
        // What was read before another was registered is not kept.
        if (forgotten == Volatile.Read(ref _forgotten))
        {
            _register = read;
        }

        return read.ById;
    }

    /// <summary>Forgets what was read: the node that registers an authority knows it at once.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _forgotten);
        _register = new(DateTimeOffset.MinValue, FrozenDictionary<string, Authority>.Empty);
    }

    private sealed record Register(DateTimeOffset ReadAt, FrozenDictionary<string, Authority> ById);
}
