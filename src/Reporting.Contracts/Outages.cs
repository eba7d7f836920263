namespace Reporting.Contracts;

/// <summary>POST /v1/outages: the service was not there, or not as it should be. The register is public.</summary>
public sealed record RecordOutage
{
    public required DateTimeOffset From { get; init; }

    /// <summary>Absent while it lasts.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>What could not be done: filing, reading, notifications.</summary>
    [Items(20)]
    [EachCode]
    public required IReadOnlyList<string> Services { get; init; }

    [Prose]
    public required string What { get; init; }
}

/// <summary>POST /v1/outages/{outageId}/end: it is over.</summary>
public sealed record EndOutage
{
    public required DateTimeOffset To { get; init; }
}
