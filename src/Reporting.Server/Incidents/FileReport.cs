using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Evidence;
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

/// <summary><c>POST /v1/incidents/{caseId}/reports</c>: files one stage to the authorities concerned. Receipt here is receipt by them, and meets what is owed to them; for authorities that do not work here it is prepared.</summary>
public static class FileReportEndpoint
{
    /// <summary>What the decision needs beside the case.</summary>
    public sealed record Around(CaseSeal Seal, IReadOnlyDictionary<string, Authority> Authorities, FreshIds Fresh, IReadOnlyList<EvidenceItem> Evidence);

    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static async Task<Around> LoadAsync(
        Received<FileReport> received, Guid caseId, CaseKey? key, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation) =>
        new(
            vault.SealOf(session.TenantId, caseId, key),
            await authorities.AllAsync(cancellation),
            FreshIds.Make(),
            await EvidenceReleases.LoadAsync(session, caseId, [.. EvidenceNamed(received.Body).Select(n => n.Id).OfType<Guid>()], cancellation));

    /// <summary>Every id of evidence that a report gives, with its place.</summary>
    internal static IReadOnlyList<(string Pointer, Guid? Id)> EvidenceNamed(FileReport report) =>
    [
        .. EvidenceReleases.Named(report.Evidence),
        .. (report.Recipients ?? []).Select((r, i) => (StatementRules.Item("/recipients", i) + "/proofEvidenceId", r.ProofEvidenceId)),
    ];

    public static ProblemDetails Validate(
        Received<FileReport> received, [FromHeader(Name = "If-Match")] string? ifMatch, Incident incident, DeadlineBook? book, Firm? firm, Around around, ActiveRulebook rulebook, By by) =>
        Rules.First(
            () => Revisions.Match(ifMatch, incident.Revision),
            () => IncidentLife.Table.Permits(incident.State, IncidentCommand.FileReport),
            () => Rules.Check(Faults(received, incident, book!, firm!, around.Authorities, around.Evidence, rulebook, by)),
            () => Rules.Check(Unexplained(received.Body, incident, book!, around, rulebook)));

    /// <summary>Everything that would refuse the report.</summary>
    internal static IEnumerable<ProblemError> Faults(
        Received<FileReport> received, Incident incident, DeadlineBook book, Firm firm, IReadOnlyDictionary<string, Authority> authorities, IReadOnlyList<EvidenceItem> evidence, ActiveRulebook rulebook, By by) =>
    [
        .. IncidentRules.ToFile(received.Body, incident.Stated, received.Now),
        .. EvidenceReleases.AreOfTheCase(evidence, EvidenceNamed(received.Body)),
        .. Submission.IsUnder(by, received.Body.MandateId),
        .. Submission.AuthoritiesAreKnown(received.Body.Authorities, authorities, book),
        .. Submission.ReferenceStands("/incident", received.Body.Incident?.ExternalReference, incident.Stated.ExternalReference),
        .. Submission.NeedsNoForm(Words.Of(received.Body.Stage))
            ? []
            : Submission.IsAskedFor(rulebook.Current, [Words.Of(received.Body.Stage)], received.Body.Authorities, received.Body.Obligations, book),
        .. OpenIncidentEndpoint.EntitiesAreRegistered("/incident", received.Body.Incident ?? incident.Stated, firm),
    ];

    /// <summary>Nothing is told otherwise than before without a reason. Of the first report there is no before.</summary>
    private static IEnumerable<ProblemError> Unexplained(FileReport report, Incident incident, DeadlineBook book, Around around, ActiveRulebook rulebook)
    {
        if (incident.Reports.Count == 0)
        {
            return [];
        }

        var stated = report.Incident.Over(incident.Stated);
        return Told.Explained(Told.Differences(incident, IncidentCuts.Of(report, stated, incident, book, around.Authorities, rulebook.Current, around.Fresh), stated), report);
    }

    [WolverinePost("/v1/incidents/{caseId}/reports")]
    public static (Created<ReportFiled>, Events, CaseWrites, EvidenceReleases, OutgoingMessages) Post(
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
        var cuts = IncidentCuts.Of(report, stated, incident, book!, around.Authorities, rulebook.Current, around.Fresh);
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
                report.MandateId ?? by.Mandate,
                report.Differences,
                report.Disclose,
                report.Evidence), around.Fresh.Statement),
            now,
            by);
        var after = incident.Apply((JasperFx.Events.IEvent<IncidentReportFiled>)filed);
        var owed = Recomputed.After(incident.Id, rulebook.Current, IncidentCase.Known(after, firm!, now), "incident-report-filed", now, book, report.Authorities);
        var version = incident.Version + 2;
        var journal = new JournalEntry(
            around.Fresh.Id, incident.Id, version, ["incident-report-filed", "deadlines-computed"], [.. cuts.Where(c => !c.Prepared).Select(c => c.Authority)], commitment, received.At.Value, now.Value);
        return (
            CaseAnswers.Filed(CaseType.Incident, after.Id, journal, receipts, cuts, by, after.Revision, owed, rulebook.Current, after.Stated, prepared: IncidentCuts.Prepared(cuts, around.Authorities)),
            [filed, Recorded.Event(owed.Computed, now, by)],
            new CaseWrites(journal, owed.Next) { Documents = Submission.NewAddresses(CaseType.Incident, firm!, incident.Id, incident.Addressees, cuts) },
            EvidenceReleases.Of(around.Evidence, report.Evidence, [.. cuts.Where(c => !c.Prepared).Select(c => c.Authority)], around.Fresh.Id, now, by),
            owed.Wake);
    }
}
