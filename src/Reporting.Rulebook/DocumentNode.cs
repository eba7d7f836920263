using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Reporting.Rulebook;

/// <summary>A fault of a rulebook document, with its place.</summary>
/// <param name="Pointer">RFC 6901.</param>
public sealed record Fault(string File, string Pointer, string Message);

/// <summary>Reads one JSON object member by member and notes every fault: wrong type, missing, unknown. Reading goes on after a fault, so that all are named at once.</summary>
internal sealed class DocumentNode(JsonElement element, string pointer, string file, List<Fault> faults)
{
    private bool _done;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string Pointer => pointer;

    public void Fault(string member, string message) => faults.Add(new Fault(file, member.Length == 0 ? pointer : $"{pointer}/{member}", message));

    public bool Has(string member) => element.TryGetProperty(member, out _);

    public string Text(string member) => OptionalText(member) ?? Missing(member, "");

    public string? OptionalText(string member) => Read(member, JsonValueKind.String, "a text")?.GetString();

    public int Whole(string member, int least)
    {
        if (Read(member, JsonValueKind.Number, "a whole number") is not { } value)
        {
            return Has(member) ? least : Missing(member, least);
        }

        if (!value.TryGetInt32(out var whole) || whole < least)
        {
            Fault(member, string.Create(CultureInfo.InvariantCulture, $"must be a whole number of at least {least}"));
            return least;
        }

        return whole;
    }

    public bool Flag(string member, bool otherwise)
    {
        _read.Add(member);
        return element.TryGetProperty(member, out var value) ? value.ValueKind == JsonValueKind.True : otherwise;
    }

    public LocalDate Day(string member) => OptionalDay(member) ?? Missing(member, new LocalDate(2000, 1, 1));

    public LocalDate? OptionalDay(string member)
    {
        if (OptionalText(member) is not { } text)
        {
            return null;
        }

        var parsed = LocalDatePattern.Iso.Parse(text);
        if (parsed.Success)
        {
            return parsed.Value;
        }

        Fault(member, "must be a day such as 2026-11-24");
        return null;
    }

    /// <summary>A word of an enumeration, in kebab case.</summary>
    public T Word<T>(string member, T? otherwise = null)
        where T : struct, Enum
    {
        if (OptionalText(member) is not { } text)
        {
            return otherwise ?? Missing(member, default(T));
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        Fault(member, "must be one of: " + string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)));
        return default;
    }

    public DateTimeZone Zone(string member)
    {
        var id = Text(member);
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone)
        {
            return zone;
        }

        Fault(member, "must be a zone of the IANA database");
        return DateTimeZone.Utc;
    }

    public DocumentNode? Child(string member, bool required = true)
    {
        if (Read(member, JsonValueKind.Object, "an object") is { } value)
        {
            return new DocumentNode(value, $"{pointer}/{member}", file, faults);
        }

        return required && !Has(member) ? Missing<DocumentNode?>(member, null) : null;
    }

    public IReadOnlyList<T> Children<T>(string member, Func<DocumentNode, T> read, bool required = true)
    {
        if (Read(member, JsonValueKind.Array, "a list") is not { } list)
        {
            return required && !Has(member) ? Missing<IReadOnlyList<T>>(member, []) : [];
        }

        var items = new List<T>();
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{pointer}/{member}/{i++}");
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new Fault(file, place, "must be an object"));
                continue;
            }

            var node = new DocumentNode(item, place, file, faults);
            items.Add(read(node));
            node.Done();
        }

        return items;
    }

    public IReadOnlyList<string> Texts(string member, bool required = true)
    {
        if (Read(member, JsonValueKind.Array, "a list") is not { } list)
        {
            return required && !Has(member) ? Missing<IReadOnlyList<string>>(member, []) : [];
        }

        return [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : "")];
    }

    public IReadOnlyList<JsonElement> Values(string member) =>
        Read(member, JsonValueKind.Array, "a list") is { } list ? [.. list.EnumerateArray().Select(e => e.Clone())] : [];

    public JsonElement? Value(string member)
    {
        _read.Add(member);
        return element.TryGetProperty(member, out var value) ? value.Clone() : null;
    }

    public IEnumerable<(string Name, DocumentNode Node)> Members()
    {
        foreach (var member in element.EnumerateObject())
        {
            _read.Add(member.Name);
            yield return (member.Name, this);
        }
    }

    /// <summary>Called when all that is known has been read: whatever is left is a fault.</summary>
    public void Done()
    {
        if (_done)
        {
            return;
        }

        _done = true;
        foreach (var member in element.EnumerateObject().Where(m => !_read.Contains(m.Name)))
        {
            Fault(member.Name, "is not known here");
        }
    }

    // One of the wrong type has been named already.
    private T Missing<T>(string member, T otherwise)
    {
        if (!element.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            Fault(member, "is missing");
        }

        return otherwise;
    }

    private JsonElement? Read(string member, JsonValueKind kind, string what)
    {
        _read.Add(member);
        if (!element.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        Fault(member, "must be " + what);
        return null;
    }
}
