using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents/{caseId}/reports</c>: files one stage to the authorities concerned. Receipt here is receipt by them, and meets what is owed to them.</summary>
public static class FileReportEndpoint
{
    /// <summary>What the decision needs beside the case.</summary>
    public sealed record Around(Firm? Firm, CaseSeal Seal, IReadOnlyDictionary<string, Authority> Authorities, FreshIds Fresh);

    public static async Task<Around> LoadAsync(Guid caseId, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation) =>
        new(
            await Firm.LoadAsync(session, cancellation),
            await vault.LoadAsync(session, caseId, cancellation),
            await authorities.AllAsync(cancellation),
            FreshIds.Make());

    public static ProblemDetails Validate(
        Received<FileReport> received, [FromHeader(Name = "If-Match")] string? ifMatch, Incident incident, DeadlineBook? book, Around around) =>
        Rules.First(
            () => Revisions.Match(ifMatch, incident.Revision),
            () => Rules.Check(
                IncidentRules.ToFile(received.Body, incident.Stated, received.Now),
                Submission.AuthoritiesWorkHere(received.Body.Authorities, around.Authorities),
                received.Body.Stage == SubmissionKind.Voluntary ? [] : Submission.SomethingIsOwed(received.Body.Authorities, book),
                OpenIncidentEndpoint.EntityIsRegistered(received.Body.Incident ?? incident.Stated, around.Firm)));

    [WolverinePost("/v1/incidents/{caseId}/reports")]
    public static (Created<ReportFiled>, Events, CaseWrites, OutgoingMessages) Post(
        Received<FileReport> received,
        [WriteAggregate("caseId")] Incident incident,
        [ReadAggregate("caseId", Required = false)] DeadlineBook? book,
        Around around,
        ActiveRulebook rulebook,
        By by)
    {
        var now = received.Now;
        var report = received.Body;
        var commitment = ContentCommitment.To(received.Bytes);
        var stated = report.Incident.Over(incident.Stated);
        var cuts = Submission.Cuts(rulebook.Current, book!, Words.Of(report.Stage), report.Authorities, report.Obligations, incident.Addressees, around.Fresh, stated);
        var filed = Recorded.Event(
            around.Seal.Sealed(new IncidentReportFiled(
                around.Fresh.Id,
                around.Fresh.Statement,
                report.Stage,
                cuts,
                stated.Title,
                report.Incident,
                report.SubmittedBy,
                report.Declaration,
                report.LateReason,
                Convert.ToBase64String(commitment.Digest),
                now.Value), around.Fresh.Statement),
            now,
            by);
        var after = incident.Apply((JasperFx.Events.IEvent<IncidentReportFiled>)filed);
        var owed = Recomputed.After(incident.Id, rulebook.Current, IncidentCase.Known(after, around.Firm!), "incident-report-filed", now, book);
        var version = incident.Version + 2;
        var journal = new JournalEntry(
            around.Fresh.Id, incident.Id, version, ["incident-report-filed", "deadlines-computed"], [.. cuts.Select(c => c.Authority)], commitment, now.Value, now.Value);
        return (
            CaseAnswers.Filed(CaseType.Incident, after.Id, journal, after.Revision, owed, rulebook.Current, after.Stated, now),
            [filed, Recorded.Event(owed.Computed, now, by)],
            new CaseWrites(journal, owed.Next) { Documents = Submission.NewAddresses(CaseType.Incident, around.Firm!, incident.Id, incident.Addressees, cuts) },
            owed.Wake);
    }
}
