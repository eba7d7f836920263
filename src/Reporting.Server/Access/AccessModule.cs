using Marten;

namespace Reporting.Server.Access;

public static class AccessModule
{
    public static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<Members>();
        services.AddHostedService<PrepareAccess>();
        services.AddHostedService<RefreshKeys>();
        Tokens.AddIssuer(services, configuration);
        Tokens.AddChecks(services, configuration);
    }

    public static void UseAccess(this WebApplication app)
    {
        // The issuer answers /connect/token and its discovery here; a token of a request is checked by the filter.
        app.UseAuthentication();
        app.UseMiddleware<PolicyFilter>();
    }

    public static void Map(StoreOptions options)
    {
        options.Schema.For<Client>().SingleTenanted();
        options.Schema.For<Member>().SingleTenanted();
        options.Schema.For<SigningKey>().SingleTenanted();
    }
}
