using System.Text;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Cases;

/// <summary>
/// The life of a kind of case: in which state which command is allowed and where it leads. One table that commands are
/// held against, that a refusal quotes and that the diagram under docs/ is drawn from.
/// </summary>
public sealed class Life<TState, TCommand>(TState first, IReadOnlyDictionary<(TState From, TCommand Command), TState[]> steps)
    where TState : struct, Enum
    where TCommand : struct, Enum
{
    public TState First { get; } = first;

    /// <summary>The states a command can lead to; empty where it is not allowed.</summary>
    public IReadOnlyList<TState> After(TState state, TCommand command) => steps.GetValueOrDefault((state, command), []);

    public bool Allows(TState state, TCommand command) => steps.ContainsKey((state, command));

    /// <summary>The commands that are allowed in a state, by their words.</summary>
    public IReadOnlyList<string> Allowed(TState state) => [.. Enum.GetValues<TCommand>().Where(c => Allows(state, c)).Select(Words.Of)];

    /// <summary>409 with what is allowed, or "go on".</summary>
    public ProblemDetails Permits(TState state, TCommand command)
    {
        if (Allows(state, command))
        {
            return WolverineContinue.NoProblems;
        }

        var problem = Problem.Of("not-in-this-state", $"The case is {Words.Of(state)}: '{Words.Of(command)}' is not possible in this state.");
        problem.Extensions["state"] = Words.Of(state);
        problem.Extensions["allowed"] = Allowed(state);
        return problem;
    }

    /// <summary>The table as a Mermaid state diagram. What leads nowhere else stands in one note a state.</summary>
    public string Diagram()
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        text.Append("    [*] --> ").Append(Name(First)).Append('\n');
        foreach (var state in Enum.GetValues<TState>())
        {
            foreach (var to in Enum.GetValues<TState>().Where(to => !to.Equals(state)))
            {
                var commands = Enum.GetValues<TCommand>().Where(c => After(state, c).Contains(to)).Select(Words.Of).ToList();
                if (commands.Count > 0)
                {
                    text.Append("    ").Append(Name(state)).Append(" --> ").Append(Name(to)).Append(" : ").AppendJoin(", ", commands).Append('\n');
                }
            }

            var staying = Enum.GetValues<TCommand>().Where(c => After(state, c).Contains(state)).Select(Words.Of).ToList();
            if (staying.Count > 0)
            {
                text.Append("    note right of ").Append(Name(state)).Append("\n        stays so by: ").AppendJoin(", ", staying).Append("\n    end note\n");
            }
        }

        return text.ToString();
    }

    private static string Name(TState state) => Words.Of(state).Replace('-', '_');
}
