using System.Text.Json;
using System.Text.Json.Nodes;
using Reporting.Contracts;

namespace Reporting.Server.Cases;

/// <summary>Makes an authority's cut of a statement: the fields it was sent and nothing else.</summary>
public static class CutOf
{
    public static JsonObject Statement(object stated, IEnumerable<string> pointers)
    {
        var cut = new JsonObject();
        Add(cut, stated, pointers);
        return cut;
    }

    /// <summary>The same of a statement that is JSON already.</summary>
    public static JsonObject Of(JsonObject whole, IEnumerable<string> pointers)
    {
        var cut = new JsonObject();
        Add(cut, whole, pointers);
        return cut;
    }

    /// <summary>Adds fields of a statement to a cut.</summary>
    public static void Add(JsonObject cut, object stated, IEnumerable<string> pointers) =>
        Add(cut, JsonSerializer.SerializeToNode(stated, stated.GetType(), WireJson.Options)!.AsObject(), pointers);

    private static void Add(JsonObject cut, JsonObject whole, IEnumerable<string> pointers)
    {
        foreach (var pointer in pointers)
        {
            Copy(whole, cut, pointer.Split('/').AsSpan(1));
        }
    }

    /// <summary>What stands at a pointer (members only); null where nothing is stated. A pointer into the items of a list gives the list.</summary>
    public static JsonNode? At(JsonObject whole, string pointer)
    {
        JsonNode? at = whole;
        foreach (var name in pointer.Split('/').AsSpan(1))
        {
            if (at is not JsonObject inner)
            {
                break;
            }

            at = inner[name];
        }

        return at;
    }

    /// <summary>A statement as JSON, without the persons it names.</summary>
    public static JsonObject WithoutPersons(object stated) => JsonSerializer.SerializeToNode(stated, stated.GetType(), WireJson.WithoutPersons)!.AsObject();

    private static void Copy(JsonObject from, JsonObject to, ReadOnlySpan<string> path)
    {
        if (from[path[0]] is not { } value)
        {
            return;
        }

        // A pointer into a list's items takes the whole list: items stand or fall together.
        if (path.Length == 1 || value is not JsonObject inner)
        {
            to[path[0]] = value.DeepClone();
            return;
        }

        if (to[path[0]] is not JsonObject into)
        {
            to[path[0]] = into = [];
        }

        Copy(inner, into, path[1..]);
    }
}
