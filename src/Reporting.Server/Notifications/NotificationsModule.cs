using JasperFx.Events.Projections;
using Marten;

namespace Reporting.Server.Notifications;

public static class NotificationsModule
{
    public static void AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Links>();
        services.AddSingleton<SecretLinks>();
        services.AddSingleton<CalendarFeed>();
        services.AddSingleton<NobodyToTell>();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<FailingAddresses>();
        services.AddSingleton<MailChannel>();
        services.AddSingleton<IChannel>(s => s.GetRequiredService<MailChannel>());
        services.AddSingleton<IChannel, WebhookChannel>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookAddresses>();
        services.AddSingleton<Letters>();
        services.AddSingleton<Sending>();
        services.AddHostedService<Dispatcher>();
        if (configuration["Mail:Host"] is { Length: > 0 })
        {
            services.AddSingleton<IMailer, SmtpMailer>();
        }
        else
        {
            services.AddSingleton<IMailer>(s => s.GetRequiredService<PickupFolder>());
        }

        // Also beside a mail server: what was left before there was one is kept no longer.
        services.AddSingleton<PickupFolder>();
        services.AddHostedService(s => s.GetRequiredService<PickupFolder>());
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<NotificationPlanned>("notification-planned");
        options.Events.MapEventType<NotificationSent>("notification-sent");
        options.Events.MapEventType<NotificationFailed>("notification-failed");
        options.Events.MapEventType<NotificationDropped>("notification-dropped");
        options.Events.MapEventType<NotificationReplayed>("notification-replayed");
        options.Events.MapEventType<NotificationAcknowledged>("notification-acknowledged");
        options.Events.MapEventType<SubscriptionMade>("subscription-made");
        options.Events.MapEventType<AddressVerified>("address-verified");
        options.Events.MapEventType<AddressFailing>("address-failing");
        options.Events.MapEventType<RemindersStopped>("reminders-stopped");
        options.Events.MapEventType<SecretRotated>("secret-rotated");
        options.Events.MapEventType<SubscriptionEnded>("subscription-ended");
        // Reader: the planner, which must know at once who has been told of a case. Inline, never stale.
        options.Projections.Snapshot<Notification>(SnapshotLifecycle.Inline);
        options.Schema.For<Notification>().DocumentAlias("notification").Index(n => n.Case).Index(n => n.Contact);
        // Reader: the planner and the sender, which must know at once where nothing may be sent. Inline, never stale.
        options.Projections.Snapshot<Recipient>(SnapshotLifecycle.Inline);
        options.Schema.For<Recipient>().DocumentAlias("recipient");
    }
}
