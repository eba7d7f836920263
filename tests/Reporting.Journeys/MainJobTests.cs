using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>The first of README's two commands, as a newcomer gives it, in earnest: its own PostgreSQL, its own server, its own samples.</summary>
public class MainJobTests
{
    [Fact]
    public async Task one_command_goes_from_nothing_to_a_filed_case_its_deadlines_the_queues_and_a_delivered_reminder()
    {
        var folder = Directory.CreateTempSubdirectory("reporting-run-").FullName;
        try
        {
            // What the running suite was built from has the same content: ops/run finds nothing to build.
            var run = await Shell.RunAsync(
                Repository.File("ops", "run"),
                ["--once"],
                new Dictionary<string, string?> { ["REPORTING_FOLDER"] = folder, ["REPORTING_PORT"] = "0", ["REPORTING_POSTGRES"] = null },
                TimeSpan.FromMinutes(4));
            run.ExitCode.ShouldBe(0, run.Error + run.Output);
            var said = run.Output;
            said.ShouldContain("Each step worked.");

            // The 24-hour and the 72-hour deadline, and the review period's last day, each with its steps.
            said.ShouldContain("- 24 elapsed hours end on");
            said.ShouldContain("- 72 elapsed hours end on");
            said.ShouldContain("- 30 working days (Bank holidays in any part of the United Kingdom");
            said.ShouldContain("[proposed: no law, shown and never chased]");
            said.ShouldContain("told that a deadline ends in four hours");
            foreach (var authority in (string[])["uk-isu", "be-csirt", "uk-cyber"])
            {
                said.ShouldContain($"  {authority}: 1 of this run");
            }

            Directory.GetFiles(Path.Combine(folder, "outbox"), "*.eml").ShouldNotBeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
