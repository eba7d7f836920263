using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Reporting.Contracts;

namespace Reporting.Server.Hosting.Http;

/// <summary>Walks a body that was not fine against the shape it should have, and names every fault.</summary>
internal sealed class StrictJsonWalk
{
    public const string TooDeep = "too-deep";

    // Whoever sends a million faults is told of the first hundred.
    private const int Most = 100;

    private readonly List<Fault> _faults = [];
    private readonly List<string> _path = [];

    public static IReadOnlyList<Fault> Faults(ReadOnlyMemory<byte> utf8, StrictJsonShape shape)
    {
        if (NotJson(utf8.Span) is { } fault)
        {
            return [fault];
        }

        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        var walk = new StrictJsonWalk();
        walk.Value(document.RootElement, shape, [], []);
        return walk._faults;
    }

    private static Fault? NotJson(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Trim(" \t\r\n"u8).IsEmpty)
        {
            return Whole("empty-body", "The body is empty; a JSON object is needed.");
        }

        if (!Utf8.IsValid(utf8))
        {
            return Whole("invalid-utf8", "The body is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var deepest = 0;
        var ended = false;
        try
        {
            while (reader.Read())
            {
                deepest = Math.Max(deepest, reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0));
                ended = reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
            }
        }
        catch (JsonException at)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {at.LineNumber + 1}, byte {at.BytePositionInLine + 1}");
            return ended
                ? Whole("trailing-text", $"Something stands after the end of the JSON value, at {place}.")
                : Whole("not-json", $"The body is not JSON from {place} on.");
        }

        return deepest > WireJson.MaxDepth ? Whole(TooDeep, $"At most {WireJson.MaxDepth} levels are taken.") : null;
    }

    private static Fault Whole(string code, string detail) => new("", code, detail, FaultKind.Malformed);

    private void Value(JsonElement element, StrictJsonShape shape, IReadOnlyList<ValidationAttribute> rules, IReadOnlyList<ValidationAttribute> each)
    {
        if (_faults.Count >= Most)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Null)
        {
            Malformed("null-value", _path.Count == 0
                ? "The body is null; a JSON object is needed."
                : "Must not be null: leave it out where nothing is stated, say \"unknown\" where the answer is not known.");
            return;
        }

        // A document within the body, which its own reader judges.
        if (shape.Type == typeof(JsonElement))
        {
            return;
        }

        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                Members(element, shape);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                Items(element, shape, rules, each);
                break;
            case JsonTypeInfoKind.Object:
                Malformed("wrong-type", "Must be an object.");
                break;
            case JsonTypeInfoKind.Enumerable:
                Malformed("wrong-type", "Must be a list.");
                break;
            default:
                Single(element, shape.Type, rules);
                break;
        }
    }

    private void Members(JsonElement element, StrictJsonShape shape)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var name = NameOf(property);
            if (name is null || name.Length > 100)
            {
                Malformed("unknown-member", "There is a member here with a name that is none.");
                continue;
            }

            _path.Add(name);
            if (!seen.Add(name))
            {
                Malformed("duplicate-member", "This member stands twice.");
            }
            else if (shape.Members.FirstOrDefault(m => m.Name == name) is { } member)
            {
                Value(property.Value, member.Shape, member.Rules, member.EachRules);
            }
            else
            {
                Malformed("unknown-member", "There is no such member here." + StrictJsonNearest.Offer(name, shape.Members.Select(m => m.Name)));
            }

            _path.RemoveAt(_path.Count - 1);
        }

        foreach (var missing in shape.Members.Where(m => m.Required && !seen.Contains(m.Name)))
        {
            _path.Add(missing.Name);
            Invalid("required", "This member is required.");
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Items(JsonElement element, StrictJsonShape shape, IReadOnlyList<ValidationAttribute> rules, IReadOnlyList<ValidationAttribute> each)
    {
        var length = element.GetArrayLength();
        foreach (var rule in rules.OfType<MaxLengthAttribute>().Where(r => length > r.Length))
        {
            Invalid("too-many-items", Count($"At most {rule.Length} items."));
            return;
        }

        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            _path.Add(i++.ToString(CultureInfo.InvariantCulture));
            Value(item, shape.Element!, each, []);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Single(JsonElement element, Type type, IReadOnlyList<ValidationAttribute> rules)
    {
        var (value, code, detail) = StrictJsonValues.Read(element, type);
        if (value is null)
        {
            Malformed(code!, detail!);
            return;
        }

        foreach (var rule in rules.Where(r => !r.IsValid(value)))
        {
            var (broken, says) = Broken(rule);
            Invalid(broken, says);
        }
    }

    private static (string Code, string Detail) Broken(ValidationAttribute rule) => rule switch
    {
        LineAttribute line => ("text-length", Count($"Must be one line of {line.MinimumLength} to {line.MaximumLength} characters, without control characters.")),
        StringLengthAttribute text => ("text-length", Count($"Must be a text of {text.MinimumLength} to {text.MaximumLength} characters, without control characters.")),
        FormAttribute form => ("wrong-form", $"Must be {form.Says}."),
        PercentAttribute => ("out-of-range", "Must be per cent: 0 to 100, at most four decimals."),
        AmountAttribute => ("out-of-range", "Must have at most four decimals and 15 digits in all."),
        RangeAttribute range => ("out-of-range", Count($"Must be from {range.Minimum} to {range.Maximum}.")),
        _ => ("invalid", "Cannot be right."),
    };

    private static string Count(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // A name with half a surrogate pair cannot be read as text at all.
    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void Malformed(string code, string detail) => Add(code, detail, FaultKind.Malformed);

    private void Invalid(string code, string detail) => Add(code, detail, FaultKind.Invalid);

    private void Add(string code, string detail, FaultKind kind)
    {
        if (_faults.Count < Most)
        {
            _faults.Add(new Fault(Pointer(), code, detail, kind));
        }
    }

    private string Pointer() => string.Concat(_path.Select(p => "/" + p.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));
}
