using Marten;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Evidence;
using Reporting.Server.Kernel;

namespace Reporting.Server.Changes;

/// <summary>What a stream of the journal is to a firm.</summary>
/// <param name="Case">Null for a deposit, which is of no case.</param>
/// <param name="Evidence">Set where the stream is that of a piece of evidence of the case.</param>
public sealed record OfFirm(Guid? Case, Guid? Evidence);

/// <summary>
/// What of the journal a reader may know of. Only what is found to be a case's, its evidence's or a deposit's is: an entry
/// of anything else is shown to nobody, whatever is written to the journal one day.
/// </summary>
internal static class JournalSight
{
    /// <summary>Of these streams of a firm, those its caller may know of: as a case is closed to named persons now, not as it was.</summary>
    public static async Task<IReadOnlyDictionary<Guid, OfFirm>> OfFirmAsync(IQuerySession session, Sight sight, IReadOnlyCollection<(Guid Stream, EntryKind Kind)> entries, CancellationToken cancellation)
    {
        var seen = new Dictionary<Guid, OfFirm>();
        foreach (var (stream, _) in entries.Where(e => e.Kind == EntryKind.Deposit && sight.Only is null))
        {
            seen[stream] = new OfFirm(Case: null, Evidence: null);
        }

        Guid[] streams = [.. entries.Where(e => e.Kind != EntryKind.Deposit).Select(e => e.Stream).Distinct()];
        var evidence = streams.Length == 0 ? [] : await session.LoadManyAsync<EvidenceItem>(cancellation, streams);
        foreach (var id in await CaseEntry.SeenAsync(session, sight, [.. streams.Union(evidence.Select(i => i.Case))], cancellation))
        {
            seen[id] = new OfFirm(id, Evidence: null);
        }

        foreach (var item in evidence.Where(i => seen.ContainsKey(i.Case)))
        {
            seen[item.Id] = new OfFirm(item.Case, item.Id);
        }

        return seen;
    }

    /// <summary>Of these streams of whatever firms, those an authority knows, by its own reference of the case and by nothing else.</summary>
    public static async Task<IReadOnlyDictionary<Guid, (string Reference, Guid Case, Guid? Evidence)>> OfAuthorityAsync(
        IDocumentStore store, string authority, IReadOnlyCollection<(string Tenant, Guid Stream)> entries, CancellationToken cancellation)
    {
        var known = new Dictionary<Guid, (string Reference, Guid Case, Guid? Evidence)>();
        if (entries.Count == 0)
        {
            return known;
        }

        await using var index = store.QuerySession(Tenants.Index);
        await AddAsync([.. entries.Select(e => (e.Stream, e.Stream))]);
        foreach (var firm in entries.Where(e => !known.ContainsKey(e.Stream)).GroupBy(e => e.Tenant))
        {
            await using var session = store.QuerySession(firm.Key);
            var evidence = await session.LoadManyAsync<EvidenceItem>(cancellation, [.. firm.Select(e => e.Stream).Distinct()]);
            await AddAsync([.. evidence.Select(i => (i.Id, i.Case))]);
        }

        return known;

        async Task AddAsync(IReadOnlyCollection<(Guid Stream, Guid Case)> streams)
        {
            Guid[] cases = [.. streams.Select(s => s.Case).Distinct()];
            var addresses = await index.Query<CaseAddress>().Where(a => a.Case.IsOneOf(cases)).ToListAsync(cancellation);
            var references = addresses.Where(a => Tenants.OfAuthority(a.Authority) == authority).ToDictionary(a => a.Case, a => a.Id);
            foreach (var (stream, @case) in streams.Where(s => references.ContainsKey(s.Case)))
            {
                known[stream] = (references[@case], @case, stream == @case ? null : stream);
            }
        }
    }
}
