using System.Text.Json;
using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Whether a regime binds a case.</summary>
public enum Applicability
{
    Applies,
    DoesNotApply,

    /// <summary>A fact that decides is not known. Chased as if it applied.</summary>
    Undetermined,
}

/// <summary>Where a clock stands.</summary>
public enum DeadlineState
{
    /// <summary>Not triggered yet.</summary>
    Pending,
    Running,

    /// <summary>Stopped and not restarted: no last day can be named.</summary>
    Paused,
    Met,
    MetLate,
    Missed,

    /// <summary>Nothing is left to do, or the law was never in force.</summary>
    Lapsed,
}

/// <summary>What the rulebook answers about one case.</summary>
public sealed record Evaluation(IReadOnlyList<RegimeOutcome> Regimes);

/// <param name="DecidedBy">The facts that were known and looked at.</param>
/// <param name="OpenQuestions">The facts that would settle it.</param>
/// <param name="Deadlines">Empty where the regime does not apply.</param>
public sealed record RegimeOutcome(
    string Regime,
    string Edition,
    string Title,
    LawStatus LawStatus,
    Applicability Applicability,
    IReadOnlyDictionary<string, JsonElement?> DecidedBy,
    IReadOnlyList<string> OpenQuestions,
    IReadOnlyList<Deadline> Deadlines);

/// <summary>What is left, in the unit of the law.</summary>
/// <param name="Unit"><c>hours</c>, <c>workingDays</c> or <c>calendarDays</c> (also of a period of months).</param>
public sealed record Remaining(string Unit, decimal Amount);

/// <summary>An obligation's clock run over a case.</summary>
/// <param name="OwedTo">The authority's id.</param>
/// <param name="Revision">1, and 1 more for each recording that changed due, latest lawful or state.</param>
/// <param name="Due">The last instant (of a day clock: the last second of its last local day); null where none can be named.</param>
/// <param name="LatestLawful">The later reading's; equal to <paramref name="Due"/> where there is one reading, null where its last day cannot be named.</param>
/// <param name="LawStatus">What the rule it rests on is: what is no law is never missed.</param>
/// <param name="Verified">How far its text was checked.</param>
public sealed record Deadline(
    string Obligation,
    string Title,
    Binds Binds,
    string OwedTo,
    DeadlineState State,
    int Revision,
    Instant? Due,
    LocalDate? DueDate,
    string Zone,
    Instant? LatestLawful,
    LocalDate? LatestLawfulDate,
    Remaining? Remaining,
    LawStatus LawStatus,
    Verified Verified,
    string Citation,
    string? Consequence,
    IReadOnlyList<Step> Explanation)
{
    /// <summary>When it is time to remember the end; null where none can be named.</summary>
    public Marks? Marks { get; init; }
}

/// <summary>One step of a computation: what was done, by which rule, with which day or instant. Words are made from it when it is read.</summary>
/// <param name="Code">Stable: <see cref="Prose"/> knows each.</param>
public sealed record Step(string Code)
{
    public string? Citation { get; init; }

    public LocalDate? Date { get; init; }

    public Instant? At { get; init; }

    /// <summary>True or false for a day that was counted or left out.</summary>
    public bool? Counted { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyDictionary<string, string>? Args { get; init; }
}
