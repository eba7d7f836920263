using System.Globalization;
using Marten;
using Npgsql;
using Reporting.Ledger;
using Reporting.Server.Casework;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;

namespace Reporting.Server.Changes;

/// <summary>Something that was recorded and that the reader may know of.</summary>
/// <param name="Cursor">Where to go on from: everything after it, and nothing up to it.</param>
/// <param name="Kinds">Names of the events, in their order.</param>
/// <param name="Case">The firm's case; null for an authority, and of a deposit.</param>
/// <param name="Reference">The authority's reference of the case; null for a firm.</param>
/// <param name="Evidence">The piece of evidence of the case that it is about, where it is about one.</param>
public sealed record Change(
    string Cursor, Guid Entry, IReadOnlyList<string> Kinds, DateTimeOffset ReceivedAt, DateTimeOffset RecordedAt, Guid? Case = null, string? Reference = null, Guid? Evidence = null);

/// <summary>
/// The journal as one reader may see it, by index: contiguous, so that nothing is ever found before something of a lower
/// index that comes later. Who waits for more waits in memory.
/// </summary>
public sealed class ChangeFeed(NpgsqlDataSource database, IDocumentStore store, Bars bars, LedgerIdentity identity, JournalProgress progress, Cursors cursors, TimeProvider machine)
{
    /// <summary>The longest a request waits.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(30);

    private const string Authority = "authority-";

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
        var rows = new List<Row>();
        await using (var command = database.CreateCommand(
            $"""
            select j.index, j.entry, j.kind, j.tenant_id, j.case_id, j.kinds, j.received_at, j.recorded_at
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
                rows.Add(new Row(
                    read.GetInt64(0), read.GetGuid(1), (EntryKind)read.GetInt16(2), read.GetString(3), read.GetGuid(4), await read.GetFieldValueAsync<string[]>(5, cancellation),
                    await read.GetFieldValueAsync<DateTimeOffset>(6, cancellation), await read.GetFieldValueAsync<DateTimeOffset>(7, cancellation)));
            }
        }

        // What was looked through without finding anything need not be looked through again.
        return (await ShownAsync(reader, sight, rows, cancellation), rows.Count == most ? rows[^1].Index + 1 : size);
    }

    private sealed record Row(long Index, Guid Entry, EntryKind Kind, string Tenant, Guid Stream, string[] Kinds, DateTimeOffset Received, DateTimeOffset Recorded);

    private async Task<IReadOnlyList<Change>> ShownAsync(string reader, Sight sight, List<Row> rows, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(reader);
        var own = await JournalSight.OfFirmAsync(session, sight, [.. rows.Where(r => r.Tenant == reader).Select(r => (r.Stream, r.Kind))], cancellation);
        var known = await JournalSight.OfAuthorityAsync(store, reader, [.. rows.Where(r => r.Tenant != reader).Select(r => (r.Tenant, r.Stream))], cancellation);
        var kept = reader.StartsWith(Authority, StringComparison.Ordinal) ? await bars.CasesAsync(reader[Authority.Length..], sight.Member, cancellation) : new HashSet<Guid>();
        var changes = new List<Change>();
        foreach (var row in rows)
        {
            if (row.Tenant == reader && own.TryGetValue(row.Stream, out var mine) && !(mine.Case is { } of && kept.Contains(of)))
            {
                changes.Add(Told(row, mine.Case, reference: null, mine.Evidence));
            }
            else if (row.Tenant != reader && known.TryGetValue(row.Stream, out var sent) && !kept.Contains(sent.Case))
            {
                changes.Add(Told(row, @case: null, sent.Reference, sent.Evidence));
            }
        }

        return changes;

        Change Told(Row row, Guid? @case, string? reference, Guid? evidence) =>
            new(Cursor(row.Index + 1, reader), row.Entry, row.Kinds, row.Received, row.Recorded, @case, reference, evidence);
    }
}
