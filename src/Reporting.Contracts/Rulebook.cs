using System.Text.Json;

namespace Reporting.Contracts;

/// <summary>POST /v1/rulebook/activations: new regimes, new editions of them, and calendars, in force for every case from now on.</summary>
public sealed record ActivateRulebook
{
    /// <summary>Regime and calendar documents, whole. One that has the id (and, of a regime, the edition) of one in use takes its place.</summary>
    [Items(100)]
    public required IReadOnlyList<JsonElement> Documents { get; init; }

    /// <summary>Why; recorded with it.</summary>
    [Prose]
    public required string Reason { get; init; }
}

/// <summary>What is in force after an activation.</summary>
/// <param name="Number">1 for the first activation, and 1 more for each.</param>
/// <param name="Documents">What this one brought, as <c>regime/{id}@{edition}</c> or <c>calendar/{id}</c>.</param>
public sealed record RulebookActivation(int Number, IReadOnlyList<string> Documents, DateTimeOffset ActivatedAt);

/// <summary>One regime of the rulebook in use.</summary>
public sealed record RegimeSummary(string Id, string Title, string Jurisdiction, IReadOnlyList<string> CaseTypes, IReadOnlyList<RegimeEdition> Editions);

/// <param name="EffectiveFrom">First local day on which it owes anything.</param>
/// <param name="LawStatus"><c>in-force</c>, <c>enacted</c>, <c>bill</c>, <c>proposed</c>, <c>voluntary</c> or <c>repealed</c>.</param>
/// <param name="Verified">How far its text was checked.</param>
public sealed record RegimeEdition(string Edition, DateOnly EffectiveFrom, DateOnly? EffectiveTo, string LawStatus, string Verified, string Source);

/// <summary>What one stage's filing under a regime asks for.</summary>
/// <param name="Declarations">What goes with the filing and is part of no statement.</param>
public sealed record RegimeForm(string Regime, string Stage, IReadOnlyList<RegimeFormField> Fields, IReadOnlyList<RegimeFormDeclaration> Declarations);

/// <param name="Pointer">JSON pointer into the filing.</param>
/// <param name="Number">The authority's own number of it.</param>
/// <param name="With">It is asked where this is stated; always when absent.</param>
public sealed record RegimeFormDeclaration(string Pointer, string? Number, string? With);

/// <param name="Pointer">JSON pointer into the statement.</param>
/// <param name="Essential">Lacking it is a gap; otherwise it is given when known.</param>
/// <param name="Number">The authority's own number of the field.</param>
public sealed record RegimeFormField(string Pointer, bool Essential, string? Number, IReadOnlyList<string>? Codes);

/// <summary>The days off of a jurisdiction, Saturdays and Sundays apart.</summary>
/// <param name="FirstDay">Nothing is known of days before it, or after the last.</param>
public sealed record CalendarView(string Id, string Title, string Source, DateOnly FirstDay, DateOnly LastDay, IReadOnlyList<CalendarDay> Days);

/// <param name="AnnouncedOn">When it became known, where that was late: until then it was a working day.</param>
/// <param name="Projected">Computed from the law and not yet published.</param>
public sealed record CalendarDay(DateOnly Date, string Name, DateOnly? AnnouncedOn, bool Projected);
