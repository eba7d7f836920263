using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Testcontainers.PostgreSql;

namespace Reporting.Testing;

/// <summary>A PostgreSQL server that tests may make roles and databases in.</summary>
public interface ITestPostgres : IAsyncDisposable
{
    /// <summary>A superuser's connection, to the database <c>postgres</c>.</summary>
    string AdminConnectionString { get; }
}

/// <summary>The server named by the variable <c>REPORTING_POSTGRES</c>. It outlives the tests, which clear up behind themselves.</summary>
public sealed class GivenPostgres(string adminConnectionString) : ITestPostgres
{
    /// <inheritdoc/>
    public string AdminConnectionString { get; } = adminConnectionString;

    /// <summary>Leaves the server alone: it is not ours.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A container of its own, removed at the end (also when the tests are killed: Testcontainers sees to that).</summary>
public sealed class ContainerPostgres : ITestPostgres
{
    private readonly PostgreSqlContainer container;

    private ContainerPostgres(PostgreSqlContainer container) => this.container = container;

    /// <inheritdoc/>
    public string AdminConnectionString => container.GetConnectionString();

    /// <summary>Starts it; only where a container engine answers.</summary>
    public static async Task<ContainerPostgres> StartAsync()
    {
        var started = new PostgreSqlBuilder("postgres:17")
            .WithUsername("postgres")
            .WithPassword(Convert.ToHexString(RandomNumberGenerator.GetBytes(24)))
            .WithDatabase("postgres")
            .WithCommand("-c", "max_connections=300", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
            .Build();
        await started.StartAsync();
        return new ContainerPostgres(started);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => container.DisposeAsync();
}

/// <summary>A cluster in a temporary folder, made from the server programs of this machine and deleted at the end.</summary>
public sealed class PrivatePostgres : ITestPostgres
{
    private static readonly string Script = Repository.File("ops", "lib", "postgres.sh");

    private readonly string folder;
    private readonly string kind;

    private PrivatePostgres(string folder, string kind, string adminConnectionString)
    {
        this.folder = folder;
        this.kind = kind;
        AdminConnectionString = adminConnectionString;
    }

    /// <inheritdoc/>
    public string AdminConnectionString { get; }

    /// <summary>Makes and starts it.</summary>
    /// <param name="durable">
    /// True for tests that kill the server and for measurements: fsync and synchronous commit as in earnest. Otherwise quick, and short of its
    /// last commits after a kill.
    /// </param>
    public static async Task<PrivatePostgres> StartAsync(bool durable = false)
    {
        var data = Directory.CreateTempSubdirectory("reporting-postgres-").FullName;
        var option = durable ? "--throwaway-durable" : "--throwaway";
        await WatchAsync(data);
        return new PrivatePostgres(data, option, await Shell.OutputOfAsync(Script, ["start", data, option]));
    }

    /// <summary>The server's first process.</summary>
    public async Task<int> ProcessIdAsync() => int.Parse(await Shell.OutputOfAsync(Script, ["pid", folder]), CultureInfo.InvariantCulture);

    /// <summary>Ends the server as a machine does that loses its power: kill -9, no word to clients.</summary>
    public async Task KillAsync()
    {
        using var server = Process.GetProcessById(await ProcessIdAsync());
        server.Kill();
    }

    /// <summary>Starts the server again after <see cref="KillAsync"/>, with recovery, at the same port and with the same password.</summary>
    /// <exception cref="InvalidOperationException">Another process took the port meanwhile, so that clients cannot find the server again.</exception>
    public async Task StartAgainAsync()
    {
        if (!string.Equals(await Shell.OutputOfAsync(Script, ["start", folder, kind]), AdminConnectionString, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("PostgreSQL came back at another port.");
        }
    }

    /// <summary>Stops the server and deletes its data.</summary>
    public async ValueTask DisposeAsync() => await Shell.OutputOfAsync(Script, ["stop", folder]);

    // A test run may be killed; the watcher, in a session of its own, then does what DisposeAsync could not. It ends when the folder is gone.
    private static async Task WatchAsync(string data) =>
        await Shell.OutputOfAsync(
            "bash",
            [
                "-c", "nohup setsid \"$0\" \"$@\" </dev/null >/dev/null 2>&1 &",
                Repository.File("ops", "lib", "reap.sh"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture), data,
            ]);
}
