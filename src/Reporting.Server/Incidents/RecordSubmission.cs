using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents/{caseId}/submissions</c>: records that an authority that does not work here has received something. That meets what is owed to it, as of its arrival there.</summary>
public static class RecordSubmissionEndpoint
{
    public static async Task<(CaseWork<Incident>, IReadOnlyDictionary<string, Authority>)> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation) =>
        (await CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation), await authorities.AllAsync(cancellation));

    public static ProblemDetails Validate(Received<SubmitElsewhere> received, [FromHeader(Name = "If-Match")] string? ifMatch, CaseWork<Incident> work, IReadOnlyDictionary<string, Authority> authorities) =>
        Rules.First(
            () => Revisions.Match(ifMatch, work.Case.Revision),
            () => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.RecordSubmission),
            () => Rules.Check(SubmissionRules.ToRecord(received.Body, work.Case, work.Book, authorities, received.Now)));

    [WolverinePost("/v1/incidents/{caseId}/submissions")]
    public static (Created<CaseChanged>, CaseWrites, OutgoingMessages) Post(Received<SubmitElsewhere> received, CaseWork<Incident> work, ActiveRulebook rulebook, By by)
    {
        var body = received.Body;
        var answers = SubmissionRules.Answers(body, work.Case);
        var submitted = new SubmittedElsewhere(
            work.Fresh.Id,
            work.Fresh.Statement,
            body.Authority,
            body.Report,
            answers,
            [.. work.Book.Deadlines.Where(d => answers.Contains(d.Key)).Select(d => new FilingReceived(d.Regime, rulebook.Current.ReceiptOf(d.Regime, d.Obligation), d.Entity)).Distinct()],
            body.Channel,
            body.Reference,
            body.SubmittedAt,
            body.SubmittedBy,
            body.ProofEvidenceId,
            received.At.Value);
        return CaseChange.OfFirm(work, work.Seal.Sealed(submitted, submitted.Statement), submitted.Submission, received, rulebook, by);
    }
}

/// <summary>What a submission elsewhere cannot say.</summary>
public static class SubmissionRules
{
    public static IEnumerable<ProblemError> ToRecord(SubmitElsewhere body, Incident incident, DeadlineBook book, IReadOnlyDictionary<string, Authority> register, Now now)
    {
        var report = incident.Reports.FirstOrDefault(r => r.Report == body.Report);
        return
        [
            .. StatementRules.Past("/submittedAt", body.SubmittedAt, now),
            .. StatementRules.Past("/submittedBy/at", body.SubmittedBy.At, now),
            .. Submission.IsKnown(body.Authority, register, book) ? Nothing : [new("/authority", "unknown-authority", "No authority is registered under this id, and nothing is owed to one of this name.")],
            .. register.TryGetValue(body.Authority, out var authority) && authority.WorksHere ? [new("/authority", "works-here", $"{authority.Name} works in this system: file the report to it here.")] : Nothing,
            .. body.Report is not null && (report is null || report.Withdrawn || !report.Cuts.Any(c => c.Prepared && c.Authority == body.Authority))
                ? [new("/report", "not-prepared", "No report of this id was prepared for this authority.")]
                : Nothing,
            .. body.Report is null && body.Obligations is not { Count: > 0 } ? [new("/obligations", "required", "Say which obligations it answers, or which report it is.")] : Nothing,
            .. StatementRules.Distinct("/obligations", body.Obligations),
            .. (body.Obligations ?? []).Select((key, i) => (At: StatementRules.Item("/obligations", i), Owed: book.Find(key)))
                .Where(o => o.Owed is not { Binds: "firm" } || o.Owed.OwedTo != body.Authority)
                .Select(o => new ProblemError(o.At, "not-owed-to-it", "This is no obligation of the firm to this authority.")),
        ];
    }

    private static readonly ProblemError[] Nothing = [];

    /// <summary>The keys of what it answers: what it names, or else what the report was prepared to answer.</summary>
    public static IReadOnlyList<string> Answers(SubmitElsewhere body, Incident incident) =>
        body.Obligations is { Count: > 0 } named
            ? named
            : [.. incident.Reports.Where(r => r.Report == body.Report).SelectMany(r => r.Cuts).Where(c => c.Authority == body.Authority).SelectMany(c => c.Answers)];
}
