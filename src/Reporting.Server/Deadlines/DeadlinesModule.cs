using Marten;

namespace Reporting.Server.Deadlines;

public static class DeadlinesModule
{
    public static void AddDeadlines(this IServiceCollection services)
    {
        services.AddSingleton(new EveryMinute(new SweepDueSteps()));
        services.AddHostedService<SweepTimer>();
    }

    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<DeadlinesComputed>(DeadlinesComputed.Name);
        // A case's streams are short: folding one when it is read costs less than keeping a copy at each write.
        options.Projections.LiveStreamAggregation<DeadlineBook>();
    }
}
