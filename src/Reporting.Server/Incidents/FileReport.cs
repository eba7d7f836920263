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
using Wolverine.Persistence;

namespace Reporting.Server.Incidents;

/// <summary><c>POST /v1/incidents/{caseId}/reports</c>: files one stage to the authorities concerned. Receipt here is receipt by them, and meets what is owed to them.</summary>
public static class FileReportEndpoint
{
    /// <summary>What the decision needs beside the case.</summary>
    public sealed record Around(CaseSeal Seal, IReadOnlyDictionary<string, Authority> Authorities, FreshIds Fresh);

    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static async Task<Around> LoadAsync(Guid caseId, CaseKey? key, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation) =>
        new(vault.SealOf(session.TenantId, caseId, key), await authorities.AllAsync(cancellation), FreshIds.Make());

    public static ProblemDetails Validate(
        Received<FileReport> received, [FromHeader(Name = "If-Match")] string? ifMatch, Incident incident, DeadlineBook? book, Firm? firm, Around around, ActiveRulebook rulebook) =>
        Rules.First(
            () => Revisions.Match(ifMatch, incident.Revision),
            () => Rules.Check(
                IncidentRules.ToFile(received.Body, incident.Stated, received.Now),
                Submission.AuthoritiesWorkHere(received.Body.Authorities, around.Authorities),
                Submission.ReferenceStands("/incident", received.Body.Incident?.ExternalReference, incident.Stated.ExternalReference),
                received.Body.Stage == SubmissionKind.Voluntary
                    ? []
                    : Submission.IsAskedFor(rulebook.Current, [Words.Of(received.Body.Stage)], received.Body.Authorities, received.Body.Obligations, book),
                OpenIncidentEndpoint.EntityIsRegistered("/incident", received.Body.Incident ?? incident.Stated, firm)));

    [WolverinePost("/v1/incidents/{caseId}/reports")]
    public static (Created<ReportFiled>, Events, CaseWrites, OutgoingMessages) Post(
        Received<FileReport> received,
        [WriteAggregate("caseId")] Incident incident,
        [ReadAggregate("caseId", Required = false)] DeadlineBook? book,
        [Entity(FromMethod = nameof(FirmId), Required = false)] Firm? firm,
        [Entity("caseId", Required = false)] CaseKey? key,
        Around around,
        ActiveRulebook rulebook,
        Receipts receipts,
        By by)
    {
        var now = received.Now;
        var report = received.Body;
        var commitment = ContentCommitment.To(received.Bytes);
        var stated = report.Incident.Over(incident.Stated);
        var cuts = Submission.Cuts(rulebook.Current, book!, [Words.Of(report.Stage)], report.Authorities, report.Obligations, incident.Addressees, around.Fresh, stated);
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
                received.At.Value,
                report.Recipients,
                report.MandateId), around.Fresh.Statement),
            now,
            by);
        var after = incident.Apply((JasperFx.Events.IEvent<IncidentReportFiled>)filed);
        var owed = Recomputed.After(incident.Id, rulebook.Current, IncidentCase.Known(after, firm!, now), "incident-report-filed", now, book, report.Authorities);
        var version = incident.Version + 2;
        var journal = new JournalEntry(
            around.Fresh.Id, incident.Id, version, ["incident-report-filed", "deadlines-computed"], [.. cuts.Select(c => c.Authority)], commitment, received.At.Value, now.Value);
        return (
            CaseAnswers.Filed(CaseType.Incident, after.Id, journal, receipts, cuts, after.Revision, owed, rulebook.Current, after.Stated),
            [filed, Recorded.Event(owed.Computed, now, by)],
            new CaseWrites(journal, owed.Next) { Documents = Submission.NewAddresses(CaseType.Incident, firm!, incident.Id, incident.Addressees, cuts) },
            owed.Wake);
    }
}
