using Reporting.Contracts.Firms;
using Reporting.Server.Access;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;

namespace Reporting.Server.Audit;

/// <summary>
/// Every answer that holds something of a case and goes to an authority is recorded before its first byte leaves: whatever
/// endpoint gives it, today's or one yet to be written, since it goes by the address alone.
/// </summary>
public sealed class ReadsAreRecorded(RequestDelegate next, ReadRecorder recorder, LegalClock clock, IConfiguration configuration)
{
    /// <summary>What for the case is read, in a few words. Asked of the authorities that <c>Audit:PurposeAskedOf</c> names.</summary>
    public const string PurposeHeader = "Read-Purpose";

    private const string Prefix = "/v1/regulator/cases/{reference}";
    private const int MostCharacters = 200;

    private readonly HashSet<string> asked = [.. (configuration["Audit:PurposeAskedOf"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method)
            || http.GetEndpoint() is not RouteEndpoint endpoint
            || !IsOfCase("/" + endpoint.RoutePattern.RawText?.Trim('/'))
            || http.Actor() is not { Party: PartyType.Authority } actor)
        {
            await next(http);
            return;
        }

        var purpose = Purpose(http, actor);
        var what = ("/" + endpoint.RoutePattern.RawText!.Trim('/'))[Prefix.Length..];
        if (endpoint.Metadata.GetMetadata<RawAnswerAttribute>() is not null)
        {
            // Content is not held in memory: it is recorded as the headers leave, and breaks off where it cannot be.
            http.Response.OnStarting(RecordAsync);
            await next(http);
            return;
        }

        var answer = http.Response.Body;
        using var whole = new MemoryStream();
        http.Response.Body = whole;
        try
        {
            await next(http);
            await RecordAsync();
        }
        finally
        {
            http.Response.Body = answer;
        }

        whole.Position = 0;
        await whole.CopyToAsync(answer, http.RequestAborted);

        async Task RecordAsync()
        {
            // Found, whole or in part; what was not there was not read, and 304 gives nothing away that was not given before.
            if (http.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status206PartialContent && http.Features.Get<CaseAddress>() is { } address)
            {
                await recorder.RecordAsync(address, new CaseRead(address.Id, what, purpose, clock.Read().Value), actor.By, http.RequestAborted);
            }
        }
    }

    /// <summary>Whether an endpoint gives something of one case to an authority.</summary>
    public static bool IsOfCase(string route) => route.StartsWith(Prefix, StringComparison.Ordinal);

    private string? Purpose(HttpContext http, Actor actor)
    {
        var said = http.Request.Headers[PurposeHeader].ToString();
        if (said.Length == 0)
        {
            return !asked.Contains(actor.PartyId) ? null : throw Malformed("required", "Say in this header what for the case is read.");
        }

        return said.Length <= MostCharacters ? said : throw Malformed("out-of-range", $"At most {MostCharacters} characters.");
    }

    private static ProblemException Malformed(string code, string detail) => new(Problem.Of("malformed-request", errors: [new("/" + PurposeHeader, code, detail)]));
}
