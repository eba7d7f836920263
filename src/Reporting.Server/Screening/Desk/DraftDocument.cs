using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Casework;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Screening.Desk;

/// <summary><c>POST /v1/regulator/cases/{reference}/drafts</c>: a document as it is proposed. It stands on the authority's own file, and no firm can tell that it does.</summary>
public static class DraftDocumentEndpoint
{
    public static Task<StatuteWork> LoadAsync(CaseAddress address, IDocumentSession session, IDocumentStore store, Vault vault, CancellationToken cancellation) =>
        StatuteWork.LoadAsync(address, session, store, vault, opened: false, cancellation);

    public static ProblemDetails Validate(Received<DraftDocument> received, StatuteWork work, ActiveRulebook rulebook) =>
        Rules.First(
            () => work.HasPower(rulebook.Current),
            () => Rules.Check(Statutes.Check(received.Body, received.Now), OfThisNotice(received.Body, work.Notice), OfItsForm(received.Body, work, rulebook.Current)));

    [RevisionDoesNotMatter("A draft on the authority's own file changes nothing of the case.")]
    [WolverinePost("/v1/regulator/cases/{reference}/drafts")]
    public static (Created<FileNoted>, CaseFileWrites) Post(Received<DraftDocument> received, CaseAddress address, StatuteWork work, By by)
    {
        var drafted = new DocumentDrafted(address.Id, Ids.Next(), Ids.Next(), received.Body, received.Now.Value);
        return (
            ReadCaseFileEndpoint.Noted(drafted.Document, address, received.Now),
            work.File.Writes(received.Now, by, work.File.Seal.Seal.Sealed(drafted, drafted.Statement)));
    }

    // What is wrong is said by paragraph of the form that the notice is on.
    private static IEnumerable<Kernel.ProblemError> OfItsForm(DraftDocument draft, StatuteWork work, RegimeSet rulebook)
    {
        var forms = work.Regimes(rulebook).SelectMany(r => NoticeCase.StagesOf(work.Notice.AsKnownTo(work.Authority).Stated).Select(stage => rulebook.Numbers(r, stage))).Where(f => f.Last is not null).ToList();
        return forms.Count == 0
            ? []
            : StatementRules.Indexed("/paragraphs", draft.Paragraphs).Where(p => !forms.Any(f => f.Has(p.Item.Paragraph)))
                .Select(p => new Kernel.ProblemError(p.At + "/paragraph", "no-such-paragraph", $"The form of this notice has the paragraphs 1 to {forms.Max(f => f.Last)}."));
    }

    // s.18(6): only a voluntary notice can be rejected because the call-in limits have run.
    private static IEnumerable<Kernel.ProblemError> OfThisNotice(DraftDocument draft, ScreeningNotice notice)
    {
        if (draft.Ground == RejectionGround.LimitsHaveRun && notice.Stated.NoticeKind != NoticeKind.Voluntary)
        {
            yield return new ProblemError("/ground", "not-of-this-notice", "Only a voluntary notice can be rejected on this ground.");
        }

        foreach (var (at, addressee) in StatementRules.Indexed("/addressees", draft.Addressees))
        {
            if (addressee.Firm is not null && notice.Own is null)
            {
                yield return new ProblemError(at + "/firm", "notified-case", "The firm that notified is known by its part; a firm is named only in a case that the authority keeps for itself.");
            }
        }
    }
}
