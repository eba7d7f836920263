using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The order in which PostgreSQL is looked for, played with programs that only pretend, alone on PATH.</summary>
public sealed class PostgresSourceTests : IDisposable
{
    private readonly StubPath path = new();

    public void Dispose() => path.Dispose();

    [Fact]
    public async Task a_connection_string_given_by_the_user_comes_first()
    {
        path.Add("docker", "exit 0").AddServerPrograms("16.1");
        (await FindAsync(("REPORTING_POSTGRES", "Host=db.example"))).Output.Trim().ShouldBe("given");
    }

    [Fact]
    public async Task a_container_engine_that_answers_comes_before_installed_programs()
    {
        path.Add("docker", "exit 0").AddServerPrograms("16.1");
        (await FindAsync()).Output.Trim().ShouldBe("container");
    }

    [Fact]
    public async Task podman_is_as_good_as_docker()
    {
        path.Add("docker", "exit 1").Add("podman", "exit 0").AddServerPrograms("16.1");
        (await FindAsync()).Output.Trim().ShouldBe("container");
    }

    [Fact]
    public async Task a_container_client_without_an_engine_is_passed_over()
    {
        path.Add("docker", "exit 1").AddServerPrograms("16.1");
        (await FindAsync()).Output.Trim().ShouldBe("installed");
    }

    [Fact]
    public async Task a_container_engine_that_hangs_is_passed_over_after_five_seconds()
    {
        path.Add("docker", "exec sleep 60").AddServerPrograms("16.1");
        (await FindAsync()).Output.Trim().ShouldBe("installed");
    }

    [Fact]
    public async Task a_container_engine_without_compose_is_passed_over()
    {
        path.Add("docker", "[ \"$1\" = info ]").AddServerPrograms("16.1");
        (await FindAsync()).Output.Trim().ShouldBe("installed");
    }

    [Fact]
    public async Task programs_off_the_path_are_found_too()
    {
        path.AddServerPrograms("15.4", folder: "elsewhere");
        (await FindAsync(("REPORTING_POSTGRES_PLACES", path.Folder("else*")))).Output.Trim().ShouldBe("installed");
    }

    [Fact]
    public async Task on_debian_root_installs_the_package_when_there_is_nothing()
    {
        path.Add("id", "echo 0").Add("apt-get", "exit 0");
        (await FindAsync()).Output.Trim().ShouldBe("install");
    }

    [Fact]
    public async Task programs_that_are_too_old_do_not_count()
    {
        path.AddServerPrograms("14.9").Add("id", "echo 0").Add("apt-get", "exit 0");
        (await FindAsync()).Output.Trim().ShouldBe("install");
    }

    [Fact]
    public async Task otherwise_one_sentence_says_what_to_do()
    {
        path.Add("id", "echo 1000");
        var finished = await FindAsync();
        finished.ExitCode.ShouldNotBe(0);
        finished.Output.ShouldBeEmpty();
        finished.Error.Trim().ShouldBe(
            "No PostgreSQL found: set REPORTING_POSTGRES to an administrator's connection string (Npgsql's form), "
            + "or start a container engine (docker or podman, with compose), "
            + "or install the server programs of PostgreSQL 15 or later (Debian: apt-get install postgresql).");
    }

    [Fact]
    public async Task a_container_is_started_through_compose_and_named_by_its_port_on_loopback()
    {
        path.Add("docker", $"""
            case "$*" in
              *' port postgres 5432') echo 127.0.0.1:40123 ;;
              *) echo "$*" >>'{path.Folder("calls")}' ;;
            esac
            """);
        var connection = await Shell.OutputOfAsync(Script, ["obtain", path.Folder("data")], path.Environment());
        connection.ShouldMatch("^Host=127.0.0.1;Port=40123;Username=postgres;Password=[0-9a-f]{48};Database=postgres$");
        (await Shell.OutputOfAsync(Script, ["obtain", path.Folder("data")], path.Environment())).ShouldBe(connection, "the password is made once");
        await Shell.OutputOfAsync(Script, ["release", path.Folder("data")], path.Environment());
        var calls = await File.ReadAllTextAsync(path.Folder("calls"), TestContext.Current.CancellationToken);
        calls.ShouldContain($"compose --file {Repository.File("docker-compose.yml")} --project-name reporting-");
        calls.ShouldContain("up --detach --wait postgres");
        calls.TrimEnd().ShouldEndWith(" stop");
    }

    [Fact]
    public async Task a_missing_debian_package_is_named_in_one_sentence()
    {
        path.Add("id", "echo 1000");
        var finished = await Shell.RunAsync(Repository.File("ops", "lib", "debian.sh"), ["python3-aiosmtpd", "the tests of outgoing mail"], path.Environment());
        finished.ExitCode.ShouldBe(1);
        finished.Error.Trim().ShouldBe("Install the package 'python3-aiosmtpd' (needed for the tests of outgoing mail) and try again.");
    }

    private static string Script => Repository.File("ops", "lib", "postgres.sh");

    private Task<Finished> FindAsync(params (string Name, string Value)[] variables) => Shell.RunAsync(Script, ["find"], path.Environment(variables));
}
