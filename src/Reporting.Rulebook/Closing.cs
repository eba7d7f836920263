namespace Reporting.Rulebook;

/// <summary>What a regime says of the closing of a deal: whether it must wait, for which clocks, and what ends the wait.</summary>
/// <param name="Standstill">Closing before is forbidden or void; null: this regime forbids nothing, and can undo.</param>
/// <param name="Path">The obligations whose periods the deal waits for, in the order in which they come.</param>
/// <param name="ClearedBy">Kinds of events after which it may close.</param>
/// <param name="DecidedBy">Kinds of events whose content says whether it may.</param>
/// <param name="Limits">The obligations within whose periods a deal that nobody notified can be taken up: with the end of the first of them it cannot any more.</param>
/// <param name="EndApproves">A period that ends without a decision leaves the deal free; where there is a standstill and this is false, only a decision does.</param>
public sealed record Closing(
    Standstill? Standstill,
    IReadOnlyList<ClosingStep> Path,
    IReadOnlyList<ClosingStep> Limits,
    IReadOnlyList<string> ClearedBy,
    IReadOnlyList<string> DecidedBy,
    bool EndApproves,
    string Citation,
    Verified Verified)
{
    internal static Closing Read(DocumentNode n, ConditionReader conditions) => new(
        n.Child("standstill", s => new Standstill(s.Child("when", conditions.Read, required: false), s.Text("consequence"), s.Text("citation"), s.Word<Verified>("verified")), required: false),
        n.Children("path", p => Step(p, conditions)),
        n.Children("limits", l => Step(l, conditions), required: false),
        n.Texts("clearedBy"),
        n.Texts("decidedBy", required: false),
        n.Flag("endApproves"),
        n.Text("citation"),
        n.Word<Verified>("verified"));

    private static ClosingStep Step(DocumentNode n, ConditionReader conditions) => new(n.Text("obligation"), n.Child("when", conditions.Read, required: false));

    internal static void Check(Regime regime, DocumentNode n)
    {
        Check(regime, regime.Closing?.Path ?? [], "path", n);
        Check(regime, regime.Closing?.Limits ?? [], "limits", n);
    }

    private static void Check(Regime regime, IReadOnlyList<ClosingStep> steps, string member, DocumentNode n)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var id = steps[i].Obligation;
            if (regime.Obligations.All(o => o.Id != id))
            {
                n.Fault($"closing/{member}/{i}/obligation", "is no obligation of this document");
            }
            else if (steps.Take(i).Any(p => p.Obligation == id))
            {
                n.Fault($"closing/{member}/{i}/obligation", "stands twice");
            }
        }
    }
}

/// <param name="When">Under which condition closing must wait; null: always.</param>
/// <param name="Consequence">What closing before leads to, as the end of "closing before that …".</param>
public sealed record Standstill(Condition? When, string Consequence, string Citation, Verified Verified);

/// <summary>One obligation on the way.</summary>
/// <param name="When">Under which condition it lies on the way; null: always.</param>
public sealed record ClosingStep(string Obligation, Condition? When);
