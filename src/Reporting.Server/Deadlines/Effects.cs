using Reporting.Rulebook;
using Wire = Reporting.Contracts.Cases;

namespace Reporting.Server.Deadlines;

/// <summary>What the law makes of a case that is no deadline: as each regime that applies, or may, says it.</summary>
public static class Effects
{
    public static IReadOnlyList<Wire.EffectView> Of(RegimeSet rulebook, DeadlinesComputed computed) =>
        [.. computed.Regimes
            .Where(r => r.Applicability != "does-not-apply")
            .SelectMany(r => (rulebook.Editions(r.Regime).FirstOrDefault(e => e.Edition == r.Edition)?.Effects ?? [])
                .Where(e => e.When.Ask(Facts.Of(computed.Facts)) == Answer.Yes)
                .Select(e => new Wire.EffectView(r.Regime, e.Id, e.Title, e.Remedy, e.Citation)))];
}
