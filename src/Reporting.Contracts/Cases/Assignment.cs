namespace Reporting.Contracts.Cases;

/// <summary>PUT /v1/cases/{caseId}/assignment: who is on a case, or on some of its deadlines. Said again, it replaces what was said before of the same.</summary>
public sealed record AssignDeadlines
{
    /// <summary>A registered, active member of the firm, by the id in the answer to its registration; null: nobody any more.</summary>
    public Guid? Member { get; init; }

    /// <summary>Keys of deadlines, as <c>eu-nis2/early-warning</c>. Absent: everything of the case that nobody else is on.</summary>
    [Items(100)]
    [EachLine(200)]
    public IReadOnlyList<string>? Deadlines { get; init; }
}

/// <summary>200 of an assignment.</summary>
public sealed record DeadlinesAssigned(Guid Case, Guid? Member, IReadOnlyList<string>? Deadlines, DateTimeOffset RecordedAt);
