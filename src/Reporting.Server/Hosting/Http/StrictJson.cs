using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary>Whether a request cannot be read as what its address takes (400), or was understood and is wrong (422).</summary>
public enum FaultKind
{
    Malformed,
    Invalid,
}

/// <summary>One thing wrong with a body.</summary>
/// <param name="Pointer">RFC 6901; empty for the body as a whole.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Detail">For people; names no type of ours and repeats no value of theirs.</param>
public sealed record Fault(string Pointer, string Code, string Detail, FaultKind Kind);

/// <summary>Reads a body strictly. What is fine is read in one pass; only what is not is walked, so that every fault is named at once.</summary>
public static class StrictJson
{
    /// <summary>The value, or every fault; never both, never neither. Throws nothing, whatever the bytes are.</summary>
    public static (T? Value, IReadOnlyList<Fault> Faults) Read<T>(ReadOnlyMemory<byte> utf8)
        where T : class
    {
        var shape = StrictJsonShape.Of(typeof(T));

        // A null reads as an absent member. It is refused instead: absent and unknown differ here, and null says neither.
        var mayHoldNull = utf8.Span.IndexOf("null"u8) >= 0;
        if (!mayHoldNull && Deserialized<T>(utf8) is { } value && shape.IsFine(value))
        {
            return (value, []);
        }

        var faults = StrictJsonWalk.Faults(utf8, shape);
        if (faults.Count > 0)
        {
            return (null, faults);
        }

        return Deserialized<T>(utf8) is { } late ? (late, []) : (null, [Unreadable]);
    }

    private static T? Deserialized<T>(ReadOnlyMemory<byte> utf8)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8.Span, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static readonly Fault Unreadable = new("", "unreadable", "The body cannot be read as what this address takes.", FaultKind.Malformed);
}

/// <summary>Faults as the answer a client gets.</summary>
public static class Faults
{
    /// <summary>400 when anything cannot be read, else 422, with every fault placed by its pointer.</summary>
    public static ProblemDetails ToProblem(IReadOnlyList<Fault> faults)
    {
        var slug = faults.Any(f => f.Code == StrictJsonWalk.TooDeep) ? ProblemSlugs.TooDeep
            : faults.Any(f => f.Kind == FaultKind.Malformed) ? ProblemSlugs.MalformedRequest
            : ProblemSlugs.InvalidContent;
        return Problem.Of(slug, errors: [.. faults.Select(f => new ProblemError(f.Pointer, f.Code, f.Detail))]);
    }
}
