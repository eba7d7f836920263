using System.Security.Cryptography;
using JasperFx;
using Marten;
using Reporting.Ledger;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;

namespace Reporting.Server.Journal;

/// <summary>A key the ledger signs with, wrapped by the master key and shared by all nodes.</summary>
/// <param name="Id"><c>checkpoint-1</c>, <c>receipts-1</c> and on.</param>
/// <param name="Name">The key's name in notes.</param>
/// <param name="Verifier">Its public half, as <c>name+id+base64</c>.</param>
/// <param name="RetiredAt">From when it signs no more; until then it signs beside the newer one. Null: in use.</param>
public sealed record LedgerKey(string Id, string Name, string Wrapped, string Verifier, DateTimeOffset MadeAt, DateTimeOffset? RetiredAt = null);

/// <summary>
/// The ledger's signing keys: one pair for checkpoints, one for receipts, made at the first start of the first node. A new
/// one signs beside the old for an overlap, so that whoever knows either can check.
/// </summary>
public sealed class LedgerKeys(IDocumentStore store, MasterKeys master, TimeProvider machine)
{
    /// <summary>How long an old key signs beside its successor.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(90);

    private volatile IReadOnlyList<(LedgerKey Stored, SignerKey Key)> _keys = [];

    /// <summary>Every public key there ever was: old receipts are checked with old keys.</summary>
    public IReadOnlyList<VerifierKey> Verifiers => [.. _keys.Select(k => k.Key.Verifier)];

    /// <summary>Those that sign under this name now, the newest first.</summary>
    public IReadOnlyList<SignerKey> Signers(string name) =>
        [.. _keys.Where(k => k.Stored.Name == name && (k.Stored.RetiredAt is not { } end || end > machine.GetUtcNow())).OrderByDescending(k => k.Stored.MadeAt).Select(k => k.Key)];

    /// <summary>The verifier keys in use, and those that are retired with when.</summary>
    public IReadOnlyList<LedgerKey> Stored => [.. _keys.Select(k => k.Stored)];

    public async Task LoadAsync(string origin, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(Tenants.Index);
        var stored = await session.Query<LedgerKey>().ToListAsync(cancellation);
        if (stored.Count == 0)
        {
            await AddAsync([Make("checkpoint-1", origin), Make("receipts-1", ReceiptNote.KeyName(origin))], [], cancellation);
            stored = await session.Query<LedgerKey>().ToListAsync(cancellation);
        }

        _keys = [.. stored.OrderBy(k => k.MadeAt).Select(k => _keys.FirstOrDefault(o => o.Stored.Id == k.Id) is { Key: { } known } ? (k, known) : (k, Open(k)))];
    }

    /// <summary>A new pair of keys from now on; the old ones sign beside them for the overlap.</summary>
    public async Task RotateAsync(string origin, CancellationToken cancellation)
    {
        await LoadAsync(origin, cancellation);
        var next = _keys.Select(k => int.Parse(k.Stored.Id.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture)).Max() + 1;
        var retired = Stored.Where(k => k.RetiredAt is null).Select(k => k with { RetiredAt = machine.GetUtcNow() + Overlap });
        await AddAsync([Make($"checkpoint-{next}", origin), Make($"receipts-{next}", ReceiptNote.KeyName(origin))], [.. retired], cancellation);
        await LoadAsync(origin, cancellation);
    }

    private async Task AddAsync(IReadOnlyList<LedgerKey> made, IReadOnlyList<LedgerKey> retired, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(Tenants.Index);
        session.Insert(made.ToArray());
        session.Store(retired.ToArray());
        try
        {
            await session.SaveChangesAsync(cancellation);
        }
        catch (DocumentAlreadyExistsException)
        {
            // Another node made them at the same moment; its keys are the keys.
        }
    }

    private LedgerKey Make(string id, string name)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        using var key = SignerKey.Of(name, seed);
        return new LedgerKey(id, name, master.Wrap(Purpose(id), seed), key.Verifier.ToString(), machine.GetUtcNow());
    }

    private SignerKey Open(LedgerKey stored) => SignerKey.Of(stored.Name, master.Unwrap(Purpose(stored.Id), stored.Wrapped));

    private static string Purpose(string id) => "ledger-key/" + id;
}
