using System.Text.Json.Nodes;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine.Http;

namespace Reporting.Server.Incidents;

/// <summary><c>GET /v1/incidents/{caseId}/reports</c>: what exactly each authority was told, report by report, and side by side what each holds now.</summary>
public static class ReadReportsEndpoint
{
    /// <param name="Told">Per authority: the last it was told of each field.</param>
    public sealed record ReportsOfCase(Guid Case, IReadOnlyList<ReportSent> Reports, IReadOnlyList<ToldNow> Told);

    /// <summary>One report with each recipient's cut of it.</summary>
    public sealed record ReportSent(
        Guid Id,
        string Stage,
        DateTimeOffset ReceivedAt,
        bool Withdrawn,
        Submitter? SubmittedBy,
        ReportDeclaration? Declaration,
        string? LateReason,
        IReadOnlyList<DifferenceReason> Differences,
        IReadOnlyList<CutSent> Cuts);

    /// <summary>What one authority was sent.</summary>
    /// <param name="Marking">How it may be handled.</param>
    public sealed record CutSent(string Authority, string Status, IReadOnlyList<string> Answers, JsonObject Statement, IncidentHandling? Marking);

    /// <summary>What one authority holds, and whether the case states it otherwise since.</summary>
    /// <param name="OutOfDate">Fields that the case has changed since this authority was told of them.</param>
    public sealed record ToldNow(string Authority, JsonObject Statement, IReadOnlyList<string> OutOfDate);

    [WolverineGet("/v1/incidents/{caseId}/reports")]
    public static async Task<Tagged<ReportsOfCase>> Get(Guid caseId, IQuerySession session, Vault vault, KnownAt known, CancellationToken cancellation)
    {
        var (_, events) = await CaseHistory.LoadAsync(session, caseId, CaseType.Incident, known, cancellation);
        var seal = await vault.LoadAsync(session, caseId, cancellation);
        var (incident, _) = ReadIncidentEndpoint.Fold(events, seal);
        var filed = IncidentViews.Of<IncidentReportFiled>(events).ToDictionary(r => r.Report);
        var status = IncidentViews.Filings(incident, events).ToDictionary(f => (f.ReceiptId, f.Authority), f => f.Status);
        var reports = new ReportsOfCase(
            caseId,
            [.. incident.Reports.Select(r => new ReportSent(
                r.Report,
                Words.Of(r.Stage),
                r.ReceivedAt,
                r.Withdrawn,
                filed[r.Report].SubmittedBy,
                filed[r.Report].Declaration,
                filed[r.Report].LateReason,
                filed[r.Report].Differences ?? [],
                [.. r.Cuts.Select(c => new CutSent(c.Authority, status[(r.Report, c.Authority)], c.Answers, CutOf.Statement(r.Stated, c.Fields), c.Marking))]))],
            [.. incident.Reports.SelectMany(r => r.Cuts.Select(c => c.Authority)).Distinct().Order(StringComparer.Ordinal).Select(a => Now(incident, a))]);
        return new Tagged<ReportsOfCase>(reports, Revisions.Tag(incident.Revision));
    }

    private static ToldNow Now(Incident incident, string authority)
    {
        var holds = Told.Holds(incident, authority);
        var states = CutOf.WithoutPersons(incident.Stated);
        var statement = new JsonObject();
        var outOfDate = new List<string>();
        foreach (var told in holds.GroupBy(h => h.Report, h => h.Pointer))
        {
            CutOf.Add(statement, told.Key.Stated, told);
            var then = CutOf.WithoutPersons(told.Key.Stated);
            outOfDate.AddRange(told.Where(pointer => !JsonNode.DeepEquals(CutOf.At(then, pointer), CutOf.At(states, pointer))));
        }

        return new ToldNow(authority, statement, outOfDate);
    }
}
