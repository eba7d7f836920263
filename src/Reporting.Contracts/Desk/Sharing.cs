namespace Reporting.Contracts.Desk;

/// <summary>POST /v1/regulator/cases/{reference}/referrals: what the authority knows of an incident goes to another authority, under a marking and on a legal basis.</summary>
public sealed record ReferCase
{
    /// <summary>The other authority, by its id.</summary>
    [Code]
    public required string To { get; init; }

    /// <summary>What for.</summary>
    [Prose]
    public required string Purpose { get; init; }

    /// <summary>The law that lets it go, with its place: an act, an agreement.</summary>
    [Prose(1000)]
    public required string LegalBasis { get; init; }

    /// <summary>The marking it goes under. What is marked stricter stays.</summary>
    public required Tlp Under { get; init; }

    /// <summary>The authority's own assessments go with it; they stay where this is left out.</summary>
    public bool WithAssessments { get; init; }
}

/// <summary>POST /v1/regulator/collections: a collection that other authorities read over TAXII.</summary>
public sealed record MakeCollection
{
    [Line]
    public required string Title { get; init; }

    [Prose(1000)]
    public string? Description { get; init; }

    /// <summary>The strictest marking of what goes into it: clear, green or amber. What is marked stricter goes to named authorities only, by referral.</summary>
    public required Tlp Highest { get; init; }

    /// <summary>The authorities that may read it, by their ids.</summary>
    [Items(100)]
    [EachCode]
    public required IReadOnlyList<string> Readers { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/publications: an incident goes into a collection, as the authority knows it now; once more, as it knows it then.</summary>
public sealed record PublishCase
{
    public required Guid Collection { get; init; }

    [Prose]
    public required string Purpose { get; init; }

    /// <summary>The law that lets it go, with its place.</summary>
    [Prose(1000)]
    public required string LegalBasis { get; init; }

    /// <summary>The authority's own assessments go with it; they stay where this is left out.</summary>
    public bool WithAssessments { get; init; }
}

/// <summary>POST /v1/regulator/cases/{reference}/publications/withdrawal: an incident is taken out of a collection.</summary>
public sealed record WithdrawPublication
{
    public required Guid Collection { get; init; }

    [Prose]
    public required string Reason { get; init; }
}
