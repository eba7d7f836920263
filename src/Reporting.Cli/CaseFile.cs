using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Reporting.Rulebook;

namespace Reporting.Cli;

/// <summary>One case to be held against one regime.</summary>
internal sealed record CaseInput(string? Id, string Regime, string CaseType, IReadOnlyDictionary<string, JsonElement?> Facts, IReadOnlyList<TimelineEvent> Timeline, Instant AsOf)
{
    public RegimeOutcome Against(IReadOnlyCollection<Regime> editions, CalendarSet calendars) =>
        Engine.Evaluate(editions, calendars, Rulebook.Facts.Of(Facts), new Timeline(Timeline), AsOf).Regimes.Single();
}

/// <summary>Reads cases in the vectors' form, one or a list of them. Every fault is named with its place; what a vector expects, and why, is passed over.</summary>
internal sealed class CaseFile
{
    private static readonly string[] Members = ["id", "regime", "caseType", "facts", "timeline", "asOf", "why"];
    private readonly List<string> _faults = [];

    /// <param name="path">A file; <c>-</c> or nothing: standard input.</param>
    /// <exception cref="InputException">Names every fault.</exception>
    public static IReadOnlyList<CaseInput> Read(string? path)
    {
        var name = path is null or "-" ? "standard input" : path;
        var text = path is null or "-" ? Console.In.ReadToEnd() : File.ReadAllText(path);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var file = new CaseFile();
            var cases = file.All(document.RootElement.Clone());
            return file._faults.Count == 0 ? cases : throw new InputException(file._faults.Select(f => $"{name}: {f}"));
        }
        catch (JsonException e)
        {
            throw new InputException($"{name}: /: is not JSON: {e.Message}");
        }
    }

    private List<CaseInput> All(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            return Case(root, "") is { } one ? [one] : [];
        }

        var cases = new List<CaseInput>();
        var i = 0;
        foreach (var item in root.EnumerateArray())
        {
            if (Case(item, string.Create(CultureInfo.InvariantCulture, $"/{i++}")) is { } read)
            {
                cases.Add(read);
            }
        }

        foreach (var twice in cases.Where(c => c.Id is not null).GroupBy(c => c.Id).Where(g => g.Count() > 1))
        {
            Fault("", $"the id '{twice.Key}' stands twice");
        }

        return cases;
    }

    private CaseInput? Case(JsonElement e, string place)
    {
        if (e.ValueKind != JsonValueKind.Object)
        {
            Fault(place, "must be a case: an object");
            return null;
        }

        foreach (var member in e.EnumerateObject().Where(m => !Members.Contains(m.Name) && !m.Name.StartsWith("expect", StringComparison.Ordinal)))
        {
            Fault($"{place}/{member.Name}", "is not known here");
        }

        var timeline = Timeline(e, place);
        var asOf = At(e, "asOf", place, required: false);
        if (asOf is null && timeline.Count == 0 && !e.TryGetProperty("asOf", out _))
        {
            Fault(place + "/asOf", "is needed where nothing is recorded");
        }

        // Absent: just after the last recording.
        var lookedAt = asOf ?? (timeline.Count == 0 ? Instant.MinValue : timeline.Max(t => t.RecordedAt) + Duration.FromSeconds(1));
        return new CaseInput(Text(e, "id", place, required: false), Text(e, "regime", place) ?? "", Text(e, "caseType", place) ?? "", FactsOf(e, place), timeline, lookedAt);
    }

    private Dictionary<string, JsonElement?> FactsOf(JsonElement e, string place)
    {
        if (!e.TryGetProperty("facts", out var facts))
        {
            return [];
        }

        if (facts.ValueKind == JsonValueKind.Object)
        {
            return facts.EnumerateObject().ToDictionary(f => f.Name, f => (JsonElement?)f.Value, StringComparer.Ordinal);
        }

        Fault(place + "/facts", "must be an object");
        return [];
    }

    private List<TimelineEvent> Timeline(JsonElement e, string place)
    {
        var events = new List<TimelineEvent>();
        if (!e.TryGetProperty("timeline", out var timeline) || timeline.ValueKind != JsonValueKind.Array)
        {
            Fault(place + "/timeline", "must be a list of events");
            return events;
        }

        var i = 0;
        foreach (var item in timeline.EnumerateArray())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{place}/timeline/{i++}");
            if (item.ValueKind != JsonValueKind.Object)
            {
                Fault(at, "must be an object");
            }
            else if (Text(item, "event", at) is { } kind && At(item, "at", at) is { } happened)
            {
                events.Add(Event(item, at, kind, happened));
            }
        }

        return events;
    }

    private TimelineEvent Event(JsonElement e, string place, string kind, Instant happened) => new(kind, happened, At(e, "recordedAt", place, required: false) ?? happened)
    {
        Method = Text(e, "method", place, required: false),
        Notice = Text(e, "notice", place, required: false),
        Until = Day(e, "until", place),
        Numbers = Numbers(e, place),
    };

    private Dictionary<string, int>? Numbers(JsonElement e, string place)
    {
        Dictionary<string, int>? numbers = null;
        foreach (var member in e.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number))
        {
            if (member.Value.TryGetInt32(out var number) && number >= 1)
            {
                (numbers ??= new(StringComparer.Ordinal))[member.Name] = number;
            }
            else
            {
                Fault($"{place}/{member.Name}", "must be a whole number of at least 1");
            }
        }

        return numbers;
    }

    private Instant? At(JsonElement e, string member, string place, bool required = true)
    {
        if (Text(e, member, place, required) is not { } text)
        {
            return null;
        }

        var parsed = OffsetDateTimePattern.Rfc3339.Parse(text.ToUpperInvariant());
        if (!parsed.Success)
        {
            Fault($"{place}/{member}", $"'{text}' must be an instant such as 2026-09-07T08:00:00Z, with its offset");
            return null;
        }

        var at = parsed.Value.ToInstant();
        if (Rulebook.Timeline.Reach.Contains(at))
        {
            return at;
        }

        Fault($"{place}/{member}", $"'{text}' is further away than any case");
        return null;
    }

    private LocalDate? Day(JsonElement e, string member, string place)
    {
        if (Text(e, member, place, required: false) is not { } text)
        {
            return null;
        }

        if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day))
        {
            return day;
        }

        Fault($"{place}/{member}", $"'{text}' must be a day such as 2026-11-24");
        return null;
    }

    private string? Text(JsonElement e, string member, string place, bool required = true)
    {
        if (!e.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
            {
                Fault($"{place}/{member}", "is missing");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Fault($"{place}/{member}", "must be a text");
        return null;
    }

    private void Fault(string place, string message) => _faults.Add($"{(place.Length == 0 ? "/" : place)}: {message}");
}
