using System.Collections.Frozen;
using NodaTime;

namespace Reporting.Rulebook;

/// <summary>What a rule is today. What is not law is shown and never missed.</summary>
public enum LawStatus
{
    InForce,

    /// <summary>Made, and binding from its effective day on.</summary>
    Enacted,
    Bill,
    Proposed,
    Voluntary,

    /// <summary>Ended, and binding for what began before its last day.</summary>
    Repealed,
}

/// <summary>How far a rule's text was checked: read itself, read through somebody else's note, or from knowledge only.</summary>
public enum Verified
{
    Confirmed,
    Secondary,
    Unverified,
}

/// <summary>One body of law in one edition: which cases it applies to, what it obliges whom to, by when, and what each stage's form asks.</summary>
/// <param name="Edition">The version of this document; the one in force at a case's first trigger governs it.</param>
/// <param name="EffectiveFrom">First local day on which it owes anything.</param>
/// <param name="EffectiveTo">Last local day on which a case can begin under it; null while no later edition ends it.</param>
/// <param name="AppliesToRunning">From its first day it also governs cases that began under an earlier edition.</param>
/// <param name="Zone">IANA zone in which the law counts; where it is the Member State's, the zone taken when none is stated.</param>
/// <param name="Zones">Zones by Member State (ISO 3166-1 alpha-2).</param>
/// <param name="Facts">Every fact its conditions look at, with the question that settles it.</param>
public sealed record Regime(
    string Id,
    string Title,
    string Jurisdiction,
    string Edition,
    LocalDate EffectiveFrom,
    LocalDate? EffectiveTo,
    bool AppliesToRunning,
    LawStatus LawStatus,
    Verified Verified,
    string Source,
    IReadOnlyList<string> CaseTypes,
    DateTimeZone Zone,
    IReadOnlyDictionary<string, DateTimeZone> Zones,
    IReadOnlyList<RegimeAuthority> Authorities,
    IReadOnlyList<FactQuestion> Facts,
    Condition Applies,
    IReadOnlyList<Obligation> Obligations,
    IReadOnlyList<Form> Forms)
{
    /// <summary>What it says of the closing of a deal; null: nothing.</summary>
    public Closing? Closing { get; init; }

    /// <summary>How it attributes holdings; null: it turns on none.</summary>
    public Attribution? Attribution { get; init; }

    /// <summary>What parties do under it that no filing and no receipt is: each with the event it is on the timeline.</summary>
    public IReadOnlyList<RegimeStep> Steps { get; init; } = [];

    /// <summary>What follows in law from what is known of a case.</summary>
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>Whether something can be missed under it: a bill, a proposal and a voluntary code bind nobody.</summary>
    public bool Binds => LawStatus is LawStatus.InForce or LawStatus.Enacted or LawStatus.Repealed;

    /// <summary>The id of the authority in a part: of the Member State where it has one of its own, the one for all otherwise.</summary>
    public string AuthorityOf(string part, Facts facts)
    {
        var state = facts.Text(RegimeReader.MemberStateFact);
        RegimeAuthority? found = null;
        foreach (var authority in Authorities)
        {
            if (authority.Part == part && (authority.MemberState is null ? found is null : authority.MemberState == state))
            {
                found = authority;
            }
        }

        return found?.Id ?? (state is null ? part : $"{state.ToLowerInvariant()}-{part}");
    }

    /// <summary>Whether a clock of it hears of a kind of event.</summary>
    public bool Hears(string kind) => Concerned.Any(c => c.Contains(kind));

    /// <summary>By obligation: the kinds of events that can change its clock, those of the whole chain it stands in included.</summary>
    internal IReadOnlyList<FrozenSet<string>> Concerned { get; } = [.. Obligations.Select(o => Chain.Of(o, Obligations).SelectMany(c => c.Kinds).ToFrozenSet(StringComparer.Ordinal))];
}

/// <summary>An authority in its part under a regime.</summary>
/// <param name="Part">What obligations call it (<c>csirt</c>).</param>
/// <param name="MemberState">For which Member State it is the one; null: for all.</param>
public sealed record RegimeAuthority(string Id, string Name, string Part, string? MemberState, string? DoorUrl);

/// <summary>A step of a procedure, as a command of the party whose it is.</summary>
/// <param name="By">The party that takes it.</param>
/// <param name="Part">The part of the authority that takes it, or that the firm addresses by it.</param>
/// <param name="Records">The kind of event that it is.</param>
/// <param name="When">The facts under which there is such a step; null: always.</param>
/// <param name="After">Kinds of events, one of which must have happened; empty: none.</param>
/// <param name="Unless">Kinds of events after any of which it is not possible any more.</param>
/// <param name="Again">It can be taken more than once.</param>
/// <param name="Number">The name of the number that it carries; null: none.</param>
/// <param name="Until">It names a day.</param>
public sealed record RegimeStep(
    string Id,
    string Title,
    Binds By,
    string Part,
    string Records,
    Condition? When,
    IReadOnlyList<string> After,
    IReadOnlyList<string> Unless,
    bool Again,
    string? Number,
    bool Until,
    string Citation);

/// <summary>What the law makes of a case, no deadline among it: void, to be validated.</summary>
/// <param name="Remedy">What can be done about it, in words; null where nothing can.</param>
public sealed record Effect(string Id, string Title, Condition When, string? Remedy, string Citation);

/// <summary>A fact that a regime turns on, as it is asked of an officer.</summary>
public sealed record FactQuestion(string Id, string Question);

/// <summary>What one stage's filing asks for.</summary>
public sealed record Form(string Stage, IReadOnlyList<FormField> Fields, IReadOnlyList<FormDeclaration> Declarations);

/// <summary>A declaration that goes with a filing, and is part of no statement.</summary>
/// <param name="Pointer">Where it stands in the filing.</param>
/// <param name="Number">The authority's own number of it.</param>
/// <param name="With">It is asked where this is stated; null: always.</param>
public sealed record FormDeclaration(string Pointer, string? Number, string? With);

/// <summary>One field of a form.</summary>
/// <param name="Pointer">JSON pointer into the statement.</param>
/// <param name="Essential">Lacking it is a gap; otherwise it is given when known.</param>
/// <param name="Codes">The values the authority takes; empty: any.</param>
/// <param name="Number">The authority's own number of the field.</param>
public sealed record FormField(string Pointer, bool Essential, IReadOnlyList<string> Codes, string? Number);
