using System.Text.Json;
using JasperFx.Events;

namespace Reporting.Server.Deadlines;

/// <summary>
/// What a case owes, folded from its <see cref="DeadlinesComputed"/> events and nothing else: it knows no case type, so
/// reminders, boards and what-if read one thing for every kind of case.
/// </summary>
public sealed partial record DeadlineBook(Guid Id)
{
    public IReadOnlyDictionary<string, JsonElement?> Facts { get; init; } = new Dictionary<string, JsonElement?>();

    /// <summary>The facts of the other entities the case concerns.</summary>
    public IReadOnlyList<EntityKnown> Others { get; init; } = [];

    public IReadOnlyList<AuthorityRequest> Requests { get; init; } = [];

    public IReadOnlyList<Happening> Timeline { get; init; } = [];

    public IReadOnlyList<RegimeHeld> Regimes { get; init; } = [];

    public IReadOnlyList<DeadlineRecord> Deadlines { get; init; } = [];

    public IReadOnlyList<Addressee> Addressees { get; init; } = [];

    /// <summary>The legal time of the last evaluation.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>How often the case was evaluated.</summary>
    public int Evaluations { get; init; }

    /// <summary>What last changed each deadline, and when: what was past then was never promised as a reminder.</summary>
    public IReadOnlyDictionary<string, Change> Changes { get; init; } = new Dictionary<string, Change>();

    /// <summary>Deadlines of regimes that were found not to apply after all, as they stood last, lapsed.</summary>
    public IReadOnlyList<DeadlineRecord> Gone { get; init; } = [];

    /// <summary>The end each deadline has or, where it has none now, had last.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Ends { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>What there is to tell of: the deadlines, and those that went with their regime.</summary>
    public IEnumerable<DeadlineRecord> All => Deadlines.Concat(Gone);

    /// <summary>The book after evaluations in the order they were recorded.</summary>
    public static DeadlineBook Of(Guid caseId, IEnumerable<DeadlinesComputed> computed) =>
        computed.Aggregate(new DeadlineBook(caseId), (book, e) => book.With(e));

    public static DeadlineBook Create(IEvent<DeadlinesComputed> e) => new DeadlineBook(e.StreamId).With(e.Data);

    public DeadlineBook Apply(DeadlinesComputed e) => With(e);

    /// <summary>The book after one more evaluation. Live folding and the command that has just computed it share this.</summary>
    public DeadlineBook With(DeadlinesComputed e)
    {
        var evaluation = Evaluations + 1;
        var still = e.Deadlines.Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
        List<DeadlineRecord> gone = [.. All.Where(d => !still.Contains(d.Key)).Select(d => d with { State = "lapsed" })];
        return this with
        {
            Facts = e.Facts,
            Others = e.Others ?? [],
            Requests = e.Requests ?? [],
            Timeline = e.Timeline,
            Regimes = e.Regimes,
            Deadlines = e.Deadlines,
            Addressees = e.Addressees,
            AsOf = e.AsOf,
            Evaluations = evaluation,
            Gone = gone,
            Ends = EndsAfter(e.Deadlines),
            Changes = e.Deadlines.Concat(gone).ToDictionary(d => d.Key, d => Changed(d, e, evaluation), StringComparer.Ordinal),
        };
    }

    /// <summary>What went into the last evaluation.</summary>
    public CaseKnown Known(string caseType) => new(caseType, [new EntityKnown(EntityKnown.Reporting, Facts), .. Others], Timeline, Addressees, Requests);

    public DeadlineRecord? Find(string key) => Deadlines.FirstOrDefault(d => d.Key == key);

    /// <summary>What its regime answered of the entity whose duty it is; null for what an authority has asked for of itself.</summary>
    public RegimeHeld? HeldOf(DeadlineRecord deadline) => Regimes.FirstOrDefault(r => r.Regime == deadline.Regime && r.Entity == deadline.Entity);

    public bool IsUndetermined(DeadlineRecord deadline) => HeldOf(deadline) is { Applicability: "undetermined" };

    private Dictionary<string, DateTimeOffset> EndsAfter(IReadOnlyList<DeadlineRecord> deadlines)
    {
        var ends = new Dictionary<string, DateTimeOffset>(Ends, StringComparer.Ordinal);
        foreach (var deadline in deadlines.Where(d => d.Due is not null))
        {
            ends[deadline.Key] = deadline.Due!.Value;
        }

        return ends;
    }

    private Change Changed(DeadlineRecord now, DeadlinesComputed e, int evaluation)
    {
        // That a regime applies, which could not be told before, sets its deadlines, whatever was computed for the case that it might.
        var settled = IsUndetermined(now) && e.Regimes.Any(r => r.Regime == now.Regime && r.Entity == now.Entity && r.Applicability == "applies");
        var kind = Change.Of(settled ? null : All.FirstOrDefault(d => d.Key == now.Key), now);
        return kind is null && Changes.TryGetValue(now.Key, out var before) ? before : new Change(kind ?? Change.Silent, e.AsOf, e.Cause, evaluation);
    }
}

/// <summary>What an evaluation did to a deadline.</summary>
/// <param name="Kind">One of the words of <see cref="ReminderPlan"/> for what is told at once; empty: nothing to tell.</param>
/// <param name="At">The legal time of the evaluation, UTC.</param>
/// <param name="Cause">The event that made it necessary, by its name.</param>
/// <param name="Evaluation">Which evaluation of the case it was, from 1.</param>
public sealed record Change(string Kind, DateTimeOffset At, string Cause, int Evaluation)
{
    /// <summary>Another state than before, of which nobody is told.</summary>
    public const string Silent = "";

    /// <summary>Null: no change, and what was told before stands.</summary>
    public static string? Of(DeadlineRecord? was, DeadlineRecord now) => (was?.State, now.State) switch
    {
        (not "paused", "paused") => ReminderPlan.Stopped,
        ("running" or "missed" or "paused", "lapsed") => ReminderPlan.Lapsed,
        ("paused", "running") => ReminderPlan.Restarted,
        ("paused" or "running", "missed") when !SameEnd(was, now) => ReminderPlan.Missed,
        ("missed", "missed") when !SameEnd(was, now) => ReminderPlan.Past,
        ("running" or "missed", "running") when !SameEnd(was, now) => now.Due < was.Due ? ReminderPlan.Shortened : ReminderPlan.Moved,
        ("running" or "missed", "running" or "missed") => null,
        (_, "running") => ReminderPlan.Set,
        (_, "missed") => ReminderPlan.Past,
        var (before, after) when before == after => null,
        _ => Silent,
    };

    private static bool SameEnd(DeadlineRecord was, DeadlineRecord now) => was.Due == now.Due && was.LatestLawful == now.LatestLawful;
}
