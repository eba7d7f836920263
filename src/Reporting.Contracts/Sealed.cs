using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reporting.Contracts;

/// <summary>Ciphertext of one personal value, as it lies in the store.</summary>
/// <param name="Key">Which key opens it: the id of the case or person the key belongs to. Never the key.</param>
/// <param name="Data">Base64 of nonce (12 bytes), ciphertext, tag (16 bytes).</param>
public sealed record SealedBox(string Key, string Data);

/// <summary>What sealing and opening need of a <see cref="Sealed{T}"/> without knowing what it holds.</summary>
public interface ISealed
{
    /// <summary>The value can be read here.</summary>
    bool IsOpen { get; }

    /// <summary>The key was destroyed: nothing will ever open this again, and it reads <c>[erased]</c>.</summary>
    bool IsErased { get; }

    SealedBox? Box { get; }

    /// <summary>The value as UTF-8 JSON, to be encrypted.</summary>
    byte[] Plain();

    void Close(SealedBox box);

    void Open(ReadOnlySpan<byte> plain);

    void MarkErased();
}

/// <summary>
/// A value about a person (name, e-mail, telephone, birth date, address). On the wire it is the value itself; in the
/// store it is only ever ciphertext under a key of its case or person, so that destroying one key forgets it everywhere,
/// backups included. Decisions pass it on and never read it.
/// </summary>
/// <remarks>
/// The only mutable thing in the model: sealing adds the box to the value the request brought, so that one record serves
/// the wire and the event. The store's serializer refuses a value that was not sealed first.
/// </remarks>
[JsonConverter(typeof(SealedWireConverterFactory))]
public sealed class Sealed<T> : ISealed
    where T : notnull
{
    private T? _value;

    public Sealed(T value)
    {
        _value = value;
        IsOpen = true;
    }

    public Sealed(SealedBox box) => Box = box;

    public bool IsOpen { get; private set; }

    public bool IsErased { get; private set; }

    public SealedBox? Box { get; private set; }

    /// <summary>The value. Throws where it was not opened: a decision or a log has no business reading it.</summary>
    public T Value => IsOpen ? _value! : throw new InvalidOperationException("This value is sealed.");

    public byte[] Plain() => JsonSerializer.SerializeToUtf8Bytes(Value);

    public void Close(SealedBox box) => Box = box;

    public void Open(ReadOnlySpan<byte> plain)
    {
        _value = JsonSerializer.Deserialize<T>(plain)!;
        IsOpen = true;
    }

    public void MarkErased() => IsErased = true;

    public static implicit operator Sealed<T>(T value) => new(value);

    /// <summary>Never the value: what is interpolated ends up in logs.</summary>
    public override string ToString() => IsErased ? "[erased]" : "[sealed]";
}

/// <summary>The wire's form: the bare value; <c>[erased]</c> where the key is gone; an error where somebody forgot to open it.</summary>
public sealed class SealedWireConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Wire<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Wire<T> : JsonConverter<Sealed<T>>
        where T : notnull
    {
        public override Sealed<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<T>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, Sealed<T> value, JsonSerializerOptions options)
        {
            if (value.IsErased)
            {
                writer.WriteStringValue("[erased]");
            }
            else
            {
                JsonSerializer.Serialize(writer, value.Value, options);
            }
        }
    }
}

/// <summary>Writes nothing of a personal value, whether it is open, sealed or erased.</summary>
public sealed class SealedOutOfSight : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Hidden<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Hidden<T> : JsonConverter<Sealed<T>>
        where T : notnull
    {
        public override Sealed<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Sealed<T> value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
