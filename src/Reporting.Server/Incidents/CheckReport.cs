using System.Text.Json.Nodes;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Evidence;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents/{caseId}/reports:validate</c>: what each authority would be sent, what its form lacks, what is wrong, and what would be told otherwise than before. Nothing is written.</summary>
public static class CheckReportEndpoint
{
    /// <summary>200: one report held against every authority it is for.</summary>
    /// <param name="Errors">What would refuse the whole report, each with its pointer into the request.</param>
    public sealed record ReportCheck(bool CanBeFiled, IReadOnlyList<ProblemError> Errors, IReadOnlyList<AuthorityCheck> Authorities);

    /// <summary>One authority's part.</summary>
    /// <param name="Complete">Nothing essential is missing or wrong.</param>
    /// <param name="Prepared">It does not work here: nothing reaches it by filing.</param>
    /// <param name="Missing">Essential fields of its forms that the case does not state.</param>
    /// <param name="Wrong">Values that its form does not take.</param>
    /// <param name="Answers">The obligations that the report would answer.</param>
    /// <param name="Fields">What it would be sent.</param>
    /// <param name="Withheld">Fields its form asks that are protected and not disclosed to it.</param>
    public sealed record AuthorityCheck(
        string Authority,
        bool Complete,
        bool Prepared,
        IReadOnlyList<FormGap> Missing,
        IReadOnlyList<FormGap> Wrong,
        IReadOnlyList<Warning> Warnings,
        IReadOnlyList<string> Answers,
        IReadOnlyList<string> Fields,
        IReadOnlyList<string> Withheld,
        IReadOnlyList<Difference> Differences);

    public static async Task<(CaseWork<Incident>, IReadOnlyDictionary<string, Authority>, IReadOnlyList<EvidenceItem>)> LoadAsync(
        Received<FileReport> received, Guid caseId, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation) =>
        (await CaseWork<Incident>.LoadAsync(caseId, session, vault, cancellation), await authorities.AllAsync(cancellation),
            await EvidenceReleases.LoadAsync(session, caseId, [.. FileReportEndpoint.EvidenceNamed(received.Body).Select(n => n.Id).OfType<Guid>()], cancellation));

    public static ProblemDetails Validate(CaseWork<Incident> work) => IncidentLife.Table.Permits(work.Case.State, IncidentCommand.FileReport);

    [WolverinePost("/v1/incidents/{caseId}/reports:validate")]
    [AnswerIsNotKept("It records nothing.")]
    public static ReportCheck Post(Received<FileReport> received, CaseWork<Incident> work, IReadOnlyDictionary<string, Authority> authorities, IReadOnlyList<EvidenceItem> evidence, ActiveRulebook rulebook, By by)
    {
        var report = received.Body;
        var stated = report.Incident.Over(work.Case.Stated);
        var cuts = IncidentCuts.Of(report, stated, work.Case, work.Book, authorities, rulebook.Current, work.Fresh);
        var differences = Told.Differences(work.Case, cuts, stated);
        var whole = CutOf.WithoutPersons(stated);
        List<ProblemError> errors =
        [
            .. FileReportEndpoint.Faults(received, work.Case, work.Book, work.Firm, authorities, evidence, rulebook, by),
            .. Told.Explained(differences, report),
        ];
        return new ReportCheck(
            errors.Count == 0,
            errors,
            [.. cuts.Select(c => Check(c, report, stated, whole, work.Book, differences, rulebook.Current, authorities, received.Now))]);
    }

    private static AuthorityCheck Check(
        Cut cut, FileReport report, IncidentStatement stated, JsonObject whole, DeadlineBook book, IReadOnlyList<Difference> differences, RegimeSet rulebook, IReadOnlyDictionary<string, Authority> authorities, Now now)
    {
        var form = new FormCheck(rulebook, Submission.Regimes(cut.Authority, book.Deadlines, acting: null), [Words.Of(report.Stage)]);
        List<FormGap> missing = [.. form.Missing(stated)];
        List<FormGap> wrong = [.. form.Wrong(whole)];
        return new AuthorityCheck(
            cut.Authority,
            missing.Count == 0 && wrong.Count == 0,
            cut.Prepared,
            missing,
            wrong,
            [.. Warnings(cut, report, stated, book, authorities, now)],
            cut.Answers,
            cut.Fields,
            [.. form.Withheld(stated, cut.Fields)],
            [.. differences.Where(d => cut.Fields.Contains(d.Pointer))]);
    }

    private static IEnumerable<Warning> Warnings(Cut cut, FileReport report, IncidentStatement stated, DeadlineBook book, IReadOnlyDictionary<string, Authority> authorities, Now now)
    {
        if (report.LateReason is null && book.Deadlines.Any(d => cut.Answers.Contains(d.Key) && d.Due < now.Value))
        {
            yield return new Warning("late-reason-missing", "The report is late: say why under lateReason.");
        }

        if (cut.Answers.Count == 0 && !Submission.NeedsNoForm(Words.Of(report.Stage)))
        {
            yield return new Warning("answers-nothing", "No open obligation to this authority is answered by this stage.");
        }

        if (stated.Handling?.Residency is { Count: > 0 } residency && authorities.TryGetValue(cut.Authority, out var authority) && !residency.Contains(authority.Jurisdiction))
        {
            yield return new Warning("outside-residency", $"The case is marked to stay in {string.Join(", ", residency)}; this authority is of {authority.Jurisdiction}.");
        }

        if (cut.Prepared)
        {
            yield return new Warning("prepared-only", "This authority does not work here: what is owed to it runs until a submission there is recorded.");
        }
    }
}
