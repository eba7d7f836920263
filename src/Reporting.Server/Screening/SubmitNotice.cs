using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
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

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices/{caseId}/reports</c>: submits the notice to the authorities concerned.</summary>
public static class SubmitNoticeEndpoint
{
    /// <param name="Evidence">What of the evidence that it goes with, or that the notice names, is the case's.</param>
    public sealed record Around(CaseSeal Seal, IReadOnlyDictionary<string, Authority> Authorities, FreshIds Fresh, IReadOnlyList<EvidenceItem> Evidence);

    public static Guid FirmId(IDocumentSession session) => Firm.IdOf(session);

    public static Task<Around> LoadAsync(
        Received<SubmitNotice> received, Guid caseId, ScreeningNotice notice, CaseKey? key, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation) =>
        AroundAsync(received, caseId, notice, vault.SealOf(session.TenantId, caseId, key), session, authorities, cancellation);

    internal static async Task<Around> AroundAsync(
        Received<SubmitNotice> received, Guid caseId, ScreeningNotice notice, CaseSeal seal, IDocumentSession session, Authorities authorities, CancellationToken cancellation) =>
        new(
            seal,
            await authorities.AllAsync(cancellation),
            FreshIds.Make(),
            await EvidenceReleases.LoadAsync(session, caseId, [.. received.Body.Evidence ?? [], .. (received.Body.Notice.Over(notice.Stated).Documents ?? []).Select(d => d.EvidenceId)], cancellation));

    public static ProblemDetails Validate(
        Received<SubmitNotice> received, [FromHeader(Name = "If-Match")] string? ifMatch, ScreeningNotice notice, DeadlineBook? book, Firm? firm, Around around, ActiveRulebook rulebook) =>
        Rules.First(
            () => Revisions.Match(ifMatch, notice.Revision),
            () => Permitted(received.Body, notice),
            () => Rules.Check(Faults(received, notice, book!, firm!, around, rulebook)));

    internal static ProblemDetails Permitted(SubmitNotice submission, ScreeningNotice notice) =>
        Rules.First(submission.Authorities.Select(a => (Func<ProblemDetails>)(() => NoticeLife.Table.Permits(notice.StateBefore(a), NoticeCommand.Submit))));

    /// <summary>What each authority is sent.</summary>
    internal static IReadOnlyList<Cut> CutsOf(Received<SubmitNotice> received, ScreeningNotice notice, DeadlineBook book, Around around, ActiveRulebook rulebook)
    {
        var stated = received.Body.Notice.Over(notice.Stated);
        return Submission.Cuts(
            rulebook.Current, book, NoticeCase.StagesOf(stated), received.Body.Authorities, obligations: null, notice.Addressees, around.Fresh, stated, withheld: _ => [], here: _ => true, a => RegimeSteps.Acting(rulebook.Current, book, a, received.Now));
    }

    /// <summary>Everything that would refuse the submission.</summary>
    internal static IEnumerable<ProblemError> Faults(Received<SubmitNotice> received, ScreeningNotice notice, DeadlineBook book, Firm firm, Around around, ActiveRulebook rulebook)
    {
        var submission = received.Body;
        var stated = submission.Notice.Over(notice.Stated);
        return
        [
            .. NoticeRules.ToSubmit(submission, notice.Stated, received.Now),
            .. Undeclared(submission, stated, book, rulebook, received.Now),
            .. EvidenceReleases.AreOfTheCase(around.Evidence, submission.Evidence),
            .. EvidenceReleases.AreOfTheCase(around.Evidence, NoticeRules.Evidence("/notice", submission.Notice)),
            .. Submission.AuthoritiesWorkHere(submission.Authorities, around.Authorities),
            .. Submission.ReferenceStands("/notice", submission.Notice?.ExternalReference, notice.Stated.ExternalReference),
            .. Submission.IsAskedFor(rulebook.Current, NoticeCase.StagesOf(stated), submission.Authorities, obligations: null, book, a => RegimeSteps.Acting(rulebook.Current, book, a, received.Now)),
            .. OpenNoticeEndpoint.EntityIsRegistered("/notice", submission.Notice ?? notice.Stated, firm),
        ];
    }

    /// <summary>The form of one authority, by the regimes under which it has to do with the case.</summary>
    internal static FormCheck FormOf(string authority, NoticeStatement stated, DeadlineBook book, ActiveRulebook rulebook, Now now) =>
        new(rulebook.Current, Submission.Regimes(authority, book.Deadlines, a => RegimeSteps.Acting(rulebook.Current, book, a, now)), NoticeCase.StagesOf(stated));

    // A notice for whose truth nobody stands is none; that the representative's declaration is missing is a gap, as what it declares is.
    private static IEnumerable<ProblemError> Undeclared(SubmitNotice submission, NoticeStatement stated, DeadlineBook book, ActiveRulebook rulebook, Now now) =>
        submission.DeclarationA is null && submission.Authorities.SelectMany(a => FormOf(a, stated, book, rulebook, now).Declarations(stated)).FirstOrDefault(d => d.Pointer == "/declarationA") is { } asked
            ? [new ProblemError("/declarationA", "required", $"The form asks for it{(asked.Number is { } number ? $" (paragraph {number})" : "")}: somebody declares that the notice is true and complete.")]
            : [];

    [WolverinePost("/v1/screening-notices/{caseId}/reports")]
    public static (Created<ReportFiled>, Events, CaseWrites, EvidenceReleases, OutgoingMessages) Post(
        Received<SubmitNotice> received,
        [WriteAggregate("caseId")] ScreeningNotice notice,
        [ReadAggregate("caseId", Required = false)] DeadlineBook? book,
        [Entity(FromMethod = nameof(FirmId), Required = false)] Firm? firm,
        [Entity("caseId", Required = false)] CaseKey? key,
        Around around,
        ActiveRulebook rulebook,
        Receipts receipts,
        By by)
    {
        var now = received.Now;
        var submission = received.Body;
        var commitment = ContentCommitment.To(received.Bytes);
        var stated = submission.Notice.Over(notice.Stated);
        var cuts = CutsOf(received, notice, book!, around, rulebook);
        var submitted = Recorded.Event(
            around.Seal.Sealed(new NoticeSubmitted(
                around.Fresh.Id,
                around.Fresh.Statement,
                cuts,
                stated.Title,
                submission.Notice,
                submission.DeclarationA,
                submission.DeclarationB,
                Convert.ToBase64String(commitment.Digest),
                received.At.Value,
                submission.Authorities.ToDictionary(a => a, a => Submission.Regimes(a, book!.Deadlines, x => RegimeSteps.Acting(rulebook.Current, book, x, now))),
                Rejections(notice, submission.Authorities),
                submission.Evidence), around.Fresh.Statement),
            now,
            by);
        var after = notice.Apply((JasperFx.Events.IEvent<NoticeSubmitted>)submitted);
        var owed = Recomputed.After(notice.Id, rulebook.Current, NoticeCase.Known(after, firm!, now), "notice-submitted", now, book, submission.Authorities);
        var journal = new JournalEntry(
            around.Fresh.Id, notice.Id, notice.Version + 2, ["notice-submitted", "deadlines-computed"], [.. cuts.Select(c => c.Authority)], commitment, received.At.Value, now.Value);
        return (
            CaseAnswers.Filed(CaseType.ScreeningNotice, after.Id, journal, receipts, cuts, by, after.Revision, owed, rulebook.Current, after.Stated, NoticeCase.StagesOf(stated)),
            [submitted, Recorded.Event(owed.Computed, now, by)],
            new CaseWrites(journal, owed.Next) { Documents = Submission.NewAddresses(CaseType.ScreeningNotice, firm!, notice.Id, notice.Addressees, cuts) },
            new EvidenceReleases([.. around.Evidence.Select(i => (i, Readers(i.Id, submission.Evidence, stated, cuts)))], around.Fresh.Id, now, by),
            owed.Wake);
    }

    // What goes with the submission is read by whoever it goes to; a document that the notice names, by those whose form asks for documents and to whom it is visible.
    private static IReadOnlyList<string> Readers(Guid evidence, IReadOnlyList<Guid>? with, NoticeStatement stated, IReadOnlyList<Cut> cuts) =>
        [.. cuts
            .Where(c => with?.Contains(evidence) == true
                || (c.Fields.Contains("/documents") && stated.Documents?.Any(d => d.EvidenceId == evidence && d.VisibleTo?.Contains(c.Authority) != false) == true))
            .Select(c => c.Authority)];

    // The rejection that each authority answered the notice before it with.
    private static Dictionary<string, Guid>? Rejections(ScreeningNotice notice, IReadOnlyList<string> authorities)
    {
        var rejections = authorities
            .Where(a => notice.StateBefore(a) == NoticeState.Rejected)
            .ToDictionary(a => a, a => notice.Documents.Last(d => d.Authority == a && d.Kind == StatutoryDocument.Rejection).Id);
        return rejections.Count == 0 ? null : rejections;
    }
}
