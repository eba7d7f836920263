namespace Reporting.Contracts.Desk;

/// <summary>PUT /v1/regulator/cases/{reference}/assignee: who of the authority is on a case. Never shown to a firm.</summary>
public sealed record AssignCase
{
    /// <summary>A registered, active member of the authority, by the id in the answer to its registration; null: nobody any more.</summary>
    public Guid? Member { get; init; }

    [Prose]
    public string? Reason { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/notes: something to remember of a case. Never shown to a firm.</summary>
public sealed record NoteCase
{
    [Prose(20_000)]
    public required Sealed<string> Text { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/tags: words that the authority sorts its cases by. Never shown to a firm.</summary>
public sealed record TagCase
{
    [Items(20)]
    [EachLine(40)]
    public IReadOnlyList<string>? Add { get; init; }

    [Items(20)]
    [EachLine(40)]
    public IReadOnlyList<string>? Remove { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/conflicts: a member of the authority has a conflict of interest and is kept from the case: from then on it is not there for them, in no list, count or search.</summary>
public sealed record BarMember
{
    /// <summary>A registered member of the authority, by the id in the answer to its registration.</summary>
    public required Guid Member { get; init; }

    [Prose]
    public required string Reason { get; init; }
}

/// <summary>POST /v1/regulator/handovers: every case that a member is on passes to another, or to nobody.</summary>
public sealed record HandOver
{
    /// <summary>A registered member of the authority, who may have been suspended.</summary>
    public required Guid From { get; init; }

    /// <summary>A registered, active member of the authority; null: nobody. A case that it is kept from passes to nobody.</summary>
    public Guid? To { get; init; }

    [Prose]
    public required string Reason { get; init; }
}
