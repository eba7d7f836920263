using NodaTime;

namespace Reporting.Rulebook;

/// <summary>The unit the law counts in.</summary>
public enum Unit
{
    Hours,
    CalendarDays,
    WorkingDays,
    Weeks,
    Months,
    Years,
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

    /// <summary>An end on a day that is no working day moves to the same hour of the next one.</summary>
    RollSameHour,

    /// <summary>Counting begins the day after.</summary>
    FirstDayNotCounted,
}

/// <summary>How long, and how it is counted.</summary>
/// <param name="Standard">"As soon as reasonably practicable": no number, nothing below counts.</param>
/// <param name="Amount">How many; null where the trigger says it.</param>
/// <param name="AmountFrom">The number the trigger carries (<c>workingDays</c>).</param>
/// <param name="EndsAt">Local hour at which it ends on its last day; null: at the end of that day.</param>
/// <param name="Calendar">The calendar of working days, or <c>member-state</c>.</param>
/// <param name="Service">When a document counts as given: working days after posting, by method.</param>
/// <param name="Instead">Another length; the first that holds.</param>
public sealed record Period(
    string? Standard,
    int? Amount,
    string? AmountFrom,
    Unit Unit,
    FirstDay FirstDay,
    LocalTime? EndsAt,
    SecondReading SecondReading,
    string? SecondReadingCitation,
    string? Calendar,
    Roll? Roll,
    Stop? Stop,
    IReadOnlyDictionary<string, int> Service,
    IReadOnlyList<OtherLength> Instead,
    IReadOnlyList<Extension> Extensions)
{
    /// <summary>Counted day by day, so that single days can be left out.</summary>
    internal static bool IsCounted(Unit unit) => unit is Unit.WorkingDays or Unit.CalendarDays or Unit.Weeks;
}

/// <summary>The law itself moves a last day that is no working day to the next one.</summary>
/// <param name="At">To which local hour of it; null: as the period ends otherwise.</param>
/// <param name="Unless">Whom the roll is denied.</param>
public sealed record Roll(LocalTime? At, Condition? Unless, string Citation);

/// <summary>Which notices stop the clock and which start it again.</summary>
public sealed record Stop(string Opens, string Closes, LeavesOut LeavesOut, string Citation);

/// <summary>Which days a stop leaves out.</summary>
public enum LeavesOut
{
    /// <summary>From the day it stopped to the day it was started again, both included.</summary>
    BothDays,

    /// <summary>The day it was started again counts.</summary>
    OpeningDay,
}

/// <summary>Another length, by a condition or by the kind of event that triggered.</summary>
/// <param name="Unit">Null: the period's own.</param>
public sealed record OtherLength(Condition? When, string? Trigger, int Amount, Unit? Unit);

/// <summary>A longer period by an event, given before the period has ended.</summary>
/// <param name="Amount">So much more, in the unit of the period.</param>
/// <param name="AmountFrom">The number the event carries.</param>
/// <param name="Until">The event names the new last day.</param>
/// <param name="Most">How many times; null: any.</param>
public sealed record Extension(string Event, int? Amount, string? AmountFrom, bool Until, int? Most, string Citation);
