using Marten;

namespace Reporting.Server.Access;

public static class AccessModule
{
    public static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<Members>();
        services.AddSingleton<HiddenCases>();
        services.AddHostedService<PrepareAccess>();
        services.AddHostedService<RefreshKeys>();
        Tokens.AddIssuer(services, configuration);
        Tokens.AddChecks(services, configuration);
    }

    public static void UseAccess(this WebApplication app)
    {
        // The issuer answers at its own addresses and is not asked at any other; the token of a request is checked by the filter.
        app.UseWhen(http => Tokens.IsIssuers(http.Request.Path), issuer => issuer.UseAuthentication());
        app.UseMiddleware<PolicyFilter>();
    }

    public static void Map(StoreOptions options)
    {
        options.Schema.For<Client>().DocumentAlias("client").SingleTenanted();
        options.Schema.For<Member>().DocumentAlias("member").SingleTenanted();
        options.Schema.For<SigningKey>().DocumentAlias("signingkey").SingleTenanted();
    }
}
