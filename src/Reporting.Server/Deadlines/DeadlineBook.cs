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

    /// <summary>When each deadline got the due it has now: what was already past then was never promised as a reminder.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> SetAt { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>The legal time of the last evaluation.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>What gave each deadline the due it has now.</summary>
    public IReadOnlyDictionary<string, string> SetBy { get; init; } = new Dictionary<string, string>();

    /// <summary>The book after evaluations in the order they were recorded.</summary>
    public static DeadlineBook Of(Guid caseId, IEnumerable<DeadlinesComputed> computed) =>
        computed.Aggregate(new DeadlineBook(caseId), (book, e) => book.With(e));

    public static DeadlineBook Create(IEvent<DeadlinesComputed> e) => new DeadlineBook(e.StreamId).With(e.Data);

    public DeadlineBook Apply(DeadlinesComputed e) => With(e);

    /// <summary>The book after one more evaluation. Live folding and the command that has just computed it share this.</summary>
    public DeadlineBook With(DeadlinesComputed e) => this with
    {
        Facts = e.Facts,
        Others = e.Others ?? [],
        Requests = e.Requests ?? [],
        Timeline = e.Timeline,
        Regimes = e.Regimes,
        Deadlines = e.Deadlines,
        Addressees = e.Addressees,
        AsOf = e.AsOf,
        SetBy = e.Deadlines.ToDictionary(d => d.Key, d => e.Changed.Contains(d.Key) ? e.Cause : SetBy.GetValueOrDefault(d.Key, e.Cause)),
        SetAt = e.Deadlines.ToDictionary(d => d.Key, d => e.Changed.Contains(d.Key) ? e.AsOf : SetAt.GetValueOrDefault(d.Key, e.AsOf)),
    };

    /// <summary>What went into the last evaluation.</summary>
    public CaseKnown Known(string caseType) => new(caseType, [new EntityKnown(EntityKnown.Reporting, Facts), .. Others], Timeline, Addressees, Requests);

    public DeadlineRecord? Find(string key) => Deadlines.FirstOrDefault(d => d.Key == key);
}
