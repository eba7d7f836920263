using System.Text.Json.Nodes;
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

    [Fact]
    public async Task the_lines_a_newcomer_is_given_to_paste_lead_to_a_case_of_their_own_and_its_deadlines()
    {
        await Shell.OutputOfAsync("bash", ["-c", "command -v curl >/dev/null || \"$0\" curl 'the lines a newcomer pastes'", Repository.File("ops", "lib", "debian.sh")]);
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var server = await ServerProcess.StartAsync(postgres.AdminConnectionString);
        var said = await server.PlayAsync();
        var pasted = said[said.IndexOf("TOKEN=", StringComparison.Ordinal)..];
        var answer = JsonNode.Parse(await Shell.OutputOfAsync("bash", ["-c", pasted]))!;
        answer["deadlines"]!.AsArray().ShouldContain(d => d!["regime"]!.GetValue<string>() == "eu-nis2" && d["obligation"]!.GetValue<string>() == "early-warning" && d["state"]!.GetValue<string>() == "running");
    }
}
