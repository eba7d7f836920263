using System.Text.Json;
using NodaTime;

namespace Reporting.Rulebook;

/// <summary>Reads a calendar document: its days off with their source, or the union of others.</summary>
public static class CalendarReader
{
    /// <summary>A calendar as its document states it, before unions are made.</summary>
    public sealed record CalendarDocument(string Id, string Title, string Source, LocalDate First, LocalDate Last, IReadOnlyList<string> UnionOf, IReadOnlyList<Holiday> Holidays, string File);

    public static (CalendarDocument? Document, IReadOnlyList<Fault> Faults) Read(string json, string file)
    {
        var faults = new List<Fault>();
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            return (null, [new Fault(file, "", "is not JSON: " + e.Message)]);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, [new Fault(file, "", "must be an object")]);
            }

            var n = new DocumentNode(document.RootElement, "", file, faults);
            n.OptionalText("$schema");
            var calendar = new CalendarDocument(
                n.Text("id"),
                n.Text("title"),
                n.Text("source"),
                n.Day("firstDay"),
                n.Day("lastDay"),
                n.Texts("unionOf", required: false),
                n.Children("holidays", h => new Holiday(h.Day("date"), h.Text("name"), h.OptionalDay("announcedOn")), required: false),
                file);
            n.Done();
            if (calendar.Last < calendar.First)
            {
                n.Fault("lastDay", "is before firstDay");
            }

            foreach (var outside in calendar.Holidays.Where(h => h.Date < calendar.First || h.Date > calendar.Last))
            {
                n.Fault("holidays", $"{outside.Date:uuuu-MM-dd} lies outside firstDay and lastDay");
            }

            return (faults.Count == 0 ? calendar : null, faults);
        }
    }

    /// <summary>Makes the calendars, unions included.</summary>
    internal static CalendarSet Join(IReadOnlyList<CalendarDocument> documents, List<Fault> faults)
    {
        var byId = documents.ToDictionary(d => d.Id, StringComparer.Ordinal);
        var calendars = new List<WorkingCalendar>();
        foreach (var document in documents)
        {
            foreach (var missing in document.UnionOf.Where(id => !byId.ContainsKey(id)))
            {
                faults.Add(new Fault(document.File, "/unionOf", $"'{missing}' is no calendar of this rulebook"));
            }

            var parts = document.UnionOf.Where(byId.ContainsKey).SelectMany(id => byId[id].Holidays);
            calendars.Add(new WorkingCalendar(document.Id, document.Title, document.Source, document.First, document.Last, document.Holidays.Concat(parts)));
        }

        return new CalendarSet(calendars);
    }
}
