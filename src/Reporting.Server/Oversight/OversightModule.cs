using Marten;

namespace Reporting.Server.Oversight;

public static class OversightModule
{
    public static void AddOversight(this IServiceCollection services)
    {
        services.AddSingleton<InternalTargets>();
        services.AddSingleton<NameHashes>();
        services.AddSingleton<LiveViews>();
        services.AddSingleton<IConfigureMarten>(s => s.GetRequiredService<LiveViews>());
    }

    public static void Map(StoreOptions options)
    {
        foreach (var table in ViewTables.All())
        {
            options.Storage.ExtendedSchemaObjects.Add(table);
        }
    }
}
