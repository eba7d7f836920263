using NodaTime;

namespace Reporting.Rulebook;

/// <summary>What a rule is today. What is not in force is shown and never missed.</summary>
public enum LawStatus
{
    InForce,
    Enacted,
    Bill,
    Proposed,
    Voluntary,
    Repealed,
}

/// <summary>How far a rule's text was checked: read itself, read through somebody else's note, or from knowledge only.</summary>
public enum Verified
{
    Confirmed,
    Secondary,
    Unverified,
}

/// <summary>Whom an obligation binds.</summary>
public enum Binds
{
    Firm,
    Regulator,
}

/// <summary>One body of law in one edition: which cases it applies to, what it obliges whom to, by when, and what each stage's form asks.</summary>
/// <param name="Edition">The version of this document; the one in force at a case's trigger governs it.</param>
/// <param name="EffectiveFrom">First local day on which it owes anything.</param>
/// <param name="EffectiveTo">Last local day; null while no later edition ends it.</param>
/// <param name="Zone">IANA zone in which the law counts; where it is the Member State's, the zone taken when none is stated.</param>
/// <param name="Zones">Zones by Member State (ISO 3166-1 alpha-2).</param>
public sealed record Regime(
    string Id,
    string Title,
    string Jurisdiction,
    string Edition,
    LocalDate EffectiveFrom,
    LocalDate? EffectiveTo,
    LawStatus LawStatus,
    Verified Verified,
    string Source,
    IReadOnlyList<string> CaseTypes,
    DateTimeZone Zone,
    IReadOnlyDictionary<string, DateTimeZone> Zones,
    IReadOnlyList<RegimeAuthority> Authorities,
    Condition Applies,
    IReadOnlyList<Obligation> Obligations,
    IReadOnlyList<Form> Forms);

/// <summary>An authority in its part under a regime.</summary>
/// <param name="Part">What obligations call it (<c>csirt</c>).</param>
/// <param name="MemberState">For which Member State it is the one; null: for all.</param>
public sealed record RegimeAuthority(string Id, string Name, string Part, string? MemberState, string? DoorUrl);

/// <summary>One duty and its clock.</summary>
/// <param name="OwedTo">The part of the authority it is owed to, or that it binds.</param>
/// <param name="Stage">The stage whose form a filing that meets it uses; null where no form is filed.</param>
/// <param name="When">Decides this obligation alone; null: whenever the regime applies.</param>
/// <param name="MetBy">Kinds of events that meet it.</param>
/// <param name="LapsedBy">Kinds of events after which nothing is left to do.</param>
public sealed record Obligation(
    string Id,
    string Title,
    Binds Binds,
    string OwedTo,
    string? Stage,
    Condition? When,
    Trigger Trigger,
    Period Period,
    IReadOnlyList<string> MetBy,
    IReadOnlyList<string> LapsedBy,
    string Citation,
    string? Consequence,
    Verified Verified);

/// <summary>What starts a clock: the first of these kinds that has happened.</summary>
public sealed record Trigger(IReadOnlyList<string> Events, Take Take);

/// <summary>Which of several events of the trigger's kind counts.</summary>
public enum Take
{
    /// <summary>It can be true once: the statement recorded last corrects those before it.</summary>
    Corrected,

    /// <summary>It can happen again: the earliest.</summary>
    First,

    /// <summary>It can happen again: the latest.</summary>
    Latest,
}

/// <summary>The unit the law counts in.</summary>
public enum Unit
{
    Hours,
    CalendarDays,
    WorkingDays,
    Months,
}

/// <summary>Whether the day of the trigger is the first day of the period: the commonest off-by-one.</summary>
public enum FirstDay
{
    /// <summary>"Beginning with the day": it is day one, where it is a day that counts.</summary>
    Counted,

    /// <summary>"Within n days of", "after": the day after is day one.</summary>
    NotCounted,
}

/// <summary>How the law's second reading, where it has one, differs from the first.</summary>
public enum SecondReading
{
    None,

    /// <summary>The hour of the event is not counted (Regulation (EEC, Euratom) 1182/71 art 3(1)).</summary>
    HourNotCounted,

    /// <summary>A last day that is no working day moves to the next one (art 3(4)).</summary>
    Roll,
}

/// <summary>How long, and how it is counted.</summary>
/// <param name="Calendar">The calendar of working days, or <c>member-state</c>; needed by working days and by a roll.</param>
/// <param name="Stop">Which notices stop the clock and which start it again; both days are left out.</param>
/// <param name="Service">When a posted document counts as given: working days after posting, by method.</param>
/// <param name="Instead">Another length where a condition holds.</param>
public sealed record Period(
    int Amount,
    Unit Unit,
    FirstDay FirstDay,
    SecondReading SecondReading,
    string? Calendar,
    Stop? Stop,
    IReadOnlyDictionary<string, int> Service,
    OtherLength? Instead);

public sealed record Stop(string Opens, string Closes, string Citation);

public sealed record OtherLength(Condition When, int Amount);

/// <summary>What one stage's filing asks for.</summary>
public sealed record Form(string Stage, IReadOnlyList<FormField> Fields);

/// <summary>One field of a form.</summary>
/// <param name="Pointer">JSON pointer into the statement.</param>
/// <param name="Essential">Lacking it is a gap; otherwise it is given when known.</param>
/// <param name="Number">The authority's own number of the field.</param>
public sealed record FormField(string Pointer, bool Essential, string? Number);
