using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary>A case's deadlines as of this moment: the recorded inputs, held against the rulebook now, so that what remains and what is missed is never yesterday's.</summary>
public static class ReadDeadlinesEndpoint
{
    public sealed record CaseDeadlines(Guid Case, DateTimeOffset AsOf, IReadOnlyList<Applicability> Applicability, IReadOnlyList<DeadlineView> Deadlines, IReadOnlyList<OpenQuestion> OpenQuestions);

    [WolverineGet("/v1/cases/{caseId}/deadlines")]
    public static Task<CaseDeadlines> Get(Guid caseId, IQuerySession session, ActiveRulebook rulebook, Now now, CancellationToken cancellation) =>
        ReadAsync(caseId, of: null, session, rulebook, now, cancellation);

    [WolverineGet("/v1/incidents/{caseId}/deadlines")]
    public static Task<CaseDeadlines> OfIncident(Guid caseId, IQuerySession session, ActiveRulebook rulebook, Now now, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.Incident, session, rulebook, now, cancellation);

    [WolverineGet("/v1/screening-notices/{caseId}/deadlines")]
    public static Task<CaseDeadlines> OfNotice(Guid caseId, IQuerySession session, ActiveRulebook rulebook, Now now, CancellationToken cancellation) =>
        ReadAsync(caseId, CaseType.ScreeningNotice, session, rulebook, now, cancellation);

    private static async Task<CaseDeadlines> ReadAsync(Guid caseId, CaseType? of, IQuerySession session, ActiveRulebook rulebook, Now now, CancellationToken cancellation)
    {
        var entry = await session.LoadAsync<CaseEntry>(caseId, cancellation);
        var book = await session.Events.AggregateStreamAsync<DeadlineBook>(caseId, token: cancellation);
        if (entry is null || book is null || (of ?? entry.Type) != entry.Type)
        {
            throw ProblemException.NotFound();
        }

        var current = Clocks.AsOf(rulebook.Current, Words.Of(entry.Type), book, now);
        return new CaseDeadlines(caseId, now.Value, CaseAnswers.Applicability(current), DeadlineViews.Of(current), Questions.Of(current));
    }
}
