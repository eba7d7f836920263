using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reporting.Contracts;

namespace Reporting.Server.Hosting.Http;

/// <summary>Says in the document's schemas what the framework's exporter cannot know: what our converters write, that null is never written or taken, and which objects stay open for new members.</summary>
internal static class OpenApiSchemas
{
    private static readonly ConcurrentDictionary<string, JsonTypeInfo> Types = new(StringComparer.Ordinal);

    private static readonly Lazy<HashSet<Type>> InRequests = new(() =>
    {
        var seen = new HashSet<Type>();
        foreach (var request in Shapes.Requests)
        {
            Walk(StrictJsonShape.Of(request.Type), seen);
        }

        return seen;
    });

    /// <summary>Names a type's schema, and remembers whose it is. A person's value is on the wire the value itself, with the bounds of the member it stands in.</summary>
    public static string? Name(JsonTypeInfo type)
    {
        var name = typeof(ISealed).IsAssignableFrom(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        if (name is not null)
        {
            Types[name] = type;
        }

        return name;
    }

    /// <summary>One type, as its converter writes it.</summary>
    public static Task AsWritten(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (schema.Type is { } kind && kind.HasFlag(JsonSchemaType.Array) && schema.Items is null)
        {
            schema.Items = Of(context.JsonTypeInfo.ElementType ?? typeof(object));
        }
        else if (Of(type) is { Type: not null } written)
        {
            (schema.Type, schema.Format, schema.Enum) = (written.Type, written.Format, written.Enum);
            schema.Type = Nullable.GetUnderlyingType(type) is null ? written.Type : written.Type | JsonSchemaType.Null;
            schema.Description = typeof(ISealed).IsAssignableFrom(type) ? null : schema.Description;
        }
        else if (schema.Type == JsonSchemaType.Object)
        {
            // Bounds of a figure that is estimated stand at the figure.
            (schema.Minimum, schema.Maximum) = (null, null);
        }

        return Task.CompletedTask;
    }

    /// <summary>The whole: a member that has no value is not there, and clients take members they do not know.</summary>
    public static void Apply(OpenApiDocument document)
    {
        foreach (var (name, schema) in document.Components!.Schemas!)
        {
            if (schema is OpenApiSchema { Properties: { } properties } whole && Types.GetValueOrDefault(name) is { Kind: JsonTypeInfoKind.Object } type)
            {
                foreach (var member in type.Properties.Where(p => properties.ContainsKey(p.Name) && !IsWrittenAsNull(p)))
                {
                    properties[member.Name] = WithoutNull(properties[member.Name], out var was);
                    if (was)
                    {
                        whole.Required?.Remove(member.Name);
                    }
                }

                whole.AdditionalPropertiesAllowed |= !InRequests.Value.Contains(type.Type);
            }
        }
    }

    private static OpenApiSchema Of(Type type)
    {
        var heart = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Sealed<>) ? type.GetGenericArguments()[0] : Nullable.GetUnderlyingType(type) ?? type;
        return heart switch
        {
            { IsEnum: true } => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. Words.All(heart).OrderBy(w => Convert.ToInt64(w.Value, System.Globalization.CultureInfo.InvariantCulture)).Select(w => (JsonNode)w.Key)] },
            _ when heart == typeof(DateTimeOffset) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            _ when heart == typeof(DateOnly) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
            _ when heart == typeof(string) && heart != type => new OpenApiSchema { Type = JsonSchemaType.String },
            _ => new OpenApiSchema(),
        };
    }

    private static bool IsWrittenAsNull(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true).OfType<JsonIgnoreAttribute>().Any(i => i.Condition == JsonIgnoreCondition.Never) == true;

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema, out bool was)
    {
        was = false;
        if (schema is OpenApiSchema { OneOf: [{ Type: JsonSchemaType.Null }, var value] })
        {
            was = true;
            return value;
        }

        if (schema is OpenApiSchema { Type: { } type } own && type.HasFlag(JsonSchemaType.Null))
        {
            was = true;
            own.Type = type & ~JsonSchemaType.Null;
        }

        return schema;
    }

    private static void Walk(StrictJsonShape shape, HashSet<Type> seen)
    {
        if (!seen.Add(shape.Type))
        {
            return;
        }

        foreach (var inner in shape.Members.Select(m => m.Shape).Concat(shape.Element is { } element ? [element] : (StrictJsonShape[])[]))
        {
            Walk(inner, seen);
        }
    }
}
