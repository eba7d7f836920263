using Marten;

namespace Reporting.Server.Exchange;

public static class ExchangeModule
{
    public static void AddExchange(this IServiceCollection services)
    {
        services.AddSingleton<LiveReference>();
        services.AddSingleton<SharedBundles>();
        services.AddSingleton<TaxiiRoots>();
        services.AddSingleton<StatisticsBook>();
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<CaseReferred>("case-referred");
        options.Events.MapEventType<ReferralRevoked>("referral-revoked");
        options.Events.MapEventType<CasePublished>("case-published");
        options.Events.MapEventType<PublicationWithdrawn>("publication-withdrawn");
        options.Schema.For<ReferenceEdition>().DocumentAlias("referenceedition").SingleTenanted();
        options.Schema.For<Outage>().DocumentAlias("outage").SingleTenanted();
        options.Schema.For<Referral>().DocumentAlias("referral").SingleTenanted().Index(r => r.From).Index(r => r.To);
        // Two publications at once would give two objects one instant, or the later one the earlier: the second is tried again.
        options.Schema.For<SharedCollection>().DocumentAlias("sharedcollection").SingleTenanted().Index(c => c.Authority).UseOptimisticConcurrency(true);
        options.Schema.For<PublishedCase>().DocumentAlias("publishedcase").SingleTenanted().Index(p => p.Collection);
    }
}
