using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>What one authority was sent: the fields its forms ask for, of what the case stated then, and the obligations it answers.</summary>
/// <param name="Answers">Keys of obligations (<c>regime/obligation</c>).</param>
/// <param name="Fields">JSON pointers into the statement.</param>
/// <param name="Receipts">What its receipt is in the rulebook's words, for each regime under which it answers something.</param>
public sealed record Cut(string Authority, string Reference, IReadOnlyList<string> Answers, IReadOnlyList<string> Fields, IReadOnlyList<FilingReceived> Receipts);

/// <summary>A kind of event of one regime (<c>eu-nis2</c>, <c>early-warning-submitted</c>).</summary>
public sealed record FilingReceived(string Regime, string Kind);

/// <summary>Ids and references a filing may need, made at the edge so that the decision is pure.</summary>
/// <param name="References">More than a filing can name authorities.</param>
public sealed record FreshIds(Guid Id, Guid Statement, IReadOnlyList<string> References)
{
    public const int MostAuthorities = 20;

    public static FreshIds Make() => new(Ids.Next(), Ids.Next(), [.. Enumerable.Range(0, MostAuthorities).Select(_ => Kernel.References.Next())]);
}

/// <summary>What filing to authorities is, for both kinds of case.</summary>
public static class Submission
{
    public const string VoluntaryStage = "voluntary";

    /// <summary>A filing can be received here only by an authority that works here; another's door is named instead.</summary>
    public static IEnumerable<ProblemError> AuthoritiesWorkHere(IReadOnlyList<string> named, IReadOnlyDictionary<string, Authority> register)
    {
        for (var i = 0; i < named.Count; i++)
        {
            if (!register.TryGetValue(named[i], out var authority))
            {
                yield return new ProblemError($"/authorities/{i}", "unknown-authority", "No authority is registered under this id.");
            }
            else if (!authority.WorksHere)
            {
                yield return new ProblemError(
                    $"/authorities/{i}",
                    "authority-not-here",
                    $"{authority.Name} does not receive filings in this system. Its door: {authority.Door.Url ?? authority.Door.Email ?? authority.Door.Form}.");
            }
        }
    }

    /// <summary>A mandate is named by who acts under it; left out, it is filled in.</summary>
    public static IEnumerable<ProblemError> IsUnder(By by, Guid? mandate) =>
        mandate is null || mandate == by.Mandate ? [] : [new ProblemError("/mandateId", "not-your-mandate", "The caller does not act under this mandate.")];

    /// <summary>The name under which the firm looks its case up is given once.</summary>
    public static IEnumerable<ProblemError> ReferenceStands(string root, string? stated, string? earlier) =>
        stated is null || stated == earlier ? [] : [new ProblemError(root + "/externalReference", "cannot-change", $"This case is known as {earlier}.")];

    /// <summary>
    /// Nothing is sent to an authority that nothing is owed to, or whose forms know no such stage, unless the firm tells it
    /// of its own will; and an obligation is answered by the stage whose form it asks for.
    /// </summary>
    public static IEnumerable<ProblemError> IsAskedFor(RegimeSet rulebook, IReadOnlyList<string> stages, IReadOnlyList<string> authorities, IReadOnlyList<string>? obligations, DeadlineBook? book)
    {
        IReadOnlyList<DeadlineRecord> deadlines = book?.Deadlines ?? [];
        for (var i = 0; i < authorities.Count; i++)
        {
            var owed = deadlines.Where(d => d.OwedTo == authorities[i]).ToList();
            if (owed.Count == 0)
            {
                yield return new ProblemError($"/authorities/{i}", "nothing-owed", "Nothing of this case is owed to this authority. A report of the firm's own will is filed as voluntary.");
            }
            else if (owed.TrueForAll(d => stages.All(stage => rulebook.Form(d.Regime, stage).Count == 0)))
            {
                yield return new ProblemError($"/authorities/{i}", "no-such-stage", $"Nothing that is owed to this authority has a form for the stage '{string.Join("' or '", stages)}'. A report of the firm's own will is filed as voluntary.");
            }
        }

        for (var i = 0; i < (obligations?.Count ?? 0); i++)
        {
            if (Unanswerable(rulebook, stages, authorities, deadlines.FirstOrDefault(d => d.Key == obligations![i])) is { } why)
            {
                yield return new ProblemError($"/obligations/{i}", why.Code, why.Detail);
            }
        }
    }

    private static bool IsOfStage(RegimeSet rulebook, DeadlineRecord obligation, IReadOnlyList<string> stages) =>
        rulebook.StageOf(obligation.Regime, obligation.Obligation) is { } asks && stages.Contains(asks);

    private static (string Code, string Detail)? Unanswerable(RegimeSet rulebook, IReadOnlyList<string> stages, IReadOnlyList<string> authorities, DeadlineRecord? obligation) => obligation switch
    {
        null => ("unknown-obligation", "No obligation of this case has this name, as regime/obligation."),
        { Binds: not "firm" } => ("not-the-firms", "This obligation binds the authority."),
        _ when !authorities.Contains(obligation.OwedTo) => ("not-owed-to-these", $"This is owed to {obligation.OwedTo}, which is not among the authorities named."),
        _ when !IsOfStage(rulebook, obligation, stages) => ("another-stage", $"This is answered by the stage '{rulebook.StageOf(obligation.Regime, obligation.Obligation)}'."),
        _ => null,
    };

    /// <summary>What an authority is sent that no form speaks for: what happened, to whom, when, and whom to ask.</summary>
    private static readonly string[] Voluntary =
        ["/title", "/summary", "/theftKinds", "/reportingEntity", "/contacts", "/becameAwareAt", "/detectedAt", "/handling", "/assets", "/status"];

    /// <summary>
    /// Each authority's part: the firm's open obligations owed to it whose stage this is (or those the filing names), and
    /// of the statement the fields that their forms ask for and nothing else.
    /// </summary>
    public static IReadOnlyList<Cut> Cuts(
        RegimeSet rulebook,
        DeadlineBook book,
        IReadOnlyList<string> stages,
        IReadOnlyList<string> authorities,
        IReadOnlyList<string>? obligations,
        IReadOnlyList<Addressee> known,
        FreshIds fresh,
        object stated)
    {
        var cuts = new List<Cut>();
        foreach (var authority in authorities)
        {
            var answered = book.Deadlines
                .Where(d => d.Binds == "firm" && d.OwedTo == authority && d.State != "lapsed")
                .Where(d => IsOfStage(rulebook, d, stages) && (obligations is not { Count: > 0 } || obligations.Contains(d.Key)))
                .ToList();
            var fields = book.Deadlines
                .Where(d => d.OwedTo == authority)
                .Select(d => d.Regime)
                .Distinct()
                .SelectMany(regime => stages.SelectMany(stage => rulebook.Form(regime, stage)))
                .Select(f => f.Pointer)
                .Concat(stages.Contains(VoluntaryStage) ? Voluntary : [])
                .Distinct()
                .Where(pointer => Statements.States(stated, pointer))
                .ToList();
            var reference = known.FirstOrDefault(a => a.Authority == authority)?.Reference ?? fresh.References[cuts.Count];
            cuts.Add(new Cut(
                authority,
                reference,
                [.. answered.Select(d => d.Key)],
                fields,
                [.. answered.Select(d => new FilingReceived(d.Regime, rulebook.ReceiptOf(d.Regime, d.Obligation))).Distinct()]));
        }

        return cuts;
    }

    /// <summary>The addresses under which authorities that learn of the case by this filing will know it.</summary>
    public static IReadOnlyList<object> NewAddresses(CaseType type, Firm firm, Guid caseId, IReadOnlyList<Addressee> known, IReadOnlyList<Cut> cuts) =>
        [.. cuts
            .Where(c => known.All(a => a.Authority != c.Authority))
            .Select(c => new CaseAddress(c.Reference, c.Authority, Tenants.OfFirm(firm.Id), caseId, type))];
}
