using Marten;

namespace Reporting.Server.Exchange;

public static class ExchangeModule
{
    public static void AddExchange(this IServiceCollection services) => services.AddSingleton<LiveReference>();

    public static void Map(StoreOptions options) =>
        options.Schema.For<ReferenceEdition>().DocumentAlias("referenceedition").SingleTenanted();
}
