using System.Text.Json;
using System.Text.Json.Serialization;
using Reporting.Contracts;

namespace Reporting.Server.Privacy;

/// <summary>How a sealed value lies in the store: its box. A value that nobody sealed is refused, so that no name gets into an event by being forgotten.</summary>
public sealed class SealedStoreConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Store<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Store<T> : JsonConverter<Sealed<T>>
        where T : notnull
    {
        public override Sealed<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<SealedBox>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, Sealed<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Box ?? throw new InvalidOperationException("A personal value was to be stored without being sealed."), options);
    }
}
