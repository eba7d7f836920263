using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.Features;
using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary>A request's body, whole, and the legal instant at which its last byte was here.</summary>
public sealed record Arrived(ReadOnlyMemory<byte> Bytes, Now At);

/// <summary>
/// Takes a body in before anything is looked up: lateness is judged by when the whole request had arrived, not by how busy
/// the database was then. Runs after the policy, so that nobody makes the server hold what they may not send.
/// </summary>
public sealed class Arrival(RequestDelegate next, LegalClock clock)
{
    /// <summary>The largest JSON body, bytes. A full screening notice with its ownership statements is under 200 kB; evidence has an address of its own.</summary>
    public const int MaxBytes = 1024 * 1024;

    public async Task InvokeAsync(HttpContext http)
    {
        if (!Records(http))
        {
            await next(http);
            return;
        }

        var bytes = http.Request.ContentLength > MaxBytes ? null : await WholeAsync(http);
        if (bytes is not { } whole)
        {
            await Problems.WriteAsync(http, Problem.Of("body-too-large", $"At most {MaxBytes} bytes."));
            return;
        }

        http.Features.Set(new Arrived(whole, clock.Read()));
        // The comparison with an earlier request of the same key reads it too.
        http.Request.Body = MemoryMarshal.TryGetArray(whole, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(whole.ToArray(), writable: false);
        await next(http);
    }

    // The issuer's own address takes a form and reads it itself; evidence is streamed.
    private static bool Records(HttpContext http) =>
        http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<RawBodyAttribute>() is null && (HttpMethods.IsPost(http.Request.Method) || HttpMethods.IsPut(http.Request.Method));

    private static async ValueTask<ReadOnlyMemory<byte>?> WholeAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // One more than we take: so that our own answer, not the server's bare 413, says what the bound is.
            limit.MaxRequestBodySize = MaxBytes + 1L;
        }

        var into = new ArrayBufferWriter<byte>((int)Math.Clamp(http.Request.ContentLength ?? 4096, 256, MaxBytes));
        while (true)
        {
            var read = await http.Request.Body.ReadAsync(into.GetMemory(4096), http.RequestAborted);
            if (read == 0)
            {
                return into.WrittenMemory;
            }

            into.Advance(read);
            if (into.WrittenCount > MaxBytes)
            {
                return null;
            }
        }
    }
}
