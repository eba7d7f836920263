using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Reporting.Server.Hosting.Http;
using Reporting.Server.Kernel;

namespace Reporting.Server.Access;

/// <summary>Before anything is parsed or looked up: is there a valid token where one is needed, and may this role do this. What the caller may not know of is put out of reach in the same place.</summary>
public sealed class PolicyFilter(RequestDelegate next, Members members, HiddenCases hidden, TimeProvider machine)
{
    public async Task InvokeAsync(HttpContext http)
    {
        // Nothing was found, or what was found only says so (405): there is nothing to guard.
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(http);
            return;
        }

        // The start check makes this impossible; if it ever is not, nobody gets in.
        if (PolicyTable.Find(http.Request.Method, endpoint) is not { } entry)
        {
            await Problems.WriteAsync(http, Problem.Of("forbidden"));
            return;
        }

        if (entry.Needs != Capability.Anyone)
        {
            var (actor, standing) = await ActorAsync(http, entry);
            if (actor is null)
            {
                http.Response.Headers.WWWAuthenticate = http.Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
                await Problems.WriteAsync(http, Problem.Of("unauthenticated"));
                return;
            }

            if (!PolicyTable.Allows(entry, actor))
            {
                await Problems.WriteAsync(http, Problem.Of("forbidden"));
                return;
            }

            http.Features.Set(actor);
            http.Features.Set(standing);
            await hidden.HideAsync(http, actor);
        }

        await next(http);
    }

    private async ValueTask<(Actor?, Standing?)> ActorAsync(HttpContext http, PolicyEntry entry)
    {
        var token = await http.AuthenticateAsync();
        if (!token.Succeeded || token.Principal.FindFirstValue("sub") is not { Length: > 0 } subject)
        {
            return default;
        }

        http.User = token.Principal;
        var issuer = token.Ticket.AuthenticationScheme == Tokens.EmbeddedScheme ? Member.Embedded : token.Principal.FindFirstValue("iss");
        if (issuer == Member.Embedded && Tokens.ActorIn(token.Principal) is { } acting)
        {
            // The token is about the firm; whoever acts for it is the one to look up, and the one whose idempotency keys they are.
            subject = acting;
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", acting)], token.Ticket.AuthenticationScheme, "sub", roleType: null));
        }

        if (issuer is null || await members.FindAsync(issuer, subject, http.RequestAborted) is not { } actor)
        {
            return default;
        }

        var ends = token.Properties?.ExpiresUtc ?? DateTimeOffset.MaxValue;
        return (actor, new Standing(async cancellation =>
            machine.GetUtcNow() < ends && await members.FindAsync(issuer, subject, cancellation) is { } now && PolicyTable.Allows(entry, now)));
    }
}
