using Marten;

namespace Reporting.Server.Journal;

public static class JournalModule
{
    public static void AddJournal(this IServiceCollection services)
    {
        services.AddHttpClient(nameof(Witnesses));
        services.AddSingleton<LedgerIdentity>();
        services.AddSingleton<LedgerKeys>();
        services.AddSingleton<CheckpointFile>();
        services.AddSingleton<JournalProgress>();
        services.AddSingleton<SequencerSteps>();
        services.AddSingleton<Receipts>();
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<Witnesses>();
        services.AddSingleton<Sequencer>();
        services.AddHostedService<SequencerService>();
        services.AddHostedService(s => s.GetRequiredService<Witnesses>());
        services.AddSingleton<IConfigureMarten, EveryAppend>();
    }

    public static void Map(StoreOptions options)
    {
        foreach (var table in JournalTables.All())
        {
            options.Storage.ExtendedSchemaObjects.Add(table);
        }

        options.Schema.For<LedgerKey>().DocumentAlias("ledgerkey").SingleTenanted();
    }

    private sealed class EveryAppend(Kernel.LegalClock clock) : IConfigureMarten
    {
        public void Configure(IServiceProvider services, StoreOptions options) => options.Listeners.Add(new JournalListener(clock));
    }
}
