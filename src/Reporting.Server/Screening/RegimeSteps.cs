using NodaTime;
using Reporting.Contracts.Cases;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Kernel;

namespace Reporting.Server.Screening;

/// <summary>The steps that regime documents name, held against a case: whose they are, and which can be taken now. No regime is named here.</summary>
public static class RegimeSteps
{
    /// <summary>A step as it stands in a case.</summary>
    /// <param name="Authority">Whose step it is, or to whom the firm takes it.</param>
    public sealed record Placed(string Regime, RegimeStep Step, string Authority);

    /// <summary>The steps of the regimes that apply, or may, and have begun to; of one authority, or of the firm.</summary>
    public static IEnumerable<Placed> Of(RegimeSet rulebook, IEnumerable<RegimeHeld> regimes, IReadOnlyDictionary<string, System.Text.Json.JsonElement?> facts, string? authority, DateTimeOffset at)
    {
        var known = Facts.Of(facts);
        var today = LocalDate.FromDateTime(at.UtcDateTime);
        return regimes
            .Where(r => r.Applicability != "does-not-apply")
            .SelectMany(r => rulebook.Editions(r.Regime).FirstOrDefault(e => e.Edition == r.Edition) is { } edition && edition.EffectiveFrom <= today
                ? edition.Steps.Where(s => (s.When?.Ask(known) ?? Answer.Yes) != Answer.No).Select(s => new Placed(r.Regime, s, edition.AuthorityOf(s.Part, known)))
                : [])
            .Where(p => authority is null ? p.Step.By == Binds.Firm : p.Step.By == Binds.Regulator && p.Authority == authority);
    }

    /// <summary>The regimes whose documents give an authority steps in a case: it acts in them, also where nothing is owed to it.</summary>
    public static IReadOnlyList<string> Acting(RegimeSet rulebook, DeadlineBook book, string authority, Now now) =>
        [.. Of(rulebook, book.Regimes, book.Facts, authority, now.Value).Select(p => p.Regime).Distinct()];

    /// <summary>Why a step cannot be taken; null where it can.</summary>
    public static string? Hindered(Placed placed, IReadOnlyList<Happening> timeline)
    {
        var step = placed.Step;
        bool Happened(string kind) => timeline.Any(h => h.Kind == kind && (h.Regime is null || h.Regime == placed.Regime));
        return step.After.Count > 0 && !step.After.Any(Happened) ? "It comes after " + string.Join(" or ", step.After) + "."
            : step.Unless.FirstOrDefault(Happened) is { } over ? $"It is not possible after {over}."
            : !step.Again && Happened(step.Records) ? "It has been taken already."
            : null;
    }

    /// <summary>The steps that can be taken now, in a case of which the party knows.</summary>
    /// <param name="authority">Null: the firm's.</param>
    public static IReadOnlyList<StepView> Open(RegimeSet rulebook, DeadlinesComputed computed, ScreeningNotice notice, string? authority) =>
        [.. Of(rulebook, computed.Regimes, computed.Facts, authority, computed.AsOf)
            .Where(p => NoticeLife.Table.Allows(notice.StateBefore(p.Authority), NoticeCommand.TakeStep) && Hindered(p, notice.Timeline) is null)
            .Select(p => new StepView(p.Regime, p.Step.Id, p.Step.Title, p.Authority, p.Step.Number, p.Step.Until, p.Step.Citation))];

    /// <summary>The step that a body names, and what is wrong with it.</summary>
    public static (Placed? Step, IEnumerable<ProblemError> Errors) Find(Contracts.Screening.TakeStep body, RegimeSet rulebook, DeadlineBook book, string? authority, Now now)
    {
        var found = Of(rulebook, book.Regimes, book.Facts, authority, now.Value).FirstOrDefault(p => p.Regime == body.Regime && p.Step.Id == body.Step);
        return (found, found is null
            ? [new ProblemError("/step", "unknown-step", "No regime of this case gives this party such a step.")]
            : [
                .. StatementRules.Past("/at", body.At, now),
                .. found.Step.Number is null == body.Number is null ? Array.Empty<ProblemError>() : [new ProblemError("/number", found.Step.Number is null ? "not-of-this-step" : "required", found.Step.Number is { } name ? $"It carries {name}." : "It carries no number.")],
                .. found.Step.Until == body.Until is not null ? Array.Empty<ProblemError>() : [new ProblemError("/until", found.Step.Until ? "required" : "not-of-this-step", found.Step.Until ? "It names a day." : "It names no day.")],
            ]);
    }

    public static StepTaken Taken(Placed placed, Contracts.Screening.TakeStep body, string reference, bool byFirm) => new(
        placed.Authority, reference, byFirm, placed.Regime, placed.Step.Id, placed.Step.Records, placed.Step.Number, body.Number, body.Until, body.Text, body.At.ToUniversalTime());
}
