using JasperFx.Events.Projections;
using Marten;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Notifications;

public static class NotificationsModule
{
    public static void AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Links>();
        services.AddSingleton<NobodyToTell>();
        services.AddSingleton(new EveryMinute(new ResendPlanned()));
        if (configuration["Mail:Host"] is { Length: > 0 })
        {
            services.AddSingleton<IMailer, SmtpMailer>();
        }
        else
        {
            services.AddSingleton<IMailer, PickupFolder>();
        }
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<NotificationPlanned>("notification-planned");
        options.Events.MapEventType<NotificationSent>("notification-sent");
        options.Events.MapEventType<NotificationDropped>("notification-dropped");
        // Reader: the planner, which must know at once who has been told. Inline, never stale.
        options.Projections.Snapshot<Notification>(SnapshotLifecycle.Inline);
        // The few that still wait, for the sweep: those sent are many and not in it.
        options.Schema.For<Notification>().DocumentAlias("notification").Index(n => n.State, i => i.Predicate = "data ->> 'state' = 'planned'");
    }
}
