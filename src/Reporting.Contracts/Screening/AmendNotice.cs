using Reporting.Contracts.Incidents;

namespace Reporting.Contracts.Screening;

/// <summary>
/// POST /v1/screening-notices/{id}/amendments: changes what a notice states that no authority has yet. Single members by
/// <c>set</c> and <c>clear</c>, items of lists one at a time by <c>put</c> and <c>withdraw</c>. What has been submitted is
/// stated anew with the next submission.
/// </summary>
public sealed record AmendNotice : IAmendment<NoticeStatement>
{
    public required AmendmentKind Kind { get; init; }

    /// <summary>Why. Kept with what it was before and what it is now.</summary>
    [Prose]
    public required string Reason { get; init; }

    /// <summary>Members as they are now, merged into what the case states; members of the members left out stay as they are. Lists of items are not set: see <c>put</c>.</summary>
    public NoticeStatement? Set { get; init; }

    /// <summary>Members that the case states no longer.</summary>
    [Items(50)]
    [EachPointer]
    public IReadOnlyList<string>? Clear { get; init; }

    /// <summary>Items as they are now: one with the id of an item takes its place, one without an id, or with a new one, is added.</summary>
    public NoticeStatement? Put { get; init; }

    /// <summary>Items that the case states no longer.</summary>
    [Items(100)]
    public IReadOnlyList<ItemReference>? Withdraw { get; init; }
}
