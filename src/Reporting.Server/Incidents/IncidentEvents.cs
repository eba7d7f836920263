using Reporting.Contracts;
using Reporting.Contracts.Desk;
using Reporting.Contracts.Incidents;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Incidents;

/// <summary>A firm opened a private case with what it knew. No authority can tell that it exists.</summary>
/// <param name="Statement">Names the sealing of the personal values of this event.</param>
public sealed record IncidentOpened(Guid Incident, string Reference, Guid Statement, IncidentStatement Stated, DateTimeOffset ReceivedAt) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was opened.";
}

/// <summary>The firm submitted one stage to one or more authorities, which received it at <paramref name="ReceivedAt"/>; for those that do not work here it was prepared.</summary>
/// <param name="Stated">What was stated anew; absent members keep what the case says.</param>
/// <param name="Cuts">Per authority: which fields it was sent.</param>
/// <param name="Commitment">Base64 of the content commitment in the receipt.</param>
/// <param name="Recipients">Where else the firm says the report went, or goes.</param>
/// <param name="MandateId">The mandate a representative acted under.</param>
/// <param name="Differences">Why facts were told otherwise than before.</param>
/// <param name="Disclose">Protected members, and to whom they went all the same.</param>
public sealed record IncidentReportFiled(
    Guid Report,
    Guid Statement,
    SubmissionKind Stage,
    IReadOnlyList<Cut> Cuts,
    string? Title,
    IncidentStatement? Stated,
    Submitter? SubmittedBy,
    ReportDeclaration? Declaration,
    string? LateReason,
    string Commitment,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<Recipient>? Recipients = null,
    Guid? MandateId = null,
    IReadOnlyList<DifferenceReason>? Differences = null,
    IReadOnlyList<Disclosure>? Disclose = null,
    IReadOnlyList<Guid>? Evidence = null) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => string.Join(" ", ((string, IEnumerable<Cut>)[])[("filed to", Cuts.Where(c => !c.Prepared)), ("prepared for", Cuts.Where(c => c.Prepared))] is var parts
        ? parts.Where(p => p.Item2.Any()).Select(p => $"{Words.Of(Stage)} {p.Item1} {string.Join(", ", p.Item2.Select(c => c.Authority))}.")
        : []);
}

/// <summary>A question of fact or law was decided, or decided again: the last decision of its kind stands.</summary>
public sealed record IncidentDetermined(Guid Statement, Determination Determination, DateTimeOffset ReceivedAt) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => Determination.DecidedAt?.Range().First ?? ReceivedAt;

    string ICaseFact.InWords => $"Determined: {Words.Of(Determination.Kind)} {Words.Of(Determination.Outcome)}.";
}

/// <summary>The firm changed what the case states.</summary>
/// <param name="Set">Members merged in.</param>
/// <param name="Cleared">Members stated no longer.</param>
/// <param name="Put">Items added or changed.</param>
/// <param name="Withdrawn">Items stated no longer.</param>
public sealed record IncidentAmended(
    Guid Amendment,
    Guid Statement,
    AmendmentKind Kind,
    string Reason,
    IncidentStatement? Set,
    IReadOnlyList<string> Cleared,
    IncidentStatement? Put,
    IReadOnlyList<ItemReference> Withdrawn,
    DateTimeOffset ReceivedAt) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => Kind == AmendmentKind.Correction ? "What the case states was corrected." : "What the case states was amended.";

    /// <summary>The statement after this change.</summary>
    public IncidentStatement To(IncidentStatement earlier) => earlier.Amended(Set, Cleared, Put, Withdrawn);
}

/// <summary>An authority that does not work here received something.</summary>
/// <param name="Answers">Keys of the obligations it answers.</param>
/// <param name="Receipts">What its receipt is in the rulebook's words.</param>
public sealed record SubmittedElsewhere(
    Guid Submission,
    Guid Statement,
    string Authority,
    Guid? Report,
    IReadOnlyList<string> Answers,
    IReadOnlyList<FilingReceived> Receipts,
    SubmissionChannel Channel,
    string? Reference,
    TimeStatement SubmittedAt,
    Submitter SubmittedBy,
    Guid? ProofEvidenceId,
    DateTimeOffset ReceivedAt) : ICaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => SubmittedAt.Range().First;

    string ICaseFact.InWords => $"Submitted to {Authority} by {Words.Of(Channel)}.";
}

/// <summary>The firm took one report back: what it met is owed again.</summary>
public sealed record ReportWithdrawn(Guid Report, string Reason, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "A report was withdrawn.";
}

/// <summary>The firm withdrew the case: there was no such incident, or it is reported elsewhere.</summary>
public sealed record IncidentWithdrawn(string Reason, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was withdrawn.";
}

/// <summary>The firm closed the case.</summary>
/// <param name="LeavesOpen">Keys of the deadlines that it knew to be open.</param>
public sealed record IncidentClosed(string Reason, IReadOnlyList<string> LeavesOpen, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was closed.";
}

/// <summary>The firm took the case up again.</summary>
public sealed record IncidentReopened(string Reason, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => "The case was reopened.";
}

/// <summary>The firm linked another of its incidents to this one.</summary>
public sealed record IncidentLinked(Guid Other, IncidentRelation Relation, string Reason, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"Linked to another incident ({Words.Of(Relation)}).";
}

// ---- what an authority does that concerns the firm: on the case's stream, in the firm's tenant ----

/// <summary>The authority has seen the case and answered.</summary>
/// <param name="Answers">What duty of its own it meets by that, in the rulebook's words.</param>
public sealed record CaseAcknowledged(string Authority, string Reference, string? OwnReference, string? Text, IReadOnlyList<FilingReceived> Answers, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority} acknowledged the case.";
}

/// <summary>The authority corrected when it received a report.</summary>
public sealed record ReceiptCorrected(string Authority, string Reference, Guid Report, DateTimeOffset ReceivedAt, string Reason, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority} corrected the time of receipt to {ReceivedAt:O}.";
}

/// <summary>The authority went through one report.</summary>
public sealed record ReportReviewed(string Authority, string Reference, Guid Report, ReviewOutcome Outcome, string? Questions, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => Outcome == ReviewOutcome.Accepted ? $"{Authority} accepted a report." : $"{Authority} has questions about a report.";
}

/// <summary>The authority asked the firm for something by an end of its own.</summary>
public sealed record InformationRequested(string Authority, string Reference, Guid Request, string What, DateTimeOffset Due, string Zone, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority} asked for information by {Due:O}.";
}

/// <summary>The authority no longer asks.</summary>
public sealed record InformationRequestWithdrawn(string Authority, string Reference, Guid Request, string Reason, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority} took a request for information back.";
}

/// <summary>The authority has finished with the case.</summary>
public sealed record AuthorityClosedCase(string Authority, string Reference, string Reason, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority} closed its file.";
}

/// <summary>The authority took the case up again.</summary>
public sealed record AuthorityReopenedCase(string Authority, string Reference, string Reason, DateTimeOffset At) : IAuthorityAct
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"{Authority} reopened its file.";
}
