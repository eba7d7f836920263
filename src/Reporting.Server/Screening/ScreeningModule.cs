using Marten;
using Reporting.Server.Cases;

namespace Reporting.Server.Screening;

public static class ScreeningModule
{
    public static void AddScreening(this IServiceCollection services) =>
        services.AddSingleton<ICaseRevision>(new CaseRevision<ScreeningNotice>(CaseType.ScreeningNotice, n => n.Revision));

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<NoticeOpened>("notice-opened");
        options.Events.MapEventType<NoticeSubmitted>("notice-submitted");
        options.Events.MapEventType<NoticeAccepted>("notice-accepted");
        // A case's streams are short: folding one when it is read costs less than keeping a copy at each write.
        options.Projections.LiveStreamAggregation<ScreeningNotice>();
    }
}
