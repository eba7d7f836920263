using Reporting.Rulebook;
using Wire = Reporting.Contracts.Cases;

namespace Reporting.Server.Deadlines;

/// <summary>Deadlines as they are shown: nearest first, every step in words.</summary>
public static class DeadlineViews
{
    public static IReadOnlyList<Wire.DeadlineView> Of(DeadlinesComputed computed)
    {
        var answers = computed.Regimes.ToDictionary(r => (r.Regime, r.Entity), r => r.Applicability);
        return [.. computed.Deadlines
            .OrderBy(d => d.IsOpen && d.Due is not null ? 0 : 1)
            .ThenBy(d => d.Due ?? DateTimeOffset.MaxValue)
            .Select(d => View(d, answers.GetValueOrDefault((d.Regime, d.Entity), "applies")))];
    }

    private static Wire.DeadlineView View(DeadlineRecord d, string applicability) => new()
    {
        Regime = d.Regime,
        Edition = d.Edition,
        LawStatus = d.LawStatus,
        Applicability = applicability,
        Obligation = d.Obligation,
        Key = d.Key,
        Entity = d.Entity,
        Title = d.Title,
        Binds = d.Binds,
        OwedTo = d.OwedTo,
        State = d.State,
        Revision = d.Revision,
        Due = d.Due,
        DueDate = d.DueDate,
        Zone = d.Zone,
        LatestLawful = d.LatestLawful,
        LatestLawfulDate = d.LatestLawfulDate,
        Remaining = d.Remaining is { } left ? new Wire.Remaining(left.Unit, left.Amount) : null,
        Citation = d.Citation,
        Verified = d.Verified,
        Consequence = d.Consequence,
        Explanation = [.. d.Explanation.Zip(Explain.Lines(d), (s, text) => new Wire.ExplanationStep(s.Code, text, s.Citation, s.Date, s.Counted, s.At))],
    };
}

/// <summary>The facts that would settle what is undetermined, nearest clock first.</summary>
public static class Questions
{
    public static IReadOnlyList<Wire.OpenQuestion> Of(DeadlinesComputed computed) =>
        [.. computed.Regimes
            .SelectMany(r => r.OpenQuestions.Select(fact => (Fact: fact, r.Regime, r.Entity, NeededBy: Nearest(computed, r.Regime, r.Entity))))
            .GroupBy(q => q.Fact)
            .Select(g => new Wire.OpenQuestion(g.Key, [.. g.Select(q => q.Regime).Distinct()], g.Min(q => q.NeededBy), [.. g.Select(q => q.Entity).OfType<string>().Distinct()]))
            .OrderBy(q => q.NeededBy ?? DateTimeOffset.MaxValue)
            .ThenBy(q => q.Fact, StringComparer.Ordinal)];

    private static DateTimeOffset? Nearest(DeadlinesComputed computed, string regime, string? entity) =>
        computed.Deadlines.Where(d => d.Regime == regime && d.Entity == entity && d.State == "running").Min(d => d.Due);
}

/// <summary>What the forms of the stages still to be filed ask for and the case does not state.</summary>
public static class Gaps
{
    /// <param name="forms">Stages of regimes that oblige nobody to file by a day, and ask all the same; of those only that are known to apply.</param>
    public static IReadOnlyList<Wire.Gap> Of(RegimeSet rulebook, DeadlinesComputed computed, object stated, IReadOnlyList<string> forms) =>
        [.. computed.Deadlines
            .Where(d => d is { Binds: "firm", State: "pending" or "running" or "missed" })
            .Select(d => (d.Regime, Stage: rulebook.StageOf(d.Regime, d.Obligation), d.Due))
            .Concat(computed.Regimes.Where(r => r.Applicability == "applies").SelectMany(r => forms.Select(f => (r.Regime, Stage: (string?)f, Due: (DateTimeOffset?)null))))
            .SelectMany(d => rulebook.Form(d.Regime, d.Stage).Where(f => f.Essential).Select(f => (f.Pointer, d.Regime, d.Due)))
            .Where(f => !Kernel.Statements.States(stated, f.Pointer))
            .GroupBy(f => f.Pointer)
            .Select(g => new Wire.Gap(g.Key, [.. g.Select(f => f.Regime).Distinct()], g.Min(f => f.Due)))
            .OrderBy(g => g.NeededBy ?? DateTimeOffset.MaxValue)
            .ThenBy(g => g.Pointer, StringComparer.Ordinal)];
}
