using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reporting.Contracts;

/// <summary>How the wire's JSON is read and written.</summary>
public static class WireJson
{
    /// <summary>The deepest nesting taken. A full notice needs eight levels.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// Strict: an unknown member, a member that stands twice, a number in quotes, a number for a word, a time without
    /// an offset or anything after the value is refused. Writing leaves out what is absent.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <summary>The same, with every personal value left out: for comparing what was said without reading whom it names.</summary>
    public static JsonSerializerOptions WithoutPersons { get; } = Frozen(new SealedOutOfSight());

    private static JsonSerializerOptions Frozen(JsonConverter? first = null)
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DictionaryKeyPolicy = null,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            MaxDepth = MaxDepth,
        };
        if (first is not null)
        {
            options.Converters.Add(first);
        }

        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new ExactWords());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

/// <summary>The words that stand for an enum's values on the wire: small letters, joined by dashes.</summary>
public static class Words
{
    private static readonly ConcurrentDictionary<Type, FrozenDictionary<string, object>> Known = new();

    /// <summary>The word for a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Word(typeof(T), value.ToString());

    /// <summary>Every word of an enum and the value it stands for.</summary>
    public static FrozenDictionary<string, object> All(Type type) =>
        Known.GetOrAdd(type, t => Enum.GetValues(t).Cast<object>().ToFrozenDictionary(v => Word(t, v.ToString()!), StringComparer.Ordinal));

    private static string Word(Type type, string name) =>
        type.GetField(name)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}

/// <summary>Enum values as words joined by dashes; never as numbers. For what we write and store; what comes in is read by <see cref="ExactWords"/>.</summary>
public sealed class KebabCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Takes exactly the words of an enum. The framework's converter also takes other cases, spaces, and lists such as "no,unknown", which make a value that no switch knows.</summary>
public sealed class ExactWords : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Exact<>).MakeGenericType(typeToConvert))!;

    private sealed class Exact<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Words.All(typeof(T)).TryGetValue(reader.GetString()!, out var value)
                ? (T)value
                : throw new JsonException("Not one of the words.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Words.Of(value));
    }
}

/// <summary>RFC 3339 instants: date, time with seconds, and the offset. Without an offset a time names no instant, and guessing one would guess a deadline.</summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryRead(reader.GetString()!, out var instant)
            ? instant
            : throw new JsonException("Not an RFC 3339 instant.");

    // The writer's own forms are those of Text, and a filing has a hundred instants.
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        if (value.Offset == TimeSpan.Zero)
        {
            writer.WriteStringValue(value.UtcDateTime);
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    /// <summary>The written form: <c>Z</c> for UTC, fractions of a second only where there are some.</summary>
    public static string Text(DateTimeOffset value) =>
        value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)
        + (value.Offset == TimeSpan.Zero ? "Z" : value.ToString("zzz", CultureInfo.InvariantCulture));

    /// <summary>True for a possible date and time with seconds and an offset, of the years 1900 to 2199: computing with it can then never leave the calendar.</summary>
    public static bool TryRead(string text, out DateTimeOffset instant)
    {
        instant = default;
        return text.Length is >= 20 and <= 40
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant)
            && instant.Year is >= 1900 and < 2200;
    }

    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];
}
