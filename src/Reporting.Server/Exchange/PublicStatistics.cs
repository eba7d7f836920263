using System.Collections.Concurrent;
using Npgsql;
using Reporting.Exchange.Statistics;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Oversight;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary>How many cases authorities received, as anybody may know it.</summary>
/// <param name="Threshold">Counts from 1 to below it are not said, and with them as many others as it takes.</param>
public sealed record PublicStatistics(int Year, int Threshold, IReadOnlyList<StatisticsTable> Tables);

/// <summary>One kind of case. A count that is not said is null, or left out.</summary>
/// <param name="Quarters">Those that are over, as 1 to 4.</param>
/// <param name="Totals">Of each quarter, over all authorities.</param>
public sealed record StatisticsTable(string CaseType, IReadOnlyList<int> Quarters, IReadOnlyList<StatisticsRow> Rows, IReadOnlyList<int?> Totals, int? Total);

public sealed record StatisticsRow(string Authority, IReadOnlyList<int?> Counts, int? Total);

/// <summary><c>GET /v1/statistics/{year}</c>: cases received, by authority and quarter, for anybody. Small counts are not said, nor what would give them away.</summary>
public static class ReadStatisticsEndpoint
{
    [NotTenanted]
    [WolverineGet("/v1/statistics/{year}")]
    public static async Task<PublicStatistics> Get(int year, StatisticsBook book, Now now, CancellationToken cancellation) =>
        year is >= 2000 && year <= now.Value.Year ? await book.OfAsync(year, now, cancellation) : throw ProblemException.NotFound();
}

/// <summary>Counts a year's cases and keeps the answer for a while: nobody logs in to ask, and it changes four times a year.</summary>
public sealed class StatisticsBook(NpgsqlDataSource database, Authorities authorities, IConfiguration configuration, TimeProvider machine)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly string[] CaseTypes = ["incident", "screening-notice"];
    private readonly ConcurrentDictionary<(int Year, int Quarters), (DateTimeOffset ReadAt, PublicStatistics Answer)> _kept = new();
    private readonly int _threshold = Math.Max(Suppression.LeastThreshold, configuration.GetValue("Statistics:Threshold", 5));

    public async ValueTask<PublicStatistics> OfAsync(int year, Now now, CancellationToken cancellation)
    {
        // Only what is over: of a quarter that runs, two answers would tell what came between them.
        var quarters = year < now.Value.UtcDateTime.Year ? 4 : (now.Value.UtcDateTime.Month - 1) / 3;
        if (_kept.TryGetValue((year, quarters), out var kept) && machine.GetUtcNow() - kept.ReadAt < Kept)
        {
            return kept.Answer;
        }

        List<string> rows = [.. (await authorities.AllAsync(cancellation)).Values.Where(a => a.WorksHere).Select(a => a.Id).Order(StringComparer.Ordinal)];
        var counts = await CountsAsync(year, cancellation);
        var answer = new PublicStatistics(year, _threshold, [.. CaseTypes.Select(type => Table(type, rows, quarters, counts))]);
        _kept[(year, quarters)] = (machine.GetUtcNow(), answer);
        return answer;
    }

    private StatisticsTable Table(string type, List<string> rows, int quarters, Dictionary<(string Authority, string Type, int Quarter), int> counts)
    {
        var cells = new int[rows.Count, quarters];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var q = 0; q < quarters; q++)
            {
                cells[r, q] = counts.GetValueOrDefault((rows[r], type, q + 1));
            }
        }

        var (table, hidden) = (Suppression.WithTotals(cells), Suppression.Of(cells, _threshold));
        return new StatisticsTable(
            type,
            [.. Enumerable.Range(1, quarters)],
            [.. rows.Select((authority, r) => new StatisticsRow(authority, Said(r), One(r, quarters)))],
            Said(rows.Count),
            One(rows.Count, quarters));

        int? One(int r, int c) => hidden[r, c] ? null : table[r, c];

        IReadOnlyList<int?> Said(int r) => [.. Enumerable.Range(0, quarters).Select(c => One(r, c))];
    }

    private async Task<Dictionary<(string Authority, string Type, int Quarter), int>> CountsAsync(int year, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select authority, case_type, extract(quarter from received_at at time zone 'UTC')::int, count(*)::int
            from {ViewTables.Cases}
            where generation = {ViewTables.LiveGeneration} and until = 'infinity'::timestamp with time zone and received_at >= @from and received_at < @to
            group by 1, 2, 3
            """);
        command.Parameters.AddWithValue("from", new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
        command.Parameters.AddWithValue("to", new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var counts = new Dictionary<(string, string, int), int>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            counts[(reader.GetString(0), reader.GetString(1), reader.GetInt32(2))] = reader.GetInt32(3);
        }

        return counts;
    }
}
