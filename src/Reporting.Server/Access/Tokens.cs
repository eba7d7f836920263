using System.Security.Claims;
using System.Text.Json;
using Marten;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Reporting.Server.Kernel;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Reporting.Server.Access;

/// <summary>
/// Where tokens come from and how they are checked: an embedded issuer for machines (client credentials), and any OIDC
/// authority named by configuration for people. The API checks all of them the same way.
/// </summary>
public static class Tokens
{
    public const string EmbeddedScheme = "embedded";
    private const string AnyScheme = "bearer";
    private const string Audience = "reporting";
    private const string ActingParty = "act";

    /// <summary>There is no revocation list, so a token is short; what is revoked stops within seconds by the register of members.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    public static Uri Issuer(IConfiguration configuration) =>
        new(configuration["Tokens:Issuer"] ?? configuration["PublicUrl"] ?? "http://localhost:5080");

    /// <summary>The addresses of the embedded issuer: its tokens, its discovery and its keys.</summary>
    public static bool IsIssuers(PathString path) =>
        path.StartsWithSegments("/connect", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/.well-known", StringComparison.OrdinalIgnoreCase);

    public static void AddIssuer(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOpenIddict()
            .AddCore(o => o.SetDefaultApplicationEntity<Client>().ReplaceApplicationStore<Client, ClientStore>().DisableEntityCaching())
            .AddServer(o =>
            {
                o.SetIssuer(Issuer(configuration));
                o.SetTokenEndpointUris("connect/token");
                o.AllowClientCredentialsFlow();
                o.SetAccessTokenLifetime(Lifetime);

                // Nothing is stored of a token: what it needs is in it, and members are checked live.
                o.DisableTokenStorage().DisableAuthorizationStorage().DisableScopeValidation();

                // Readable by whoever checks it; a key for encryption is asked for all the same.
                o.DisableAccessTokenEncryption().AddEphemeralEncryptionKey();
                o.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(b => b.UseInlineHandler(GrantAsync));
                var http = o.UseAspNetCore();
                if (configuration.GetValue("Tokens:AllowHttp", false))
                {
                    http.DisableTransportSecurityRequirement();
                }
            });
        services.AddOptions<OpenIddictServerOptions>().Configure<KeyRing>((o, ring) => o.SigningCredentials.AddRange(ring.Credentials));
    }

    public static void AddChecks(IServiceCollection services, IConfiguration configuration)
    {
        var outside = configuration.GetSection("Tokens:Authorities").GetChildren()
            .Select(a => (Scheme: "outside-" + a.Key, Issuer: a["Issuer"]!, Audience: a["Audience"] ?? Audience, Type: a["TokenType"] ?? "at+jwt"))
            .ToList();
        var authentication = services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, null, o => o.ForwardDefaultSelector = http => SchemeFor(http, outside))
            .AddJwtBearer(EmbeddedScheme, o => Common(o, Audience, ["at+jwt"]));
        services.AddOptions<JwtBearerOptions>(EmbeddedScheme).Configure<KeyRing>((o, ring) =>
        {
            // No discovery: it would ask a server that does not listen yet.
            o.TokenValidationParameters.ValidIssuer = Issuer(configuration).AbsoluteUri;
            o.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => ring.All;
        });
        foreach (var (scheme, issuer, audience, type) in outside)
        {
            authentication.AddJwtBearer(scheme, o =>
            {
                // Some issuers sign access tokens as plain "JWT"; that takes a word of configuration, since an ID token is one too.
                Common(o, audience, [type]);
                o.Authority = issuer;
                o.RequireHttpsMetadata = !new Uri(issuer).IsLoopback;
                o.TokenValidationParameters.ValidIssuer = issuer;
            });
        }
    }

    private static void Common(JwtBearerOptions o, string audience, string[] types)
    {
        o.MapInboundClaims = false;
        o.TokenValidationParameters.NameClaimType = "sub";
        o.TokenValidationParameters.ValidAudience = audience;
        o.TokenValidationParameters.ValidTypes = types;
        o.TokenValidationParameters.ClockSkew = Skew;
        o.TokenValidationParameters.ValidAlgorithms =
            [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];
    }

    // Which key checks it is decided by who the token says issued it; whether that is true is what the check then finds out.
    private static string SchemeFor(HttpContext http, List<(string Scheme, string Issuer, string Audience, string Type)> outside)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        if (outside.Count == 0 || !new JsonWebTokenHandler().CanReadToken(token))
        {
            return EmbeddedScheme;
        }

        var issuer = new JsonWebToken(token).Issuer;
        return outside.FirstOrDefault(o => o.Issuer == issuer).Scheme ?? EmbeddedScheme;
    }

    /// <summary>Who acts, where a token of ours says that somebody acts for another (RFC 8693 section 4.1).</summary>
    public static string? ActorIn(ClaimsPrincipal principal) =>
        principal.FindFirstValue(ActingParty) is { } act ? JsonDocument.Parse(act).RootElement.GetProperty(Claims.Subject).GetString() : null;

    private static async ValueTask GrantAsync(OpenIddictServerEvents.HandleTokenRequestContext context)
    {
        var identity = new ClaimsIdentity("OpenIddict.Server.AspNetCore", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, context.ClientId);
        if (await MandateOfAsync(context) is { } representative)
        {
            // A representative's token is about the firm that mandated it, and says who acts. Nothing is decided by it: the register is.
            identity.SetClaim(Claims.Subject, representative.PartyId);
            identity.SetClaim(ActingParty, JsonSerializer.SerializeToElement(new Dictionary<string, string> { [Claims.Subject] = context.ClientId! }));
            identity.SetClaim("tenant", representative.PartyId);
            identity.SetClaim("mandate", representative.Mandate!.Id.ToString());
        }

        identity.SetAudiences(Audience);
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        context.SignIn(new ClaimsPrincipal(identity));
    }

    private static async Task<Member?> MandateOfAsync(OpenIddictServerEvents.HandleTokenRequestContext context)
    {
        var store = context.Transaction.GetHttpRequest()!.HttpContext.RequestServices.GetRequiredService<IDocumentStore>();
        await using var session = store.QuerySession(Tenants.Index);
        return await session.LoadAsync<Member>(Member.IdOf(Member.Embedded, context.ClientId!), context.CancellationToken) is { Mandate: not null } member ? member : null;
    }
}
