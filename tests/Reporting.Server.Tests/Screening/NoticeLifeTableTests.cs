using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Screening;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Screening;

/// <summary>The table of a notice's life before one authority, the kinds of documents that move it, and the diagram drawn from it.</summary>
public class NoticeLifeTableTests
{
    [Fact]
    public void the_diagram_in_the_documentation_is_that_of_the_code()
    {
        var path = Repository.File("docs", "notice-life.md");
        var drawn = $"""
            # The life of a screening notice

            Before one authority; another's is its own. Drawn from `NoticeLife.Table`, which every command is held against; a test holds this page to it. A command that a state does not allow is answered with 409 (`not-in-this-state`), naming the state and the commands that it does allow.

            ```mermaid
            {NoticeLife.Table.Diagram().TrimEnd()}
            ```

            ## The documents

            What an authority decides, tells or asks is a document: drafted, approved by another person where four eyes are needed, issued, served on each addressee. It takes the step of the table when it becomes effective.

            | document | step | four eyes | effective | event of the rulebook | counts for |
            | --- | --- | --- | --- | --- | --- |
            {string.Join("\n", Statutes.Rules.Select(Row))}

            """;
        if (Updating.Now)
        {
            File.WriteAllText(path, drawn);
        }

        File.ReadAllText(path).ShouldBe(drawn);
    }

    private static string Row(DocumentRule rule) =>
        $"| {Words.Of(rule.Kind)} | {Words.Of(rule.Command)} | {(rule.FourEyes ? "yes" : "no")} | {Words.Of(rule.Effective)} | {(rule.Event is null ? "" : $"`{rule.Event}`")} | {(rule.CountsFor.Length > 0 ? string.Join(", ", rule.CountsFor.Select(Words.Of)) : rule.IsAddressed ? "everybody" : "")} |";

    [Fact]
    public void every_state_can_be_reached_and_none_is_a_trap()
    {
        var table = NoticeLife.Table;
        // An authority's own case begins where it opens it.
        var reached = new HashSet<NoticeState> { table.First, NoticeState.NotNotified };
        while (reached.SelectMany(s => Enum.GetValues<NoticeCommand>().SelectMany(c => table.After(s, c))).Any(reached.Add))
        {
            // As long as one more is found.
        }

        reached.ShouldBe(Enum.GetValues<NoticeState>(), ignoreOrder: true);
        Enum.GetValues<NoticeState>().ShouldAllBe(s => Enum.GetValues<NoticeCommand>().Any(c => table.Allows(s, c)));
        Enum.GetValues<NoticeCommand>().ShouldAllBe(c => Enum.GetValues<NoticeState>().Any(s => table.Allows(s, c)));
    }

    [Fact]
    public void every_kind_of_document_has_one_rule_and_leads_to_one_state() =>
        Enum.GetValues<StatutoryDocument>().Where(k => k != StatutoryDocument.Acceptance).ShouldAllBe(k =>
            Statutes.Rules.Count(r => r.Kind == k) == 1
            && Enum.GetValues<NoticeState>().All(s => NoticeLife.Table.After(s, Statutes.Of(k).Command).Count <= 1));

    [Fact]
    public void the_review_is_never_stopped()
    {
        NoticeLife.Table.Allows(NoticeState.Accepted, NoticeCommand.StopClock).ShouldBeFalse();
        NoticeLife.Table.Allows(NoticeState.Accepted, NoticeCommand.AskForInformation).ShouldBeTrue();
    }

    [Fact]
    public void what_is_not_possible_is_refused_with_what_is()
    {
        var refused = NoticeLife.Table.Permits(NoticeState.Accepted, NoticeCommand.Submit);
        refused.Status.ShouldBe(409);
        refused.Extensions["state"].ShouldBe("accepted");
        ((IReadOnlyList<string>)refused.Extensions["allowed"]!).ShouldContain("call-in");
    }
}
