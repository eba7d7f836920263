using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Incidents;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Reporting.Server.Regimes;
using Reporting.Server.Screening;
using Wolverine.Http;

namespace Reporting.Server.Oversight;

/// <summary><c>GET /v1/regulator/cases/{reference}</c>: what this authority was sent, its clocks and what is owed to it; nothing of what others were told, and nothing of before. With asOf: what it had been sent by then.</summary>
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

    /// <summary>One filing as this authority received it, with who stands for it and, where it was late, why.</summary>
    public sealed record ReceivedFiling(Guid Id, string Stage, DateTimeOffset ReceivedAt, IReadOnlyList<string> Answers)
    {
        public Submitter? SubmittedBy { get; init; }

        public ReportDeclaration? Declaration { get; init; }

        public NoticeDeclaration? DeclarationA { get; init; }

        public RepresentativeDeclaration? DeclarationB { get; init; }

        public string? LateReason { get; init; }
    }

    [WolverineGet("/v1/regulator/cases/{reference}")]
    public static async Task<Tagged<RegulatorCaseView>> Get(
        CaseAddress address, IQuerySession session, Vault vault, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        var events = await CaseHistory.EventsAsync(session, address.Case, known, cancellation);
        var seal = await vault.LoadAsync(session, address.Case, cancellation);
        var (view, book) = address.Type switch
        {
            CaseType.Incident => OfIncident(address, events, seal),
            CaseType.ScreeningNotice => OfNotice(address, events, seal),
        };
        var current = Clocks.AsOf(rulebook.Current, Words.Of(address.Type), book, known.Or(now));
        var shown = view with { Deadlines = [.. DeadlineViews.Of(current).Where(d => d.OwedTo == address.Authority)] };
        return new Tagged<RegulatorCaseView>(shown, Revisions.Tag(shown.Revision));
    }

    // The case as it stood when this authority was last sent something: what was said to others later is not its own.
    private static IReadOnlyList<IEvent> UntilSent(IReadOnlyList<IEvent> events, Func<object, bool> toThisOne)
    {
        var last = events.Count - 1;
        while (last >= 0 && !toThisOne(events[last].Data))
        {
            last--;
        }

        // With the evaluation that was recorded beside it. Before its first filing an authority cannot tell that there is a case.
        return last < 0 ? throw ProblemException.NotFound() : [.. events.Take(last + 2)];
    }

    private static (RegulatorCaseView View, DeadlineBook Book) OfIncident(CaseAddress address, IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        bool Sent(object fact) => fact is IncidentReportFiled r && r.Cuts.Any(c => c.Authority == address.Authority);
        var known = UntilSent(events, Sent);
        var (incident, book) = ReadIncidentEndpoint.Fold(known, seal);
        var filings = known.Select(e => e.Data).OfType<IncidentReportFiled>()
            .SelectMany(r => r.Cuts.Where(c => c.Authority == address.Authority).Select(c => (r, c)))
            .ToList();
        return (
            new RegulatorCaseView(
                address.Id,
                IncidentCase.Type,
                filings.Count,
                [.. filings.Select(f => new ReceivedFiling(f.r.Report, Words.Of(f.r.Stage), f.r.ReceivedAt, f.c.Answers) { SubmittedBy = f.r.SubmittedBy, Declaration = f.r.Declaration, LateReason = f.r.LateReason })],
                CutOf.Statement(incident.Stated, filings.SelectMany(f => f.c.Fields).Distinct()),
                [],
                Timeline(known, e => Sent(e.Data))),
            book);
    }

    private static (RegulatorCaseView View, DeadlineBook Book) OfNotice(CaseAddress address, IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        bool Sent(object fact) => fact is NoticeSubmitted s && s.Cuts.Any(c => c.Authority == address.Authority);
        bool Done(object fact) => fact is Screening.NoticeAccepted a && a.Authority == address.Authority;
        var known = UntilSent(events, Sent);
        var (sent, book) = ReadNoticeEndpoint.Fold(known, seal);
        var notice = events.Skip(known.Count).OfType<IEvent<Screening.NoticeAccepted>>().Where(e => Done(e.Data)).Aggregate(sent, (n, e) => n.Apply(e));
        var filings = known.Select(e => e.Data).OfType<NoticeSubmitted>()
            .SelectMany(s => s.Cuts.Where(c => c.Authority == address.Authority).Select(c => (s, c)))
            .ToList();
        return (
            new RegulatorCaseView(
                address.Id,
                NoticeCase.Type,
                notice.CutRevisions.GetValueOrDefault(address.Authority),
                [.. filings.Select(f => new ReceivedFiling(f.s.Submission, "notice", f.s.ReceivedAt, f.c.Answers) { DeclarationA = f.s.DeclarationA, DeclarationB = f.s.DeclarationB })],
                CutOf.Statement(notice.Stated, filings.SelectMany(f => f.c.Fields).Distinct()),
                [],
                Timeline(events, e => Sent(e.Data) || Done(e.Data))),
            book with { Timeline = notice.Timeline });
    }

    // Whose filing or act it was, without who of the firm's people did it.
    private static IReadOnlyList<TimelineEntry> Timeline(IReadOnlyList<IEvent> events, Func<IEvent, bool> concerns) =>
        [.. events.Where(concerns).Select(e => new TimelineEntry(((ICaseFact)e.Data).HappenedAt, e.Timestamp, EventName.KindOf(e.EventTypeName), e.Data is Screening.NoticeAccepted ? e.UserName ?? "" : "firm", null))];
}
