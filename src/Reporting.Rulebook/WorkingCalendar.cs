using NodaTime;

namespace Reporting.Rulebook;

/// <summary>A day off, and when it became known: a one-off holiday proclaimed on a Saturday was a working day until then.</summary>
/// <param name="Projected">Not published yet: expected by rule.</param>
public sealed record Holiday(LocalDate Date, string Name, LocalDate? AnnouncedOn, bool Projected = false);

/// <summary>The working days of a jurisdiction, for the years its document covers.</summary>
public sealed class WorkingCalendar
{
    private readonly Dictionary<LocalDate, Holiday> _holidays;

    public WorkingCalendar(string id, string title, string source, LocalDate first, LocalDate last, IEnumerable<Holiday> holidays)
    {
        (Id, Title, Source, First, Last) = (id, title, source, first, last);
        _holidays = [];
        foreach (var holiday in holidays)
        {
            _holidays[holiday.Date] = _holidays.TryGetValue(holiday.Date, out var other) ? Both(other, holiday) : holiday;
        }
    }

    public string Id { get; }

    public string Title { get; }

    public string Source { get; }

    /// <summary>First and last day that the document speaks of. Nothing is guessed outside.</summary>
    public LocalDate First { get; }

    public LocalDate Last { get; }

    public IEnumerable<Holiday> Holidays => _holidays.Values;

    public bool Covers(LocalDate day) => day >= First && day <= Last;

    /// <summary>Why nobody works on this day, as known on another day; null on a working day.</summary>
    public string? DayOff(LocalDate day, LocalDate knownOn) => IsWeekend(day) ? day.DayOfWeek.ToString() : HolidayOn(day, knownOn)?.Name;

    /// <summary>The holiday on this day, whatever day of the week, as known on another day.</summary>
    public Holiday? HolidayOn(LocalDate day, LocalDate knownOn) =>
        _holidays.TryGetValue(day, out var holiday) && (holiday.AnnouncedOn is not { } announced || announced <= knownOn) ? holiday : null;

    public static bool IsWeekend(LocalDate day) => day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday;

    // The same day in two parts of a union: known as soon as it is known in one, and projected only if it is in both.
    private static Holiday Both(Holiday one, Holiday other) => one with
    {
        AnnouncedOn = one.AnnouncedOn is { } a && other.AnnouncedOn is { } b ? LocalDate.Min(a, b) : null,
        Projected = one.Projected && other.Projected,
    };
}

/// <summary>The calendars of a rulebook.</summary>
public sealed class CalendarSet(IEnumerable<WorkingCalendar> calendars)
{
    private readonly Dictionary<string, WorkingCalendar> _byId = calendars.ToDictionary(c => c.Id, StringComparer.Ordinal);

    public WorkingCalendar? Find(string id) => _byId.GetValueOrDefault(id);

    public IEnumerable<WorkingCalendar> All => _byId.Values;
}
