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
        IReadOnlyList<TimelineEntry> Timeline)
    {
        /// <summary>Where the firm has got to: filed, withdrawn.</summary>
        public string? State { get; init; }

        /// <summary>How the firm said it may be handled, with the last filing.</summary>
        public IncidentHandling? Marking { get; init; }

        /// <summary>What this authority has done.</summary>
        public IReadOnlyList<ActView> Acts { get; init; } = [];

        /// <summary>What the firm answered to it.</summary>
        public IReadOnlyList<AnswerGiven> Answers { get; init; } = [];

        /// <summary>What suspected parties replied, to this or another authority.</summary>
        public IReadOnlyList<RepresentationView> Representations { get; init; } = [];
    }

    public sealed record AnswerGiven(Guid Request, string Text, IReadOnlyList<Guid> Evidence, DateTimeOffset ReceivedAt);

    /// <summary>One filing as this authority received it, with who stands for it and, where it was late, why.</summary>
    public sealed record ReceivedFiling(Guid Id, string Stage, DateTimeOffset ReceivedAt, IReadOnlyList<string> Answers)
    {
        public Submitter? SubmittedBy { get; init; }

        public ReportDeclaration? Declaration { get; init; }

        public NoticeDeclaration? DeclarationA { get; init; }

        public RepresentativeDeclaration? DeclarationB { get; init; }

        public string? LateReason { get; init; }

        /// <summary>The firm has taken it back.</summary>
        public bool Withdrawn { get; init; }

        /// <summary>Why facts are told otherwise than before.</summary>
        public IReadOnlyList<DifferenceReason> Differences { get; init; } = [];
    }

    [WolverineGet("/v1/regulator/cases/{reference}")]
    public static async Task<Tagged<RegulatorCaseView>> Get(
        CaseAddress address, IQuerySession session, Vault vault, ActiveRulebook rulebook, KnownAt known, Now now, CancellationToken cancellation)
    {
        var events = await CaseHistory.ToldAsync(session, address, known, cancellation);
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
        var last = events.Select((e, i) => (e, i)).Last(x => toThisOne(x.e.Data)).i;

        // With the evaluation that was recorded beside it.
        return [.. events.Take(last + 2)];
    }

    // The statement is that of the last filing to this authority; what it did itself since, and what concerns its part, is its own too.
    private static (RegulatorCaseView View, DeadlineBook Book) OfIncident(CaseAddress address, IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        bool Sent(object fact) => fact is IncidentReportFiled r && r.Cuts.Any(c => c.Authority == address.Authority && !c.Prepared);
        var (incident, _) = ReadIncidentEndpoint.Fold(events, seal);
        var own = events.Where(e => ConcernsOfIncident(e.Data, address.Authority, incident)).ToList();
        var book = DeadlineBook.Of(address.Case, UntilSent(events, Sent).Select(e => e.Data).OfType<DeadlinesComputed>());
        var known = incident.AsKnownTo(address.Authority);
        var filings = own.Select(e => e.Data).OfType<IncidentReportFiled>()
            .SelectMany(r => r.Cuts.Where(c => c.Authority == address.Authority).Select(c => (r, c)))
            .ToList();
        var withdrawn = incident.Reports.Where(r => r.Withdrawn).Select(r => r.Report).ToHashSet();
        return (
            new RegulatorCaseView(
                address.Id,
                IncidentCase.Type,
                incident.CutRevisions.GetValueOrDefault(address.Authority),
                [.. filings.Select(f => new ReceivedFiling(f.r.Report, Words.Of(f.r.Stage), f.r.ReceivedAt, f.c.Answers)
                {
                    SubmittedBy = f.r.SubmittedBy,
                    Declaration = f.r.Declaration,
                    LateReason = f.r.LateReason,
                    Withdrawn = withdrawn.Contains(f.r.Report),
                    Differences = f.r.Differences ?? [],
                })],
                CutOf.Statement(known.Stated, filings.SelectMany(f => f.c.Fields).Distinct()),
                [],
                Timeline(own, address.Authority, _ => true))
            {
                State = incident.State == IncidentState.Withdrawn ? "withdrawn" : incident.ClosedBy.Contains(address.Authority) ? "closed" : "filed",
                Marking = filings[^1].c.Marking,
                Acts = IncidentViews.Acts(events, address.Authority),
                Answers = [.. own.Select(e => e.Data).OfType<InformationProvided>().Select(a => new AnswerGiven(a.Request, a.Text, a.Evidence, a.ReceivedAt))],
                Representations = IncidentViews.Representations(events),
            },
            book with { Timeline = known.Timeline, Requests = known.Requests });
    }

    /// <summary>What of an incident's history is an authority's own: what it was sent, what it did, and what takes part of it back.</summary>
    private static bool ConcernsOfIncident(object fact, string authority, Incident incident) => fact switch
    {
        IncidentReportFiled filed => filed.Cuts.Any(c => c.Authority == authority && !c.Prepared),
        RepresentationRecorded => true,
        IAuthorityAct act => act.Authority == authority,
        InformationProvided answer => answer.Authority == authority,
        ReportWithdrawn withdrawn => incident.Reports.First(r => r.Report == withdrawn.Report).Cuts.Any(c => c.Authority == authority && !c.Prepared),
        IncidentWithdrawn => true,
        _ => false,
    };

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
                Timeline(events, address.Authority, e => Sent(e.Data) || Done(e.Data))),
            book with { Timeline = notice.Timeline });
    }

    // Whose filing or act it was, without who of the firm's people did it.
    private static IReadOnlyList<TimelineEntry> Timeline(IReadOnlyList<IEvent> events, string authority, Func<IEvent, bool> concerns) =>
        [.. events.Where(concerns).Select(e => new TimelineEntry(((ICaseFact)e.Data).HappenedAt, e.Timestamp, EventName.KindOf(e.EventTypeName), e.Data is Screening.NoticeAccepted or IAuthorityAct ? ActedBy(e, authority) : "firm", null))];

    // Of its own people the authority sees who it was; of another authority's, which authority.
    private static string ActedBy(IEvent e, string authority) =>
        e.UserName is { } by && by.StartsWith($"authority:{authority}/", StringComparison.Ordinal) ? by : By.AsSeenByFirm(e.UserName);
}
