using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Reporting.Server.Kernel;

/// <summary>Gathers what every rule found: all faults at once, or none.</summary>
public static class Rules
{
    /// <summary>422 with every fault, or "go on".</summary>
    public static ProblemDetails Check(params IEnumerable<ProblemError>[] rules)
    {
        var errors = rules.SelectMany(r => r).ToList();
        return errors.Count == 0 ? WolverineContinue.NoProblems : Problem.Of("invalid-content", errors: errors);
    }

    /// <summary>The first problem among several checks, in the order in which they are to be answered.</summary>
    public static ProblemDetails First(params IEnumerable<Func<ProblemDetails>> checks)
    {
        foreach (var check in checks)
        {
            var problem = check();
            if (!ReferenceEquals(problem, WolverineContinue.NoProblems))
            {
                return problem;
            }
        }

        return WolverineContinue.NoProblems;
    }
}

/// <summary>The revision of a case as an entity tag, and what a client that has seen one may do.</summary>
public static class Revisions
{
    public static string Tag(int revision) => $"\"{revision}\"";

    /// <summary>428 without <c>If-Match</c>, 412 when it names another revision. <c>*</c> means whichever it is.</summary>
    public static ProblemDetails Match(string? ifMatch, int revision) =>
        string.IsNullOrWhiteSpace(ifMatch) ? Problem.Of("precondition-required")
        : ifMatch.Split(',').Select(t => t.Trim()).Any(t => t == "*" || t == Tag(revision)) ? WolverineContinue.NoProblems
        : Problem.Of("precondition-failed", $"The case is at revision {revision}.");
}
