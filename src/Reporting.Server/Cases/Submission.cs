using System.Text.Json.Serialization;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>What one authority was sent: the fields its forms ask for, of what the case stated then, and the obligations it answers.</summary>
/// <param name="Answers">Keys of obligations (<c>regime/obligation</c>).</param>
/// <param name="Fields">JSON pointers into the statement.</param>
/// <param name="Receipts">What its receipt is in the rulebook's words, for each regime under which it answers something.</param>
/// <param name="Prepared">The authority does not work here: nothing has reached it until a submission there is recorded.</param>
/// <param name="Marking">How the firm said it may be handled, when it was sent.</param>
public sealed record Cut(
    string Authority,
    string Reference,
    IReadOnlyList<string> Answers,
    IReadOnlyList<string> Fields,
    IReadOnlyList<FilingReceived> Receipts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Prepared = false,
    Contracts.Incidents.IncidentHandling? Marking = null);

/// <summary>A kind of event of one regime (<c>eu-nis2</c>, <c>early-warning-submitted</c>).</summary>
/// <param name="Entity">The other entity whose duty it answers; null: the reporting one's.</param>
public sealed record FilingReceived(string Regime, string Kind, string? Entity = null);

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

    /// <summary>Takes a report back in the law's own way: an incident that was reported turns out not to be reportable.</summary>
    public const string ReclassifiedStage = "reclassified-not-reportable";

    /// <summary>News between the stages, of the firm's own will or because an authority asked.</summary>
    public const string UpdateStage = "update";

    /// <summary>The events that such a filing is in the rulebook's words.</summary>
    private static readonly string[] Reclassified = ["reclassified-not-reportable", "reclassified-not-major"];

    /// <summary>A filing is for an authority that is registered, or that something of the case is owed to.</summary>
    public static IEnumerable<ProblemError> AuthoritiesAreKnown(IReadOnlyList<string> named, IReadOnlyDictionary<string, Authority> register, DeadlineBook? book) =>
        named.Select((id, i) => (id, i))
            .Where(a => !IsKnown(a.id, register, book))
            .Select(a => new ProblemError($"/authorities/{a.i}", "unknown-authority", "No authority is registered under this id, and nothing is owed to one of this name."));

    public static bool IsKnown(string authority, IReadOnlyDictionary<string, Authority> register, DeadlineBook? book) =>
        register.ContainsKey(authority) || book?.Deadlines.Any(d => d.OwedTo == authority) == true;

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
    /// <param name="acting">Regimes under which an authority acts, whether or not something is owed to it; null: none.</param>
    public static IEnumerable<ProblemError> IsAskedFor(
        RegimeSet rulebook, IReadOnlyList<string> stages, IReadOnlyList<string> authorities, IReadOnlyList<string>? obligations, DeadlineBook? book, Func<string, IReadOnlyList<string>>? acting = null)
    {
        IReadOnlyList<DeadlineRecord> deadlines = book?.Deadlines ?? [];
        for (var i = 0; i < authorities.Count; i++)
        {
            var regimes = Regimes(authorities[i], deadlines, acting);
            if (regimes.Count == 0)
            {
                yield return new ProblemError($"/authorities/{i}", "nothing-owed", "Nothing of this case is owed to this authority. A report of the firm's own will is filed as voluntary.");
            }
            else if (regimes.All(r => stages.All(stage => rulebook.Form(r, stage).Count == 0)))
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

    /// <summary>The regimes by which an authority has to do with a case: something is owed to it or binds it, or it acts.</summary>
    public static IReadOnlyList<string> Regimes(string authority, IReadOnlyList<DeadlineRecord> deadlines, Func<string, IReadOnlyList<string>>? acting) =>
        [.. deadlines.Where(d => d.OwedTo == authority).Select(d => d.Regime).Concat(acting?.Invoke(authority) ?? []).Distinct()];

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

    /// <summary>What no form speaks for, and no obligation is answered by: it is filed of the firm's own will.</summary>
    public static bool NeedsNoForm(string stage) => stage is VoluntaryStage or ReclassifiedStage or UpdateStage;

    /// <summary>What an authority is sent that no form speaks for: what happened, to whom, when, and whom to ask.</summary>
    private static readonly string[] Voluntary =
        ["/title", "/summary", "/theftKinds", "/reportingEntity", "/contacts", "/becameAwareAt", "/detectedAt", "/handling", "/assets", "/status", "/determinations"];

    /// <summary>
    /// Each authority's part: the firm's open obligations owed to it whose stage this is (or those the filing names), and
    /// of the statement the fields that their forms ask for and nothing else.
    /// </summary>
    /// <param name="withheld">Members that this authority is not to be sent, whatever its form asks.</param>
    /// <param name="here">Whether an authority works in this system and so receives what is filed.</param>
    public static IReadOnlyList<Cut> Cuts(
        RegimeSet rulebook,
        DeadlineBook book,
        IReadOnlyList<string> stages,
        IReadOnlyList<string> authorities,
        IReadOnlyList<string>? obligations,
        IReadOnlyList<Addressee> known,
        FreshIds fresh,
        object stated,
        Func<string, IReadOnlyCollection<string>> withheld,
        Func<string, bool> here,
        Func<string, IReadOnlyList<string>>? acting = null)
    {
        var cuts = new List<Cut>();
        foreach (var authority in authorities)
        {
            var owed = book.Deadlines.Where(d => d.OwedTo == authority).ToList();
            var answered = owed
                .Where(d => d.Binds == "firm" && d.State != "lapsed")
                .Where(d => IsOfStage(rulebook, d, stages) && (obligations is not { Count: > 0 } || obligations.Contains(d.Key)))
                .ToList();
            var hidden = withheld(authority);
            var fields = Regimes(authority, book.Deadlines, acting)
                .SelectMany(regime => FormsOf(rulebook, regime, stages))
                .Select(f => f.Pointer)
                .Concat(stages.Any(NeedsNoForm) ? Voluntary : [])
                .Distinct()
                .Where(pointer => Statements.States(stated, pointer) && !hidden.Any(h => Covers(h, pointer)))
                .ToList();
            var reference = known.FirstOrDefault(a => a.Authority == authority)?.Reference ?? fresh.References[cuts.Count];
            cuts.Add(new Cut(
                authority,
                reference,
                [.. answered.Select(d => d.Key)],
                fields,
                stages.Contains(ReclassifiedStage)
                    ? [.. owed.Where(d => d.Binds == "firm").SelectMany(d => Reclassified.Select(kind => new FilingReceived(d.Regime, kind, d.Entity))).Distinct()]
                    : [.. answered.Select(d => new FilingReceived(d.Regime, rulebook.ReceiptOf(d.Regime, d.Obligation), d.Entity)).Distinct()],
                Prepared: !here(authority)));
        }

        return cuts;
    }

    // An update may speak of whatever any stage asks.
    private static IEnumerable<FormField> FormsOf(RegimeSet rulebook, string regime, IReadOnlyList<string> stages) =>
        stages.Contains(UpdateStage)
            ? rulebook.Editions(regime).SelectMany(r => r.Forms).SelectMany(f => f.Fields)
            : stages.SelectMany(stage => rulebook.Form(regime, stage));

    // What is above or below a protected member is protected with it: a cut is made of whole members.
    private static bool Covers(string hidden, string pointer) =>
        pointer == hidden || pointer.StartsWith(hidden + "/", StringComparison.Ordinal) || hidden.StartsWith(pointer + "/", StringComparison.Ordinal);

    /// <summary>The addresses under which authorities that learn of the case by this filing will know it.</summary>
    public static IReadOnlyList<object> NewAddresses(CaseType type, Firm firm, Guid caseId, IReadOnlyList<Addressee> known, IReadOnlyList<Cut> cuts) =>
        [.. cuts
            .Where(c => !c.Prepared && known.All(a => a.Authority != c.Authority))
            .Select(c => new CaseAddress(c.Reference, c.Authority, Tenants.OfFirm(firm.Id), caseId, type))];
}
