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
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>What goes to one host: several lanes at once, which take from what the node has claimed and claim the next when it is used up. None waits for another.</summary>
    private sealed class Line(string host, int lanes)
    {
        private int _running;

        public string Host => host;

        public int Lanes => lanes;

        /// <summary>Whose turn it is to take or to claim.</summary>
        public SemaphoreSlim Turn { get; } = new(1);

        /// <summary>What was claimed, when, and is not being sent.</summary>
        public Queue<(Claim[] Handful, long Since)> Claimed { get; } = [];

        /// <summary>The last claim found no more: nobody looks again before the next poll.</summary>
        public bool IsDry { get; set; }

        /// <summary>Null: as far as is known it can be reached.</summary>
        public Away? Away { get; set; }

        public bool IsRunning => _running > 0;

        public bool Enter()
        {
            if (Interlocked.Increment(ref _running) <= lanes)
            {
                return true;
            }

            Leave();
            return false;
        }

        public void Leave() => Interlocked.Decrement(ref _running);
    }

    /// <summary>Until when a host is left alone, and for how long that is.</summary>
    private sealed record Away(DateTimeOffset Until, TimeSpan For);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var host in await deliveries.HostsAsync(law.Read(), stoppingToken))
                {
                    Send(host, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("What is to be sent could not be looked up: {Reason}", e.Message);
            }

            await Task.Delay(_poll, machine, stoppingToken);
        }
    }

    private void Send(string host, CancellationToken stopping)
    {
        var line = _lines.GetOrAdd(host, h => new Line(h, h == DeliveryTable.MailHost ? _mailsAtOnce : WebhooksAtOnce));
        if (IsAway(line) || (!line.IsRunning && _lines.Values.Count(l => l.IsRunning) >= MostHosts))
        {
            return;
        }

        line.IsDry = false;
        while (line.Enter())
        {
            _ = Task.Run(() => LaneAsync(line, stopping), CancellationToken.None);
        }
    }

    private bool IsAway(Line line) => line.Away is { } away && machine.GetUtcNow() < away.Until;

    private async Task LaneAsync(Line line, CancellationToken stopping)
    {
        try
        {
            while (await NextAsync(line, stopping) is { } next)
            {
                // Past half of its time a claim is given back: nobody else may think it abandoned while it is being sent.
                var (left, isAway) = IsAway(line) ? (next.Handful, true) : await sending.SendAsync(next.Handful, () => Stopwatch.GetElapsedTime(next.Since) < deliveries.Lease / 2, stopping);
                if (isAway)
                {
                    StandBack(line);
                }
                else
                {
                    line.Away = null;
                }

                await deliveries.ReleaseAsync(left, stopping);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // What was claimed comes free when the claim ends.
            log.LogWarning(e, "Sending to {Host} broke off and goes on.", line.Host);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            line.Leave();
        }
    }

    /// <summary>The next handful, of one firm; null: there is none, or the host is away.</summary>
    private async Task<(Claim[] Handful, long Since)?> NextAsync(Line line, CancellationToken stopping)
    {
        await line.Turn.WaitAsync(stopping);
        try
        {
            if (line.Claimed.Count == 0 && !line.IsDry && !IsAway(line))
            {
                var since = Stopwatch.GetTimestamp();
                var claims = await deliveries.ClaimAsync(line.Host, line.Lanes * Handful, law.Read(), stopping);
                line.IsDry = claims.Count < line.Lanes * Handful;
                foreach (var handful in claims.GroupBy(c => c.Tenant).SelectMany(g => g.Chunk(Math.Clamp(claims.Count / line.Lanes, 1, Handful))).OrderBy(h => h[0].Urgent))
                {
                    line.Claimed.Enqueue((handful, since));
                }
            }

            return line.Claimed.TryDequeue(out var next) ? next : null;
        }
        finally
        {
            line.Turn.Release();
        }
    }

    private void StandBack(Line line)
    {
        // Several lanes find it away at once: it is so once.
        if (IsAway(line))
        {
            return;
        }

        var wait = line.Away is { } before ? before.For * 2 : TimeSpan.FromSeconds(1);
        wait = wait < LongestAway ? wait : LongestAway;
        line.Away = new Away(machine.GetUtcNow() + wait, wait);
        log.LogWarning("{Host} cannot be reached; what is to be sent to it waits and is tried again in {Wait}.", line.Host, wait);
    }
}
