using Marten;
using Marten.Schema;
using Marten.Schema.Indexing.Unique;

namespace Reporting.Server.Cases;

public static class CasesModule
{
    public static void AddCases(this IServiceCollection services)
    {
        services.AddSingleton<CaseAddresses>();
        services.AddSingleton<CaseRevisions>();
        services.AddHostedService<NightlyCheck>();
    }

    public static void Map(StoreOptions options)
    {
        options.Schema.For<CaseAddress>().DocumentAlias("caseaddress").SingleTenanted();
        options.Schema.For<CaseEntry>()
            .DocumentAlias("caseentry")
            .UniqueIndex(UniqueIndexType.Computed, "ux_case_external_reference", TenancyScope.PerTenant, x => x.ExternalReference);
    }
}
