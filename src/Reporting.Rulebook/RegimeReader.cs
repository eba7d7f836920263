namespace Reporting.Rulebook;

/// <summary>Reads a regime document. Nothing is guessed: what is missing, unknown or contradictory is a fault, and every fault is named.</summary>
public static class RegimeReader
{
    /// <summary>The calendar name that means "that of the Member State concerned".</summary>
    public const string OfMemberState = "member-state";

    /// <summary>The fact that says which Member State that is.</summary>
    public const string MemberStateFact = "memberState";

    // Longer than any period in law, and short enough that no arithmetic leaves the calendar.
    internal const int MostAmount = 5_000;

    /// <summary>A regime without a fault, or its faults.</summary>
    public static (Regime? Regime, IReadOnlyList<Fault> Faults) Read(string json, string file)
    {
        var faults = new List<Fault>();
        var regime = Read(json, file, faults);
        return (faults.Count == 0 ? regime : null, faults);
    }

    /// <summary>As much of a regime as can be read, faulty or not: more can then be held against the other documents.</summary>
    internal static Regime? Read(string json, string file, List<Fault> faults) => DocumentNode.Read(json, file, faults, Read);

    private static Regime Read(DocumentNode n)
    {
        n.OptionalText("$schema");
        var facts = n.Children("facts", f => new FactQuestion(f.Text("id"), f.Text("question")));
        var conditions = new ConditionReader([.. facts.Select(f => f.Id)]);
        n.Day("edition");
        var regime = new Regime(
            n.Text("id"),
            n.Text("title"),
            n.Text("jurisdiction"),
            n.OptionalText("edition") ?? "",
            n.Day("effectiveFrom"),
            n.OptionalDay("effectiveTo"),
            n.Flag("appliesToRunning"),
            n.Word<LawStatus>("lawStatus"),
            n.Word<Verified>("verified"),
            n.Text("source"),
            n.Texts("caseTypes"),
            n.Zone("zone"),
            n.Map("zones", (z, state) => z.Zone(state)),
            n.Children("authorities", Authority),
            facts,
            n.Child("applies", conditions.Read) ?? new Condition.All([]),
            n.Children("obligations", new ObligationReader(conditions).Read),
            n.Children("forms", Form, required: false))
        {
            Closing = n.Child("closing", c => Closing.Read(c, conditions), required: false),
            Attribution = n.Child("attribution", Attribution.Read, required: false),
            Steps = n.Children("steps", s => Step(s, conditions), required: false),
            Effects = n.Children("effects", e => Effect(e, conditions), required: false),
        };
        RegimeChecks.Check(regime, n);
        return regime;
    }

    private static RegimeAuthority Authority(DocumentNode n) =>
        new(n.Text("id"), n.Text("name"), n.Text("part"), n.OptionalText("memberState"), n.OptionalText("door"));

    private static RegimeStep Step(DocumentNode n, ConditionReader conditions) => new(
        n.Text("id"),
        n.Text("title"),
        n.Word<Binds>("by"),
        n.Text("part"),
        n.Text("records"),
        n.Child("when", conditions.Read, required: false),
        n.Texts("after", required: false),
        n.Texts("unless", required: false),
        n.Flag("again"),
        n.OptionalText("number"),
        n.Flag("until"),
        n.Text("citation"));

    private static Effect Effect(DocumentNode n, ConditionReader conditions) =>
        new(n.Text("id"), n.Text("title"), n.Child("when", conditions.Read) ?? new Condition.All([]), n.OptionalText("remedy"), n.Text("citation"));

    private static Form Form(DocumentNode n) => new(
        n.Text("stage"),
        n.Children("fields", Field),
        n.Children("declarations", d => new FormDeclaration(d.Text("pointer"), d.OptionalText("number"), d.OptionalText("with")), required: false));

    private static FormField Field(DocumentNode n) =>
        new(n.Text("pointer"), n.Flag("essential"), n.Texts("codes", required: false), n.OptionalText("number"));
}
