using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/cases/{reference}</c>: what this authority was sent, its clocks and what is owed to it; nothing of what others were told, and nothing of before.</summary>
public static class ReadRegulatorCaseEndpoint
{
    public sealed record RegulatorCaseView(
        string Reference,
        string CaseType,
        int Revision,
        IReadOnlyList<ReceivedFiling> Filings,
        JsonObject Statement,
        IReadOnlyList<DeadlineView> Deadlines,
        IReadOnlyList<TimelineEntry> Timeline);

    public sealed record ReceivedFiling(Guid Id, string Stage, DateTimeOffset ReceivedAt, IReadOnlyList<string> Answers);

    [WolverineGet("/v1/regulator/cases/{reference}")]
    public static async Task<Tagged<RegulatorCaseView>> Get(
        CaseAddress address, IQuerySession session, Vault vault, ActiveRulebook rulebook, Now now, CancellationToken cancellation)
    {
        var events = await session.Events.FetchStreamAsync(address.Case, token: cancellation);
        var seal = await vault.LoadAsync(session, address.Case, cancellation);
        var (view, book) = address.Type switch
        {
            CaseType.Incident => OfIncident(address, events, seal),
            CaseType.ScreeningNotice => OfNotice(address, events, seal),
        };
        var current = Clocks.AsOf(rulebook.Current, Words.Of(address.Type), book, now);
        var shown = view with { Deadlines = [.. DeadlineViews.Of(current).Where(d => d.OwedTo == address.Authority)] };
        return new Tagged<RegulatorCaseView>(shown, Revisions.Tag(shown.Revision));
    }

    private static (RegulatorCaseView View, DeadlineBook Book) OfIncident(CaseAddress address, IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        var last = events.Select((e, i) => (Filed: (e.Data as IncidentReportFiled)?.Cuts.FirstOrDefault(c => c.Authority == address.Authority), i)).Last(x => x.Filed is not null).i;

        // The statement as it stood when this authority was last sent something: what was said to others later is not its own.
        var (then, _) = ReadIncidentEndpoint.Fold([.. events.Take(last + 1)], seal);
        var (_, book) = ReadIncidentEndpoint.Fold(events, seal);
        var filings = events.Select(e => e.Data).OfType<IncidentReportFiled>()
            .SelectMany(r => r.Cuts.Where(c => c.Authority == address.Authority).Select(c => (r, c)))
            .ToList();
        return (
            new RegulatorCaseView(
                address.Id,
                IncidentCase.Type,
                filings.Count,
                [.. filings.Select(f => new ReceivedFiling(f.r.Report, Words.Of(f.r.Stage), f.r.ReceivedAt, f.c.Answers))],
                CutOf.Statement(then.Stated, filings.SelectMany(f => f.c.Fields).Distinct()),
                [],
                Timeline(events, e => e.Data is IncidentReportFiled r && r.Cuts.Any(c => c.Authority == address.Authority))),
            book);
    }

    private static (RegulatorCaseView View, DeadlineBook Book) OfNotice(CaseAddress address, IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        var last = events.Select((e, i) => (Filed: (e.Data as NoticeSubmitted)?.Cuts.FirstOrDefault(c => c.Authority == address.Authority), i)).Last(x => x.Filed is not null).i;
        var (then, _) = ReadNoticeEndpoint.Fold([.. events.Take(last + 1)], seal);
        var (notice, book) = ReadNoticeEndpoint.Fold(events, seal);
        var filings = events.Select(e => e.Data).OfType<NoticeSubmitted>()
            .SelectMany(s => s.Cuts.Where(c => c.Authority == address.Authority).Select(c => (s, c)))
            .ToList();
        return (
            new RegulatorCaseView(
                address.Id,
                NoticeCase.Type,
                notice.CutRevisions.GetValueOrDefault(address.Authority),
                [.. filings.Select(f => new ReceivedFiling(f.s.Submission, "notice", f.s.ReceivedAt, f.c.Answers))],
                CutOf.Statement(then.Stated, filings.SelectMany(f => f.c.Fields).Distinct()),
                [],
                Timeline(events, e => e.Data is NoticeSubmitted s && s.Cuts.Any(c => c.Authority == address.Authority)
                    || e.Data is Screening.NoticeAccepted a && a.Authority == address.Authority)),
            book);
    }

    // Whose filing or act it was, without who of the firm's people did it.
    private static IReadOnlyList<TimelineEntry> Timeline(IReadOnlyList<IEvent> events, Func<IEvent, bool> concerns) =>
        [.. events.Where(concerns).Select(e => new TimelineEntry(((ICaseFact)e.Data).HappenedAt, e.Timestamp, e.EventTypeName, e.Data is Screening.NoticeAccepted ? e.UserName ?? "" : "firm", null))];
}
