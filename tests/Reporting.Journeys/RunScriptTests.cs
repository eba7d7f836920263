using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>
/// What <c>./ops/run</c> does around the server: order, reasons, what it stops. The server itself is pretended here, so that it can be made to fail;
/// the whole, in earnest, is a journey of its own.
/// </summary>
public sealed class RunScriptTests : IDisposable
{
    private readonly PretendedProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task once_goes_through_all_steps_in_order_and_stops_the_server()
    {
        var finished = await project.RunOnceAsync();
        finished.ExitCode.ShouldBe(0, finished.Error);
        project.Calls.ShouldBe(["build src/Reporting.Server", "build src/Reporting.Cli", "bootstrap-database", "migrate", "server", "play"]);
        finished.Output.ShouldContain("Running at http://127.0.0.1:");
        finished.Output.TrimEnd().ShouldContain("Each step worked.");
        project.ServerIsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task a_second_start_builds_only_when_a_source_changed_in_content()
    {
        await project.RunOnceAsync();
        project.Forget();
        File.SetLastWriteTimeUtc(project.Source, DateTime.UnixEpoch);
        await project.RunOnceAsync();
        project.Calls.ShouldBe(["bootstrap-database", "migrate", "server", "play"]);
        project.Forget();
        await File.WriteAllTextAsync(project.Source, "changed", TestContext.Current.CancellationToken);
        await project.RunOnceAsync();
        project.Calls[0].ShouldBe("build src/Reporting.Server");
    }

    [Theory]
    [InlineData("build", "Not started: the build failed (see above).")]
    [InlineData("bootstrap-database", "Not started: the role and the database could not be made (see above).")]
    [InlineData("migrate", "Not started: the schema could not be applied (see above).")]
    [InlineData("server", "Not started: the server ended while starting")]
    [InlineData("play", "Not started: the samples did not go through (see above).")]
    public async Task a_step_that_fails_is_the_reason_and_nothing_keeps_running(string step, string reason)
    {
        var finished = await project.RunOnceAsync(("FAIL", step));
        finished.ExitCode.ShouldNotBe(0);
        finished.Error.ShouldContain(reason);
        finished.Error.ShouldContain($"{step} says why");
        project.Calls[^1].ShouldStartWith(step);
        project.ServerIsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task a_signal_stops_the_server_and_the_private_postgresql()
    {
        using var run = project.Start(("REPORTING_POSTGRES", null));
        await PretendedProject.WaitForOutputAsync(run, "Ctrl-C stops it");
        project.ServerIsAlive.ShouldBeTrue();
        await project.PostgresPidAsync().ShouldNotThrowAsync();
        await SignalAsync(run, "INT");
        run.ExitCode.ShouldBe(130);
        project.ServerIsAlive.ShouldBeFalse();
        await Should.ThrowAsync<InvalidOperationException>(project.PostgresPidAsync);
    }

    [Fact]
    public async Task a_signal_in_the_middle_of_a_step_ends_that_step_and_its_children()
    {
        using var run = project.Start(("HANG", "build"));
        await Poll.UntilAsync(() => project.Calls.Length == 1, TimeSpan.FromSeconds(20), "the build");
        await SignalAsync(run, "TERM");
        run.ExitCode.ShouldBe(143);
        project.IsAlive("build.pid").ShouldBeFalse();
    }

    [Fact]
    public async Task a_second_run_at_the_same_time_is_refused_with_one_sentence()
    {
        using var run = project.Start();
        await PretendedProject.WaitForOutputAsync(run, "Ctrl-C stops it");
        var second = await project.RunOnceAsync();
        second.ExitCode.ShouldNotBe(0);
        second.Error.Trim().ShouldBe(
            $"Not started: another ./ops/run uses {project.Folder(".reporting")}; stop that one first, or set REPORTING_FOLDER to another folder.");
        project.ServerIsAlive.ShouldBeTrue();
        await SignalAsync(run, "TERM");
    }

    [Fact]
    public async Task what_a_killed_run_left_behind_is_stopped_by_the_next()
    {
        using (var run = project.Start())
        {
            await PretendedProject.WaitForOutputAsync(run, "Ctrl-C stops it");
            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        project.ServerIsAlive.ShouldBeTrue();
        var finished = await project.RunOnceAsync();
        finished.ExitCode.ShouldBe(0, finished.Error);
        finished.Output.ShouldContain("Stopping the server that an earlier run left behind");
        project.ServerIsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task secrets_are_made_once_and_kept_from_other_users_and_from_the_output()
    {
        var first = await project.RunOnceAsync();
        var secrets = project.Secrets();
        secrets.Length.ShouldBe(2);
        await project.RunOnceAsync();
        project.Secrets().ShouldBe(secrets);
        File.GetUnixFileMode(project.Folder(".reporting", "keys")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        secrets.ShouldAllBe(secret => !(first.Output + first.Error).Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task the_server_gets_a_role_of_its_own_at_the_administrators_address()
    {
        await project.RunOnceAsync(("REPORTING_POSTGRES", "Host=db.example;Port=6432;SSL Mode=Prefer;Username=chief;Password=\"a;b\";Database=postgres"));
        var connection = new NpgsqlConnectionStringBuilder(await File.ReadAllTextAsync(project.Folder("connection"), TestContext.Current.CancellationToken));
        connection.Host.ShouldBe("db.example");
        connection.Port.ShouldBe(6432);
        connection.SslMode.ShouldBe(SslMode.Prefer);
        // With a mark of this checkout: another one may use the same server.
        connection.Username.ShouldNotBeNull().ShouldStartWith("reporting_");
        connection.Database.ShouldBe(connection.Username);
        connection.Password.ShouldBe(project.Secrets("database-password")[0]);
    }

    [Fact]
    public async Task another_port_is_taken_when_the_usual_one_is_in_use()
    {
        using var squatter = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        squatter.Start();
        var taken = ((System.Net.IPEndPoint)squatter.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var finished = await project.RunOnceAsync(("REPORTING_PORT", taken));
        finished.ExitCode.ShouldBe(0, finished.Error);
        finished.Output.ShouldNotContain($":{taken}");
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        await Shell.OutputOfAsync("bash", ["-c", "kill -\"$0\" \"$1\"", signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>The project's own scripts in a folder where <c>dotnet</c> is a stub.</summary>
    private sealed class PretendedProject : IDisposable
    {
        // Perl is part of every Debian, unlike Python.
        private const string Dotnet = """
            call() {
              echo "$*" >>"$PRETENDED/calls"
              if [ "$FAIL" = "$1" ]; then echo "$1 says why" >&2; exit 1; fi
              if [ "$HANG" = "$1" ]; then echo $$ >"$PRETENDED/$1.pid"; exec sleep 300; fi
            }
            case "$*" in
              build*) call build "$2"; mkdir -p src/Reporting.Server/bin/Release ;;
              *'Server.dll bootstrap-database') call bootstrap-database; [ -n "$ConnectionStrings__admin" ] ;;
              *' migrate') call migrate; printf '%s' "$ConnectionStrings__reporting" >"$PRETENDED/connection" ;;
              *Server.dll)
                call server
                exec perl -MIO::Socket::INET -e '
                  my $listener = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ENV{ASPNETCORE_URLS} =~ /(\d+)$/, Listen => 5, ReuseAddr => 1) or die;
                  while (my $client = $listener->accept) { <$client>; print $client "HTTP/1.0 200 OK\r\n\r\n"; close $client }' "$2"
                ;;
              *'Cli.dll play ops/samples --server http://127.0.0.1:'*) call play ;;
              *) echo "not expected: $*" >&2; exit 1 ;;
            esac
            """;

        private readonly string root = Directory.CreateTempSubdirectory("reporting-project-").FullName;
        private string? lastServer;

        public PretendedProject()
        {
            File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            Stub.WriteProject(root);
            Stub.Write(Folder("bin", "dotnet"), Dotnet);
        }

        public string Source => Folder("src", "Reporting.Server", "Program.cs");

        public string[] Calls => File.Exists(Folder("calls")) ? File.ReadAllLines(Folder("calls")) : [];

        public bool ServerIsAlive
        {
            get
            {
                var file = Folder(".reporting", "server.pid");
                lastServer = File.Exists(file) ? File.ReadAllText(file).Trim() : lastServer;
                return lastServer is not null && Runs(lastServer);
            }
        }

        public string Folder(params string[] path) => Path.Combine([root, .. path]);

        public void Forget() => File.Delete(Folder("calls"));

        public bool IsAlive(string pidFile) => Runs(File.ReadAllText(Folder(pidFile)).Trim());

        public string[] Secrets(string pattern = "*") => [.. Directory.GetFiles(Folder(".reporting", "keys"), pattern).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

        public Task<string> PostgresPidAsync() => Shell.OutputOfAsync(Folder("ops", "lib", "postgres.sh"), ["pid", Folder(".reporting", "postgres")]);

        public Task<Finished> RunOnceAsync(params (string Name, string? Value)[] variables) =>
            Shell.RunAsync(Folder("ops", "run"), ["--once"], Environment(variables), TimeSpan.FromMinutes(1));

        public Process Start(params (string Name, string? Value)[] variables) => Shell.Start(Folder("ops", "run"), [], Environment(variables));

        public static async Task WaitForOutputAsync(Process run, string text)
        {
            var seen = new StringBuilder();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (!seen.ToString().Contains(text, StringComparison.Ordinal))
            {
                var line = await run.StandardOutput.ReadLineAsync(limit.Token)
                    ?? throw new InvalidOperationException($"{seen}{await run.StandardError.ReadToEndAsync(limit.Token)}");
                seen.AppendLine(line);
            }
        }

        public void Dispose()
        {
            if (ServerIsAlive)
            {
                using var server = Process.GetProcessById(int.Parse(lastServer!, CultureInfo.InvariantCulture));
                server.Kill();
            }

            Directory.Delete(root, recursive: true);
        }

        private static bool Runs(string pid) =>
            File.Exists($"/proc/{pid}/status") && !File.ReadAllText($"/proc/{pid}/status").Contains("State:\tZ", StringComparison.Ordinal);

        private Dictionary<string, string?> Environment((string Name, string? Value)[] variables)
        {
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PATH"] = $"{Folder("bin")}:{System.Environment.GetEnvironmentVariable("PATH")}",
                ["PRETENDED"] = root,
                ["FAIL"] = "",
                ["HANG"] = "",
                ["REPORTING_POSTGRES"] = "Host=127.0.0.1;Port=1;Username=postgres",
                ["REPORTING_PORT"] = "0",
                ["REPORTING_FOLDER"] = null,
            };
            foreach (var (name, value) in variables)
            {
                environment[name] = value;
            }

            return environment;
        }
    }
}
