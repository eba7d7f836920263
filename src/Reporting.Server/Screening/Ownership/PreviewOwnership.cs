using Reporting.Contracts.Screening;
using Reporting.Ownership;
using Reporting.Ownership.Bods;
using Reporting.Ownership.Table;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Screening.Ownership;

/// <summary><c>POST /v1/ownership/preview</c>: the statements that a file holds, every fault of it with its place, and what they come to. A file is JSON of the Beneficial Ownership Data Standard 0.4, or a table as CSV. Nothing is written; what shall stand in a notice is put into it.</summary>
public static class PreviewOwnershipEndpoint
{
    [RawBody("application/json", "text/csv")]
    [AnswersWith("body-too-large", "unsupported-media-type")]
    [AnswerIsNotKept("It records nothing.")]
    [WolverinePost("/v1/ownership/preview")]
    public static async Task<OwnershipPreview> Post(ActiveRulebook rulebook, Now now, HttpContext http, CancellationToken cancellation)
    {
        var file = BoundedStream.Of(http, Import.MostBytes);
        var read = http.Request.HasJsonContentType() ? await BodsReader.ReadAsync(file, cancellation)
            : http.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true ? await OwnershipTable.ReadAsync(file, cancellation)
            : throw new ProblemException(Problem.Of("unsupported-media-type", "JSON of the Beneficial Ownership Data Standard, or text/csv."));
        return new OwnershipPreview
        {
            Records = read.Records,
            Statements = read.Statements,
            Findings = read.Findings,
            Picture = Pictures.Of(rulebook.Current, read.Statements, now),
        };
    }
}
