using System.Text.Json.Nodes;

namespace Reporting.Exchange.Reports;

/// <summary>One field of another's report, and where in a statement it is said.</summary>
/// <param name="Number">The other's own number, or name.</param>
/// <param name="Meaning">What it asks, in our words.</param>
/// <param name="From">The members of the statement that answer it, as a reader of the table is told.</param>
/// <param name="Read">Its answer; null where the statement has none. Null: no member of a statement answers it.</param>
public sealed record MappedField(string Number, string Group, string Meaning, string From, Func<JsonObject, JsonNode?>? Read)
{
    /// <summary>A field that is what stands in one place.</summary>
    public static MappedField At(string number, string group, string meaning, string pointer) => new(number, group, meaning, pointer, stated => Place(stated, pointer));

    /// <summary>A field that nothing here answers, and why.</summary>
    public static MappedField Unmapped(string number, string group, string meaning, string why) => new(number, group, meaning, why, null);

    /// <summary>What stands at a pointer; null where nothing does.</summary>
    public static JsonNode? Place(JsonObject stated, string pointer)
    {
        JsonNode? at = stated;
        foreach (var name in pointer.Split('/').AsSpan(1))
        {
            at = (at as JsonObject)?[name];
        }

        return at?.DeepClone();
    }

    /// <summary>The items of a list that have this value in one member.</summary>
    public static IEnumerable<JsonObject> Items(JsonObject stated, string list, string member, params string[] values) =>
        (stated[list] as JsonArray ?? []).OfType<JsonObject>().Where(i => values.Contains((string?)i[member]));

    public static JsonNode? List(IEnumerable<JsonNode?> items) => items.OfType<JsonNode>().Select(i => i.DeepClone()).ToArray() is { Length: > 0 } all ? new JsonArray(all) : null;
}

/// <summary>A report in another's order of fields.</summary>
public static class MappedReport
{
    /// <summary>By group, each field that the statement answers under the other's number; and which it leaves open.</summary>
    public static JsonObject Of(string format, IReadOnlyList<MappedField> fields, JsonObject stated)
    {
        var (groups, open) = (new JsonObject(), new JsonArray());
        foreach (var field in fields)
        {
            if (field.Read?.Invoke(stated) is { } answer)
            {
                if (groups[field.Group] is not JsonObject group)
                {
                    groups[field.Group] = group = [];
                }

                group[field.Number] = answer;
            }
            else if (field.Read is not null)
            {
                open.Add(field.Number);
            }
        }

        return new JsonObject { ["format"] = format, ["answered"] = groups, ["open"] = open };
    }

    /// <summary>The mapping as a table for readers.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<MappedField> fields) =>
        fields.Select(f => $"| {f.Number} | {f.Meaning} | {(f.Read is null ? "not mapped: " + f.From : string.Join(", ", f.From.Split(", ").Select(p => $"`{p}`")))} |");
}
