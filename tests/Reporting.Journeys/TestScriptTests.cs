using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>What <c>./ops/test</c> counts, and in which order it works; the tests themselves are pretended.</summary>
public sealed class TestScriptTests : IDisposable
{
    // PLAYS holds a line a project: name, result line, exit code.
    private const string Dotnet = """
        case "$*" in
          build*Reporting.sln*) [ "$BUILD" != fails ] || exit 1; mkdir -p src/Reporting.Server/bin/Release ;;
          build*|*'codegen write') [ "$CODE" != fails ] || exit 1; [ -z "${Codegen__Output:-}" ] || { mkdir -p "$Codegen__Output"; echo "$CODE" >"$Codegen__Output/Handlers.cs"; } ;;
          format*) [ "$FORMAT" != fails ] || { echo 'Program.cs: fix whitespace'; exit 2; } ;;
          exec*tests/*)
            name=$(basename "$2" .dll)
            echo "$name" >>order
            printf '%s\n' "    $name.a_test [STARTING]" "    $name.a_test [FINISHED] Time: 0.1s"
            line=$(grep "^$name|" <<<"$PLAYS" || echo "$name|2 0 0|0")
            read -r total errors failed <<<"$(cut -d '|' -f 2 <<<"$line")"
            [ -z "$total" ] || echo "   $name  Total: $total, Errors: $errors, Failed: $failed, Skipped: 0, Not Run: 0, Time: 0.1s"
            exit "$(cut -d '|' -f 3 <<<"$line")"
            ;;
          *) echo "not expected: $*" >&2; exit 1 ;;
        esac
        """;

    private readonly string root = Directory.CreateTempSubdirectory("reporting-test-").FullName;

    public TestScriptTests()
    {
        Stub.WriteProject(root);
        Stub.Write(Path.Combine(root, "bin", "dotnet"), Dotnet);
        Stub.Write(Path.Combine(root, "bin", "shellcheck"), "exit 0");
        Stub.Write(Path.Combine(root, ".ci", "run"), "exit 0");
        Stub.Write(Path.Combine(root, "ops", "openapi", "check.sh"), "[ \"$OPENAPI\" != fails ] || { echo 'without an example'; exit 1; }");
        Stub.Write(Path.Combine(root, "ops", "second-opinion"), "[ \"$OPINION\" != fails ] || { echo 'another root'; exit 1; }");
        WriteProject("Needs.Database.Tests", "<ProjectReference Include=\"../Reporting.Testing/Reporting.Testing.csproj\" />");
        WriteProject("Pure.Tests", "");
        Directory.CreateDirectory(Path.Combine(root, "src", "Reporting.Server", "Internal", "Generated"));
        File.WriteAllText(Path.Combine(root, "src", "Reporting.Server", "Internal", "Generated", "Handlers.cs"), "fresh\n");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task tests_and_linters_are_counted_and_pure_projects_come_first()
    {
        var finished = await RunAsync();
        LastLine(finished).ShouldBe("11 passed, 0 failed");
        finished.ExitCode.ShouldBe(0, finished.Output);
        (await File.ReadAllLinesAsync(Path.Combine(root, "order"), TestContext.Current.CancellationToken))
            .ShouldBe(["Pure.Tests", "Needs.Database.Tests", "Reporting.Journeys"]);
    }

    [Theory]
    [InlineData("Pure.Tests|5 0 2|1", "12 passed, 2 failed")]
    [InlineData("Pure.Tests|5 1 0|1", "14 passed, 1 failed")]
    [InlineData("Pure.Tests|0 0 0|0", "9 passed, 1 failed")]
    [InlineData("Pure.Tests||134", "9 passed, 1 failed")]
    [InlineData("Pure.Tests|5 0 0|1", "14 passed, 1 failed")]
    public async Task failures_errors_crashes_and_empty_projects_are_failures(string plays, string last)
    {
        var finished = await RunAsync(("PLAYS", plays));
        LastLine(finished).ShouldBe(last);
        finished.ExitCode.ShouldNotBe(0);
    }

    [Theory]
    [InlineData("FORMAT", "fails", "fix whitespace")]
    [InlineData("CODE", "stale", "The generated code is stale: run ops/codegen and commit src/Reporting.Server/Internal/Generated.")]
    [InlineData("CODE", "fails", "The code could not be generated.")]
    [InlineData("OPENAPI", "fails", "without an example")]
    [InlineData("OPINION", "fails", "another root")]
    public async Task a_linter_that_objects_is_one_failure_with_its_words(string variable, string value, string words)
    {
        var finished = await RunAsync((variable, value));
        LastLine(finished).ShouldBe("10 passed, 1 failed");
        finished.ExitCode.ShouldNotBe(0);
        finished.Output.ShouldContain(words);
    }

    [Fact]
    public async Task a_build_that_fails_is_a_failure_and_the_end()
    {
        var finished = await RunAsync(("BUILD", "fails"));
        LastLine(finished).ShouldBe("0 passed, 1 failed");
        finished.ExitCode.ShouldNotBe(0);
        File.Exists(Path.Combine(root, "order")).ShouldBeFalse();
    }

    private static string LastLine(Finished finished) => finished.Output.TrimEnd().Split('\n')[^1];

    private void WriteProject(string name, string content)
    {
        Directory.CreateDirectory(Path.Combine(root, "tests", name));
        File.WriteAllText(Path.Combine(root, "tests", name, name + ".csproj"), content);
    }

    private Task<Finished> RunAsync(params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{Path.Combine(root, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["BUILD"] = "",
            ["FORMAT"] = "",
            ["CODE"] = "fresh",
            ["OPENAPI"] = "",
            ["OPINION"] = "",
            ["PLAYS"] = "",
        };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return Shell.RunAsync(Path.Combine(root, "ops", "test"), [], environment, TimeSpan.FromMinutes(1));
    }
}
