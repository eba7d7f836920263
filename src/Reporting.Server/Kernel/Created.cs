using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using JasperFx.CodeGeneration.Frames;
using Microsoft.AspNetCore.Http.Metadata;
using Wolverine.Http;
using Wolverine.Http.Resources;

namespace Reporting.Server.Kernel;

/// <summary>201 with <c>Location</c> and, for a case, its revision as <c>ETag</c>. On the wire it is the answer alone.</summary>
/// <param name="ETag">Null where what was created has no revision.</param>
[JsonConverter(typeof(BareAnswerFactory))]
public sealed record Created<T>(T Answer, string Location, string? ETag = null) : IHttpAware, IBareAnswer
    where T : class
{
    object IBareAnswer.Bare => Answer;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => BareAnswers.Describe(method, builder, StatusCodes.Status201Created);

    void IHttpAware.Apply(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = Location;
        if (ETag is not null)
        {
            context.Response.Headers.ETag = ETag;
        }
    }
}

/// <summary>200 with a revision as <c>ETag</c>. On the wire it is the answer alone.</summary>
[JsonConverter(typeof(BareAnswerFactory))]
public sealed record Tagged<T>(T Answer, string ETag) : IHttpAware, IBareAnswer
    where T : class
{
    object IBareAnswer.Bare => Answer;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => BareAnswers.Describe(method, builder, StatusCodes.Status200OK);

    void IHttpAware.Apply(HttpContext context)
    {
        context.Response.Headers.ETag = ETag;
        context.Response.Headers.CacheControl = "private, no-cache";
    }
}

/// <summary>An answer with headers around it, which are no part of its JSON.</summary>
public interface IBareAnswer
{
    object Bare { get; }
}

internal static class BareAnswers
{
    /// <summary>OpenAPI describes what is inside.</summary>
    public static void Describe(MethodInfo method, EndpointBuilder builder, int status)
    {
        builder.RemoveStatusCodeResponse(StatusCodes.Status200OK);
        var answer = new MethodCall(method.DeclaringType!, method).Creates.FirstOrDefault()?.VariableType;
        builder.Metadata.Add(new WolverineProducesResponseTypeMetadata { Type = answer?.GetGenericArguments()[0], StatusCode = status });
    }
}

public sealed class BareAnswerFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeof(IBareAnswer).IsAssignableFrom(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Bare<>).MakeGenericType(typeToConvert))!;

    private sealed class Bare<T> : JsonConverter<T>
        where T : class, IBareAnswer
    {
        // An answer is written twice: beside its idempotency claim, and to the client.
        private static readonly ConditionalWeakTable<T, byte[]> Written = [];

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteRawValue(Written.GetValue(value, v => JsonSerializer.SerializeToUtf8Bytes(v.Bare, v.Bare.GetType(), options)), skipInputValidation: true);
    }
}
