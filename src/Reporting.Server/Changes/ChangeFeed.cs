using System.Globalization;
using Marten;
using Npgsql;
using Reporting.Server.Cases;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;

namespace Reporting.Server.Changes;

/// <summary>Something that was recorded and that the reader may know of.</summary>
/// <param name="Cursor">Where to go on from: everything after it, and nothing up to it.</param>
/// <param name="Case">The firm's case; null for an authority.</param>
/// <param name="Reference">The authority's reference of the case; null for a firm.</param>
/// <param name="Kinds">Names of the events, in their order.</param>
public sealed record Change(string Cursor, Guid Entry, Guid? Case, string? Reference, IReadOnlyList<string> Kinds, DateTimeOffset ReceivedAt, DateTimeOffset RecordedAt);

/// <summary>
/// The journal as one reader may see it, by index: contiguous, so that nothing is ever found before something of a lower
/// index that comes later. Who waits for more waits in memory.
/// </summary>
public sealed class ChangeFeed(NpgsqlDataSource database, IDocumentStore store, LedgerIdentity identity, JournalProgress progress, Cursors cursors, TimeProvider machine)
{
    /// <summary>The longest a request waits.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(30);

    /// <summary>Entries in one answer, at most.</summary>
    public const int MostChanges = 500;

    /// <summary>The index to go on from; 0 for the beginning.</summary>
    /// <exception cref="ProblemException">This cursor is of another reader's feed, or of another log.</exception>
    public long Open(string? cursor, string reader)
    {
        if (cursor is null)
        {
            return 0;
        }

        return cursors.Open(cursor, ScopeOf(reader)) is { } position && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var next)
            ? next
            : throw new ProblemException(Problem.Of("malformed-request", errors: [new("/after", "not-ours", "This cursor is of another feed.")]));
    }

    /// <summary>What comes from an index on, once there is anything or the wait is over, and where to go on from.</summary>
    public async Task<(IReadOnlyList<Change> Changes, long Next)> ReadAsync(string reader, Sight sight, long from, int most, TimeSpan wait, CancellationToken cancellation)
    {
        var until = machine.GetTimestamp();
        while (true)
        {
            var size = (long)progress.Size;
            IReadOnlyList<Change> changes = [];
            var next = from;
            if (size > from)
            {
                (changes, next) = await PageAsync(reader, sight, from, size, most, cancellation);
            }

            var left = wait - machine.GetElapsedTime(until);
            if (changes.Count > 0 || left <= TimeSpan.Zero)
            {
                return (changes, next);
            }

            from = next;
            await progress.BeyondAsync((ulong)from, left, machine, cancellation);
        }
    }

    /// <summary>The cursor that stands before an index.</summary>
    public string Cursor(long next, string reader) => cursors.Seal(next.ToString(CultureInfo.InvariantCulture), ScopeOf(reader));

    private string ScopeOf(string reader) => $"changes\n{identity.Origin}\n{reader}";

    private async Task<(IReadOnlyList<Change> Changes, long Next)> PageAsync(string reader, Sight sight, long from, long size, int most, CancellationToken cancellation)
    {
        var rows = new List<(long Index, Guid Entry, string Tenant, Guid Case, string[] Kinds, DateTimeOffset Received, DateTimeOffset Recorded)>();
        await using (var command = database.CreateCommand(
            $"""
            select j.index, j.entry, j.tenant_id, j.case_id, j.kinds, j.received_at, j.recorded_at
            from {JournalTables.Readers} r join {JournalTables.Journal} j on j.index = r.index
            where r.reader = $1 and r.index >= $2 and r.index < $3 order by r.index limit $4
            """))
        {
            foreach (var value in (object[])[reader, from, size, most])
            {
                command.Parameters.Add(new() { Value = value });
            }

            await using var read = await command.ExecuteReaderAsync(cancellation);
            while (await read.ReadAsync(cancellation))
            {
                rows.Add((read.GetInt64(0), read.GetGuid(1), read.GetString(2), read.GetGuid(3), read.GetFieldValue<string[]>(4),
                    await read.GetFieldValueAsync<DateTimeOffset>(5, cancellation), await read.GetFieldValueAsync<DateTimeOffset>(6, cancellation)));
            }
        }

        var references = await ReferencesAsync(reader, [.. rows.Where(r => r.Tenant != reader).Select(r => r.Case).Distinct()], cancellation);
        var hidden = await HiddenAsync(reader, sight, [.. rows.Where(r => r.Tenant == reader).Select(r => r.Case).Distinct()], cancellation);
        var changes = rows.Where(r => !hidden.Contains(r.Case)).Select(r => new Change(
            Cursor(r.Index + 1, reader), r.Entry, r.Tenant == reader ? r.Case : null, references.GetValueOrDefault(r.Case), r.Kinds, r.Received, r.Recorded));
        // What was looked through without finding anything need not be looked through again.
        return ([.. changes], rows.Count == most ? rows[^1].Index + 1 : size);
    }

    // A case that is closed to named persons does not exist for anybody else of the firm: as it is closed now, not as it was.
    private async Task<IReadOnlySet<Guid>> HiddenAsync(string reader, Sight sight, Guid[] cases, CancellationToken cancellation)
    {
        if (cases.Length == 0)
        {
            return new HashSet<Guid>();
        }

        await using var session = store.QuerySession(reader);
        return (await session.LoadManyAsync<CaseEntry>(cancellation, cases)).Where(c => !c.IsSeenBy(sight)).Select(c => c.Id).ToHashSet();
    }

    // An authority knows a case by its own reference, and by nothing else.
    private async Task<IReadOnlyDictionary<Guid, string>> ReferencesAsync(string reader, Guid[] cases, CancellationToken cancellation)
    {
        if (cases.Length == 0)
        {
            return new Dictionary<Guid, string>();
        }

        await using var session = store.QuerySession(Tenants.Index);
        var addresses = await session.Query<CaseAddress>().Where(a => cases.Contains(a.Case)).ToListAsync(cancellation);
        return addresses.Where(a => Tenants.OfAuthority(a.Authority) == reader).ToDictionary(a => a.Case, a => a.Id);
    }
}
