using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reporting.Contracts.Screening;

/// <summary>What an authority decides, tells or asks by a document under the National Security and Investment Act 2021.</summary>
[JsonConverter(typeof(KebabCase<StatutoryDocument>))]
public enum StatutoryDocument
{
    /// <summary>The notice is accepted: s.14(8), s.16(8), s.18(8). Given by its own command.</summary>
    Acceptance,

    /// <summary>The notice is rejected, with reasons: s.14(6), s.16(6), s.18(6).</summary>
    Rejection,

    /// <summary>No further action will be taken: s.14(8)(b)(ii).</summary>
    NoFurtherAction,

    /// <summary>The trigger event is called in: s.1.</summary>
    CallInNotice,

    /// <summary>Information is required of anybody: s.19.</summary>
    InformationNotice,

    /// <summary>Attendance is required of anybody: s.20.</summary>
    AttendanceNotice,

    /// <summary>The call-in addressees are told that such a notice was given, and its time limit: s.24(2). The clock stops.</summary>
    ClockStopNotice,

    /// <summary>They are told that it was complied with, or that its time has passed: s.24(3). The clock starts again.</summary>
    ClockRestartNotice,

    /// <summary>The assessment goes on for an additional period: s.23(4), (8).</summary>
    AdditionalPeriodNotice,

    /// <summary>A voluntary period was agreed in writing with the acquirer: s.23(6), (7).</summary>
    VoluntaryPeriodAgreement,

    /// <summary>Holds the parties while it is assessed: s.25.</summary>
    InterimOrder,

    /// <summary>Conditions, or a block: s.26.</summary>
    FinalOrder,

    /// <summary>No further action after assessment: s.26(1)(b).</summary>
    FinalNotification,

    /// <summary>A notifiable acquisition completed without approval is treated as if it had been: s.15, s.17.</summary>
    ValidationNotice,

    /// <summary>An order is varied: s.27.</summary>
    Variation,

    /// <summary>An order is revoked: s.27.</summary>
    Revocation,

    /// <summary>An order stands although its variation or revocation was asked for: s.27(4).</summary>
    RefusalToVary,

    /// <summary>A decision is revoked because false or misleading information materially affected it: s.22.</summary>
    DecisionRevocation,

    /// <summary>The day on which the authority first became aware of a trigger event is stated anew. Addressed to nobody.</summary>
    AwarenessCorrection,
}

/// <summary>On what ground a notice is rejected: s.14(6), s.18(6).</summary>
[JsonConverter(typeof(KebabCase<RejectionGround>))]
public enum RejectionGround
{
    /// <summary>It does not meet the requirements of the section.</summary>
    FailsTheSection,

    /// <summary>It does not meet the requirements prescribed by the regulations.</summary>
    FailsTheRegulations,

    /// <summary>It does not hold enough to decide whether to give a call-in notice.</summary>
    NotEnoughToDecide,

    /// <summary>Of a voluntary notice: a call-in notice could not be given any more.</summary>
    LimitsHaveRun,
}

/// <summary>Why the clock starts again: s.24(3).</summary>
[JsonConverter(typeof(KebabCase<RestartGround>))]
public enum RestartGround
{
    CompliedWith,
    TimeHasPassed,
}

/// <summary>In what part somebody is addressed.</summary>
[JsonConverter(typeof(KebabCase<AddresseeRole>))]
public enum AddresseeRole
{
    Acquirer,
    Seller,
    QualifyingEntity,

    /// <summary>Who gave the notice, where it is none of these.</summary>
    MateriallyAffected,

    /// <summary>Anybody else: a bank, an adviser, a supplier.</summary>
    Other,
}

/// <summary>POST /v1/regulator/cases/{reference}/drafts: a document as it is proposed. Which members it takes depends on its kind.</summary>
public sealed record DraftDocument
{
    public required StatutoryDocument Kind { get; init; }

    /// <summary>What it says, part by part; copies may leave parts out.</summary>
    [Items(200)]
    public required IReadOnlyList<DocumentPart> Parts { get; init; }

    /// <summary>Everybody that it is to be served on.</summary>
    [Items(50)]
    public IReadOnlyList<DocumentAddressee>? Addressees { get; init; }

    /// <summary>Of a rejection.</summary>
    public RejectionGround? Ground { get; init; }

    /// <summary>Of a rejection: what is wrong, by paragraph of the form.</summary>
    [Items(100)]
    public IReadOnlyList<ParagraphNote>? Paragraphs { get; init; }

    /// <summary>Of an information or attendance notice: what it is for.</summary>
    [Prose]
    public string? Purpose { get; init; }

    /// <summary>Of an information or attendance notice: what follows if it is not complied with.</summary>
    [Prose]
    public string? Consequences { get; init; }

    /// <summary>Of an information or attendance notice: its time limit, or when to attend.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>IANA zone in which the limit is meant; Europe/London when absent.</summary>
    [Line(60)]
    public string? Zone { get; init; }

    /// <summary>The document it is about: the information notice, the order, the decision, or the request of the firm.</summary>
    public Guid? Concerns { get; init; }

    /// <summary>Of a restart.</summary>
    public RestartGround? Because { get; init; }

    /// <summary>How many working days were agreed.</summary>
    [Range(1, 1000)]
    public int? WorkingDays { get; init; }

    /// <summary>When it was agreed in writing.</summary>
    public DateTimeOffset? AgreedAt { get; init; }

    /// <summary>When an interim order ends by itself, at the latest.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Of an order or its variation: the acquisition may not proceed, or is to be undone.</summary>
    public bool? Blocks { get; init; }

    /// <summary>Of an order, or of a variation in place of those before.</summary>
    [Items(100)]
    public IReadOnlyList<OrderCondition>? Conditions { get; init; }

    /// <summary>Representations that were considered.</summary>
    [Items(500)]
    public IReadOnlyList<Guid>? Considered { get; init; }

    /// <summary>Of a correction of the awareness: when the authority first became aware, perhaps by one of its officials.</summary>
    public DateTimeOffset? AwareAt { get; init; }
}

/// <summary>One on whom a document is to be served.</summary>
public sealed record DocumentAddressee
{
    [ItemId]
    public required string Id { get; init; }

    public required AddresseeRole Role { get; init; }

    [Line(300)]
    public Sealed<string>? Name { get; init; }

    /// <summary>The registered firm that it is, of a case that no firm has notified: what is served on it is shown to it here.</summary>
    public Guid? Firm { get; init; }

    /// <summary>Parts that are left out of this copy, by their ids.</summary>
    [Items(200)]
    [EachLine(64)]
    public IReadOnlyList<string>? LeftOut { get; init; }
}

/// <summary>A part of a document.</summary>
public sealed record DocumentPart
{
    [ItemId]
    public required string Id { get; init; }

    [Prose(20_000)]
    public required Sealed<string> Text { get; init; }
}

/// <summary>What is wrong at one paragraph of the form.</summary>
public sealed record ParagraphNote
{
    /// <summary>The paragraph, as the form numbers it.</summary>
    [Line(40)]
    public required string Paragraph { get; init; }

    [Prose]
    public required string Text { get; init; }
}

/// <summary>One condition of an order.</summary>
public sealed record OrderCondition
{
    [ItemId]
    public required string Id { get; init; }

    [Prose(20_000)]
    public required string Text { get; init; }

    /// <summary>What the firm has to do under it by a day, once or again and again.</summary>
    [Items(20)]
    public IReadOnlyList<ConditionDuty>? Duties { get; init; }
}

[JsonConverter(typeof(KebabCase<DutyKind>))]
public enum DutyKind
{
    Statement,
    Audit,

    /// <summary>Begins with a change, not with a day.</summary>
    NoticeOfChange,
    Other,
}

/// <summary>A duty under a condition.</summary>
public sealed record ConditionDuty
{
    [ItemId]
    public required string Id { get; init; }

    public required DutyKind Kind { get; init; }

    [Line]
    public required string Title { get; init; }

    /// <summary>The last local day of the first round, Europe/London; of everything but a notice of change.</summary>
    public DateOnly? FirstDue { get; init; }

    /// <summary>After how many months it is due again; once when absent.</summary>
    [Range(1, 120)]
    public int? EveryMonths { get; init; }

    /// <summary>Of a notice of change: within how many days after the day of the change.</summary>
    [Range(1, 365)]
    public int? WithinDays { get; init; }
}

/// <summary>POST …/documents/{documentId}/services: how a document went to one addressee.</summary>
public sealed record ServeDocument
{
    /// <summary>The addressee's id in the document.</summary>
    [ItemId]
    public required string Addressee { get; init; }

    /// <summary>When it was sent, posted or registered; when it counts as given follows from the method.</summary>
    public required DateTimeOffset SentAt { get; init; }

    public required ServiceMethod Method { get; init; }

    /// <summary>What proves it: a tracking number, a receipt.</summary>
    [Line]
    public string? Proof { get; init; }
}

/// <summary>POST …/documents/{documentId}/service-corrections: it went otherwise than recorded.</summary>
public sealed record CorrectService
{
    [ItemId]
    public required string Addressee { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required ServiceMethod Method { get; init; }

    [Line]
    public string? Proof { get; init; }

    [Prose]
    public required string Reason { get; init; }

    /// <summary>Documents that had been in time and by this come to have been given too late, by their ids: every one of them, so that no period and no decision falls away unseen.</summary>
    [Items(50)]
    public IReadOnlyList<Guid>? MakesLate { get; init; }
}

/// <summary>POST …/documents/{documentId}/addressees/{addressee}/link: a link for an addressee without an account.</summary>
public sealed record MakeLink
{
    /// <summary>After which it leads nowhere; 60 days after the time limit when absent, or from now.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>POST …/documents/{documentId}/publication: a notice of it was published (s.29).</summary>
public sealed record PublishDocument
{
    public required DateTimeOffset PublishedAt { get; init; }

    [WebAddress]
    public required string Url { get; init; }
}

/// <summary>POST …/documents: issues what was drafted and, where it has to be, approved.</summary>
public sealed record IssueDocument
{
    /// <summary>The draft's id, which is the document's from now on.</summary>
    public required Guid Draft { get; init; }

    /// <summary>When it was issued or made, where that is recorded later; now when absent.</summary>
    public DateTimeOffset? IssuedAt { get; init; }
}

/// <summary>POST …/drafts/{documentId}/approval: another person than the one who drafted it stands for it.</summary>
public sealed record ApproveDraft
{
    [Prose]
    public string? Reason { get; init; }
}

/// <summary>POST …/false-information: something that a decision rests on was false or misleading (s.22).</summary>
public sealed record ReportFalseInformation
{
    /// <summary>When that was discovered: six months begin with that day once the decision is revoked.</summary>
    public required DateTimeOffset DiscoveredAt { get; init; }

    [Prose(20_000)]
    public required Sealed<string> Text { get; init; }
}

/// <summary>POST …/completion: the acquisition was completed.</summary>
public sealed record RecordCompletion
{
    public required DateTimeOffset CompletedAt { get; init; }

    [Prose]
    public string? Text { get; init; }
}

/// <summary>POST /v1/screening-notices/{caseId}/representations: what the firm says before a decision that would bind it.</summary>
public sealed record MakeRepresentation
{
    /// <summary>The authority that it is made to.</summary>
    [Code]
    public required string Authority { get; init; }

    [Prose(20_000)]
    public required Sealed<string> Text { get; init; }
}

[JsonConverter(typeof(KebabCase<OrderRequestKind>))]
public enum OrderRequestKind
{
    Vary,
    Revoke,
}

/// <summary>POST /v1/screening-notices/{caseId}/orders/{documentId}/requests: asks for an order to be varied or revoked.</summary>
public sealed record RequestVariation
{
    public required OrderRequestKind Kind { get; init; }

    [Prose(20_000)]
    public required string Text { get; init; }
}

/// <summary>POST /v1/screening-notices/{caseId}/orders/{documentId}/duties: a duty under a condition arose, or was done.</summary>
public sealed record ReportOnDuty
{
    [ItemId]
    public required string Condition { get; init; }

    [ItemId]
    public required string Duty { get; init; }

    /// <summary>Of a notice of change: when the change was. Alone it says that the duty has arisen.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>What is reported: the statement, the audit, the notice. Absent: nothing yet.</summary>
    [Prose(20_000)]
    public string? Text { get; init; }

    [Items(50)]
    public IReadOnlyList<Guid>? Evidence { get; init; }
}

/// <summary>POST …/steps: a step that a regime document names, taken by the party whose it is.</summary>
public sealed record TakeStep
{
    /// <summary>The regime's id.</summary>
    [Code]
    public required string Regime { get; init; }

    /// <summary>The step's id in its document.</summary>
    [Code]
    public required string Step { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The number that it carries, where it carries one.</summary>
    [Range(1, 5000)]
    public int? Number { get; init; }

    /// <summary>The local day that it names, where it names one.</summary>
    public DateOnly? Until { get; init; }

    [Prose(20_000)]
    public string? Text { get; init; }
}

/// <summary>POST /v1/regulator/screening-cases: an authority opens a case of its own, of a deal that nobody notified.</summary>
public sealed record OpenOwnCase
{
    /// <summary>What is known of the deal. Its <c>noticeKind</c> is <c>not-notified</c>.</summary>
    public required NoticeStatement Notice { get; init; }

    public required FirstAwareness Awareness { get; init; }
}

/// <summary>When the authority first knew of a trigger event. It may be an official's knowledge.</summary>
public sealed record FirstAwareness
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Who it was.</summary>
    [Line]
    public required Sealed<string> ByWhom { get; init; }

    /// <summary>What it rests on: a newspaper, a filing elsewhere.</summary>
    [Prose]
    public required string Evidence { get; init; }
}
