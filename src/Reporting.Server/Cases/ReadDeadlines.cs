using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary>A case's deadlines as of this moment: the recorded inputs, held against the rulebook now, so that what remains and what is missed is never yesterday's. With asOf: as they were known then.</summary>
public static class ReadDeadlinesEndpoint
{
    public sealed record CaseDeadlines(Guid Case, DateTimeOffset AsOf, IReadOnlyList<Applicability> Applicability, IReadOnlyList<DeadlineView> Deadlines, IReadOnlyList<OpenQuestion> OpenQuestions);

    [WolverineGet("/v1/cases/{caseId}/deadlines")]
    public static Task<Tagged<CaseDeadlines>> Get(
        Guid caseId, IQuerySession session, CaseRevisions revisions, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation) =>
        ReadAsync(caseId, of: null, session, revisions, rulebook, known, now, cancellation);

    [WolverineGet("/v1/incidents/{caseId}/deadlines")]
    public static Task<Tagged<CaseDeadlines>> OfIncident(
        Guid caseId, IQuerySession session, CaseRevisions revisions, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.Incident, session, revisions, rulebook, known, now, cancellation);

    [WolverineGet("/v1/screening-notices/{caseId}/deadlines")]
    public static Task<Tagged<CaseDeadlines>> OfNotice(
        Guid caseId, IQuerySession session, CaseRevisions revisions, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.ScreeningNotice, session, revisions, rulebook, known, now, cancellation);

    private static async Task<Tagged<CaseDeadlines>> ReadAsync(
        Guid caseId, CaseType? of, IQuerySession session, CaseRevisions revisions, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        var history = await CaseHistory.LoadAsync(session, caseId, of, known, cancellation);
        var clocks = CaseAnswers.Clocks(rulebook.Current, Words.Of(history.Entry.Type), history.Book, known, now);
        return new Tagged<CaseDeadlines>(
            new CaseDeadlines(caseId, known.Or(now).Value, CaseAnswers.Applicability(clocks), DeadlineViews.Of(clocks), Questions.Of(clocks)),
            await revisions.TagAsync(session, history.Entry, known, cancellation));
    }
}
