using Microsoft.AspNetCore.Http.Features;
using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary>Reads a body that has arrived: strictly, every fault named at once.</summary>
public static class Intake
{
    /// <summary>What Wolverine's generated endpoint code calls: the body and "go on", or an answer already written and "stop".</summary>
    public static async ValueTask<(Received<T> Received, bool Continue)> ReadAsync<T>(HttpContext http)
        where T : class
    {
        var problem = Refuse(http.Request);
        if (problem is null)
        {
            var arrived = http.Features.GetRequiredFeature<Arrived>();
            var (value, faults) = StrictJson.Read<T>(arrived.Bytes);
            if (value is not null && faults.Count == 0)
            {
                var now = http.RequestServices.GetRequiredService<LegalClock>().Read();
                return (new Received<T>(value, arrived.Bytes, arrived.At, now), true);
            }

            problem = Faults.ToProblem(faults);
        }

        await Problems.WriteAsync(http, problem);
        return (null!, false);
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails? Refuse(HttpRequest request) =>
        request.HasJsonContentType() ? null : Problem.Of("unsupported-media-type");
}
