using System.Text.Json.Nodes;
using JasperFx.Events;
using Marten;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Firms;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
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

        /// <summary>Who filed for the firm under a mandate: on whom the firm can be served, and whether it still stands for it.</summary>
        public IReadOnlyList<ActingFor> Representatives { get; init; } = [];

        /// <summary>How the firm said it may be handled, with the last filing.</summary>
        public IncidentHandling? Marking { get; init; }

        /// <summary>What this authority has done.</summary>
        public IReadOnlyList<ActView> Acts { get; init; } = [];

        /// <summary>What the firm answered to it.</summary>
        public IReadOnlyList<AnswerGiven> Answers { get; init; } = [];

        /// <summary>What suspected parties replied, to this or another authority.</summary>
        public IReadOnlyList<RepresentationView> Representations { get; init; } = [];

        /// <summary>What the firm asks of orders of this authority.</summary>
        public IReadOnlyList<OrderRequestView> OrderRequests { get; init; } = [];

        /// <summary>What the law makes of the case besides deadlines.</summary>
        public IReadOnlyList<EffectView> Effects { get; init; } = [];

        /// <summary>Steps of a procedure that this authority can take now.</summary>
        public IReadOnlyList<StepView> Steps { get; init; } = [];

        /// <summary>Duties for which the law names no number of days: how old each is, against the target that this system is run with.</summary>
        public IReadOnlyList<DutyAge> Ages { get; init; } = [];
    }

    public sealed record OrderRequestView(Guid Id, Guid Document, string Kind, string Text, DateTimeOffset ReceivedAt);

    /// <param name="Since">When it began, UTC.</param>
    /// <param name="AgeDays">Whole days since then.</param>
    /// <param name="TargetDays">Within how many it is meant to be done; no rule of law.</param>
    public sealed record DutyAge(string Key, DateTimeOffset Since, int AgeDays, int TargetDays, bool BeyondTarget);

    public sealed record AnswerGiven(Guid Request, string Text, IReadOnlyList<Guid> Evidence, DateTimeOffset ReceivedAt);

    /// <summary>A representative as the authority sees it. Its contact is the firm's to give.</summary>
    /// <param name="State">Of its mandate: <c>holds</c>, <c>ended</c> or <c>revoked</c>.</param>
    /// <param name="Until">From when the mandate holds no more.</param>
    /// <param name="MayAcceptService">Whether what is served on it is served on the firm, while the mandate holds.</param>
    public sealed record ActingFor(Guid Mandate, Sealed<string> Name, RepresentativeKind Kind, string State, DateTimeOffset Until, bool MayAcceptService);

    /// <summary>One filing as this authority received it, with who stands for it and, where it was late, why.</summary>
    public sealed record ReceivedFiling(Guid Id, string Stage, DateTimeOffset ReceivedAt, IReadOnlyList<string> Answers)
    {
        /// <summary>The mandate of the representative that filed it; null where the firm did.</summary>
        public Guid? Mandate { get; init; }

        public Submitter? SubmittedBy { get; init; }

        public ReportDeclaration? Declaration { get; init; }

        public NoticeDeclaration? DeclarationA { get; init; }

        public RepresentativeDeclaration? DeclarationB { get; init; }

        public string? LateReason { get; init; }

        /// <summary>The rejection after which it was submitted anew.</summary>
        public Guid? Resubmits { get; init; }

        /// <summary>The firm has taken it back.</summary>
        public bool Withdrawn { get; init; }

        /// <summary>Why facts are told otherwise than before.</summary>
        public IReadOnlyList<DifferenceReason> Differences { get; init; } = [];
    }

    [WolverineGet("/v1/regulator/cases/{reference}")]
    public static async Task<Tagged<RegulatorCaseView>> Get(
        CaseAddress address, IQuerySession session, Vault vault, ActiveRulebook rulebook, InternalTargets targets, KnownAt known, Now now, CancellationToken cancellation)
    {
        var events = await CaseHistory.ToldAsync(session, address, known, cancellation);
        var seal = await vault.LoadAsync(session, address.Case, cancellation);
        var (view, book) = address.Type switch
        {
            CaseType.Incident => OfIncident(address, events, seal),
            CaseType.ScreeningNotice => OfNotice(address, events, seal),
        };
        var current = Clocks.AsOf(rulebook.Current, Words.Of(address.Type), book, known.Or(now));
        var acting = address.Type == CaseType.ScreeningNotice ? RegimeSteps.Acting(rulebook.Current, book, address.Authority, known.Or(now)) : [];
        var shown = view with
        {
            // Where it acts for others, as the screening authority of the cooperation mechanism does, their clocks too: its decision waits for them.
            Deadlines = [.. DeadlineViews.Of(current).Where(d => d.OwedTo == address.Authority || acting.Contains(d.Regime))],
            Effects = Effects.Of(rulebook.Current, current),
            Steps = address.Type == CaseType.ScreeningNotice ? RegimeSteps.Open(rulebook.Current, current, ReadNoticeEndpoint.Fold(events, seal).Notice, address.Authority) : [],
            Ages = Ages(current, address.Authority, targets, known.Or(now)),
            Representatives = await RepresentativesAsync([.. view.Filings.Select(f => f.Mandate).OfType<Guid>().Distinct()], session, vault, known.Or(now), cancellation),
        };
        return new Tagged<RegulatorCaseView>(shown, Revisions.Tag(shown.Revision));
    }

    private static async Task<IReadOnlyList<ActingFor>> RepresentativesAsync(IReadOnlyList<Guid> mandates, IQuerySession session, Vault vault, Now at, CancellationToken cancellation)
    {
        if (mandates.Count == 0 || await Firm.LoadAsync(session, cancellation) is not { } firm)
        {
            return [];
        }

        var seal = await vault.LoadAsync(session, firm.Id, cancellation);
        var acting = firm.Mandates.Where(m => mandates.Contains(m.Id)).ToList();
        acting.ForEach(m => seal.Open(m, m.Statement));
        return [.. acting.Select(m => new ActingFor(m.Id, m.Representative.Name, m.Representative.Kind, m.State(at.Value), m.Until, m.MayAcceptService))];
    }

    private static IReadOnlyList<DutyAge> Ages(DeadlinesComputed computed, string authority, InternalTargets targets, Now now)
    {
        return
        [
            .. computed.Deadlines
                .Where(d => d.OwedTo == authority && d.State == "running" && d.Explanation.Any(s => s.Code == "no-number"))
                .Select(d => (d.Key, Since: d.Explanation.First(s => s.Code == "triggered").At!.Value))
                .Select(d => (d.Key, d.Since, Days: (int)(now.Value - d.Since).TotalDays))
                .Select(d => new DutyAge(d.Key, d.Since, d.Days, targets.Days, d.Days > targets.Days)),
        ];
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
        var filings = own.OfType<IEvent<IncidentReportFiled>>()
            .SelectMany(e => e.Data.Cuts.Where(c => c.Authority == address.Authority).Select(c => (e.UserName, r: e.Data, c)))
            .ToList();
        var withdrawn = incident.Reports.Where(r => r.Withdrawn).Select(r => r.Report).ToHashSet();
        return (
            new RegulatorCaseView(
                address.Id,
                IncidentCase.Type,
                incident.CutRevisions.GetValueOrDefault(address.Authority),
                [.. filings.Select(f => new ReceivedFiling(f.r.Report, Words.Of(f.r.Stage), f.r.ReceivedAt, f.c.Answers)
                {
                    Mandate = By.MandateIn(f.UserName),
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

    // The same of a notice; what the authority has issued to others and not to the firm stands on its own file (documents).
    private static (RegulatorCaseView View, DeadlineBook Book) OfNotice(CaseAddress address, IReadOnlyList<IEvent> events, CaseSeal seal)
    {
        var (notice, book) = ReadNoticeEndpoint.Fold(events, seal);
        var own = events.Where(e => ConcernsOfNotice(e.Data, address.Authority)).ToList();
        var known = notice.AsKnownTo(address.Authority);
        var filings = own.OfType<IEvent<NoticeSubmitted>>()
            .SelectMany(e => e.Data.Cuts.Where(c => c.Authority == address.Authority).Select(c => (e.UserName, s: e.Data, c)))
            .ToList();
        return (
            new RegulatorCaseView(
                address.Id,
                NoticeCase.Type,
                notice.CutRevisions.GetValueOrDefault(address.Authority),
                [.. filings.Select(f => new ReceivedFiling(f.s.Submission, "notice", f.s.ReceivedAt, f.c.Answers)
                {
                    Mandate = By.MandateIn(f.UserName),
                    DeclarationA = f.s.DeclarationA,
                    DeclarationB = f.s.DeclarationB,
                    Resubmits = f.s.Resubmits?.TryGetValue(address.Authority, out var rejection) == true ? rejection : null,
                })],
                notice.Own is null ? CutOf.Statement(known.Stated, filings.SelectMany(f => f.c.Fields).Distinct()) : CutOf.Statement(known.Stated, Statements.MembersOf(typeof(NoticeStatement)).Keys.Select(m => "/" + m)),
                [],
                Timeline(own, address.Authority, _ => true))
            {
                State = Words.Of(notice.StateBefore(address.Authority)),
                Acts = NoticeViews.Acts(events, address.Authority),
                Answers = [.. own.Select(e => e.Data).OfType<InformationProvided>().Select(a => new AnswerGiven(a.Request, a.Text, a.Evidence, a.ReceivedAt))],
                Representations = NoticeViews.Representations(events, address.Authority),
                OrderRequests = [.. own.Select(e => e.Data).OfType<VariationRequested>().Select(r => new OrderRequestView(r.Request, r.Document, Words.Of(r.Kind), r.Text, r.ReceivedAt))],
            },
            OfItsOwn(book, known));
    }

    // Facts and clocks of the case as this authority knows it.
    private static DeadlineBook OfItsOwn(DeadlineBook book, ScreeningNotice known) =>
        NoticeCase.Known(known, Firm.None, new Now(book.AsOf)) is var k
            ? book with { Facts = k.Entities[0].Facts.Concat(book.Facts.Where(f => !k.Entities[0].Facts.ContainsKey(f.Key))).ToDictionary(), Timeline = k.Timeline, Requests = k.Requests }
            : book;

    /// <summary>What of a notice's history is an authority's own.</summary>
    private static bool ConcernsOfNotice(object fact, string authority) => fact switch
    {
        NoticeSubmitted filed => filed.Cuts.Any(c => c.Authority == authority),
        InformationProvided answer => answer.Authority == authority,
        VariationRequested asked => asked.Authority == authority,
        DutyReported reported => reported.Authority == authority,
        CompletionRecorded completed => completed.Authorities.Contains(authority),
        NoticeWithdrawn => true,
        IAuthorityAct act => act.Authority == authority,
        _ => false,
    };

    // Whose filing or act it was, without who of the firm's people did it.
    private static IReadOnlyList<TimelineEntry> Timeline(IReadOnlyList<IEvent> events, string authority, Func<IEvent, bool> concerns) =>
        [.. events.Where(concerns).Select(e => new TimelineEntry(((ICaseFact)e.Data).HappenedAt, e.Timestamp, EventName.KindOf(e.EventTypeName), e.UserName?.StartsWith("authority:", StringComparison.Ordinal) == true ? ActedBy(e, authority) : "firm", null))];

    // Of its own people the authority sees who it was; of another authority's, which authority.
    private static string ActedBy(IEvent e, string authority) =>
        e.UserName is { } by && by.StartsWith($"authority:{authority}/", StringComparison.Ordinal) ? by : By.AsSeenByFirm(e.UserName);
}
