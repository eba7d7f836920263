using Marten;
using NodaTime;
using Reporting.Contracts;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine.Http;
using Wire = Reporting.Contracts.Screening;

namespace Reporting.Server.Screening;

/// <summary><c>GET /v1/screening-notices/{caseId}/earliest-closing</c>: the first day on which the deal can safely close over all regimes it needs, which clock holds it and what would move it.</summary>
public static class ReadEarliestClosingEndpoint
{
    [WolverineGet("/v1/screening-notices/{caseId}/earliest-closing")]
    public static async Task<Tagged<Wire.EarliestClosing>> Get(
        Guid caseId, IQuerySession session, CaseRevisions revisions, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        var history = await CaseHistory.LoadAsync(session, caseId, CaseType.ScreeningNotice, known, cancellation);
        var at = known.Or(now);
        var path = Clocks.Closing(rulebook.Current, history.Book.Known(NoticeCase.Type), at);
        return new Tagged<Wire.EarliestClosing>(
            new Wire.EarliestClosing
            {
                Case = caseId,
                AsOf = at.Value,
                Day = Day(path.Day),
                EarlierReading = Day(path.EarlierReading),
                Lawful = Day(path.Lawful),
                HeldBy = path.HeldBy,
                Assumes = path.Assumes,
                Regimes = [.. path.Regimes.Select(View)],
            },
            await revisions.TagAsync(session, history.Entry, known, cancellation));
    }

    private static Wire.RegimeClosing View(Rulebook.RegimeClosing r) => new()
    {
        Regime = r.Regime,
        Title = r.Title,
        Needed = r.Needed == Applicability.Applies ? Tri.Yes : Tri.Unknown,
        Standstill = r.Standstill switch { Answer.Yes => Tri.Yes, Answer.No => Tri.No, Answer.Unknown => Tri.Unknown },
        State = r.State switch
        {
            Rulebook.ClosingState.Free => Wire.ClosingState.Free,
            Rulebook.ClosingState.Running => Wire.ClosingState.Running,
            Rulebook.ClosingState.Assumed => Wire.ClosingState.Assumed,
            Rulebook.ClosingState.Stopped => Wire.ClosingState.Stopped,
            Rulebook.ClosingState.Unapproved => Wire.ClosingState.Unapproved,
            Rulebook.ClosingState.Decided => Wire.ClosingState.Decided,
            Rulebook.ClosingState.Unknown => Wire.ClosingState.Unknown,
        },
        Obligation = r.Obligation,
        Ends = Day(r.Ends.Earlier),
        EndsLatest = Day(r.Ends.Later),
        EarlierReading = Day(r.EarlierReading),
        Day = Day(r.Day),
        Explanation = [.. r.Steps.Select(Note)],
        MovedBy = [.. r.Movers.Select(Note)],
    };

    private static Wire.ClosingNote Note(Rulebook.ClosingNote n) => new(n.Code, n.Text, n.Citation);

    private static DateOnly? Day(LocalDate? day) => day?.ToDateOnly();
}
