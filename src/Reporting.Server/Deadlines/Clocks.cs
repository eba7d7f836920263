using System.Collections.Frozen;
using System.Text.Json;
using NodaTime;
using NodaTime.TimeZones;
using Reporting.Contracts;
using Reporting.Rulebook;
using Reporting.Server.Kernel;

namespace Reporting.Server.Deadlines;

/// <summary>What is known of a case when it is held against the rulebook.</summary>
/// <param name="CaseType"><c>incident</c> or <c>screening-notice</c>: regimes for the other kind are not asked.</param>
/// <param name="Entities">The legal entities it concerns, each with the facts that hold of it; the reporting one first.</param>
/// <param name="Requests">What authorities have asked for by a day of their own.</param>
public sealed record CaseKnown(
    string CaseType,
    IReadOnlyList<EntityKnown> Entities,
    IReadOnlyList<Happening> Timeline,
    IReadOnlyList<Addressee> Addressees,
    IReadOnlyList<AuthorityRequest> Requests)
{
    /// <summary>A case of one entity, of which nothing was asked.</summary>
    public static CaseKnown Of(string caseType, IReadOnlyDictionary<string, JsonElement?> facts, IReadOnlyList<Happening> timeline, IReadOnlyList<Addressee> addressees) =>
        new(caseType, [new EntityKnown(EntityKnown.Reporting, facts)], timeline, addressees, []);
}

/// <summary>Holds a case against every regime in the rulebook: pure, and the only place where the engine's types meet the server's.</summary>
public static class Clocks
{
    /// <summary>One evaluation as of <paramref name="now"/>, with what differs from the book before it.</summary>
    public static DeadlinesComputed Compute(RegimeSet rulebook, CaseKnown known, string cause, Now now, DeadlineBook? before)
    {
        var outcomes = known.Entities.SelectMany(e => Evaluate(rulebook, known, e, now).Regimes.Select(r => (Entity: e.Named, Outcome: r))).ToList();
        var deadlines = outcomes
            .Where(x => x.Outcome.Applicability != Applicability.DoesNotApply)
            .SelectMany(x => x.Outcome.Deadlines.Select(d => Record(x.Outcome, d) with { Entity = x.Entity }))
            .Concat(known.Requests.Select(r => r.Deadline(now)))
            .Select(d => Revised(d, before))
            .ToList();
        var changed = deadlines
            .Where(d => before?.Find(d.Key) is not { } was || was.Due != d.Due || was.LatestLawful != d.LatestLawful || was.State != d.State)
            .Select(d => d.Key)
            .ToList();
        return new DeadlinesComputed(
            cause,
            now.Value,
            Engine.Version,
            known.Entities[0].Facts,
            known.Timeline,
            [.. outcomes.Select(x => Held(x.Outcome) with { Entity = x.Entity })],
            deadlines,
            changed,
            known.Addressees,
            Others: known.Entities.Count > 1 ? [.. known.Entities.Skip(1)] : null,
            Requests: known.Requests.Count > 0 ? known.Requests : null);
    }

    /// <summary>The engine counts recordings; what another rulebook, profile or calendar moved is a revision too, or nobody would be told of it.</summary>
    private static DeadlineRecord Revised(DeadlineRecord now, DeadlineBook? before)
    {
        if (before?.All.FirstOrDefault(d => d.Key == now.Key) is not { } was)
        {
            return now;
        }

        var moved = was.Due != now.Due || was.LatestLawful != now.LatestLawful || Recorded(was.State) != Recorded(now.State);
        return now with { Revision = Math.Max(now.Revision, was.Revision + (moved ? 1 : 0)) };
    }

    // That a limit passed is no recording.
    private static string Recorded(string state) => state == "missed" ? "running" : state;

    /// <summary>The recorded inputs of a case held against the rulebook at another moment: what remains, and what has been missed since. Nothing is recorded.</summary>
    public static DeadlinesComputed AsOf(RegimeSet rulebook, string caseType, DeadlineBook book, Now now) =>
        Compute(rulebook, book.Known(caseType), "read", now, book);

    /// <summary>
    /// A case's clocks as they were known at a moment that has passed: the ends that had been recorded by then, with what
    /// remained and what was missed at that moment. Law that was put in force since changes nothing of it.
    /// </summary>
    /// <param name="book">Folded up to that moment.</param>
    public static DeadlinesComputed AsKnown(RegimeSet rulebook, string caseType, DeadlineBook book, Now at)
    {
        var again = AsOf(rulebook, caseType, book, at);
        var unmoved = again.Deadlines.Where(d => book.Find(d.Key) is { } was && (was.Edition, was.Due, was.LatestLawful) == (d.Edition, d.Due, d.LatestLawful)).ToDictionary(d => d.Key);
        return again with { Regimes = book.Regimes, Deadlines = [.. book.Deadlines.Select(d => unmoved.GetValueOrDefault(d.Key) ?? d.At(at))] };
    }

    /// <summary>The earliest safe closing date of a deal, as the reporting entity is placed.</summary>
    public static ClosingPath Closing(RegimeSet rulebook, CaseKnown known, Now now) =>
        EarliestClosing.Of(rulebook.For(known.CaseType), rulebook.Calendars, Facts.Of(known.Entities[0].Facts), Timeline(known, known.Entities[0]), Instant.FromDateTimeOffset(now.Value));

    private static Evaluation Evaluate(RegimeSet rulebook, CaseKnown known, EntityKnown entity, Now now) =>
        Engine.Evaluate(rulebook.For(known.CaseType), rulebook.Calendars, Facts.Of(entity.Facts), Timeline(known, entity), Instant.FromDateTimeOffset(now.Value));

    private static Timeline Timeline(CaseKnown known, EntityKnown entity) => new(known.Timeline.Where(h => h.Entity is null || h.Entity == entity.Entity).Select(Event));

    /// <summary>The local day of an instant in a country (ISO 3166-1 alpha-2); of several zones, the one the time zone database names first.</summary>
    public static DateOnly LocalDay(string country, DateTimeOffset at) =>
        Instant.FromDateTimeOffset(at).InZone(ZonesByCountry.GetValueOrDefault(country, DateTimeZone.Utc)).Date.ToDateOnly();

    private static readonly FrozenDictionary<string, DateTimeZone> ZonesByCountry = TzdbDateTimeZoneSource.Default.ZoneLocations!
        .GroupBy(z => z.CountryCode, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => DateTimeZoneProviders.Tzdb[g.First().ZoneId], StringComparer.Ordinal);

    private static TimelineEvent Event(Happening h) => new(h.Kind, Instant.FromDateTimeOffset(h.At), Instant.FromDateTimeOffset(h.RecordedAt))
    {
        LatestAt = h.LatestAt is { } latest ? Instant.FromDateTimeOffset(latest) : null,
        Regime = h.Regime,
        Method = h.Method,
        Notice = h.Notice,
        Numbers = h.Numbers,
        Until = h.Until is { } until ? LocalDate.FromDateOnly(until) : null,
        Record = h.Record,
        Void = h.Void,
        Also = h.Also is null ? [] : [.. h.Also.Select(s => new Delivery(Instant.FromDateTimeOffset(s.At), s.Method))],
    };

    private static RegimeHeld Held(RegimeOutcome r) =>
        new(r.Regime, r.Edition, r.Title, Word(r.LawStatus), Word(r.Applicability), r.DecidedBy, r.OpenQuestions);

    private static DeadlineRecord Record(RegimeOutcome r, Deadline d) => new(
        r.Regime,
        r.Edition,
        Word(r.LawStatus),
        d.Obligation,
        d.Title,
        Word(d.Binds),
        d.OwedTo,
        Word(d.State),
        d.Revision,
        d.Due?.ToDateTimeOffset(),
        d.DueDate?.ToDateOnly(),
        d.Zone,
        d.LatestLawful?.ToDateTimeOffset(),
        d.LatestLawfulDate?.ToDateOnly(),
        d.Remaining is { } left ? new RemainingTime(left.Unit, left.Amount) : null,
        d.Citation,
        d.Consequence,
        [.. d.Explanation.Select(Step)],
        Word(d.Verified),
        d.Marks?.HalfTime.ToDateTimeOffset(),
        d.Marks?.ThreeWorkingDays?.ToDateTimeOffset());

    private static ExplanationStep Step(Step s) => new(s.Code, s.Citation, s.Date?.ToDateOnly(), s.At?.ToDateTimeOffset(), s.Counted, s.Reason, s.Args);

    private static string Word<T>(T value)
        where T : struct, Enum => Words.Of(value);
}
