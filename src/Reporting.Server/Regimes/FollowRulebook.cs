using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Regimes;

/// <summary>Loads the rulebook before the server takes a request, and looks every two seconds whether another node has put a new one in force.</summary>
public sealed class FollowRulebook(ActiveRulebook rulebook, IDocumentStore store, TimeProvider machine, ILogger<FollowRulebook> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await rulebook.LoadAsync(cancellationToken);
        log.LogInformation("Rulebook loaded: {Regimes} editions of regimes, activation {Number}.", rulebook.Current.Regimes.Count, rulebook.Number);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, machine);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var session = store.QuerySession(Tenants.Platform);
                var state = await session.Events.FetchStreamStateAsync(RulebookHistory.Stream, stoppingToken);
                await rulebook.AtLeastAsync((int)(state?.Version ?? 0), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "The rulebook could not be followed; activation {Number} stays in use here.", rulebook.Number);
            }
        }
    }
}
