using JasperFx.Events.Projections;
using Marten;
using Reporting.Server.Privacy;

namespace Reporting.Server.Oversight;

/// <summary>
/// Which generations of the authorities' views this process builds (<c>Oversight:Generations</c>, the first where nothing is
/// said). Readers are shown the one that the table of the live one names, whatever is being built: a new one is built beside
/// it and switched to at once (<see cref="SwitchViewsEndpoint"/>).
/// </summary>
public sealed class LiveViews(IConfiguration configuration, Vault vault, NameHashes hashes, ILoggerFactory logs) : IConfigureMarten
{
    public const int First = 1;

    public IReadOnlyList<int> Built { get; } =
        [.. (configuration["Oversight:Generations"] ?? $"{First}").Split(',', StringSplitOptions.TrimEntries).Select(g => int.Parse(g, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order()];

    /// <summary>The views of one generation, as the daemon names them.</summary>
    public static IReadOnlyList<string> Names(int generation) => generation == First ? [nameof(CaseQueue), nameof(CaseSearch)] : [nameof(CaseQueue) + generation, nameof(CaseSearch) + generation];

    public void Configure(IServiceProvider services, StoreOptions options)
    {
        foreach (var generation in Built)
        {
            var queue = new CaseQueue(generation);
            var search = new CaseSearch(generation, vault, hashes, logs.CreateLogger<CaseSearch>());
            Add(options, Names(generation)[0], queue, CaseQueue.Follows, queue.Tables);
            Add(options, Names(generation)[1], search, CaseSearch.Follows, search.Tables);
        }
    }

    private static void Add(StoreOptions options, string name, Marten.Events.Projections.IProjection view, IEnumerable<Type> follows, IEnumerable<string> tables)
    {
        var projection = new ProjectionWrapper<IDocumentOperations, IQuerySession>(view, ProjectionLifecycle.Async) { Name = name };
        foreach (var type in follows)
        {
            projection.IncludeType(type);
        }

        foreach (var table in tables)
        {
            projection.Options.DeleteDataInTableOnTeardown(table);
        }

        options.Projections.Add(projection, ProjectionLifecycle.Async);
    }
}
