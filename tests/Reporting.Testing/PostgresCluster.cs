using System.Diagnostics;

namespace Reporting.Testing;

/// <summary>Finds PostgreSQL in the same order as <c>./ops/run</c>: given, container, server programs of this machine (installed where that is possible).</summary>
public static class PostgresCluster
{
    private static readonly Lazy<Task<ITestPostgres>> Shared = new(StartSharedAsync);

    /// <summary>The one cluster of this run of tests, started at the first call and gone with the process.</summary>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL and none can be made; the message says what to do.</exception>
    public static Task<ITestPostgres> SharedAsync() => Shared.Value;

    private static async Task<ITestPostgres> StartSharedAsync()
    {
        var cluster = await StartAsync();
        // The end of the process is the only moment when no test can still need the cluster.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.Run(() => EndAsync(cluster)).Wait(TimeSpan.FromSeconds(60));
        return cluster;
    }

    private static async Task<ITestPostgres> StartAsync()
    {
        var source = await Shell.OutputOfAsync(Repository.File("ops", "lib", "postgres.sh"), ["find"]);
        return source switch
        {
            "given" => new GivenPostgres(Environment.GetEnvironmentVariable("REPORTING_POSTGRES")!),
            "container" => await ContainerPostgres.StartAsync(),
            "installed" or "install" => await PrivatePostgres.StartAsync(),
            _ => throw new UnreachableException($"ops/lib/postgres.sh find answered '{source}'."),
        };
    }

    private static async Task EndAsync(ITestPostgres cluster)
    {
        if (cluster is GivenPostgres)
        {
            await TestDatabase.DropTemplatesAsync(cluster);
        }

        await cluster.DisposeAsync();
    }
}
