using System.Text.Json;
using System.Text.Json.Serialization;
using Reporting.Server.Kernel;

namespace Reporting.Server.Deadlines;

/// <summary>
/// One evaluation of a case against the whole rulebook: what caused it, what went in, which editions were applied and
/// what came out. Recorded on the case's own stream, so that years later it can be shown what was owed as the case was
/// known then, and computed again from the same inputs.
/// </summary>
/// <param name="Cause">The event that made it necessary, by its name.</param>
/// <param name="AsOf">The legal time of the evaluation, UTC.</param>
/// <param name="Engine">The engine's version.</param>
/// <param name="Facts">Of the reporting entity: every fact that was known or stated unknown (null); an absent one was not spoken of.</param>
/// <param name="Regimes">Each regime the case was held against, those that do not apply too: "not owed" is an answer.</param>
/// <param name="Deadlines">Every deadline under a regime that applies or may apply.</param>
/// <param name="Changed">Keys of the deadlines whose due, latest lawful or state differ from the evaluation before.</param>
/// <param name="Addressees">The authorities that know this case, and under which reference: views of theirs follow it by that.</param>
/// <param name="Concerns">The authorities whose filing or act made it necessary: what was told to others since is none of the rest's.</param>
/// <param name="Others">The facts of the other entities the case concerns; null where there is none.</param>
/// <param name="Shown">What those that it concerns are shown by it, of each for whom the case has gone on since it was told of it; null where all know it as it is evaluated here.</param>
/// <param name="Requests">What authorities had asked for by a day of their own; null where nothing.</param>
public sealed record DeadlinesComputed(
    string Cause,
    DateTimeOffset AsOf,
    string Engine,
    IReadOnlyDictionary<string, JsonElement?> Facts,
    IReadOnlyList<Happening> Timeline,
    IReadOnlyList<RegimeHeld> Regimes,
    IReadOnlyList<DeadlineRecord> Deadlines,
    IReadOnlyList<string> Changed,
    IReadOnlyList<Addressee> Addressees,
    IReadOnlyList<string>? Concerns = null,
    IReadOnlyList<EntityKnown>? Others = null,
    IReadOnlyList<AuthorityRequest>? Requests = null,
    IReadOnlyList<DeadlinesShown>? Shown = null) : ICaseFact
{
    /// <summary>The name it is stored under.</summary>
    public const string Name = "deadlines-computed";

    /// <summary>What an authority that it concerns is shown by it.</summary>
    public IReadOnlyList<DeadlineRecord> ShownTo(string authority) =>
        [.. (Shown?.FirstOrDefault(s => s.Authority == authority)?.Deadlines ?? Deadlines).Where(d => d.OwedTo == authority)];

    DateTimeOffset ICaseFact.HappenedAt => AsOf;

    string ICaseFact.InWords => $"Deadlines computed because of {Cause}; {Changed.Count} changed.";
}

/// <summary>Something that happened to a case and that a clock may listen to.</summary>
/// <param name="Kind">The rulebook's word for it (<c>became-aware</c>, <c>acceptance-notified</c>, <c>early-warning-submitted</c>).</param>
/// <param name="At">When it happened; where only a day or month is known, the first instant it allows.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="LatestAt">Where its time is not exact, the last instant it allows: the later reading starts there.</param>
/// <param name="Regime">The one regime it speaks to; null: to all.</param>
/// <param name="Method">How a document was served, where that decides when it counts as given.</param>
/// <param name="Notice">Which notice it is about: a stop is ended by the restart of the same one.</param>
/// <param name="Numbers">What it carries that a period may be as long as (<c>workingDays</c> that were agreed).</param>
/// <param name="Until">The local day to which it extends a period.</param>
/// <param name="Entity">The one entity it concerns; null: all.</param>
/// <param name="Record">Which record it states: what is recorded of the same later stands in its place.</param>
/// <param name="Void">It takes its record back.</param>
/// <param name="Also">Of a document served on several: how it went to each of the others; null where to nobody else.</param>
public sealed record Happening(
    string Kind,
    DateTimeOffset At,
    DateTimeOffset RecordedAt,
    DateTimeOffset? LatestAt = null,
    string? Regime = null,
    string? Method = null,
    string? Notice = null,
    IReadOnlyDictionary<string, int>? Numbers = null,
    DateOnly? Until = null,
    string? Entity = null,
    string? Record = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Void = false,
    IReadOnlyList<Delivered>? Also = null);

/// <summary>How a document went to one of several.</summary>
public sealed record Delivered(DateTimeOffset At, string? Method);

/// <summary>The deadlines that are owed to one authority, or bind it, in the case as it knows it.</summary>
public sealed record DeadlinesShown(string Authority, IReadOnlyList<DeadlineRecord> Deadlines)
{
    /// <param name="computed">Of the case as it knows it.</param>
    public static DeadlinesShown To(string authority, DeadlinesComputed computed) => new(authority, [.. computed.Deadlines.Where(d => d.OwedTo == authority)]);
}

/// <summary>One legal entity that a case concerns, as the rulebook is shown it.</summary>
/// <param name="Entity"><see cref="Reporting"/>, or the id of the item that states it.</param>
public sealed record EntityKnown(string Entity, IReadOnlyDictionary<string, JsonElement?> Facts)
{
    /// <summary>The entity that reports: deadlines of its own bear no entity in their names.</summary>
    public const string Reporting = "reporting-entity";

    internal string? Named => Entity == Reporting ? null : Entity;
}

/// <summary>An authority that a case was submitted to, and the reference it knows the case by.</summary>
public sealed record Addressee(string Authority, string Reference);

/// <summary>One regime's answer to a case: applies, does not apply, or cannot tell yet and which facts would settle it.</summary>
/// <param name="Entity">The item that states the entity it was asked of; null: the reporting one.</param>
public sealed record RegimeHeld(
    string Regime,
    string Edition,
    string Title,
    string LawStatus,
    string Applicability,
    IReadOnlyDictionary<string, JsonElement?> DecidedBy,
    IReadOnlyList<string> OpenQuestions,
    string? Entity = null);

/// <summary>A deadline as computed: instants in UTC, legal dates in <paramref name="Zone"/>.</summary>
/// <param name="Binds"><c>firm</c> or <c>regulator</c>.</param>
/// <param name="OwedTo">The authority it is owed to (or that it binds), by the id in the register of authorities.</param>
/// <param name="Revision">1, and 1 more for each recording that changed due, latest lawful or state.</param>
/// <param name="Due">The last instant under the earlier reading; null while nothing can be named.</param>
/// <param name="Verified">How far the rule's text was checked: <c>confirmed</c>, <c>secondary</c>, <c>unverified</c>.</param>
/// <param name="Entity">The item that states the entity whose duty it is; null: the reporting one.</param>
/// <param name="LatestLawful">The last instant under the later reading; equal to <paramref name="Due"/> where the law has one.</param>
/// <param name="HalfTime">When half of the time is over, in the unit of the law, UTC; absent unless it runs.</param>
/// <param name="ThreeWorkingDays">After which three working days are left, UTC; absent where the law counts hours or the period is shorter.</param>
public sealed record DeadlineRecord(
    string Regime,
    string Edition,
    string LawStatus,
    string Obligation,
    string Title,
    string Binds,
    string OwedTo,
    string State,
    int Revision,
    DateTimeOffset? Due,
    DateOnly? DueDate,
    string Zone,
    DateTimeOffset? LatestLawful,
    DateOnly? LatestLawfulDate,
    RemainingTime? Remaining,
    string? Citation,
    string? Consequence,
    IReadOnlyList<ExplanationStep> Explanation,
    string? Verified = null,
    DateTimeOffset? HalfTime = null,
    DateTimeOffset? ThreeWorkingDays = null,
    string? Entity = null)
{
    public string Key => KeyOf(Regime, Obligation, Entity);

    /// <summary>Names a deadline within its case: of another than the reporting entity, with the entity.</summary>
    public static string KeyOf(string regime, string obligation, string? entity = null) => regime + "/" + obligation + (entity is null ? "" : "@" + entity);

    /// <summary>Law that binds somebody (docs/decisions/0011): what does not is never missed.</summary>
    public bool IsBinding => LawStatus is "in-force" or "enacted" or "repealed";

    /// <summary>The same at a later moment, as far as that can be told without computing it again: whether its last lawful instant has passed.</summary>
    public DeadlineRecord At(Now now) => this with
    {
        State = State != "running" || LatestLawful is not { } last || last >= now.Value ? State : IsBinding ? "missed" : "lapsed",
        Remaining = null,
    };

    /// <summary>Neither met nor lapsed: somebody still has to act.</summary>
    public bool IsOpen => State is "pending" or "running" or "paused" or "missed";
}

/// <summary>What was left when it was computed, in the unit of the law: nine working days, not thirteen days.</summary>
public sealed record RemainingTime(string Unit, decimal Amount);

/// <summary>One step of the computation. Prose is made from it when it is read.</summary>
public sealed record ExplanationStep(string Code, string? Citation, DateOnly? Date, DateTimeOffset? At, bool? Counted, string? Reason, IReadOnlyDictionary<string, string>? Args);
