using System.Text.Json.Serialization;

namespace Reporting.Contracts.Screening;

/// <summary>The first local day on which a deal can safely close, over all regimes it needs.</summary>
public sealed record EarliestClosing
{
    public required Guid Case { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    /// <summary>After every clock, by the later reading of each; absent while one of them cannot be named, or none is needed.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>By the earlier reading of each: not to be relied on.</summary>
    public DateOnly? EarlierReading { get; init; }

    /// <summary>Of those regimes alone that forbid closing, or may: before it, closing is unlawful.</summary>
    public DateOnly? Lawful { get; init; }

    /// <summary>The regime that holds it longest; absent: none does.</summary>
    public string? HeldBy { get; init; }

    /// <summary>It rests on something that has not happened yet, assumed for today.</summary>
    public required bool Assumes { get; init; }

    /// <summary>Every regime that is needed or may be, the one that holds longest first.</summary>
    public required IReadOnlyList<RegimeClosing> Regimes { get; init; }
}

/// <summary>What one regime has to do with the closing.</summary>
public sealed record RegimeClosing
{
    public required string Regime { get; init; }

    public required string Title { get; init; }

    /// <summary>yes, or unknown: whether it applies cannot be told yet.</summary>
    public required Tri Needed { get; init; }

    /// <summary>Whether closing before is forbidden.</summary>
    public required Tri Standstill { get; init; }

    public required ClosingState State { get; init; }

    /// <summary>The obligation whose clock holds it.</summary>
    public string? Obligation { get; init; }

    /// <summary>The clock's last local day by the earlier reading.</summary>
    public DateOnly? Ends { get; init; }

    /// <summary>The clock's last local day by the later reading.</summary>
    public DateOnly? EndsLatest { get; init; }

    public DateOnly? EarlierReading { get; init; }

    /// <summary>The first day after it by the later reading; of what is free already, the day since which it is.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>How that comes about.</summary>
    public required IReadOnlyList<ClosingNote> Explanation { get; init; }

    /// <summary>What would move it.</summary>
    public required IReadOnlyList<ClosingNote> MovedBy { get; init; }
}

/// <summary>Where a deal stands with a regime, as far as closing goes.</summary>
[JsonConverter(typeof(KebabCase<ClosingState>))]
public enum ClosingState
{
    Free,
    Running,

    /// <summary>No clock runs yet; what begins the next one is assumed to happen today.</summary>
    Assumed,
    Stopped,

    /// <summary>The period ended without the decision that closing needs.</summary>
    Unapproved,

    /// <summary>A decision was made whose content says whether it may close.</summary>
    Decided,
    Unknown,
}

/// <summary>One sentence, a stable code for what it says, and its rule.</summary>
public sealed record ClosingNote(string Code, string Text, string? Citation);
