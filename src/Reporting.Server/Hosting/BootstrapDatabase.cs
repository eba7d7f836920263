using System.Globalization;
using Npgsql;

namespace Reporting.Server.Hosting;

/// <summary>
/// <c>bootstrap-database</c>: makes the server's role (no superuser) and its database, as <c>ConnectionStrings:reporting</c>
/// names them, where they are missing. It is done over <c>ConnectionStrings:admin</c>, which the server itself never has;
/// both come from the environment, since a command line can be read by every user of the machine.
/// </summary>
public static class BootstrapDatabase
{
    public static async Task<int> RunAsync()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var admin = configuration.GetConnectionString("admin");
        var own = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("reporting"));
        if (admin is null || own is not { Database: { Length: > 0 } database, Username: { Length: > 0 } role, Password: { Length: > 0 } password })
        {
            await Console.Error.WriteLineAsync("bootstrap-database needs ConnectionStrings__admin, and ConnectionStrings__reporting with Database, Username and Password.");
            return 2;
        }

        await using var source = NpgsqlDataSource.Create(admin);
        await using var connection = await source.OpenConnectionAsync();

        // Two starts at once: the second waits and finds everything made.
        await RunAsync(connection, "select pg_advisory_lock(1919250543)");
        await RunAsync(connection, await ExistsAsync(connection, "select 1 from pg_roles where rolname = $1", role)
            ? $"alter role {Quote(role)} login nosuperuser nocreatedb nocreaterole password {Literal(password)}"
            : $"create role {Quote(role)} login nosuperuser nocreatedb nocreaterole password {Literal(password)}");
        if (!await ExistsAsync(connection, "select 1 from pg_database where datname = $1", database))
        {
            await RunAsync(connection, $"create database {Quote(database)} owner {Quote(role)} encoding 'UTF8' template template0");
        }

        // A client that died in a transaction holds back every view; one minute is more than any command takes.
        await RunAsync(connection, $"alter database {Quote(database)} set idle_in_transaction_session_timeout = '60s'");

        // Every filing leaves a few kilobytes of JSON: compressing them the old way is a tenth of the database's work for one.
        if (await ExistsAsync(connection, "select 1 from pg_settings where name = 'default_toast_compression' and $1 = any(enumvals)", "lz4"))
        {
            await RunAsync(connection, $"alter database {Quote(database)} set default_toast_compression = 'lz4'");
        }

        return 0;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(name);
        return await command.ExecuteScalarAsync() is not null;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Quote(string identifier) => string.Create(CultureInfo.InvariantCulture, $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    private static string Literal(string text) => string.Create(CultureInfo.InvariantCulture, $"'{text.Replace("'", "''", StringComparison.Ordinal)}'");
}
