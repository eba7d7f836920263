namespace Reporting.Server.Regimes;

public static class RegimesModule
{
    public static void AddRegimes(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ActiveRulebook>();
        services.AddHostedService<LoadRulebook>();
    }
}
