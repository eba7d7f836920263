using System.Globalization;
using System.Text.Json.Nodes;

namespace Reporting.Exchange.Taxii;

/// <summary>TAXII 2.1: its words, and the resources a server answers with (chapters 3 to 5).</summary>
public static class TaxiiResources
{
    public const string MediaType = "application/taxii+json;version=2.1";

    public const string StixMediaType = "application/stix+json;version=2.1";

    /// <summary>The most values of one filter.</summary>
    public const int MostValues = 100;

    public static JsonObject Discovery(string title, string description, IEnumerable<string> roots)
    {
        var discovery = new JsonObject { ["title"] = title, ["description"] = description };
        if (roots.ToList() is { Count: > 0 } all)
        {
            discovery["default"] = all[0];
            discovery["api_roots"] = new JsonArray([.. all.Select(r => (JsonNode)r)]);
        }

        return discovery;
    }

    /// <param name="maxContentLength">Of a request's body, in bytes.</param>
    public static JsonObject ApiRoot(string title, string description, int maxContentLength) => new()
    {
        ["title"] = title,
        ["description"] = description,
        ["versions"] = new JsonArray(MediaType),
        ["max_content_length"] = maxContentLength,
    };

    public static JsonObject Collection(string id, string title, string? description)
    {
        var collection = new JsonObject { ["id"] = id, ["title"] = title };
        if (description is not null)
        {
            collection["description"] = description;
        }

        collection["can_read"] = true;
        collection["can_write"] = false;
        collection["media_types"] = new JsonArray(StixMediaType);
        return collection;
    }

    /// <summary>What is empty is left out: no collections are <c>{}</c>.</summary>
    public static JsonObject Collections(IEnumerable<JsonObject> collections) => List("collections", collections);

    public static JsonObject Manifest(IEnumerable<TaxiiEntry> entries, string? next) => Envelope(
        entries.Select(e => (JsonNode)new JsonObject
        {
            ["id"] = e.Id,
            ["date_added"] = Text(e.DateAdded),
            ["version"] = e.Version,
            ["media_type"] = "application/stix+json;version=" + e.SpecVersion,
        }),
        next);

    /// <param name="next">Null: this is all.</param>
    public static JsonObject Envelope(IEnumerable<JsonNode> objects, string? next)
    {
        var envelope = new JsonObject();
        if (next is not null)
        {
            envelope["more"] = true;
            envelope["next"] = next;
        }

        return With(envelope, "objects", objects);
    }

    public static JsonObject Versions(IEnumerable<TaxiiEntry> entries, string? next)
    {
        var versions = new JsonObject();
        if (next is not null)
        {
            versions["more"] = true;
            versions["next"] = next;
        }

        return With(versions, "versions", entries.Select(e => (JsonNode)e.Version));
    }

    public static JsonObject Error(string title, string? description, string? id, int status)
    {
        var error = new JsonObject { ["title"] = title };
        if (description is not null)
        {
            error["description"] = description;
        }

        if (id is not null)
        {
            error["error_id"] = id;
        }

        error["http_status"] = status.ToString(CultureInfo.InvariantCulture);
        return error;
    }

    /// <summary>An instant to the microsecond, as TAXII writes it.</summary>
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Null where the text is no RFC 3339 instant in UTC.</summary>
    public static DateTimeOffset? Instant(string text) =>
        text.Length is >= 20 and <= 40 && text[^1] == 'Z' && text[10] == 'T'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    private static JsonObject List(string name, IEnumerable<JsonNode> items) => With([], name, items);

    private static JsonObject With(JsonObject resource, string name, IEnumerable<JsonNode> items)
    {
        if (items.ToArray() is { Length: > 0 } all)
        {
            resource[name] = new JsonArray(all);
        }

        return resource;
    }
}
