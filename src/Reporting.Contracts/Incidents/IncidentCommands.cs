using System.Text.Json.Serialization;

namespace Reporting.Contracts.Incidents;

/// <summary>Whether what is changed has come to light since, or had been said wrong.</summary>
[JsonConverter(typeof(KebabCase<AmendmentKind>))]
public enum AmendmentKind
{
    Amendment,
    Correction,
}

/// <summary>A change of what a case states, of either kind.</summary>
public interface IAmendment<out T>
    where T : class
{
    AmendmentKind Kind { get; }

    string Reason { get; }

    T? Set { get; }

    IReadOnlyList<string>? Clear { get; }

    T? Put { get; }

    IReadOnlyList<ItemReference>? Withdraw { get; }
}

/// <summary>
/// POST /v1/incidents/{id}/amendments: changes what the case states. Single members by <c>set</c> and <c>clear</c>, items of
/// lists one at a time by <c>put</c> and <c>withdraw</c>.
/// </summary>
public sealed record AmendIncident : IAmendment<IncidentStatement>
{
    public required AmendmentKind Kind { get; init; }

    /// <summary>Why. Kept with what it was before and what it is now.</summary>
    [Prose]
    public required string Reason { get; init; }

    /// <summary>Members as they are now, merged into what the case states; members of the members left out stay as they are. Lists of items are not set: see <c>put</c>.</summary>
    public IncidentStatement? Set { get; init; }

    /// <summary>Members that the case states no longer.</summary>
    [Items(50)]
    [EachPointer]
    public IReadOnlyList<string>? Clear { get; init; }

    /// <summary>Items as they are now: one with the id of an item takes its place, one without an id, or with a new one, is added.</summary>
    public IncidentStatement? Put { get; init; }

    /// <summary>Items that the case states no longer.</summary>
    [Items(100)]
    public IReadOnlyList<ItemReference>? Withdraw { get; init; }
}

/// <summary>One item of a list of the statement.</summary>
public sealed record ItemReference
{
    /// <summary>The list, such as <c>/indicators</c>.</summary>
    [Pointer]
    public required string List { get; init; }

    [ItemId]
    public required string Id { get; init; }
}

/// <summary>By which way something reached an authority that does not work in this system.</summary>
[JsonConverter(typeof(KebabCase<SubmissionChannel>))]
public enum SubmissionChannel
{
    Portal,
    Api,
    Email,
    Post,
    Telephone,
    InPerson,
}

/// <summary>POST /v1/incidents/{id}/submissions: records that an authority without an account here has received something. Until then what is owed to it runs on.</summary>
public sealed record SubmitElsewhere
{
    [Code]
    public required string Authority { get; init; }

    /// <summary>The report that was prepared for it here.</summary>
    public Guid? Report { get; init; }

    /// <summary>The obligations it answers, by their keys; absent: those of the report.</summary>
    [Items(50)]
    [EachLine]
    public IReadOnlyList<string>? Obligations { get; init; }

    public required SubmissionChannel Channel { get; init; }

    /// <summary>The authority's own reference or acknowledgement.</summary>
    [Reference]
    public string? Reference { get; init; }

    /// <summary>When it arrived there.</summary>
    public required TimeStatement SubmittedAt { get; init; }

    /// <summary>Who submitted it.</summary>
    public required Submitter SubmittedBy { get; init; }

    /// <summary>The item of evidence that proves it.</summary>
    public Guid? ProofEvidenceId { get; init; }
}

/// <summary>A step of the case that needs a reason and nothing else.</summary>
public sealed record GiveReason
{
    [Prose]
    public required string Reason { get; init; }
}

/// <summary>POST /v1/incidents/{id}/closure: nothing more will be done about this case. What it leaves open is named, so that nobody closes over it unseen.</summary>
public sealed record CloseIncident
{
    [Prose]
    public required string Reason { get; init; }

    /// <summary>Keys of the deadlines under law in force that bind the firm and are open: every one of them.</summary>
    [Items(200)]
    [EachLine]
    public IReadOnlyList<string>? LeavesOpen { get; init; }
}

/// <summary>How two incidents of one firm belong together.</summary>
[JsonConverter(typeof(KebabCase<IncidentRelation>))]
public enum IncidentRelation
{
    SameEvent,
    Follows,
    SameActor,
    SameCause,
    Duplicate,
}

/// <summary>POST /v1/incidents/{id}/links: another incident of the firm that belongs to this one.</summary>
public sealed record LinkIncidents
{
    public required Guid Incident { get; init; }

    public required IncidentRelation Relation { get; init; }

    [Prose]
    public required string Reason { get; init; }
}

/// <summary>POST /v1/incidents/{id}/information-requests/{request}/answer: what the firm answers an authority that asked.</summary>
public sealed record AnswerRequest
{
    [Prose(20_000)]
    public required string Text { get; init; }

    /// <summary>Items of evidence that go with the answer.</summary>
    [Items(50)]
    public IReadOnlyList<Guid>? Evidence { get; init; }
}

/// <summary>Why a fact is told to an authority otherwise than before, or than to another.</summary>
public sealed record DifferenceReason
{
    [Pointer]
    public required string Pointer { get; init; }

    [Prose]
    public required string Reason { get; init; }
}

/// <summary>Protected members that one authority is to be sent: what is privileged, and the defences.</summary>
public sealed record Disclosure
{
    [Code]
    public required string Authority { get; init; }

    [Items(50)]
    [EachPointer]
    public required IReadOnlyList<string> Pointers { get; init; }
}
