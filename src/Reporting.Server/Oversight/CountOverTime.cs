using Npgsql;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary>Of what a count over time is.</summary>
public sealed record TimeFilter : IQueryFilter<TimeFilter>
{
    private static readonly string[] Periods = ["day", "week", "month", "quarter", "year"];

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("per", "How long a period is; month where nothing is said. Weeks begin on Monday, all at midnight UTC.", Periods),
        new("receivedFrom", "Only what was received at this instant or after it.", Format: "date-time"),
        new("receivedBefore", "Only what was received before this instant.", Format: "date-time"),
    ];

    public required string Authority { get; init; }

    public required string Caller { get; init; }

    public required string Per { get; init; }

    public required DateTimeOffset? From { get; init; }

    public required DateTimeOffset? Before { get; init; }

    public static TimeFilter Read(QueryReader query, By by)
    {
        var filter = new TimeFilter
        {
            Authority = by.Authority,
            Caller = by.Member,
            Per = query.Text("per") ?? "month",
            From = query.Instant("receivedFrom"),
            Before = query.Instant("receivedBefore"),
        };
        query.Finish();
        return filter;
    }
}

/// <summary><c>GET /v1/regulator/statistics</c>: how much was filed to the caller's authority, period by period, by type of case and stage.</summary>
public static class CountOverTimeEndpoint
{
    [ConditionalRead]
    [WolverineGet("/v1/regulator/statistics")]
    public static async Task<FilingsOverTime> Get(TimeFilter filter, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select date_trunc(@per, received_at at time zone 'UTC')::date, case_type, stage, count(*), count(*) filter (where first), count(*) filter (where late)
            from {ViewTables.Filings} f
            where generation = {ViewTables.LiveGeneration} and authority = @authority and {CaseFilter.NotBarred("f.reference")}
              and received_at >= @from and received_at < @before
            group by 1, 2, 3 order by 1, 2, 3
            """);
        command.Parameters.AddWithValue("per", filter.Per);
        command.Parameters.AddWithValue("authority", filter.Authority);
        command.Parameters.AddWithValue("caller", filter.Caller);
        command.Parameters.AddWithValue("from", filter.From ?? DateTimeOffset.MinValue);
        command.Parameters.AddWithValue("before", filter.Before ?? DateTimeOffset.MaxValue);
        var rows = new List<FiledInPeriod>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new FiledInPeriod(
                await reader.GetFieldValueAsync<DateOnly>(0, cancellation), reader.GetString(1), reader.GetString(2), (int)reader.GetInt64(3), (int)reader.GetInt64(4), (int)reader.GetInt64(5)));
        }

        return new FilingsOverTime(filter.Per, rows);
    }
}
