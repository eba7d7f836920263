using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Reads a calendar document: its days off by rule and day by day with their source, or the union of others.</summary>
public static class CalendarReader
{
    /// <summary>A calendar as its document states it, before unions are made.</summary>
    public sealed record CalendarDocument(
        string Id,
        string Title,
        string Source,
        LocalDate First,
        LocalDate Last,
        IReadOnlyList<string> UnionOf,
        IReadOnlyList<CalendarRule> Rules,
        IReadOnlyList<Holiday> Holidays,
        string File);

    /// <summary>A calendar without a fault, or its faults.</summary>
    public static (CalendarDocument? Document, IReadOnlyList<Fault> Faults) Read(string json, string file)
    {
        var faults = new List<Fault>();
        var document = DocumentNode.Read(json, file, faults, Read);
        return (faults.Count == 0 ? document : null, faults);
    }

    /// <summary>Makes the calendars, unions included.</summary>
    internal static CalendarSet Join(IReadOnlyList<CalendarDocument> documents, List<Fault> faults)
    {
        var byId = documents.ToDictionary(d => d.Id, StringComparer.Ordinal);
        var calendars = new List<WorkingCalendar>();
        foreach (var document in documents)
        {
            for (var i = 0; i < document.UnionOf.Count; i++)
            {
                if (!byId.ContainsKey(document.UnionOf[i]))
                {
                    faults.Add(new Fault(document.File, $"/unionOf/{i}", $"'{document.UnionOf[i]}' is no calendar of this rulebook"));
                }
                else if (byId[document.UnionOf[i]] is var part && (part.First > document.First || part.Last < document.Last))
                {
                    faults.Add(new Fault(document.File, $"/unionOf/{i}", $"'{part.Id}' does not reach from firstDay to lastDay"));
                }
            }

            var parts = Parts(document, byId);
            if (document.UnionOf.Count > 0 && parts.Exists(p => p.UnionOf.Contains(document.Id)))
            {
                faults.Add(new Fault(document.File, "/unionOf", "comes back to this calendar: a union of itself"));
            }

            calendars.Add(new WorkingCalendar(document.Id, document.Title, document.Source, document.First, document.Last, parts.SelectMany(p => Expanded(p, document))));
        }

        return new CalendarSet(calendars);
    }

    // The document itself, its parts, and theirs.
    private static List<CalendarDocument> Parts(CalendarDocument document, Dictionary<string, CalendarDocument> byId)
    {
        var parts = new List<CalendarDocument> { document };
        for (var i = 0; i < parts.Count; i++)
        {
            parts.AddRange(parts[i].UnionOf.Where(byId.ContainsKey).Select(id => byId[id]).Where(d => !parts.Contains(d)));
        }

        return parts;
    }

    private static IEnumerable<Holiday> Expanded(CalendarDocument part, CalendarDocument whole) =>
        CalendarRule.Expand(part.Rules, part.Holidays, part.First, part.Last).Where(h => h.Date >= whole.First && h.Date <= whole.Last);

    private static CalendarDocument Read(DocumentNode n)
    {
        n.OptionalText("$schema");
        var calendar = new CalendarDocument(
            n.Text("id"),
            n.Text("title"),
            n.Text("source"),
            n.Day("firstDay"),
            n.Day("lastDay"),
            n.Texts("unionOf", required: false),
            n.Children("rules", ReadRule, required: false),
            n.Children("holidays", ReadHoliday, required: false),
            n.File);
        if (calendar.Last < calendar.First)
        {
            n.Fault("lastDay", "is before firstDay");
        }

        for (var i = 0; i < calendar.Holidays.Count; i++)
        {
            if (calendar.Holidays[i].Date < calendar.First || calendar.Holidays[i].Date > calendar.Last)
            {
                n.Fault($"holidays/{i}/date", "lies outside firstDay and lastDay");
            }
        }

        return calendar;
    }

    private static Holiday ReadHoliday(DocumentNode n)
    {
        n.OptionalText("source");
        return new Holiday(n.Day("date"), n.Text("name"), n.OptionalDay("announcedOn"), n.Flag("projected"));
    }

    private static CalendarRule ReadRule(DocumentNode n)
    {
        n.OptionalText("citation");
        var rule = new CalendarRule(
            n.Text("name"),
            n.OptionalWhole("easter", -100, 100),
            n.OptionalWhole("month", 1, 12),
            n.OptionalWhole("day", 1, 31),
            n.OptionalWord<IsoDayOfWeek>("weekday"),
            n.OptionalWhole("nth", -1, 5),
            n.OptionalWord<Observed>("observed") ?? Observed.AsItFalls,
            n.OptionalWhole("firstYear", 1900, 2200),
            n.OptionalWhole("lastYear", 1900, 2200),
            n.Wholes("exceptYears"),
            n.Flag("projected"),
            n.OptionalDay("announcedOn"));
        var kinds = (rule.Easter is null ? 0 : 1) + (rule.Day is null ? 0 : 1) + (rule.Weekday is null ? 0 : 1);
        var month = rule.Easter is null == rule.Month is not null;
        if (kinds != 1 || !month || rule.Weekday is null != rule.Nth is null || rule.Nth == 0 || rule.Weekday == IsoDayOfWeek.None)
        {
            n.Fault("", "must say one of: easter; month and day; month, weekday and nth");
        }

        return rule;
    }
}
