using JasperFx.Events.Projections;
using Marten;

namespace Reporting.Server.Oversight;

public static class OversightModule
{
    public static void AddOversight(this IServiceCollection services) => services.AddSingleton<InternalTargets>();

    public static void Map(StoreOptions options)
    {
        options.Projections.Add(new RegulatorQueue(), ProjectionLifecycle.Async);
        options.Schema.For<RegulatorCase>()
            .DocumentAlias("regulatorcase")
            .SingleTenanted()
            .Index(c => c.Authority)
            .Index(c => c.NextDue);
    }
}
