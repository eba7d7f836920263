using System.Text;
using System.Text.Json;
using Npgsql;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Exchange.Exports;
using Reporting.Server.Kernel;
using Reporting.Server.Oversight;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>GET /v1/regulator/exports/cases</c>: the queue of the caller's authority, narrowed and sorted as its list is, whole: as CSV or as lines of JSON, all of one moment. Read a page at a time: it holds no transaction open, and takes as much memory for a million cases as for one.</summary>
public static class ExportCasesEndpoint
{
    private const int PageSize = 500;

    [RawAnswer("text/csv", "application/x-ndjson")]
    [WolverineGet("/v1/regulator/exports/cases")]
    public static IResult Get(ExportFilter filter, KnownAt known, Now now, NpgsqlDataSource database, NameHashes hashes)
    {
        IAsyncEnumerable<QueuedCase> Cases(CancellationToken cancellation) => RowsAsync(filter.Cases with { Limit = PageSize }, known, now, database, hashes, cancellation);
        return filter.Format == ExportFilter.Lines
            ? Stream(Cases, "application/x-ndjson", "cases.ndjson", "", AsJson)
            : Stream(Cases, "text/csv; charset=utf-8", "cases.csv", Csv.Line(Columns), AsCsv);
    }

    private static readonly string[] Columns =
    [
        "reference", "caseType", "firm", "firmName", "title", "state", "stage", "kinds", "regimes", "receivedAt", "nextDue", "nextDueDate", "nextObligation", "overdue", "severity", "assignee", "tags",
    ];

    private static string AsCsv(QueuedCase row) => Csv.Line(
        Csv.Field(row.Reference),
        Csv.Field(row.CaseType),
        Csv.Field(row.Firm?.ToString()),
        Csv.Field(row.FirmName),
        Csv.Field(row.Title),
        Csv.Field(row.State),
        Csv.Field(row.Stage),
        Csv.Field(string.Join(' ', row.Kinds)),
        Csv.Field(string.Join(' ', row.Regimes)),
        Csv.Field(row.ReceivedAt),
        Csv.Field(row.NextDue),
        Csv.Field(row.NextDueDate),
        Csv.Field(row.NextObligation),
        Csv.Field(row.Overdue ? "true" : "false"),
        Csv.Field(row.Severity),
        Csv.Field(row.Assignee),
        Csv.Field(string.Join(' ', row.Tags)));

    private static string AsJson(QueuedCase row) => JsonSerializer.Serialize(row, WireJson.Options) + "\n";

    private static IResult Stream(Func<CancellationToken, IAsyncEnumerable<QueuedCase>> cases, string mediaType, string name, string head, Func<QueuedCase, string> line) =>
        Results.Stream(
            async body =>
            {
                await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
                await text.WriteAsync(head);
                await foreach (var row in cases(CancellationToken.None))
                {
                    await text.WriteAsync(line(row));
                }
            },
            mediaType,
            name);

    // A page is a statement of its own, ended before it is written: a reader who is slow, or goes away, holds up nothing.
    private static async IAsyncEnumerable<QueuedCase> RowsAsync(
        CaseFilter filter, KnownAt known, Now now, NpgsqlDataSource database, NameHashes hashes, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        ListRegulatorCasesEndpoint.Position? after = null;
        do
        {
            (var page, after) = await ListRegulatorCasesEndpoint.PageAsync(filter, known, now, after, database, hashes, cancellation);
            foreach (var row in page)
            {
                yield return row;
            }
        }
        while (after is not null);
    }
}

/// <summary>Which cases are exported: those that the list of the same parameters has, on all its pages; and in which form.</summary>
public sealed record ExportFilter(CaseFilter Cases, string Format) : IQueryFilter<ExportFilter>
{
    public const string Lines = "ndjson";
    private const string Table = "csv";

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
        [new("format", $"In which form; {Table} where left out.", [Table, Lines]), .. CaseFilter.Parameters.Where(p => p.Name is not ("limit" or "cursor"))];

    public static ExportFilter Read(QueryReader query, By by)
    {
        var format = query.Text("format") ?? Table;
        return new ExportFilter(CaseFilter.Read(query, by), format);
    }
}
