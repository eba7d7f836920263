using System.Collections.Concurrent;
using System.Diagnostics;
using Marten;
using Reporting.Server.Kernel;

namespace Reporting.Server.Notifications;

/// <summary>
/// Takes what is planned to where it goes, on every node: each host has a pump of its own, so that one that is slow or away
/// holds up nobody else, and within a host what is most urgent goes first.
/// </summary>
public sealed class Dispatcher(Deliveries deliveries, Sending sending, LegalClock law, TimeProvider machine, IConfiguration configuration, ILogger<Dispatcher> log) : BackgroundService
{
    // How many messages one connection is given at a time: their outcomes are one transaction.
    private const int Handful = 25;
    private const int WebhooksAtOnce = 4;
    private const int MostHosts = 64;
    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _poll = TimeSpan.FromMilliseconds(configuration.GetValue("Notifications:PollMilliseconds", 500));
    private readonly int _mailsAtOnce = configuration.GetValue("Notifications:MailConnections", 8);
    private readonly ConcurrentDictionary<string, Task> _pumps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Away> _away = new(StringComparer.Ordinal);

    private sealed record Away(DateTimeOffset Until, TimeSpan For);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var host in await deliveries.HostsAsync(law.Read(), stoppingToken))
                {
                    Pump(host, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("What is to be sent could not be looked up: {Reason}", e.Message);
            }

            await Task.Delay(_poll, machine, stoppingToken);
        }
    }

    private void Pump(string host, CancellationToken stopping)
    {
        if (_pumps.TryGetValue(host, out var running) && !running.IsCompleted)
        {
            return;
        }

        if ((_away.TryGetValue(host, out var away) && machine.GetUtcNow() < away.Until) || _pumps.Count(p => !p.Value.IsCompleted) >= MostHosts)
        {
            return;
        }

        _pumps[host] = Task.Run(() => PumpAsync(host, stopping), stopping);
    }

    private async Task PumpAsync(string host, CancellationToken stopping)
    {
        try
        {
            var lanes = host == DeliveryTable.MailHost ? _mailsAtOnce : WebhooksAtOnce;
            while (!stopping.IsCancellationRequested)
            {
                var claims = await deliveries.ClaimAsync(host, lanes * Handful, law.Read(), stopping);
                if (claims.Count == 0 || !await SendAsync(host, claims, lanes, stopping))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // What was claimed comes free when the claim ends.
            log.LogWarning(e, "Sending to {Host} broke off and goes on.", host);
        }
    }

    /// <returns>False: the host is away.</returns>
    private async Task<bool> SendAsync(string host, IReadOnlyList<Claim> claims, int lanes, CancellationToken stopping)
    {
        var handfuls = new ConcurrentQueue<Claim[]>(claims.GroupBy(c => c.Tenant).SelectMany(g => g.Chunk(Math.Clamp(claims.Count / lanes, 1, Handful))).OrderBy(h => h[0].Urgent));
        var since = Stopwatch.StartNew();
        var isAway = false;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => LaneAsync()));
        if (!isAway)
        {
            _away.TryRemove(host, out var _);
        }

        return !isAway;

        async Task LaneAsync()
        {
            while (handfuls.TryDequeue(out var handful))
            {
                // Past half of its time a claim is given back: nobody else may think it abandoned while it is being sent.
                var left = isAway || since.Elapsed > deliveries.Lease / 2 ? handful : await sending.SendAsync(handful, stopping);
                if (left.Count > 0)
                {
                    if (!isAway && since.Elapsed <= deliveries.Lease / 2)
                    {
                        isAway = true;
                        StandBack(host);
                    }

                    await deliveries.ReleaseAsync(left.Select(c => c.Notification), stopping);
                }
            }
        }
    }

    private void StandBack(string host)
    {
        var wait = _away.TryGetValue(host, out var before) ? before.For * 2 : TimeSpan.FromSeconds(1);
        wait = wait < LongestAway ? wait : LongestAway;
        _away[host] = new Away(machine.GetUtcNow() + wait, wait);
        log.LogWarning("{Host} cannot be reached; what is to be sent to it waits and is tried again in {Wait}.", host, wait);
    }
}
