using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Evidence;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Screening;

/// <summary><c>POST /v1/screening-notices/{caseId}/reports:validate</c>: what each authority would be sent, and what its form lacks, the declarations among it. Nothing is written.</summary>
public static class CheckNoticeEndpoint
{
    /// <summary>200: one submission held against every authority it is for.</summary>
    /// <param name="Errors">What would refuse the whole submission, each with its pointer into the request.</param>
    public sealed record NoticeCheck(bool CanBeSubmitted, IReadOnlyList<ProblemError> Errors, IReadOnlyList<NoticePart> Authorities);

    /// <summary>One authority's part.</summary>
    /// <param name="Complete">Nothing essential is missing or wrong.</param>
    /// <param name="Missing">Essential fields of its forms that the case does not state, and declarations that the submission lacks, by paragraph.</param>
    /// <param name="Wrong">Values that its form does not take.</param>
    /// <param name="Answers">The obligations that the submission would answer.</param>
    /// <param name="Fields">What it would be sent.</param>
    public sealed record NoticePart(
        string Authority, bool Complete, IReadOnlyList<FormGap> Missing, IReadOnlyList<FormGap> Wrong, IReadOnlyList<Warning> Warnings, IReadOnlyList<string> Answers, IReadOnlyList<string> Fields);

    public static async Task<(CaseWork<ScreeningNotice>, SubmitNoticeEndpoint.Around)> LoadAsync(
        Received<SubmitNotice> received, Guid caseId, IDocumentSession session, Vault vault, Authorities authorities, CancellationToken cancellation)
    {
        var work = await CaseWork<ScreeningNotice>.LoadAsync(caseId, session, vault, cancellation);
        return (work, await SubmitNoticeEndpoint.AroundAsync(received, caseId, work.Case, work.Seal, session, authorities, cancellation));
    }

    public static ProblemDetails Validate(Received<SubmitNotice> received, CaseWork<ScreeningNotice> work) =>
        SubmitNoticeEndpoint.Permitted(received.Body, work.Case);

    [WolverinePost("/v1/screening-notices/{caseId}/reports:validate")]
    [AnswerIsNotKept("It records nothing.")]
    public static NoticeCheck Post(Received<SubmitNotice> received, CaseWork<ScreeningNotice> work, SubmitNoticeEndpoint.Around around, ActiveRulebook rulebook)
    {
        var stated = received.Body.Notice.Over(work.Case.Stated);
        List<ProblemError> errors = [.. SubmitNoticeEndpoint.Faults(received, work.Case, work.Book, work.Firm, around, rulebook)];
        var cuts = SubmitNoticeEndpoint.CutsOf(received, work.Case, work.Book, around, rulebook);
        return new NoticeCheck(errors.Count == 0, errors, [.. cuts.Select(c => Check(c, received, stated, work, around, rulebook))]);
    }

    private static NoticePart Check(Cut cut, Received<SubmitNotice> received, NoticeStatement stated, CaseWork<ScreeningNotice> work, SubmitNoticeEndpoint.Around around, ActiveRulebook rulebook)
    {
        var form = SubmitNoticeEndpoint.FormOf(cut.Authority, stated, work.Book, rulebook, received.Now);
        List<FormGap> missing = [.. form.Missing(stated), .. form.Declarations(stated).Where(d => !Statements.States(received.Body, d.Pointer))];
        List<FormGap> wrong = [.. form.Wrong(CutOf.WithoutPersons(stated))];
        return new NoticePart(cut.Authority, missing.Count == 0 && wrong.Count == 0, missing, wrong, [.. Warnings(stated, around.Evidence)], cut.Answers, cut.Fields);
    }

    private static IEnumerable<Warning> Warnings(NoticeStatement stated, IReadOnlyList<EvidenceItem> evidence) =>
        NoticeRules.Evidence("", stated).Where(d => evidence.All(e => e.Id != d.Id))
            .Select(d => new Warning("document-not-here", $"{d.Pointer}: the case has no evidence with this id, and nobody can read it."));
}
