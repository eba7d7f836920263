using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Notifications;

/// <summary>Deadlines as iCalendar (RFC 5545): an event each, with alarms while it runs. The same deadline keeps its UID; SEQUENCE grows with its revision; what has lapsed or stands still is cancelled, at the end it last had.</summary>
public static class CalendarWriter
{
    private const int MostOctets = 75;

    private static readonly (string Step, int Hours)[] Alarms = [("One day left", 24), ("Four hours left", 4), ("One hour left", 1)];

    /// <summary>One case's part of a calendar.</summary>
    public sealed record Of(CaseEntry Case, DeadlineBook Book, IReadOnlyList<DeadlineRecord> Deadlines);

    // Everybody who is told of a deadline from one reading of its case is sent the same: written once, and forgotten with that reading.
    private static readonly ConditionalWeakTable<DeadlineBook, ConcurrentDictionary<string, string>> Written = [];

    /// <summary>The deadline a message is about; null where it is about none that has an end.</summary>
    public static string? OfParcel(Parcel parcel)
    {
        var (notification, about) = (parcel.Notification, parcel.About);
        return about.Book?.All.FirstOrDefault(d => d.Key == notification.Key) is { } deadline && about.Book.Ends.ContainsKey(deadline.Key)
            ? Written.GetOrCreateValue(about.Book).GetOrAdd(deadline.Key, _ => Write([new Of(about.Case, about.Book, [deadline])], about.Links))
            : null;
    }

    public static string Write(IReadOnlyList<Of> cases, Links links)
    {
        var calendar = new Calendar { ProductId = "-//Reporting//Deadlines//EN", Method = "PUBLISH" };
        calendar.AddProperty("X-WR-CALNAME", "Statutory deadlines");
        calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        foreach (var (of, deadline) in cases.SelectMany(c => c.Deadlines.Select(d => (c, d))))
        {
            calendar.Events.Add(Event(of, deadline, links));
        }

        foreach (var zone in cases.SelectMany(c => c.Deadlines).GroupBy(d => d.Zone))
        {
            var first = cases.SelectMany(c => zone.Where(d => c.Book.Ends.ContainsKey(d.Key)).Select(d => c.Book.Ends[d.Key])).Min();
            calendar.AddTimeZone(VTimeZone.FromDateTimeZone(zone.Key, first.UtcDateTime.AddYears(-1), includeHistoricalData: false));
        }

        return Folded(new CalendarSerializer().SerializeToString(calendar)!);
    }

    private static CalendarEvent Event(Of of, DeadlineRecord deadline, Links links)
    {
        var end = of.Book.Ends[deadline.Key];
        var local = TimeZoneInfo.ConvertTime(end, TimeZoneInfo.FindSystemTimeZoneById(deadline.Zone)).DateTime;
        var change = of.Book.Changes[deadline.Key];
        var isOpen = deadline.State is "running" or "missed";
        var found = new CalendarEvent
        {
            Uid = UidOf(of.Case.Id, deadline.Key),
            // A regime that turned out not to apply took its deadline with it, whose own revision stands where it was.
            Sequence = (deadline.Revision * 2) + (of.Book.Gone.Contains(deadline) ? 1 : 0),
            Status = isOpen || deadline.State is "met" or "met-late" ? "CONFIRMED" : "CANCELLED",
            Summary = $"{(isOpen ? "" : deadline.State + ": ")}{deadline.Title} ({of.Case.Reference})",
            Description = $"{of.Book.HeldOf(deadline)?.Title ?? "A request of the authority"} ({deadline.LawStatus}), owed to {deadline.OwedTo}. {deadline.Citation}",
            DtStamp = new CalDateTime(of.Book.AsOf.UtcDateTime, "UTC"),
            LastModified = new CalDateTime(change.At.UtcDateTime, "UTC"),
            DtStart = new CalDateTime(DateTime.SpecifyKind(local.AddTicks(-(local.Ticks % TimeSpan.TicksPerSecond)), DateTimeKind.Unspecified), deadline.Zone),
            Url = new Uri(links.Deadlines(of.Case.Id)),
            Transparency = TransparencyType.Transparent,
            Class = "CONFIDENTIAL",
        };
        foreach (var (words, hours) in deadline.State == "running" ? Alarms : [])
        {
            found.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = words, Trigger = new Trigger(Duration.FromHours(-hours)) });
        }

        return found;
    }

    private static string UidOf(Guid caseId, string key) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"reporting/deadline\n{caseId:N}\n{key}")))[..40]}@reporting.invalid";

    /// <summary>Lines of at most 75 octets (RFC 5545 section 3.1): the library counts characters.</summary>
    private static string Folded(string written)
    {
        var folded = new StringBuilder(written.Length + 256);
        foreach (var line in written.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var octets = 0;
            foreach (var rune in line.EnumerateRunes())
            {
                if (octets + rune.Utf8SequenceLength > MostOctets)
                {
                    folded.Append("\r\n ");
                    octets = 1;
                }

                folded.Append(rune.ToString());
                octets += rune.Utf8SequenceLength;
            }

            folded.Append("\r\n");
        }

        return folded.ToString();
    }
}
