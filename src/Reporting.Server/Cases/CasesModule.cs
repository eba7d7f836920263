using Marten;
using Marten.Schema.Indexing.Unique;

namespace Reporting.Server.Cases;

public static class CasesModule
{
    public static void AddCases(this IServiceCollection services)
    {
        services.AddSingleton<CaseAddresses>();
        services.AddSingleton<CaseSight>();
        services.AddSingleton<CaseRevisions>();
        services.AddHostedService<NightlyCheck>();
    }

    public static void Map(StoreOptions options)
    {
        options.Schema.For<CaseAddress>().DocumentAlias("caseaddress").SingleTenanted();
        options.Schema.For<CaseEntry>()
            .DocumentAlias("caseentry")
            .Index(x => x.ExternalReference, index =>
            {
                index.Name = "ux_case_external_reference";
                index.IsUnique = true;
                index.TenancyScope = TenancyScope.PerTenant;
                // What is, or was, closed to named persons stands apart: "taken" would tell others that it exists.
                index.Predicate = "data ->> 'apart' is null";
            });
        options.Events.MapEventType<CaseConfined>("case-confined");
        options.Events.MapEventType<ConfinementLifted>("confinement-lifted");
        options.Projections.LiveStreamAggregation<Confinement>();
    }
}
