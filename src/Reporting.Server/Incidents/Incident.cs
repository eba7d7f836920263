using JasperFx.Events;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Incidents;
using Reporting.Rulebook;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>An AI-theft incident as decisions see it: what is stated now, what was told to whom, and what happened when.</summary>
public sealed partial record Incident(Guid Id, string Reference, IncidentStatement Stated) : ICase<Incident>
{
    /// <summary>Of the stream: how many events were folded.</summary>
    public long Version { get; init; }

    /// <summary>Raised by commands of the firm only, so that a computed deadline does not make the officer's ETag stale.</summary>
    public int Revision { get; init; } = 1;

    public IncidentState State { get; init; } = IncidentState.Private;

    /// <summary>Some authority has been told of it, here or elsewhere: what was told cannot become private again.</summary>
    public bool WasTold { get; init; }

    /// <summary>Every report, with the case as it was stated then: what exactly each authority was told.</summary>
    public IReadOnlyList<ToldReport> Reports { get; init; } = [];

    /// <summary>Per authority: the case as it was last told of it, and what has happened to its own part since.</summary>
    public IReadOnlyDictionary<string, KnownToAuthority> KnownTo { get; init; } = new Dictionary<string, KnownToAuthority>();

    /// <summary>Everything clocks listen to, in order of recording.</summary>
    public IReadOnlyList<Happening> Timeline { get; init; } = [];

    /// <summary>What authorities have asked for by an end of their own.</summary>
    public IReadOnlyList<AuthorityRequest> Requests { get; init; } = [];

    public IReadOnlyList<(Guid Other, IncidentRelation Relation)> Links { get; init; } = [];

    /// <summary>Per authority: how many filings and acts its own cut has seen.</summary>
    public IReadOnlyDictionary<string, int> CutRevisions { get; init; } = new Dictionary<string, int>();

    /// <summary>The authorities that have finished with the case.</summary>
    public IReadOnlySet<string> ClosedBy { get; init; } = new HashSet<string>();

    public static Incident Create(IEvent<IncidentOpened> e)
    {
        var stated = e.Data.Stated.Over(new IncidentStatement());
        return new Incident(e.Data.Incident, e.Data.Reference, stated).Happened(IncidentFacts.Times(stated, e.Timestamp));
    }

    public Incident Apply(IEvent<IncidentReportFiled> e)
    {
        var stated = e.Data.Stated.Over(Stated);
        var told = WasTold || e.Data.Cuts.Any(c => !c.Prepared);
        return (Restated(stated, e.Timestamp) with
        {
            WasTold = told,
            State = told ? IncidentState.Filed : IncidentState.Private,
            Reports = [.. Reports, new ToldReport(e.Data.Report, e.Data.Stage, e.Data.Cuts, stated, e.Data.ReceivedAt)],
        })
        .Concerning(e.Data.Cuts.Where(c => !c.Prepared).Select(c => c.Authority))
        .Happened(IncidentFacts.Receipts(e.Data, e.Timestamp))
        .Told(e.Data.Cuts.Where(c => !c.Prepared).Select(c => c.Authority));
    }

    public Incident Apply(IEvent<IncidentDetermined> e) =>
        Restated(Stated with { Determinations = Determinations.With(Stated.Determinations, e.Data.Determination) }, e.Timestamp);

    public Incident Apply(IEvent<IncidentAmended> e) => Restated(e.Data.To(Stated), e.Timestamp);

    public Incident Apply(IEvent<SubmittedElsewhere> e) => (this with
    {
        Revision = Revision + 1,
        WasTold = true,
        State = IncidentState.Filed,
        Reports = [.. Reports.Select(r => r.Report == e.Data.Report ? r.Arrived(e.Data.Authority) : r)],
    }).Happened(IncidentFacts.Receipts(e.Data, e.Timestamp));

    public Incident Apply(IEvent<ReportWithdrawn> e)
    {
        List<string> authorities = [.. Reports.First(r => r.Report == e.Data.Report).Cuts.Where(c => !c.Prepared).Select(c => c.Authority)];
        return (this with
        {
            Revision = Revision + 1,
            Reports = [.. Reports.Select(r => r.Report == e.Data.Report ? r with { Withdrawn = true } : r)],
        }).Concerning(authorities).Added(authorities, timeline => IncidentFacts.TakenBack(timeline, e.Data.Report, e.Timestamp));
    }

    public Incident Apply(IncidentWithdrawn e) => (this with { Revision = Revision + 1, State = IncidentState.Withdrawn }).Concerning(Addressees.Select(a => a.Authority));

    public Incident Apply(IncidentClosed e) => this with { Revision = Revision + 1, State = IncidentState.Closed };

    public Incident Apply(IncidentReopened e) => (this with
    {
        Revision = Revision + 1,
        State = WasTold ? IncidentState.Filed : IncidentState.Private,
    }).Concerning(State == IncidentState.Withdrawn ? Addressees.Select(a => a.Authority) : []);

    public Incident Apply(IncidentLinked e) => this with { Revision = Revision + 1, Links = [.. Links, (e.Other, e.Relation)] };

    public Incident Apply(InformationProvided e) => (this with
    {
        Revision = Revision + 1,
        Requests = [.. Requests.Select(r => r.Id == Name(e.Request) ? r with { AnsweredAt = r.AnsweredAt ?? e.ReceivedAt } : r)],
    }).Concerning([e.Authority]);

    // ---- an authority's acts ----

    public Incident Apply(IEvent<CaseAcknowledged> e) => Concerning([e.Data.Authority]).Added([e.Data.Authority], _ => IncidentFacts.Answers(e.Data, e.Timestamp));

    public Incident Apply(IEvent<ReceiptCorrected> e) => Concerning([e.Data.Authority]).Added(
        [e.Data.Authority], timeline => IncidentFacts.ReceivedOtherwise(timeline, Reports.First(r => r.Report == e.Data.Report), e.Data, e.Timestamp));

    public Incident Apply(ReportReviewed e) => Concerning([e.Authority]);

    public Incident Apply(InformationRequested e) => Concerning([e.Authority]) with
    {
        Requests = [.. Requests, new AuthorityRequest(Name(e.Request), e.Authority, "Answer what " + e.Authority + " has asked", e.At, e.Due, e.Zone)],
    };

    public Incident Apply(InformationRequestWithdrawn e) => Concerning([e.Authority]) with
    {
        Requests = [.. Requests.Select(r => r.Id == Name(e.Request) ? r with { EndedAt = e.At } : r)],
    };

    public Incident Apply(RepresentationRecorded e) => Concerning(Addressees.Select(a => a.Authority));

    public Incident Apply(AuthorityClosedCase e) => Concerning([e.Authority]) with { ClosedBy = new HashSet<string>(ClosedBy) { e.Authority } };

    public Incident Apply(AuthorityReopenedCase e) => Concerning([e.Authority]) with { ClosedBy = ClosedBy.Where(a => a != e.Authority).ToHashSet() };

    /// <summary>One more event of the stream, whatever it is.</summary>
    public Incident After(IEvent e) => e switch
    {
        IEvent<IncidentReportFiled> x => Apply(x),
        IEvent<IncidentDetermined> x => Apply(x),
        IEvent<IncidentAmended> x => Apply(x),
        IEvent<SubmittedElsewhere> x => Apply(x),
        IEvent<ReportWithdrawn> x => Apply(x),
        IEvent<IncidentWithdrawn> x => Apply(x.Data),
        IEvent<IncidentClosed> x => Apply(x.Data),
        IEvent<IncidentReopened> x => Apply(x.Data),
        IEvent<IncidentLinked> x => Apply(x.Data),
        IEvent<InformationProvided> x => Apply(x.Data),
        IEvent<CaseAcknowledged> x => Apply(x),
        IEvent<ReceiptCorrected> x => Apply(x),
        IEvent<ReportReviewed> x => Apply(x.Data),
        IEvent<InformationRequested> x => Apply(x.Data),
        IEvent<InformationRequestWithdrawn> x => Apply(x.Data),
        IEvent<RepresentationRecorded> x => Apply(x.Data),
        IEvent<AuthorityClosedCase> x => Apply(x.Data),
        IEvent<AuthorityReopenedCase> x => Apply(x.Data),
        _ => this,
    };

    static CaseType ICase<Incident>.Type => CaseType.Incident;

    string ICase<Incident>.InState => Words.Of(State);

    object ICase<Incident>.Statement => Stated;

    IReadOnlyList<string> ICase<Incident>.OpenForms => [];

    CaseKnown ICase<Incident>.Known(Firm firm, Now now) => IncidentCase.Known(this, firm, now);

    ProblemDetails ICase<Incident>.Permits(CommonAct act, string authority) => IncidentLife.Table.Permits(State, act switch
    {
        CommonAct.RecordRepresentation => IncidentCommand.RecordRepresentation,
    });

    IReadOnlyList<OpenDetermination> ICase<Incident>.Undetermined(RegimeSet rulebook, DeadlinesComputed computed) => OpenDeterminations.Of(rulebook, computed, Stated);

    /// <summary>Nothing of it has reached an authority.</summary>
    public bool IsPrivate => State == IncidentState.Private;

    /// <summary>The authorities that were sent something here, and the reference each knows the case by.</summary>
    public IReadOnlyList<Addressee> Addressees =>
        [.. Reports.SelectMany(r => r.Cuts).Where(c => !c.Prepared).DistinctBy(c => c.Authority).Select(c => new Addressee(c.Authority, c.Reference))];

    /// <summary>How a request is named among the deadlines.</summary>
    public static string Name(Guid request) => request.ToString("N");

    /// <summary>The case as one authority knows it: what the firm has changed since, or told others, is not in it.</summary>
    public Incident AsKnownTo(string authority) => ReferenceEquals(KnownTo[authority].Stated, Stated) && KnownTo[authority].Timeline.SequenceEqual(Timeline) && Requests.All(r => r.Authority == authority)
        ? this
        : this with
        {
            Stated = KnownTo[authority].Stated,
            Timeline = KnownTo[authority].Timeline,
            Requests = [.. Requests.Where(r => r.Authority == authority)],
        };

    private Incident Told(IEnumerable<string> authorities)
    {
        var known = new Dictionary<string, KnownToAuthority>(KnownTo);
        foreach (var authority in authorities)
        {
            known[authority] = new KnownToAuthority(Stated, Timeline);
        }

        return this with { KnownTo = known };
    }

    // Something of an authority's own part: on the case's timeline, and on what this authority knows of it.
    private Incident Added(IReadOnlyCollection<string> authorities, Func<IReadOnlyList<Happening>, IEnumerable<Happening>> news) => this with
    {
        Timeline = [.. Timeline, .. news(Timeline)],
        KnownTo = KnownTo.ToDictionary(k => k.Key, k => authorities.Contains(k.Key) ? k.Value with { Timeline = [.. k.Value.Timeline, .. news(k.Value.Timeline)] } : k.Value),
    };

    private Incident Restated(IncidentStatement stated, DateTimeOffset recordedAt) =>
        (this with { Revision = Revision + 1, Stated = stated }).Happened(IncidentFacts.Times(stated, recordedAt));

    private Incident Concerning(IEnumerable<string> authorities)
    {
        var revisions = new Dictionary<string, int>(CutRevisions);
        foreach (var authority in authorities)
        {
            revisions[authority] = revisions.GetValueOrDefault(authority) + 1;
        }

        return this with { CutRevisions = revisions };
    }

    // What is stated again unchanged is no correction.
    private Incident Happened(IEnumerable<Happening> news) => this with
    {
        Timeline = [.. Timeline, .. news.Where(n => Timeline.LastOrDefault(h => h.Kind == n.Kind && h.Regime == n.Regime && h.Entity == n.Entity && h.Record == n.Record) is { } last
            ? last.At != n.At || last.LatestAt != n.LatestAt || last.Void != n.Void
            : !n.Void)],
    };
}

/// <summary>What one authority knows of a case.</summary>
public sealed record KnownToAuthority(IncidentStatement Stated, IReadOnlyList<Happening> Timeline);

/// <summary>One report: what it was, to whom, and the whole case as it was stated in it.</summary>
public sealed record ToldReport(Guid Report, SubmissionKind Stage, IReadOnlyList<Cut> Cuts, IncidentStatement Stated, DateTimeOffset ReceivedAt)
{
    public bool Withdrawn { get; init; }

    /// <summary>A prepared part has reached its authority by another way.</summary>
    public IReadOnlySet<string> Elsewhere { get; init; } = new HashSet<string>();

    internal ToldReport Arrived(string authority) => this with { Elsewhere = new HashSet<string>(Elsewhere) { authority } };

    /// <summary>Whether this authority has it.</summary>
    public bool WasTold(string authority) => !Withdrawn && Cuts.Any(c => c.Authority == authority && (!c.Prepared || Elsewhere.Contains(authority)));
}

/// <summary>The decisions of a case: of each kind, entity and regime the last one stands.</summary>
public static class Determinations
{
    public static IReadOnlyList<Determination> With(IReadOnlyList<Determination>? earlier, Determination decided)
    {
        var before = earlier?.FirstOrDefault(d => (d.Kind, d.Entity, d.Regime) == (decided.Kind, decided.Entity, decided.Regime));
        var others = (earlier ?? []).Where(d => d != before).ToList();
        var id = decided.Id ?? before?.Id ?? FreeName(decided, others);
        return [.. others, decided with { Id = id }];
    }

    // As one says it: "significant", of an entity "significant-london".
    private static string FreeName(Determination decided, List<Determination> others)
    {
        var name = string.Join("-", ((string?[])[Words.Of(decided.Kind), decided.Regime, decided.Entity]).Where(p => p is not null));
        return others.Exists(o => o.Id == name) ? name + "." + others.Count : name;
    }
}
