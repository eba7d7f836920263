using System.Diagnostics.Metrics;

namespace Reporting.Server.Journal;

/// <summary>Prepares the ledger before the first request, then runs the sequencer four times a second, at once where a batch was full.</summary>
public sealed class SequencerService(
    LedgerIdentity identity, LedgerKeys keys, Sequencer sequencer, TimeProvider machine, IConfiguration configuration, ILogger<SequencerService> log) : BackgroundService
{
    private static readonly TimeSpan KeysPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhileRefused = TimeSpan.FromSeconds(30);
    private readonly TimeSpan _period = TimeSpan.FromMilliseconds(configuration.GetValue("Journal:PeriodMilliseconds", 250));
    private static readonly Meter Meter = new("Reporting");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("reporting.ledger.refused", description: "Times the ledger was not signed because it is not the one that was published: an alarm.");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await identity.PrepareAsync(cancellationToken);
        await keys.LoadAsync(identity.Origin, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A test that runs the sequencer step by step runs it itself.
        if (!configuration.GetValue("Journal:Run", true))
        {
            return;
        }

        var keysAt = machine.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = _period;
            try
            {
                pause = await sequencer.RunAsync(stoppingToken) >= Sequencer.Batch / 2 ? TimeSpan.Zero : _period;
                if (machine.GetElapsedTime(keysAt) > KeysPeriod)
                {
                    keysAt = machine.GetTimestamp();
                    await keys.LoadAsync(identity.Origin, stoppingToken);
                }
            }
            catch (LedgerRefusedException e)
            {
                pause = WhileRefused;
                Refused.Add(1);
                log.LogCritical(e, "The ledger is not signed and nothing is added to it: {Reason} Filings are taken; their receipts stay promises until somebody decides.", e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "The sequencer did not get through and tries again in {Period}.", _period);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, machine, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
