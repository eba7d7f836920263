using Microsoft.Extensions.DependencyInjection;
using Reporting.Ledger;
using Reporting.Server.Journal;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Journal;

/// <summary>The journal of a host that a test has for itself.</summary>
public sealed class JournalOf(ReportingHost host)
{
    public IReadOnlyList<VerifierKey> Keys => Get<LedgerKeys>().Verifiers;

    public Task PrepareAsync() => Get<LedgerIdentity>().PrepareAsync(CancellationToken.None);

    public async Task SequenceAsync()
    {
        while (await Get<Sequencer>().RunAsync(CancellationToken.None) > 0)
        {
            // On to the next batch.
        }
    }

    private T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();
}
