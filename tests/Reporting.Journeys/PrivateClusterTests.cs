using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The private cluster that stands in where there is neither a server nor a container engine.</summary>
public sealed class PrivateClusterTests : IAsyncLifetime
{
    private static readonly string Script = Repository.File("ops", "lib", "postgres.sh");
    private readonly string parent = Directory.CreateTempSubdirectory("reporting-cluster-").FullName;

    private string Folder => Path.Combine(parent, "project", ".reporting", "postgres");

    public ValueTask InitializeAsync()
    {
        // As the folder above a project mostly is; the temporary folder itself is closed to others.
        File.SetUnixFileMode(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.OutputOfAsync(Script, ["stop", Folder]);
        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public async Task it_is_durable_checksummed_and_asks_for_a_password_on_loopback_alone()
    {
        var connection = await StartAsync();
        (await AskAsync(connection, "SHOW fsync")).ShouldBe("on");
        (await AskAsync(connection, "SHOW synchronous_commit")).ShouldBe("on");
        (await AskAsync(connection, "SHOW full_page_writes")).ShouldBe("on");
        (await AskAsync(connection, "SHOW data_checksums")).ShouldBe("on");
        (await AskAsync(connection, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
        (await AskAsync(connection, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")).ShouldBe("scram-sha-256");
        File.GetUnixFileMode(Path.Combine(Folder, "password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var wrong = new NpgsqlConnectionStringBuilder(connection) { Password = "wrong" }.ConnectionString;
        (await Should.ThrowAsync<PostgresException>(() => AskAsync(wrong, "SELECT 1"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task a_second_start_finds_the_same_server_and_a_stop_may_be_said_twice()
    {
        var connection = await StartAsync();
        (await StartAsync()).ShouldBe(connection);
        await StopAsync();
        await StopAsync();
        await Should.ThrowAsync<NpgsqlException>(() => AskAsync(connection, "SELECT 1"));
    }

    [Fact]
    public async Task two_starts_at_one_time_end_with_one_server()
    {
        var connections = await Task.WhenAll(StartAsync(), StartAsync(), StartAsync());
        connections.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        (await AskAsync(connections[0], "SELECT 'up'")).ShouldBe("up");
    }

    [Fact]
    public async Task what_was_committed_is_there_after_a_stop_and_after_a_kill()
    {
        var connection = await StartAsync();
        await AskAsync(connection, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1); SELECT ''");
        await StopAsync();
        connection = await StartAsync();
        await AskAsync(connection, "INSERT INTO kept VALUES (2); SELECT ''");
        await KillAsync();
        connection = await StartAsync();
        (await AskAsync(connection, "SELECT count(*)::text FROM kept")).ShouldBe("2");
    }

    [Fact]
    public async Task a_kill_while_a_backend_computes_does_not_stop_the_next_start()
    {
        var connection = await StartAsync();
        var busy = AskAsync(connection, "SELECT count(*)::text FROM generate_series(1, 2000000000)");
        await Poll.UntilAsync(
            async () => await AskAsync(connection, "SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE '%generate_series(%' AND pid <> pg_backend_pid()") == "1",
            TimeSpan.FromSeconds(20), "the computation");
        await KillAsync();
        (await AskAsync(await StartAsync(), "SELECT 'up'")).ShouldBe("up");
        await Should.ThrowAsync<NpgsqlException>(() => busy);
    }

    [Fact]
    public async Task a_pid_file_whose_number_another_process_has_by_now_does_not_stop_the_start()
    {
        await StartAsync();
        await StopAsync();
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "data", "postmaster.pid"),
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{Folder}/data\n1\n5432\n\n127.0.0.1\n"),
            TestContext.Current.CancellationToken);
        (await AskAsync(await StartAsync(), "SELECT 'up'")).ShouldBe("up");
    }

    [Fact]
    public async Task a_port_taken_meanwhile_is_replaced_by_another()
    {
        var before = new NpgsqlConnectionStringBuilder(await StartAsync());
        await StopAsync();
        using var squatter = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, before.Port);
        squatter.Start();
        new NpgsqlConnectionStringBuilder(await StartAsync()).Port.ShouldNotBe(before.Port);
    }

    [Fact]
    public async Task a_project_that_the_user_postgres_cannot_reach_has_its_cluster_elsewhere()
    {
        File.SetUnixFileMode(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var connection = await StartAsync();
        await AskAsync(connection, "CREATE TABLE kept (); SELECT ''");
        (await StartAsync()).ShouldBe(connection);
        await StopAsync();
        connection = await StartAsync();
        (await AskAsync(connection, "SELECT count(*)::text FROM kept")).ShouldBe("0");

        // Deleting the project's data folder means a fresh start, wherever the cluster is.
        Directory.Delete(Folder, recursive: true);
        connection = await StartAsync();
        (await AskAsync(connection, "SELECT coalesce(to_regclass('kept')::text, 'gone')")).ShouldBe("gone");
        await StopAsync();
        await RemoveElsewhereAsync();
    }

    [Fact]
    public async Task a_throwaway_cluster_goes_when_the_process_it_is_for_is_killed()
    {
        var folder = Directory.CreateTempSubdirectory("reporting-orphan-").FullName;
        var connection = await Shell.OutputOfAsync(Script, ["start", folder, "--throwaway"]);
        (await AskAsync(connection, "SHOW fsync")).ShouldBe("off");
        using var parentProcess = Shell.Start("sleep", ["300"]);
        using var watcher = Shell.Start(
            Repository.File("ops", "lib", "reap.sh"), [parentProcess.Id.ToString(CultureInfo.InvariantCulture), folder]);
        parentProcess.Kill();
        await Poll.UntilAsync(() => !Directory.Exists(folder), TimeSpan.FromSeconds(20), "the end of the orphaned cluster");
        await Should.ThrowAsync<NpgsqlException>(() => AskAsync(connection, "SELECT 1"));
        await watcher.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task a_durable_throwaway_cluster_keeps_its_commits_over_a_kill()
    {
        await using var postgres = await PrivatePostgres.StartAsync(durable: true);
        await AskAsync(postgres.AdminConnectionString, "CREATE TABLE kept AS SELECT 1 AS id; SELECT ''");
        await postgres.KillAsync();
        await postgres.StartAgainAsync();
        NpgsqlConnection.ClearAllPools();
        (await AskAsync(postgres.AdminConnectionString, "SELECT count(*)::text FROM kept")).ShouldBe("1");
    }

    private static async Task<string?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        return (string?)await command.ExecuteScalarAsync();
    }

    private Task<string> StartAsync() => Shell.OutputOfAsync(Script, ["start", Folder]);

    private Task<string> StopAsync() => Shell.OutputOfAsync(Script, ["stop", Folder]);

    private async Task KillAsync()
    {
        using var server = Process.GetProcessById(int.Parse(await Shell.OutputOfAsync(Script, ["pid", Folder]), CultureInfo.InvariantCulture));
        server.Kill();
    }

    // Only root has to go elsewhere: an ordinary user's cluster runs as that user.
    private async Task RemoveElsewhereAsync()
    {
        var note = Path.Combine(Folder, "elsewhere");
        if (File.Exists(note))
        {
            Directory.Delete((await File.ReadAllTextAsync(note, TestContext.Current.CancellationToken)).Trim(), recursive: true);
        }
    }
}
