using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Screening;

/// <summary>A party began to prepare a notice of an acquisition. No authority can tell that it exists.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
public sealed record NoticeOpened(Guid Notice, string Reference, Guid Statement, NoticeStatement Stated, DateTimeOffset ReceivedAt) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was opened.";
}

/// <summary>What the notice states was changed before any authority had it.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
/// <param name="Cleared">JSON pointers of members that it states no longer.</param>
/// <param name="Put">Items that were added or changed.</param>
public sealed record NoticeAmended(
    Guid Amendment,
    Guid Statement,
    AmendmentKind Kind,
    string Reason,
    NoticeStatement? Set,
    IReadOnlyList<string> Cleared,
    NoticeStatement? Put,
    IReadOnlyList<ItemReference> Withdrawn,
    DateTimeOffset ReceivedAt) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => Kind == AmendmentKind.Correction ? "What the notice states was corrected." : "What the notice states was amended.";

    /// <summary>The statement after this change.</summary>
    public NoticeStatement To(NoticeStatement earlier) => earlier.Amended(Set, Cleared, Put, Withdrawn);
}

/// <summary>The notice was submitted, and received by the authorities at <paramref name="ReceivedAt"/>. Its statutory period begins with acceptance, not with this.</summary>
/// <param name="Regimes">Per authority: the regimes it acts under in this case; null where it was recorded before this was.</param>
/// <param name="Resubmits">Per authority: the rejection after which it is submitted anew; null where there was none.</param>
/// <param name="Evidence">What went with it, besides the documents that the notice names; null where nothing did.</param>
public sealed record NoticeSubmitted(
    Guid Submission,
    Guid Statement,
    IReadOnlyList<Cut> Cuts,
    string? Title,
    NoticeStatement? Stated,
    NoticeDeclaration? DeclarationA,
    RepresentativeDeclaration? DeclarationB,
    string Commitment,
    DateTimeOffset ReceivedAt,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Regimes = null,
    IReadOnlyDictionary<string, Guid>? Resubmits = null,
    IReadOnlyList<Guid>? Evidence = null) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"Notice submitted to {string.Join(", ", Cuts.Select(c => c.Authority))}.";
}

/// <summary>The authority notified the notifying party that the notice is accepted (National Security and Investment Act 2021 s.14(8), s.18(8)).</summary>
/// <param name="Regimes">The regimes this authority acts under in this case: another authority's clock does not hear of it.</param>
/// <param name="Served">How and when the notification went to the notifying party.</param>
/// <param name="OwnReference">The authority's own reference of the case; null where it was recorded before this was.</param>
/// <param name="Document">By which its service is corrected; null where it was recorded before this was.</param>
/// <param name="Others">Who is notified of it beside the notifying party; null where nobody is.</param>
public sealed record NoticeAccepted(string Authority, IReadOnlyList<string> Regimes, Service Served, string? OwnReference = null, Guid? Document = null, IReadOnlyList<AcceptanceTo>? Others = null) : IAuthorityAct
{
    /// <summary>The name it is stored under.</summary>
    public const string Name = "notice-accepted.v2";

    string IAuthorityAct.Reference => OwnReference ?? "";

    DateTimeOffset ICaseFact.HappenedAt => Served.SentAt;

    string ICaseFact.InWords => $"{Authority} notified acceptance by {Words.Of(Served.Method)}.";
}

/// <summary>One who is notified of an acceptance beside the notifying party.</summary>
/// <param name="GaveTheNotice">Clocks go by its day too.</param>
/// <param name="Served">Null while it has not been.</param>
public sealed record AcceptanceTo(string Addressee, AddresseeRole Role, bool GaveTheNotice, Service? Served);

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

// ---- what an authority decides and gives, as far as it reaches the case ----

/// <summary>A document is effective without being served: an order was made, a period was agreed, the awareness was corrected. Its text is the authority's own until somebody is served with it.</summary>
/// <param name="Regimes">The regimes under which clocks hear of it.</param>
/// <param name="Concerns">The document it is about.</param>
/// <param name="EffectiveAt">When it was made or agreed; of a correction, what it corrects to.</param>
/// <param name="Blocks">Of a final order: the acquisition may not proceed.</param>
public sealed record DocumentMade(
    string Authority,
    string Reference,
    Guid Document,
    StatutoryDocument Kind,
    IReadOnlyList<string> Regimes,
    Guid? Concerns,
    int? WorkingDays,
    bool? Blocks,
    DateTimeOffset EffectiveAt,
    DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority}: {Words.Of(Kind).Replace('-', ' ')}.";
}

/// <summary>A document was served on one addressee, or its service was recorded otherwise than before.</summary>
/// <param name="Addressee">The addressee's id in the document.</param>
/// <param name="Proof">What proves it.</param>
/// <param name="Reason">Why it is recorded otherwise than before; null the first time.</param>
/// <param name="Statement">Names the sealing of the copy.</param>
/// <param name="Copy">What the firm was given; null where the addressee is somebody else.</param>
/// <param name="EndsAt">Of an interim order: when it says that it ends.</param>
public sealed record DocumentServed(
    string Authority,
    string Reference,
    Guid Document,
    StatutoryDocument Kind,
    IReadOnlyList<string> Regimes,
    Guid? Concerns,
    string Addressee,
    AddresseeRole Role,
    Service Served,
    string? Proof,
    string? Reason,
    Guid Statement,
    DocumentCopy? Copy,
    DateTimeOffset? EndsAt,
    DateTimeOffset At) : IAuthorityAct, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => Served.SentAt;

    string ICaseFact.InWords => Reason is null
        ? $"{Authority}: {Words.Of(Kind).Replace('-', ' ')} served on the {Words.Of(Role).Replace('-', ' ')} by {Words.Of(Served.Method)}."
        : $"{Authority} corrected how a document was served: {Words.Of(Kind).Replace('-', ' ')}.";
}

/// <summary>One addressee's copy of a document.</summary>
/// <param name="LeftOut">How many parts were left out of it.</param>
public sealed record DocumentCopy(
    IReadOnlyList<DocumentPart> Parts,
    int LeftOut,
    RejectionGround? Ground,
    IReadOnlyList<ParagraphNote>? Paragraphs,
    string? Purpose,
    string? Consequences,
    DateTimeOffset? Due,
    string Zone,
    RestartGround? Because,
    bool? Blocks,
    IReadOnlyList<OrderCondition>? Conditions);

/// <summary>A notice of an order was published (National Security and Investment Act 2021 s.29).</summary>
public sealed record DocumentPublished(string Authority, string Reference, Guid Document, StatutoryDocument Kind, string Url, DateTimeOffset PublishedAt, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => PublishedAt;

    string ICaseFact.InWords => $"{Authority} published a notice: {Words.Of(Kind).Replace('-', ' ')}.";
}

/// <summary>Something that a decision rests on was false or misleading. Until the decision is revoked for it this opens nothing (s.22).</summary>
/// <param name="Statement">Names the sealing of what was found.</param>
public sealed record FalseInformationFound(string Authority, string Reference, IReadOnlyList<string> Regimes, Guid Statement, Sealed<string> Text, DateTimeOffset DiscoveredAt, DateTimeOffset At) : IAuthorityAct, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => DiscoveredAt;

    string ICaseFact.InWords => $"{Authority} found information to be false or misleading.";
}

// ---- what the firm does besides submitting ----

/// <summary>The notifying party took the notice back. The call-in limits run on.</summary>
public sealed record NoticeWithdrawn(string Reason, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The notice was withdrawn.";
}

/// <summary>The acquisition was completed.</summary>
/// <param name="Authorities">Who knows of it by this: of a firm's, every authority that has the notice; of an authority's, itself.</param>
public sealed record CompletionRecorded(DateTimeOffset CompletedAt, string? Text, IReadOnlyList<string> Authorities, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => CompletedAt;

    string ICaseFact.InWords => "The acquisition was completed.";
}

/// <summary>The firm asked for an order to be varied or revoked.</summary>
public sealed record VariationRequested(Guid Request, Guid Document, string Authority, OrderRequestKind Kind, string Text, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => Kind == OrderRequestKind.Vary ? "The firm asked for an order to be varied." : "The firm asked for an order to be revoked.";
}

/// <summary>A duty under a condition of an order arose, or was done.</summary>
/// <param name="ChangedAt">Of a notice of change: when the change was.</param>
/// <param name="Text">What was reported; null where it has only arisen.</param>
public sealed record DutyReported(Guid Document, string Authority, string Condition, string Duty, DateTimeOffset? ChangedAt, string? Text, IReadOnlyList<Guid> Evidence, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ChangedAt ?? ReceivedAt;

    string ICaseFact.InWords => Text is null ? $"What condition {Condition} speaks of has changed." : $"The firm reported under condition {Condition}.";
}

/// <summary>A step that a regime document names.</summary>
/// <param name="Authority">Whose step it is, or to whom the firm took it.</param>
/// <param name="ByFirm">The firm took it.</param>
/// <param name="Kind">The rulebook's word for it.</param>
public sealed record StepTaken(string Authority, string Reference, bool ByFirm, string Regime, string Step, string Kind, string? Number, int? Amount, DateOnly? Until, string? Text, DateTimeOffset TakenAt) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => TakenAt;

    string ICaseFact.InWords => $"{Regime}: {Step.Replace('-', ' ')}.";
}

// ---- an authority's own case, and what of it reaches a firm ----

/// <summary>An authority opened a case of its own, of a deal that nobody notified: in its own tenant, where no firm's session can reach it.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
public sealed record OwnCaseOpened(Guid Notice, string Authority, string Reference, Guid Statement, NoticeStatement Stated, FirstAwareness Awareness, DateTimeOffset ReceivedAt) : IAuthorityAct, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => Awareness.At;

    string ICaseFact.InWords => $"{Authority} became aware of a deal that nobody had notified.";
}

/// <summary>A firm was served with a document in a case that it has not notified: the case is shown to it from then on, as far as it was served.</summary>
/// <param name="Reference">The firm's own reference of the case.</param>
/// <param name="AuthorityReference">The authority's.</param>
public sealed record CaseReached(Guid Notice, string Reference, string Authority, string AuthorityReference, DateTimeOffset At) : IAuthorityAct
{
    string IAuthorityAct.Reference => AuthorityReference;

    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority} has a case of a deal that nobody had notified.";
}
