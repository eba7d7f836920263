using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Privacy;

public static class PrivacyModule
{
    public static void AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new MasterKeys(configuration));
        services.AddSingleton<Vault>();
        services.AddSingleton<CursorKey>(s => new CursorKey(s.GetRequiredService<MasterKeys>().Derive("cursors")));
        services.AddSingleton<Cursors>();
    }

    public static void Map(StoreOptions options) => options.Schema.For<CaseKey>().DocumentAlias("casekey");
}
