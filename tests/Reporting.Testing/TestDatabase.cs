using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Npgsql;

namespace Reporting.Testing;

/// <summary>
/// A migrated database of a test class's own, copied from a template that is migrated once a run. The names carry the run's own mark, so that runs on
/// one server do not meet, nor touch a database in use.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string Run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private static readonly string Role = $"reporting_{Run}";
    private static readonly string Password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private static readonly Lazy<Task> RoleMade = new(MakeRoleAsync);
    private static readonly ConcurrentDictionary<MethodInfo, Lazy<Task<string>>> Templates = new();
    private static int count;

    private readonly ITestPostgres server;

    private TestDatabase(ITestPostgres cluster, string name)
    {
        server = cluster;
        Name = name;
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>As the role that the server runs under: owner of the database, no superuser.</summary>
    public string ConnectionString => As(server, Name, Role, Password);

    /// <summary>As a superuser, in this database: for looking behind the server's back.</summary>
    public string AdminConnectionString => As(server, Name, role: null, password: null);

    /// <summary>Makes a database on the shared cluster.</summary>
    /// <param name="migrate">
    /// Applies the schema over the connection string it is handed, and closes its connections. Called once a run for each distinct method, also when test
    /// classes run at the same time: pass a static method or a lambda that captures nothing.
    /// </param>
    public static async Task<TestDatabase> CreateAsync(Func<string, Task> migrate)
    {
        var cluster = await PostgresCluster.SharedAsync();
        await RoleMade.Value;
        var template = await Templates.GetOrAdd(migrate.Method, _ => new Lazy<Task<string>>(() => MakeTemplateAsync(cluster, migrate))).Value;
        return await CopyAsync(cluster, template);
    }

    /// <summary>Makes a database without a schema: for tests of the migration.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync()
    {
        var cluster = await PostgresCluster.SharedAsync();
        await RoleMade.Value;
        return await CopyAsync(cluster, "template1");
    }

    /// <summary>Drops the database, whoever is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var own = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(own);
        }

        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }

    internal static async Task DropTemplatesAsync(ITestPostgres cluster)
    {
        foreach (var template in Templates.Values)
        {
            await ExecuteAsync(cluster, $"DROP DATABASE IF EXISTS {await template.Value} WITH (FORCE)");
        }

        await ExecuteAsync(cluster, $"DROP ROLE IF EXISTS {Role}");
    }

    private static async Task MakeRoleAsync() =>
        await ExecuteAsync(await PostgresCluster.SharedAsync(), $"CREATE ROLE {Role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{Password}'");

    private static async Task<TestDatabase> CopyAsync(ITestPostgres cluster, string template)
    {
        var name = Next("reporting");
        await ExecuteAsync(cluster, $"CREATE DATABASE {name} TEMPLATE {template} OWNER {Role}");
        return new TestDatabase(cluster, name);
    }

    private static async Task<string> MakeTemplateAsync(ITestPostgres cluster, Func<string, Task> migrate)
    {
        var name = Next("reporting_template");
        await ExecuteAsync(cluster, $"CREATE DATABASE {name} OWNER {Role}");
        await migrate(As(cluster, name, Role, Password));
        // A database can only be copied while nobody is connected, and pools keep connections.
        await ExecuteAsync(cluster, $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await ExecuteAsync(cluster, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        return name;
    }

    private static string Next(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}_{Run}_{Interlocked.Increment(ref count)}");

    private static string As(ITestPostgres cluster, string database, string? role, string? password)
    {
        var connection = new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString) { Database = database };
        connection.Username = role ?? connection.Username;
        connection.Password = password ?? connection.Password;
        return connection.ConnectionString;
    }

    // All names and the password in these statements are made above from letters, digits and underscores.
    private static async Task ExecuteAsync(ITestPostgres cluster, string statement)
    {
        await using var connection = new NpgsqlConnection(cluster.AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
