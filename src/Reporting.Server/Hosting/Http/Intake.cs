using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary>Takes a request's body in: whole, within a bound, read strictly, every fault named at once. The legal instant of arrival is taken when the last byte is here.</summary>
public static class Intake
{
    /// <summary>The largest JSON body, bytes. A full screening notice with its ownership statements is under 200 kB; evidence has an address of its own.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>What Wolverine's generated endpoint code calls: the body and "go on", or an answer already written and "stop".</summary>
    public static async ValueTask<(Received<T> Received, bool Continue)> ReadAsync<T>(HttpContext http)
        where T : class
    {
        var problem = Refuse(http.Request);
        if (problem is null)
        {
            var bytes = await WholeAsync(http);
            if (bytes is null)
            {
                problem = Problem.Of("body-too-large", $"At most {MaxBytes} bytes.");
            }
            else
            {
                var now = http.RequestServices.GetRequiredService<LegalClock>().Read();
                var (value, faults) = StrictJson.Read<T>(bytes.Value);
                if (value is not null && faults.Count == 0)
                {
                    return (new Received<T>(value, bytes.Value, now), true);
                }

                problem = Faults.ToProblem(faults);
            }
        }

        await Problems.WriteAsync(http, problem);
        return (null!, false);
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails? Refuse(HttpRequest request) =>
        !request.HasJsonContentType() ? Problem.Of("unsupported-media-type")
        : request.ContentLength > MaxBytes ? Problem.Of("body-too-large", $"At most {MaxBytes} bytes.")
        : null;

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
