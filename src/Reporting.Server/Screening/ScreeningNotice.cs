using JasperFx.Events;
using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;

namespace Reporting.Server.Screening;

/// <summary>A party began to prepare a notice of an acquisition. No authority can tell that it exists.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
public sealed record NoticeOpened(Guid Notice, string Reference, Guid Statement, NoticeStatement Stated, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was opened.";
}

/// <summary>The notice was submitted, and received by the authorities at <paramref name="ReceivedAt"/>. Its statutory period begins with acceptance, not with this.</summary>
public sealed record NoticeSubmitted(
    Guid Submission,
    Guid Statement,
    IReadOnlyList<Cut> Cuts,
    string? Title,
    NoticeStatement? Stated,
    NoticeDeclaration DeclarationA,
    RepresentativeDeclaration? DeclarationB,
    string Commitment,
    DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"Notice submitted to {string.Join(", ", Cuts.Select(c => c.Authority))}.";
}

/// <summary>The authority notified the notifying party that the notice is accepted (National Security and Investment Act 2021 s.14(8), s.18(8)).</summary>
/// <param name="Regimes">The regimes this authority acts under in this case: another authority's clock does not hear of it.</param>
/// <param name="Served">How and when the notification went to the notifying party.</param>
public sealed record NoticeAccepted(string Authority, IReadOnlyList<string> Regimes, Service Served) : ICaseFact
{
    /// <summary>The name it is stored under.</summary>
    public const string Name = "notice-accepted.v2";

    DateTimeOffset ICaseFact.HappenedAt => Served.SentAt;

    string ICaseFact.InWords => $"{Authority} notified acceptance by {Words.Of(Served.Method)}.";
}

/// <summary>How a document went to whom it is addressed. Everything that is served is told in these words: the first version of an acceptance had them loose.</summary>
/// <param name="SentAt">When it was sent, posted or registered; the service rule says when it counts as given.</param>
public sealed record Service(DateTimeOffset SentAt, ServiceMethod Method);

/// <summary>The first version of <see cref="NoticeAccepted"/>, as it lies in the store. Never written any more.</summary>
public sealed record NoticeAcceptedV1(string Authority, IReadOnlyList<string> Regimes, DateTimeOffset SentAt, ServiceMethod Method)
{
    /// <summary>The name it was stored under.</summary>
    public const string Name = "notice-accepted";

    public NoticeAccepted Upcast() => new(Authority, Regimes, new Service(SentAt, Method));
}

/// <summary>A screening notice as decisions see it.</summary>
public sealed partial record ScreeningNotice(Guid Id, string Reference, NoticeStatement Stated)
{
    /// <summary>Of the stream: how many events were folded.</summary>
    public long Version { get; init; }

    /// <summary>Raised by commands of the firm only.</summary>
    public int Revision { get; init; } = 1;

    public IReadOnlyList<Cut> Cuts { get; init; } = [];

    /// <summary>The authorities that have accepted it.</summary>
    public IReadOnlyList<string> AcceptedBy { get; init; } = [];

    /// <summary>Per authority: when it first received the notice.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> FirstReceivedBy { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Per authority: raised by what changes that authority's cut, which is its ETag.</summary>
    public IReadOnlyDictionary<string, int> CutRevisions { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<Happening> Timeline { get; init; } = [];

    public static ScreeningNotice Create(IEvent<NoticeOpened> e) =>
        new ScreeningNotice(e.Data.Notice, e.Data.Reference, e.Data.Stated);

    public ScreeningNotice Apply(IEvent<NoticeSubmitted> e) => this with
    {
        Revision = Revision + 1,
        Stated = e.Data.Stated.Over(Stated),
        Cuts = [.. Cuts, .. e.Data.Cuts],
        FirstReceivedBy = e.Data.Cuts.Select(c => c.Authority).Union(FirstReceivedBy.Keys).ToDictionary(a => a, a => FirstReceivedBy.GetValueOrDefault(a, e.Data.ReceivedAt)),
        CutRevisions = Raised([.. e.Data.Cuts.Select(c => c.Authority)]),
        Timeline = [.. Timeline, .. NoticeFacts.Receipts(e.Data, e.Timestamp)],
    };

    public ScreeningNotice Apply(IEvent<NoticeAccepted> e) => this with
    {
        AcceptedBy = [.. AcceptedBy, e.Data.Authority],
        CutRevisions = Raised([e.Data.Authority]),
        Timeline = [.. Timeline, .. e.Data.Regimes.Select(r => new Happening("acceptance-notified", e.Data.Served.SentAt, e.Timestamp, Regime: r, Method: Words.Of(e.Data.Served.Method)))],
    };

    public IReadOnlyList<Addressee> Addressees =>
        [.. Cuts.DistinctBy(c => c.Authority).Select(c => new Addressee(c.Authority, c.Reference))];

    /// <summary><c>draft</c>, <c>submitted</c>, <c>accepted</c>.</summary>
    public string State => AcceptedBy.Count > 0 ? "accepted" : Cuts.Count > 0 ? "submitted" : "draft";

    private Dictionary<string, int> Raised(IReadOnlyList<string> authorities)
    {
        var raised = new Dictionary<string, int>(CutRevisions);
        foreach (var authority in authorities)
        {
            raised[authority] = raised.GetValueOrDefault(authority) + 1;
        }

        return raised;
    }
}
