using NodaTime;

namespace Reporting.Rulebook;

/// <summary>A day off, and when it became known: a one-off holiday proclaimed on a Saturday was a working day until then.</summary>
public sealed record Holiday(LocalDate Date, string Name, LocalDate? AnnouncedOn);

/// <summary>The working days of a jurisdiction, as published, for the years its document covers.</summary>
public sealed class WorkingCalendar
{
    private readonly Dictionary<LocalDate, Holiday> _holidays;

    public WorkingCalendar(string id, string title, string source, LocalDate first, LocalDate last, IEnumerable<Holiday> holidays)
    {
        (Id, Title, Source, First, Last) = (id, title, source, first, last);
        _holidays = [];
        foreach (var holiday in holidays)
        {
            // The same day in two parts of a union: known as soon as it is known in one.
            if (!_holidays.TryGetValue(holiday.Date, out var other) || (other.AnnouncedOn is { } was && (holiday.AnnouncedOn is not { } now || now < was)))
            {
                _holidays[holiday.Date] = holiday;
            }
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
    public string? DayOff(LocalDate day, LocalDate knownOn) =>
        day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday ? day.DayOfWeek.ToString()
        : _holidays.TryGetValue(day, out var holiday) && (holiday.AnnouncedOn is not { } announced || announced <= knownOn) ? holiday.Name
        : null;
}

/// <summary>The calendars of a rulebook.</summary>
public sealed class CalendarSet(IEnumerable<WorkingCalendar> calendars)
{
    private readonly Dictionary<string, WorkingCalendar> _byId = calendars.ToDictionary(c => c.Id, StringComparer.Ordinal);

    public WorkingCalendar? Find(string id) => _byId.GetValueOrDefault(id);

    public IEnumerable<WorkingCalendar> All => _byId.Values;
}
