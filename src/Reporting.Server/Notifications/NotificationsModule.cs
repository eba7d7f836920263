using JasperFx.Events.Projections;
using MailKit;
using MailKit.Net.Smtp;
using Marten;
using Wolverine;
using Wolverine.ErrorHandling;

namespace Reporting.Server.Notifications;

public static class NotificationsModule
{
    public static void AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Links>();
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
    }

    public static void Configure(WolverineOptions options)
    {
        // A mail server that is away is normal: minutes, then hours, then it is somebody's work, as a dead letter.
        options.OnException<ServiceNotConnectedException>().Or<SmtpCommandException>().Or<SmtpProtocolException>().Or<System.Net.Sockets.SocketException>().Or<IOException>()
            .ScheduleRetry(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2));
    }
}
