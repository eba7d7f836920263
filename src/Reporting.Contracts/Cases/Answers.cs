using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;

namespace Reporting.Contracts.Cases;

// Answers hold no personal data but where a firm reads its own statement back. Clients accept new members and values.

/// <summary>What a stage's form asks and the case lacks.</summary>
/// <param name="Pointer">JSON pointer into the statement.</param>
/// <param name="Regimes">Regimes whose forms ask for it.</param>
/// <param name="NeededBy">The earliest end of an obligation whose form needs it, UTC; null where none runs.</param>
public sealed record Gap(string Pointer, IReadOnlyList<string> Regimes, DateTimeOffset? NeededBy);

/// <summary>A fact that decides whether a regime applies, or what is owed under it, and is not known.</summary>
/// <param name="Regimes">The regimes it would settle.</param>
/// <param name="NeededBy">The earliest end that hangs on it, UTC.</param>
/// <param name="Entities">Items of <c>affectedEntities</c> that it is asked of, beside or instead of the reporting entity.</param>
public sealed record OpenQuestion(string Fact, IReadOnlyList<string> Regimes, DateTimeOffset? NeededBy, IReadOnlyList<string> Entities);

/// <summary>A regime held against the case.</summary>
/// <param name="LawStatus"><c>in-force</c>, <c>enacted</c>, <c>bill</c>, <c>proposed</c>, <c>voluntary</c>, <c>repealed</c>.</param>
/// <param name="Answer"><c>applies</c>, <c>does-not-apply</c>, <c>undetermined</c>.</param>
/// <param name="OpenQuestions">Facts that would settle it.</param>
/// <param name="Entity">The item of <c>affectedEntities</c> it was held against; absent: the reporting entity.</param>
public sealed record Applicability(string Regime, string Edition, string LawStatus, string Answer, IReadOnlyList<string> OpenQuestions, string? Entity = null);

/// <summary>What is left of a clock.</summary>
/// <param name="Unit"><c>hours</c>, <c>calendar-days</c>, <c>working-days</c>, <c>months</c>, <c>years</c>.</param>
public sealed record Remaining(string Unit, decimal Amount);

/// <summary>One step of a computation.</summary>
/// <param name="Code">What kind of step; stable.</param>
/// <param name="Text">The step in words.</param>
/// <param name="Citation">The rule it follows.</param>
/// <param name="Date">The local day it speaks of.</param>
/// <param name="Counted">True or false for a day that was counted or skipped.</param>
/// <param name="At">The instant it speaks of, UTC.</param>
/// <param name="Count">How many days or hours the step covers.</param>
public sealed record ExplanationStep(
    string Code,
    string Text,
    string? Citation = null,
    DateOnly? Date = null,
    bool? Counted = null,
    DateTimeOffset? At = null,
    int? Count = null);

/// <summary>An obligation's clock run over one case.</summary>
public sealed record DeadlineView
{
    public required string Regime { get; init; }

    /// <summary>First day of the regime's edition applied.</summary>
    public required string Edition { get; init; }

    /// <summary><c>in-force</c>, <c>enacted</c>, <c>bill</c>, <c>proposed</c>, <c>voluntary</c>, <c>repealed</c>. What is not in force is never missed.</summary>
    public required string LawStatus { get; init; }

    /// <summary><c>applies</c> or <c>undetermined</c>, which is chased as if it applied.</summary>
    public required string Applicability { get; init; }

    public required string Obligation { get; init; }

    /// <summary>Names the deadline within its case: <c>regime/obligation</c>, of another than the reporting entity <c>regime/obligation@entity</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The item of <c>affectedEntities</c> whose duty it is; absent: the reporting entity's.</summary>
    public string? Entity { get; init; }

    public required string Title { get; init; }

    /// <summary>Who is bound: <c>firm</c> or <c>regulator</c>.</summary>
    public required string Binds { get; init; }

    /// <summary>The authority, or the party, it is owed to.</summary>
    public string? OwedTo { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>paused</c>, <c>met</c>, <c>met-late</c>, <c>missed</c>, <c>lapsed</c>.</summary>
    public required string State { get; init; }

    /// <summary>1, and 1 more for each recording that changed the ends or the state.</summary>
    public required int Revision { get; init; }

    /// <summary>UTC; of a day clock the last second of the last local day. Null where nothing can be named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? Due { get; init; }

    /// <summary>Local day in <see cref="Zone"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateOnly? DueDate { get; init; }

    /// <summary>IANA zone in which the law counts.</summary>
    public required string Zone { get; init; }

    /// <summary>The later reading, where the law has two; otherwise as <see cref="Due"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LatestLawful { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateOnly? LatestLawfulDate { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Remaining? Remaining { get; init; }

    public string? Citation { get; init; }

    /// <summary>How far the text of this rule was checked: <c>confirmed</c>, <c>secondary</c> (through somebody's note), <c>unverified</c>.</summary>
    public string? Verified { get; init; }

    /// <summary>What follows when it is missed.</summary>
    public string? Consequence { get; init; }

    public IReadOnlyList<ExplanationStep> Explanation { get; init; } = [];
}

/// <summary>201 of POST /v1/incidents and /v1/screening-notices: a private case. No authority can tell that it exists.</summary>
public sealed record CaseOpened
{
    public required Guid Id { get; init; }

    /// <summary>The firm's reference of the case here: random, with check symbols. Each authority gets one of its own.</summary>
    public required string Reference { get; init; }

    /// <summary>What <c>ETag</c> says; raised by commands of a party only.</summary>
    public required long Revision { get; init; }

    /// <summary>The instant the whole request had arrived, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];

    public IReadOnlyList<OpenQuestion> OpenQuestions { get; init; } = [];

    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>Who filed, as ids: a receipt outlives what may be forgotten of a person.</summary>
/// <param name="Representative">The member that acted for the firm under a mandate; null where the firm filed itself.</param>
public sealed record FiledBy(Guid Firm, Guid? Representative, Guid? Mandate);

/// <summary>Proof that a filing was received, and when.</summary>
public sealed record Receipt
{
    public required Guid Id { get; init; }

    /// <summary>The ledger it belongs to.</summary>
    public required string Origin { get; init; }

    public required Guid Case { get; init; }

    public required FiledBy By { get; init; }

    /// <summary>Base64 of SHA-256 over domain, salt and the canonical form (RFC 8785) of the body submitted.</summary>
    public required string Commitment { get; init; }

    /// <summary>Base64 of 32 random bytes. Whoever holds it and the body can recompute the commitment.</summary>
    public required string Salt { get; init; }

    /// <summary>The instant the whole request had arrived, UTC. Lateness is judged by it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>By when the filing is a leaf of the ledger and its proof can be had from <c>/v1/receipts/{id}</c>, UTC.</summary>
    public required DateTimeOffset IncludedBy { get; init; }

    /// <summary>All of this as a signed note (C2SP signed-note): what is kept, and checked years later.</summary>
    public required string Note { get; init; }
}

/// <summary>200 of GET /v1/receipts/{id}: the receipt again, and the proof of its place.</summary>
public sealed record ReceiptProof
{
    public required Guid Id { get; init; }

    /// <summary>The ledger it belongs to.</summary>
    public required string Origin { get; init; }

    /// <summary><c>promised</c>, then <c>included</c>.</summary>
    public required string State { get; init; }

    /// <summary>Base64 of SHA-256 over domain, salt and the canonical form (RFC 8785) of the body submitted.</summary>
    public required string Commitment { get; init; }

    /// <summary>The instant the whole request had arrived, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>By when the proof is there, UTC.</summary>
    public required DateTimeOffset IncludedBy { get; init; }

    /// <summary>A <c>.tlog-proof</c> file (C2SP tlog-proof); null while it is a promise.</summary>
    public string? Proof { get; init; }

    /// <summary>The firm's case; null for an authority.</summary>
    public Guid? Case { get; init; }

    /// <summary>The signed receipt; null for an authority.</summary>
    public string? Note { get; init; }

    /// <summary>Base64 of the commitment's salt; null for an authority, and where it was erased with the case.</summary>
    public string? Salt { get; init; }
}

/// <summary>201 of a report or a submission.</summary>
public sealed record ReportFiled
{
    public required Receipt Receipt { get; init; }

    /// <summary>The obligations this filing answers, as <c>regime/obligation</c>.</summary>
    public required IReadOnlyList<string> Answered { get; init; }

    /// <summary>Authorities that have not been told by it yet.</summary>
    public IReadOnlyList<PreparedFor> Prepared { get; init; } = [];

    public required long Revision { get; init; }

    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];

    public IReadOnlyList<OpenQuestion> OpenQuestions { get; init; } = [];

    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>A part of a filing for an authority that does not work here: it has not been told until a submission there is recorded.</summary>
/// <param name="Door">Where it takes filings, as far as that is registered.</param>
public sealed record PreparedFor(string Authority, string? Name, string? Door);

/// <summary>201 of a command on a case that is no filing.</summary>
public sealed record CaseChanged
{
    /// <summary>Of what was recorded: the determination, amendment, submission, request or link.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where in its life the case is now.</summary>
    public required string State { get; init; }

    public required long Revision { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];

    public IReadOnlyList<OpenQuestion> OpenQuestions { get; init; } = [];

    public IReadOnlyList<OpenDetermination> OpenDeterminations { get; init; } = [];

    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>A question of fact or law that only a decision settles, and that was not decided.</summary>
/// <param name="Kind">The kind of determination.</param>
/// <param name="Regimes">The regimes that ask for it.</param>
/// <param name="NeededBy">The earliest end that hangs on it, UTC; null where it starts a clock that does not run yet.</param>
public sealed record OpenDetermination(string Kind, IReadOnlyList<string> Regimes, DateTimeOffset? NeededBy);

/// <summary>201 of an authority's act.</summary>
public sealed record ActRecorded
{
    public required Guid Id { get; init; }

    /// <summary>The authority's own reference of the case.</summary>
    public required string Reference { get; init; }

    /// <summary>Of the authority's own cut.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The clocks of the authority's own cut.</summary>
    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];
}

/// <summary>What the firm changed, and what it had been before.</summary>
/// <param name="Kind"><c>amendment</c> or <c>correction</c>.</param>
public sealed record AmendmentView(Guid Id, string Kind, string Reason, DateTimeOffset At, string By, IReadOnlyList<Change> Changes);

/// <summary>One member before and after.</summary>
public sealed record Change(string Pointer, JsonNode? Before, JsonNode? After);

/// <summary>A report taken to an authority that does not work here.</summary>
public sealed record SubmissionView(Guid Id, string Authority, Guid? Report, IReadOnlyList<string> Answers, string Channel, string? Reference, TimeStatement SubmittedAt, Submitter SubmittedBy, Guid? ProofEvidenceId);

/// <summary>Something an authority did that concerns the firm.</summary>
/// <param name="Kind">As in the timeline.</param>
/// <param name="Text">What it says to the firm.</param>
public sealed record ActView(string Authority, string Kind, DateTimeOffset At, Guid? Concerns, string? Outcome, string? Text, DateTimeOffset? Due);

/// <summary>What a suspected party replied, to whom and when. Shown wherever the suspicion is.</summary>
public sealed record RepresentationView(string ReceivedBy, DateTimeOffset ReceivedAt, Sealed<string> Party, Sealed<string> Text);

/// <summary>201 of an acceptance.</summary>
public sealed record NoticeAccepted
{
    /// <summary>Of the document that was given: how it was served is corrected by it.</summary>
    public required Guid Id { get; init; }

    public required string Reference { get; init; }

    /// <summary>When the law takes it as given, UTC.</summary>
    public required DateTimeOffset GivenAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required long Revision { get; init; }

    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];
}

/// <summary>One thing that happened to a case.</summary>
/// <param name="At">When it happened, UTC.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="Kind">Stable word for what happened.</param>
/// <param name="By">Party and registered member, as ids; of a representative its mandate too. Never a name.</param>
/// <param name="Detail">In words, without personal data.</param>
/// <param name="Evidence">The piece of evidence it is about, where it is about one.</param>
public sealed record TimelineEntry(DateTimeOffset At, DateTimeOffset RecordedAt, string Kind, string By, string? Detail, Guid? Evidence = null);

/// <summary>One filing, as the firm sees it.</summary>
/// <param name="Answers">The obligations it met or answered, by their keys.</param>
/// <param name="Status"><c>received</c>; <c>prepared</c> for an authority that does not work here, then <c>submitted-elsewhere</c>; <c>withdrawn</c>.</param>
public sealed record FilingView(Guid ReceiptId, string Stage, string Authority, DateTimeOffset ReceivedAt, IReadOnlyList<string> Answers, string? LateReason = null, string Status = "received");

/// <summary>A case as its firm sees it.</summary>
public sealed record CaseView
{
    public required Guid Id { get; init; }

    public required string Reference { get; init; }

    public required string ExternalReference { get; init; }

    /// <summary><c>incident</c> or <c>screening-notice</c>.</summary>
    public required string CaseType { get; init; }

    public string? Title { get; init; }

    /// <summary>Where in its life the case is.</summary>
    public required string State { get; init; }

    public required long Revision { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public IReadOnlyList<FilingView> Filings { get; init; } = [];

    public IReadOnlyList<Applicability> Applicability { get; init; } = [];

    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];

    public IReadOnlyList<OpenQuestion> OpenQuestions { get; init; } = [];

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

    public IReadOnlyList<OpenDetermination> OpenDeterminations { get; init; } = [];

    public IReadOnlyList<SubmissionView> Submissions { get; init; } = [];

    public IReadOnlyList<AmendmentView> Amendments { get; init; } = [];

    /// <summary>What authorities have done that concerns the firm.</summary>
    public IReadOnlyList<ActView> Acts { get; init; } = [];

    public IReadOnlyList<RepresentationView> Representations { get; init; } = [];

    /// <summary>Other cases of the firm that belong to this one.</summary>
    public IReadOnlyList<Guid> Links { get; init; } = [];

    /// <summary>What the law makes of the case besides deadlines.</summary>
    public IReadOnlyList<EffectView> Effects { get; init; } = [];

    /// <summary>What authorities gave the firm, made or published.</summary>
    public IReadOnlyList<DocumentView> Documents { get; init; } = [];

    /// <summary>Steps of a procedure that the firm can take now.</summary>
    public IReadOnlyList<StepView> Steps { get; init; } = [];

    /// <summary>What the case states now; of an incident.</summary>
    public IncidentStatement? Incident { get; init; }

    /// <summary>What the case states now; of a screening notice.</summary>
    public NoticeStatement? Notice { get; init; }
}

/// <summary>What the law makes of a case.</summary>
/// <param name="Effect">Its code, such as <c>void</c>.</param>
/// <param name="Remedy">What can be done about it.</param>
public sealed record EffectView(string Regime, string Effect, string Title, string? Remedy, string Citation);

/// <summary>A step of a procedure that can be taken now.</summary>
/// <param name="Number">The name of the number that it carries; absent: none.</param>
/// <param name="Until">It names a day.</param>
public sealed record StepView(string Regime, string Step, string Title, string Authority, string? Number, bool Until, string Citation);

/// <summary>How a document went to one addressee.</summary>
/// <param name="Addressee">Its id in the document.</param>
/// <param name="Role">In what part it is addressed.</param>
public sealed record ServiceView(string Addressee, string Role, DateTimeOffset SentAt, string Method);

/// <summary>A document of an authority, as the firm sees it: its own copy, and how it went to everybody.</summary>
/// <param name="Concerns">The document it is about.</param>
/// <param name="MadeAt">When it was made, where that makes it effective.</param>
/// <param name="Parts">The firm's copy; empty where it was given none.</param>
/// <param name="LeftOut">How many parts were left out of the copy.</param>
/// <param name="EndsAt">When an order ends by its own words.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="EndedBy">What ended it: a document, or <c>its-own-words</c>.</param>
public sealed record DocumentView(
    Guid Id,
    string Authority,
    string Kind,
    Guid? Concerns,
    DateTimeOffset? MadeAt,
    IReadOnlyList<ServiceView> Services,
    IReadOnlyList<Sealed<string>> Parts,
    int LeftOut,
    IReadOnlyList<OrderCondition> Conditions,
    DateTimeOffset? Due,
    DateTimeOffset? EndsAt,
    DateTimeOffset? EndedAt,
    string? EndedBy,
    DateTimeOffset? PublishedAt);

/// <summary>200 of POST /v1/obligations/preview: what would be owed. Nothing was written.</summary>
public sealed record ObligationsPreview
{
    public IReadOnlyList<Applicability> Applicability { get; init; } = [];

    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];

    public IReadOnlyList<OpenQuestion> OpenQuestions { get; init; } = [];

    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>One row of an authority's queue.</summary>
public sealed record QueuedCase
{
    /// <summary>The authority's own reference of the case.</summary>
    public required string Reference { get; init; }

    /// <summary><c>incident</c> or <c>screening-notice</c>.</summary>
    public required string CaseType { get; init; }

    /// <summary>Who filed it, by its id; null of the authority's own case.</summary>
    public Guid? Firm { get; init; }

    public string? FirmName { get; init; }

    public string? Title { get; init; }

    public required string State { get; init; }

    /// <summary>The stage last filed to this authority.</summary>
    public string? Stage { get; init; }

    /// <summary>Kinds of theft, the primary one first; of a notice its kind.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    public IReadOnlyList<string> Regimes { get; init; } = [];

    /// <summary>Of the first filing to this authority, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The nearest end of a running clock of this authority's cut, UTC.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>The same as a local day of the regime.</summary>
    public DateOnly? NextDueDate { get; init; }

    /// <summary>The obligation it ends.</summary>
    public string? NextObligation { get; init; }

    /// <summary>Something is late that the law asks of somebody.</summary>
    public bool Overdue { get; init; }

    /// <summary>How grave the authority holds it, by the level of its scheme; null: not classified.</summary>
    public string? Severity { get; init; }

    /// <summary>The member of the authority who is on it; null: nobody.</summary>
    public string? Assignee { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>How many cases a list holds, and how many of each; what is none is left out. A case of two kinds counts under both.</summary>
public sealed record CaseCounts
{
    public required int Total { get; init; }

    public required IReadOnlyList<FacetCount> Type { get; init; }

    public required IReadOnlyList<FacetCount> State { get; init; }

    public required IReadOnlyList<FacetCount> Kind { get; init; }

    public required IReadOnlyList<FacetCount> Regime { get; init; }

    public required IReadOnlyList<FacetCount> Lane { get; init; }

    public required IReadOnlyList<FacetCount> Firm { get; init; }

    public required IReadOnlyList<FacetCount> Severity { get; init; }

    public required IReadOnlyList<FacetCount> Assigned { get; init; }

    public required IReadOnlyList<FacetCount> Tag { get; init; }

    public required IReadOnlyList<FacetCount> Overdue { get; init; }
}

/// <summary>How many cases have a value.</summary>
public sealed record FacetCount(string Value, int Count);

/// <summary>A page of a list.</summary>
/// <param name="Next">Opaque cursor of the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
