using Marten;

namespace Reporting.Server.Regimes;

public static class RegimesModule
{
    public static void AddRegimes(this IServiceCollection services)
    {
        services.AddSingleton<ActiveRulebook>();
        services.AddHostedService<FollowRulebook>();
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<RulebookActivated>("rulebook-activated");
        options.Schema.For<RulebookDocument>().DocumentAlias("rulebookdocument").SingleTenanted();
    }
}
