using Reporting.Contracts;
using Reporting.Server.Incidents;
using Reporting.Testing;

namespace Reporting.Server.Tests.Incidents;

/// <summary>The table of an incident's life, and the diagram drawn from it.</summary>
public class IncidentLifeTableTests
{
    [Fact]
    public void the_diagram_in_the_documentation_is_that_of_the_code()
    {
        var path = Repository.File("docs", "incident-life.md");
        var drawn = $"""
            # The life of an incident

            Drawn from `IncidentLife.Table`, which every command is held against; a test holds this page to it. A command that a state does not allow is answered with 409 (`not-in-this-state`), naming the state and the commands that it does allow.

            ```mermaid
            {IncidentLife.Table.Diagram().TrimEnd()}
            ```

            """;
        if (Environment.GetEnvironmentVariable("REPORTING_UPDATE") == "1")
        {
            File.WriteAllText(path, drawn);
        }

        File.ReadAllText(path).ShouldBe(drawn);
    }

    [Fact]
    public void every_state_can_be_reached_and_none_is_a_trap()
    {
        var table = IncidentLife.Table;
        var reached = new HashSet<IncidentState> { table.First };
        while (reached.SelectMany(s => Enum.GetValues<IncidentCommand>().SelectMany(c => table.After(s, c))).Any(reached.Add))
        {
            // As long as one more is found.
        }

        reached.ShouldBe(Enum.GetValues<IncidentState>(), ignoreOrder: true);
        Enum.GetValues<IncidentState>().ShouldAllBe(s => Enum.GetValues<IncidentCommand>().Any(c => table.Allows(s, c)));
        Enum.GetValues<IncidentCommand>().ShouldAllBe(c => Enum.GetValues<IncidentState>().Any(s => table.Allows(s, c)));
    }

    [Fact]
    public void what_is_not_possible_is_refused_with_what_is()
    {
        var refused = IncidentLife.Table.Permits(IncidentState.Closed, IncidentCommand.FileReport);
        refused.Status.ShouldBe(409);
        refused.Extensions["state"].ShouldBe("closed");
        ((IReadOnlyList<string>)refused.Extensions["allowed"]!).ShouldContain(Words.Of(IncidentCommand.Reopen));
    }
}
