using JasperFx.Events;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Screening;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Screening;

/// <summary>A screening notice as decisions see it.</summary>
public sealed partial record ScreeningNotice(Guid Id, string Reference, NoticeStatement Stated) : ICase<ScreeningNotice>
{
    /// <summary>Of the stream: how many events were folded.</summary>
    public long Version { get; init; }

    /// <summary>Raised by commands of the firm only.</summary>
    public int Revision { get; init; } = 1;

    public IReadOnlyList<Cut> Cuts { get; init; } = [];

    /// <summary>Per authority: where the notice is before it.</summary>
    public IReadOnlyDictionary<string, NoticeState> States { get; init; } = new Dictionary<string, NoticeState>();

    /// <summary>Per authority: what is stated to it.</summary>
    public IReadOnlyDictionary<string, NoticeStatement> KnownTo { get; init; } = new Dictionary<string, NoticeStatement>();

    /// <summary>Per authority: when it first received the notice that it has; one that is submitted anew after a rejection is another.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> FirstReceivedBy { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Per authority: raised by what changes that authority's cut, which is its ETag.</summary>
    public IReadOnlyDictionary<string, int> CutRevisions { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<Happening> Timeline { get; init; } = [];

    /// <summary>The documents of authorities that reached the case, in order.</summary>
    public IReadOnlyList<CaseDocument> Documents { get; init; } = [];

    /// <summary>What authorities have asked of the firm by an end of their own: answers, and duties under conditions.</summary>
    public IReadOnlyList<AuthorityRequest> Requests { get; init; } = [];

    /// <summary>The duties that conditions of orders in force lay on the firm.</summary>
    public IReadOnlyList<Duty> Duties { get; init; } = [];

    /// <summary>Representations, with the authority that has each.</summary>
    public IReadOnlyList<(Guid Id, string Authority)> Representations { get; init; } = [];

    /// <summary>Requests of the firm for an order to be varied or revoked.</summary>
    public IReadOnlyList<(Guid Id, string Authority, Guid Document)> OrderRequests { get; init; } = [];

    /// <summary>When the acquisition was completed, as recorded last; null while nobody has said so.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Per authority: when the acquisition was approved by it, and is not any more where that was revoked.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> ApprovedAt { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>An authority's own case: whose it is, and under which reference; null where a firm notified.</summary>
    public Addressee? Own { get; init; }

    /// <summary>On the side of a firm that notified nothing: whose case reached it, and under which reference the authority has it.</summary>
    public Addressee? ReachedFrom { get; init; }

    public static ScreeningNotice Create(IEvent<NoticeOpened> e) =>
        (new ScreeningNotice(e.Data.Notice, e.Data.Reference, e.Data.Stated.Over(new NoticeStatement())) with { CompletedAt = e.Data.Stated.CompletedAt?.Range().First }).Known([], e.Data.ReceivedAt, e.Timestamp);

    public static ScreeningNotice Create(IEvent<OwnCaseOpened> e) => (new ScreeningNotice(e.Data.Notice, e.Data.Reference, e.Data.Stated) with
    {
        Own = new Addressee(e.Data.Authority, e.Data.Reference),
        States = With(new Dictionary<string, NoticeState>(), [e.Data.Authority], _ => NoticeState.NotNotified),
        KnownTo = With(new Dictionary<string, NoticeStatement>(), [e.Data.Authority], _ => e.Data.Stated),
        FirstReceivedBy = With(new Dictionary<string, DateTimeOffset>(), [e.Data.Authority], _ => e.Data.ReceivedAt),
        CompletedAt = e.Data.Stated.CompletedAt?.Range().First,
        Timeline = [new Happening("became-aware-of-trigger-event", e.Data.Awareness.At.ToUniversalTime(), e.Timestamp)],
    }).Concerning([e.Data.Authority]).Known([e.Data.Authority], e.Data.ReceivedAt, e.Timestamp);

    public static ScreeningNotice Create(IEvent<CaseReached> e) => new ScreeningNotice(e.Data.Notice, e.Data.Reference, new NoticeStatement { NoticeKind = NoticeKind.NotNotified }) with
    {
        ReachedFrom = new Addressee(e.Data.Authority, e.Data.AuthorityReference),
        States = With(new Dictionary<string, NoticeState>(), [e.Data.Authority], _ => NoticeState.NotNotified),
    };

    /// <summary>The case after the first event of its stream, whichever kind of case it is; null where that begins none.</summary>
    public static ScreeningNotice? From(IEvent first) => first switch
    {
        IEvent<NoticeOpened> e => Create(e),
        IEvent<OwnCaseOpened> e => Create(e),
        IEvent<CaseReached> e => Create(e),
        _ => null,
    };

    public ScreeningNotice Apply(IEvent<NoticeAmended> e)
    {
        var stated = e.Data.To(Stated);
        return (this with { Revision = Revision + 1, Stated = stated, CompletedAt = stated.CompletedAt is { } at ? at.Range().First : Stated.CompletedAt is null ? CompletedAt : null }).Known([], e.Data.ReceivedAt, e.Timestamp);
    }

    public ScreeningNotice Apply(IEvent<NoticeSubmitted> e)
    {
        var stated = e.Data.Stated.Over(Stated);
        List<string> authorities = [.. e.Data.Cuts.Select(c => c.Authority)];
        return (this with
        {
            Revision = Revision + 1,
            Stated = stated,
            Cuts = [.. Cuts, .. e.Data.Cuts],
            States = With(States, authorities, _ => NoticeState.Submitted),
            KnownTo = With(KnownTo, authorities, _ => stated),
            FirstReceivedBy = With(FirstReceivedBy, authorities, a => StateBefore(a) == NoticeState.Submitted ? FirstReceivedBy[a] : e.Data.ReceivedAt),
            CompletedAt = stated.CompletedAt?.Range().First ?? CompletedAt,
            Timeline = [.. Timeline, .. NoticeFacts.Receipts(e.Data, this, e.Timestamp)],
        }).Concerning(authorities).Known(authorities, e.Data.ReceivedAt, e.Timestamp);
    }

    public ScreeningNotice Apply(IEvent<NoticeAccepted> e) => (this with
    {
        States = With(States, [e.Data.Authority], _ => NoticeState.Accepted),
        Documents = [.. Documents, CaseDocument.Of(e.Data)],
        Timeline = [.. Timeline, .. NoticeFacts.Acceptance(e.Data, e.Timestamp)],
    }).Concerning([e.Data.Authority]);

    public ScreeningNotice Apply(IEvent<DocumentMade> e)
    {
        var made = new CaseDocument(e.Data.Document, e.Data.Authority, e.Data.Kind, e.Data.Regimes, e.Data.Concerns) { MadeAt = e.Data.EffectiveAt, WorkingDays = e.Data.WorkingDays };
        return (this with { Documents = [.. Documents, made], Timeline = [.. Timeline, .. NoticeFacts.Made(made, e.Timestamp)] })
            .Effective(made, e.Data.EffectiveAt, e.Data.Blocks == true)
            .Concerning([e.Data.Authority]);
    }

    public ScreeningNotice Apply(IEvent<DocumentServed> e)
    {
        var known = Documents.FirstOrDefault(d => d.Id == e.Data.Document);
        var before = known ?? new CaseDocument(e.Data.Document, e.Data.Authority, e.Data.Kind, e.Data.Regimes, e.Data.Concerns);
        var after = before.Served(new AddresseeServed(e.Data.Addressee, e.Data.Role, e.Data.Served), e.Data.Copy, e.Data.EndsAt);
        var notice = (this with
        {
            Documents = known is null ? [.. Documents, after] : [.. Documents.Select(d => d.Id == after.Id ? after : d)],
            Timeline = [.. Timeline, .. NoticeFacts.Given(before, after, e.Timestamp)],
        }).Concerning([e.Data.Authority]);
        notice = !before.IsGiven && after.IsGiven ? notice.Effective(after, e.Data.Served.SentAt, blocks: false) : notice;
        return e.Data.Copy is { } copy && before.Copy is null ? notice.Asked(after, copy, e.Data.Served.SentAt) : notice;
    }

    public ScreeningNotice Apply(DocumentPublished e) => (this with
    {
        Documents = [.. Documents.Select(d => d.Id == e.Document ? d with { PublishedAt = e.PublishedAt } : d)],
    }).Concerning([e.Authority]);

    public ScreeningNotice Apply(IEvent<FalseInformationFound> e) => (this with
    {
        Timeline = [.. Timeline, .. e.Data.Regimes.Select(r => new Happening("false-information-discovered", e.Data.DiscoveredAt, e.Timestamp, Regime: r))],
    }).Concerning([e.Data.Authority]);

    public ScreeningNotice Apply(IEvent<NoticeWithdrawn> e)
    {
        List<string> open = [.. States.Where(s => NoticeLife.Table.Allows(s.Value, NoticeCommand.Withdraw)).Select(s => s.Key)];
        return (this with
        {
            Revision = Revision + 1,
            States = With(States, open, _ => NoticeState.Withdrawn),
            Timeline = [.. Timeline, new Happening("notice-withdrawn", e.Data.ReceivedAt, e.Timestamp)],
        }).Concerning(open);
    }

    public ScreeningNotice Apply(IEvent<CompletionRecorded> e) => (this with
    {
        Revision = Revision + ByFirm(e),
        CompletedAt = e.Data.CompletedAt,
    }).Concerning(e.Data.Authorities).Known(e.Data.Authorities, e.Data.ReceivedAt, e.Timestamp);

    public ScreeningNotice Apply(VariationRequested e) => (this with
    {
        Revision = Revision + 1,
        OrderRequests = [.. OrderRequests, (e.Request, e.Authority, e.Document)],
    }).Concerning([e.Authority]);

    public ScreeningNotice Apply(DutyReported e) => (this with { Revision = Revision + 1, Requests = NoticeDuties.After(e, Duties, Requests) }).Concerning([e.Authority]);

    public ScreeningNotice Apply(InformationProvided e) => (this with
    {
        Revision = Revision + 1,
        Requests = [.. Requests.Select(r => r.Id == NoticeDuties.Name(e.Request) ? r with { AnsweredAt = r.AnsweredAt ?? e.ReceivedAt } : r)],
    }).Concerning([e.Authority]);

    public ScreeningNotice Apply(IEvent<RepresentationRecorded> e) => (this with
    {
        Revision = Revision + ByFirm(e),
        Representations = [.. Representations, (e.Data.Representation, e.Data.Authority)],
    }).Concerning([e.Data.Authority]);

    public ScreeningNotice Apply(IEvent<StepTaken> e) => (this with
    {
        Revision = e.Data.ByFirm ? Revision + 1 : Revision,
        Timeline = [.. Timeline, NoticeFacts.Step(e.Data, e.Timestamp)],
    }).Concerning([e.Data.Authority]);

    /// <inheritdoc/>
    public ScreeningNotice After(IEvent e) => e switch
    {
        IEvent<NoticeAmended> x => Apply(x),
        IEvent<NoticeSubmitted> x => Apply(x),
        IEvent<NoticeAccepted> x => Apply(x),
        IEvent<DocumentMade> x => Apply(x),
        IEvent<DocumentServed> x => Apply(x),
        IEvent<DocumentPublished> x => Apply(x.Data),
        IEvent<FalseInformationFound> x => Apply(x),
        IEvent<NoticeWithdrawn> x => Apply(x),
        IEvent<CompletionRecorded> x => Apply(x),
        IEvent<VariationRequested> x => Apply(x.Data),
        IEvent<DutyReported> x => Apply(x.Data),
        IEvent<InformationProvided> x => Apply(x.Data),
        IEvent<RepresentationRecorded> x => Apply(x),
        IEvent<StepTaken> x => Apply(x),
        _ => this,
    };

    /// <summary>The authorities that know this case by this stream. An authority's own case is followed by its own stream, not by what of it reached a firm.</summary>
    public IReadOnlyList<Addressee> Addressees =>
        [.. Cuts.DistinctBy(c => c.Authority).Select(c => new Addressee(c.Authority, c.Reference)), .. Own is null ? Array.Empty<Addressee>() : [Own]];

    /// <summary>Where the notice is before one authority.</summary>
    public NoticeState StateBefore(string authority) => States.GetValueOrDefault(authority, NoticeState.Draft);

    /// <summary>Where it has got to before any: of several the furthest.</summary>
    public NoticeState State => States.Count == 0 ? NoticeState.Draft : States.Values.Max();

    /// <summary>Whether it was completed and nothing had approved it by then, nor has validated it since; null while nobody has said whether it was completed.</summary>
    public bool? CompletedWithoutApproval =>
        CompletedAt is { } completed
            ? !ApprovedAt.Any(a => a.Value <= completed || Stated.NoticeKind == NoticeKind.Validation || StateBefore(a.Key) == NoticeState.Validated)
            : Stated.Status is DealStatus.Contemplation or DealStatus.InProgress ? false : null;

    static CaseType ICase<ScreeningNotice>.Type => CaseType.ScreeningNotice;

    string ICase<ScreeningNotice>.InState => Words.Of(State);

    object ICase<ScreeningNotice>.Statement => Stated;

    IReadOnlyList<string> ICase<ScreeningNotice>.OpenForms => OpenForms;

    /// <summary>Once it was accepted, or is the authority's own, nothing more is asked by form.</summary>
    public IReadOnlyList<string> OpenForms => State is NoticeState.Draft or NoticeState.Submitted or NoticeState.Rejected or NoticeState.Withdrawn ? NoticeCase.StagesOf(Stated) : [];

    CaseKnown ICase<ScreeningNotice>.Known(Firm firm, Now now) => NoticeCase.Known(this, firm, now);

    ProblemDetails ICase<ScreeningNotice>.Permits(CommonAct act, string authority) => NoticeLife.Table.Permits(StateBefore(authority), act switch
    {
        CommonAct.RecordRepresentation => NoticeCommand.RecordRepresentation,
    });

    IReadOnlyList<OpenDetermination> ICase<ScreeningNotice>.Undetermined(RegimeSet rulebook, DeadlinesComputed computed) => [];

    /// <inheritdoc/>
    public ScreeningNotice AsKnownTo(string authority) => ReferenceEquals(KnownTo.GetValueOrDefault(authority, Stated), Stated) && Requests.All(r => r.Authority == authority)
        ? this
        : this with
        {
            Stated = KnownTo.GetValueOrDefault(authority, Stated),
            Requests = [.. Requests.Where(r => r.Authority == authority)],
        };

    // ---- what becomes effective ----

    // The state follows the table; what ends by it ends.
    private ScreeningNotice Effective(CaseDocument document, DateTimeOffset at, bool blocks)
    {
        var rule = Statutes.Of(document.Kind);
        var next = NoticeLife.Table.After(StateBefore(document.Authority), rule.Command);
        var order = document.Concerns is { } concerns ? Documents.FirstOrDefault(d => d.Id == concerns) : null;

        // An interim order that is revoked leaves the assessment as it was.
        var to = next.Count == 0 || (rule.Kind == StatutoryDocument.Revocation && order?.Kind == StatutoryDocument.InterimOrder) ? StateBefore(document.Authority) : next[0];
        var approves = document.Kind is StatutoryDocument.NoFurtherAction or StatutoryDocument.FinalNotification or StatutoryDocument.ValidationNotice || (document.Kind == StatutoryDocument.FinalOrder && !blocks);
        var ended = document.Kind switch
        {
            StatutoryDocument.FinalNotification or StatutoryDocument.FinalOrder => Documents.Where(d => d.Authority == document.Authority && d.Kind == StatutoryDocument.InterimOrder && d.EndedAt is null).Select(d => d.Id).ToHashSet(),
            StatutoryDocument.Revocation => [document.Concerns!.Value],
            StatutoryDocument.DecisionRevocation => Documents.Where(d => d.Authority == document.Authority && d.Kind == StatutoryDocument.FinalOrder && d.EndedAt is null).Select(d => d.Id).ToHashSet(),
            _ => (HashSet<Guid>)[],
        };
        return this with
        {
            States = With(States, [document.Authority], _ => to),
            ApprovedAt = approves ? With(ApprovedAt, [document.Authority], _ => at)
                : document.Kind == StatutoryDocument.DecisionRevocation ? ApprovedAt.Where(a => a.Key != document.Authority).ToDictionary()
                : ApprovedAt,
            Documents = [.. Documents.Select(d => ended.Contains(d.Id) ? d with { EndedAt = at, EndedBy = document.Kind } : d)],
            Duties = [.. Duties.Where(d => !ended.Contains(d.Order))],
            Requests = [.. Requests.Select(r => ended.Any(o => NoticeDuties.IsUnder(r, o)) && r.AnsweredAt is null ? r with { EndedAt = at } : r)],
        };
    }

    // What the firm's copy asks of it.
    private ScreeningNotice Asked(CaseDocument document, DocumentCopy copy, DateTimeOffset at)
    {
        var rule = Statutes.Of(document.Kind);
        if (rule.Asks && copy.Due is { } due)
        {
            return this with { Requests = [.. Requests, new AuthorityRequest(NoticeDuties.Name(document.Id), document.Authority, "Comply with what " + document.Authority + " requires", at, due, copy.Zone)] };
        }

        if (copy.Conditions is null || !(rule.Orders || document.Kind == StatutoryDocument.Variation))
        {
            return this;
        }

        // A variation states the conditions anew: those before it are over.
        var order = document.Kind == StatutoryDocument.Variation ? document.Concerns!.Value : document.Id;
        var duties = NoticeDuties.Of(order, document, copy).ToList();
        return this with
        {
            Duties = [.. Duties.Where(d => d.Order != order), .. duties],
            Requests = [.. Requests.Select(r => NoticeDuties.IsUnder(r, order) && r.AnsweredAt is null ? r with { EndedAt = at } : r), .. duties.SelectMany(d => d.First(at))],
        };
    }

    // An authority that is told of a completed acquisition is aware of it from then on, unless it was before.
    private ScreeningNotice Known(IReadOnlyList<string> authorities, DateTimeOffset at, DateTimeOffset recordedAt) => this with
    {
        Timeline = [.. Timeline, .. CompletedAt is { } completed ? NoticeFacts.Completion(completed, authorities.Count > 0 ? at : null, recordedAt, Timeline) : []],
    };

    private static int ByFirm(IEvent e) => e.UserName?.StartsWith("firm:", StringComparison.Ordinal) == true ? 1 : 0;

    private ScreeningNotice Concerning(IEnumerable<string> authorities) => this with { CutRevisions = With(CutRevisions, authorities, a => CutRevisions.GetValueOrDefault(a) + 1) };

    private static Dictionary<string, TValue> With<TValue>(IReadOnlyDictionary<string, TValue> before, IEnumerable<string> keys, Func<string, TValue> value)
    {
        var after = new Dictionary<string, TValue>(before);
        foreach (var key in keys)
        {
            after[key] = value(key);
        }

        return after;
    }
}
