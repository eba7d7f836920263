using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace Reporting.Server.Access;

/// <summary>Reads the signing keys again every minute, and has the issuer's library take them up. A key is published a quarter of an hour before it signs, so a minute is soon enough.</summary>
public sealed class RefreshKeys(KeyRing keys, IOptionsMonitorCache<OpenIddictServerOptions> options, TimeProvider machine, ILogger<RefreshKeys> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, machine);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await keys.LoadAsync(stoppingToken);
                options.TryRemove(Options.DefaultName);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "The signing keys could not be read again; those known stay in use.");
            }
        }
    }
}
