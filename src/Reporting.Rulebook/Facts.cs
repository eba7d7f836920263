using System.Text.Json;

namespace Reporting.Rulebook;

/// <summary>What is known of a case, in the rulebook's words. A fact stated as unknown and one never spoken of are both not known.</summary>
public sealed class Facts
{
    private readonly IReadOnlyDictionary<string, JsonElement?> _values;

    private Facts(IReadOnlyDictionary<string, JsonElement?> values) => _values = values;

    /// <param name="values">A null value is a fact stated as unknown.</param>
    public static Facts Of(IReadOnlyDictionary<string, JsonElement?> values) => new(values);

    public JsonElement? Find(string fact) =>
        _values.GetValueOrDefault(fact) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value ? value : null;

    /// <summary>The fact as text; null when it is not known or no text.</summary>
    public string? Text(string fact) => Find(fact) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
