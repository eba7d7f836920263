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
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string File => file;

    /// <summary>Reads a whole document, as far as it can be read; null where it is no JSON object.</summary>
    public static T? Read<T>(string json, string file, List<Fault> faults, Func<DocumentNode, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new DocumentNode(document.RootElement, "", file, faults).Whole(read);
            }

            faults.Add(new Fault(file, "", "must be an object"));
        }
        catch (JsonException e)
        {
            faults.Add(new Fault(file, "", "is not JSON: " + e.Message));
        }

        return null;
    }

    public void Fault(string member, string message) => faults.Add(new Fault(file, member.Length == 0 ? pointer : $"{pointer}/{member}", message));

    /// <summary>A member that is faulty as part of something already named.</summary>
    public void Ignore(string member) => _read.Add(member);

    public bool Has(string member) => element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string member)
    {
        var text = OptionalText(member);
        if (text is { Length: 0 })
        {
            Fault(member, "is empty");
        }

        return text ?? Missing(member, "");
    }

    public string? OptionalText(string member) => Read(member, JsonValueKind.String, "a text")?.GetString();

    public int Whole(string member, int least, int most) => OptionalWhole(member, least, most) ?? Missing(member, least);

    public int? OptionalWhole(string member, int least, int most)
    {
        if (Read(member, JsonValueKind.Number, "a whole number") is not { } value)
        {
            return null;
        }

        if (value.TryGetInt32(out var whole) && whole >= least && whole <= most)
        {
            return whole;
        }

        Fault(member, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return least;
    }

    public IReadOnlyList<int> Wholes(string member)
    {
        if (Read(member, JsonValueKind.Array, "a list") is not { } list)
        {
            return [];
        }

        var wholes = new List<int>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var whole))
            {
                wholes.Add(whole);
            }
            else
            {
                Fault(member, "must hold whole numbers");
            }
        }

        return wholes;
    }

    public bool Flag(string member)
    {
        _read.Add(member);
        if (!element.TryGetProperty(member, out var value) || value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
        {
            return value.ValueKind == JsonValueKind.True;
        }

        Fault(member, "must be true or false");
        return false;
    }

    public LocalDate Day(string member) => OptionalDay(member) ?? Missing(member, new LocalDate(2000, 1, 1));

    public LocalDate? OptionalDay(string member) => Parsed(member, LocalDatePattern.Iso, "a day such as 2026-11-24", new LocalDate(2000, 1, 1));

    public LocalTime? OptionalHour(string member) => Parsed(member, LocalTimePattern.CreateWithInvariantCulture("HH:mm"), "an hour such as 17:30", LocalTime.Noon);

    /// <summary>A word of an enumeration, in kebab case.</summary>
    public T Word<T>(string member)
        where T : struct, Enum => OptionalWord<T>(member) ?? Missing(member, default(T));

    public T? OptionalWord<T>(string member)
        where T : struct, Enum
    {
        if (OptionalText(member) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (Words.Of(value) == text)
            {
                return value;
            }
        }

        Fault(member, "must be one of: " + string.Join(", ", Enum.GetValues<T>().Select(Words.Of)));
        return default(T);
    }

    public DateTimeZone Zone(string member)
    {
        var id = Text(member);
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone)
        {
            return zone;
        }

        if (id.Length > 0)
        {
            Fault(member, "must be a zone of the IANA database");
        }

        return DateTimeZone.Utc;
    }

    /// <summary>An object within this one, read to its last member.</summary>
    public T? Child<T>(string member, Func<DocumentNode, T> read, bool required = true)
        where T : class
    {
        if (Read(member, JsonValueKind.Object, "an object") is { } value)
        {
            return new DocumentNode(value, $"{pointer}/{member}", file, faults).Whole(read);
        }

        return required ? Missing<T?>(member, null) : null;
    }

    public IReadOnlyList<T> Children<T>(string member, Func<DocumentNode, T> read, bool required = true)
    {
        if (Read(member, JsonValueKind.Array, "a list") is not { } list)
        {
            return required ? Missing<IReadOnlyList<T>>(member, []) : [];
        }

        var items = new List<T>();
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            var node = new DocumentNode(item, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{member}/{i++}"), file, faults);
            if (item.ValueKind == JsonValueKind.Object)
            {
                items.Add(node.Whole(read));
            }
            else
            {
                node.Fault("", "must be an object");
            }
        }

        return items;
    }

    public IReadOnlyList<string> Texts(string member, bool required = true)
    {
        if (Read(member, JsonValueKind.Array, "a list") is not { } list)
        {
            return required ? Missing<IReadOnlyList<string>>(member, []) : [];
        }

        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } text)
            {
                texts.Add(text);
            }
            else
            {
                Fault(string.Create(CultureInfo.InvariantCulture, $"{member}/{texts.Count}"), "must be a text");
            }
        }

        return texts;
    }

    public IReadOnlyList<JsonElement> Values(string member) =>
        Read(member, JsonValueKind.Array, "a list") is { } list ? [.. list.EnumerateArray().Select(e => e.Clone())] : [];

    public JsonElement Value(string member)
    {
        _read.Add(member);
        return element.GetProperty(member).Clone();
    }

    /// <summary>The value of a comparison.</summary>
    public decimal Number(string member)
    {
        if (Read(member, JsonValueKind.Number, "a number") is not { } value)
        {
            return 0;
        }

        if (!value.TryGetDecimal(out var number))
        {
            Fault(member, "is too large a number");
        }

        return number;
    }

    /// <summary>An object whose members are named by the document, each read in the same way.</summary>
    public IReadOnlyDictionary<string, T> Map<T>(string member, Func<DocumentNode, string, T> read)
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        if (Read(member, JsonValueKind.Object, "an object") is { } value)
        {
            var node = new DocumentNode(value, $"{pointer}/{member}", file, faults);
            foreach (var one in value.EnumerateObject())
            {
                map[one.Name] = read(node, one.Name);
            }
        }

        return map;
    }

    // Whatever is left when all that is known has been read is a fault.
    private T Whole<T>(Func<DocumentNode, T> read)
    {
        var value = read(this);
        foreach (var member in element.EnumerateObject().Where(m => !_read.Contains(m.Name)))
        {
            Fault(member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), "is not known here");
        }

        return value;
    }

    private T? Parsed<T>(string member, IPattern<T> pattern, string what, T otherwise)
        where T : struct
    {
        if (OptionalText(member) is not { } text)
        {
            return null;
        }

        if (pattern.Parse(text).TryGetValue(default, out var value))
        {
            return value;
        }

        Fault(member, "must be " + what);
        return otherwise;
    }

    // One of the wrong type has been named already.
    private T Missing<T>(string member, T otherwise)
    {
        if (!Has(member))
        {
            Fault(member, "is missing");
        }

        return otherwise;
    }

    private JsonElement? Read(string member, JsonValueKind kind, string what)
    {
        _read.Add(member);
        if (!Has(member))
        {
            return null;
        }

        var value = element.GetProperty(member);
        if (value.ValueKind == kind)
        {
            return value;
        }

        Fault(member, "must be " + what);
        return null;
    }
}
