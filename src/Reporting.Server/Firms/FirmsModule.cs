using JasperFx.Events.Projections;
using Marten;

namespace Reporting.Server.Firms;

public static class FirmsModule
{
    public static void AddFirms(this IServiceCollection services) => services.AddSingleton<Authorities>();

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<FirmRegistered>("firm-registered");
        options.Events.MapEventType<EntityRegistered>("entity-registered");
        options.Events.MapEventType<ProfileStated>("profile-stated");
        options.Events.MapEventType<ContactAdded>("contact-added");
        options.Events.MapEventType<MandateGiven>("mandate-given");
        options.Events.MapEventType<MandateRevoked>("mandate-revoked");
        // Reader: every command on a case, which needs the profile as it is now. Inline, never stale.
        options.Projections.Snapshot<Firm>(SnapshotLifecycle.Inline);
        options.Schema.For<Authority>().DocumentAlias("authority").SingleTenanted();
        options.Schema.For<Firm>().DocumentAlias("firm");
    }
}
