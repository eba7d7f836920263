using Reporting.Rulebook;
using Reporting.Server.Kernel;
using Wolverine;

namespace Reporting.Server.Deadlines;

/// <summary>What every command on a case ends with: its deadlines computed anew, what is due next, and the wake-up for it.</summary>
public sealed record Recomputed(DeadlinesComputed Computed, DeadlineBook Book, NextDueStep Next, OutgoingMessages Wake)
{
    /// <param name="cause">Name of the event that made it necessary.</param>
    /// <param name="concerns">The authorities whose filing or act it was: only they see by it where their clocks stand.</param>
    /// <param name="shown">What they are shown, where that is not the case as it is evaluated here.</param>
    public static Recomputed After(
        Guid caseId, RegimeSet rulebook, CaseKnown known, string cause, Now now, DeadlineBook? before, IReadOnlyList<string>? concerns = null, IReadOnlyList<DeadlinesShown>? shown = null)
    {
        var computed = Clocks.Compute(rulebook, known, cause, now, before) with { Concerns = concerns ?? [], Shown = shown };
        var book = (before ?? new DeadlineBook(caseId)).With(computed);
        var (next, wake) = NextDueStep.After(caseId, book, now);
        return new Recomputed(computed, book, next, wake);
    }
}
