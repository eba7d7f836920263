using Marten;
using Marten.Schema.Indexing.Unique;

namespace Reporting.Server.Cases;

public static class CasesModule
{
    public static void AddCases(this IServiceCollection services)
    {
        services.AddSingleton<CaseAddresses>();
        services.AddSingleton<CaseRevisions>();
        services.AddSingleton<Desks>();
        services.AddSingleton<CaseSight>();
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
            })
            // A firm that never closed a case, which most are, has nothing in it: that is read before each request that names a case.
            .Index(x => x.Apart!, index =>
            {
                index.Name = "ix_case_apart";
                index.TenancyScope = TenancyScope.PerTenant;
                index.Predicate = "data ->> 'apart' is not null";
            });
        options.Events.MapEventType<InformationProvided>("information-provided");
        options.Events.MapEventType<RepresentationRecorded>("representation-recorded");
        options.Events.MapEventType<CaseConfined>("case-confined");
        options.Events.MapEventType<ConfinementLifted>("confinement-lifted");
        options.Projections.LiveStreamAggregation<Confinement>();
        options.Events.MapEventType<DeadlinesAssigned>(DeadlinesAssigned.Name);
    }
}
