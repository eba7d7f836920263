using System.Text;
using System.Text.Json;
using Marten;
using Reporting.Contracts;
using Reporting.Exchange.Exports;
using Reporting.Server.Kernel;
using Reporting.Server.Oversight;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>GET /v1/regulator/exports/cases</c>: the whole queue of the caller's authority as CSV or as lines of JSON, in order of its references. Read a page at a time: it holds no transaction open, and takes as much memory for a million cases as for one.</summary>
public static class ExportCasesEndpoint
{
    private const int PageSize = 500;

    [RawAnswer("text/csv", "application/x-ndjson")]
    [WolverineGet("/v1/regulator/exports/cases")]
    public static IResult Get(By by, IDocumentStore store, string? format)
    {
        var authority = by.Party["authority:".Length..];
        return format switch
        {
            null or "csv" => Stream(store, authority, "text/csv; charset=utf-8", "cases.csv", Csv.Line(Columns), AsCsv),
            "ndjson" => Stream(store, authority, "application/x-ndjson", "cases.ndjson", "", AsJson),
            _ => throw new ProblemException(Problem.Of("malformed-request", errors: [new("/format", "unknown-value", "csv or ndjson.")])),
        };
    }

    private static readonly string[] Columns = ["reference", "caseType", "title", "state", "stage", "regimes", "receivedAt", "nextDue", "nextDueDate", "nextObligation"];

    private static string AsCsv(RegulatorCase row) => Csv.Line(
        Csv.Field(row.Id),
        Csv.Field(row.CaseType),
        Csv.Field(row.Title),
        Csv.Field(row.State),
        Csv.Field(row.Stage),
        Csv.Field(string.Join(' ', row.Regimes)),
        Csv.Field(row.ReceivedAt),
        Csv.Field(row.NextDue),
        Csv.Field(row.NextDueDate),
        Csv.Field(row.NextObligation));

    private static string AsJson(RegulatorCase row) => JsonSerializer.Serialize(ListRegulatorCasesEndpoint.View(row), WireJson.Options) + "\n";

    private static IResult Stream(IDocumentStore store, string authority, string mediaType, string name, string head, Func<RegulatorCase, string> line) =>
        Results.Stream(
            async body =>
            {
                await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
                await text.WriteAsync(head);
                await foreach (var row in RowsAsync(store, authority))
                {
                    await text.WriteAsync(line(row));
                }
            },
            mediaType,
            name);

    // A page is a transaction of its own, ended before it is written: a reader who is slow, or goes away, holds up nothing.
    private static async IAsyncEnumerable<RegulatorCase> RowsAsync(IDocumentStore store, string authority)
    {
        var after = "";
        while (true)
        {
            IReadOnlyList<RegulatorCase> page;
            await using (var session = store.QuerySession(Tenants.Index))
            {
                page = await LiveViews.Queue(session, authority).Where(c => c.Id.CompareTo(after) > 0).OrderBy(c => c.Id).Take(PageSize).ToListAsync();
            }

            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Id;
        }
    }
}
